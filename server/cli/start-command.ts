import { win32 } from 'node:path'

/** How a program is started: what `spawn` of Node is called with. */
export interface StartedAs {
  readonly file: string
  readonly args: readonly string[]
  /** Whether the arguments stand on the command line of Windows as they are. */
  readonly verbatim: boolean
}

interface System {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isFile: (path: string) => boolean
}

/**
 * How a command is started on a system. On Windows `npm`, `npx` and what packages install are scripts for cmd.exe
 * (`npm.cmd`), which `spawn` neither finds nor runs by itself.
 */
export function startCommand(file: string, args: readonly string[], system: System): StartedAs {
  const script = system.platform === 'win32' ? windowsScript(file, system) : null
  if (script === null) return { file, args, verbatim: false }
  const line = [escaped(script), ...args.map((arg) => escaped(escaped(inQuotes(arg))))].join(' ')
  return {
    file: variable(system.env, 'ComSpec') ?? 'cmd.exe',
    args: ['/d', '/s', '/c', `"${line}"`],
    verbatim: true,
  }
}

/** The script that a command means; null where it means a program, or nothing that is there. */
function windowsScript(file: string, { env, isFile }: System): string | null {
  const endings = win32.extname(file) ? ['', ...endingsIn(env)] : endingsIn(env)
  const folders = /[\\/]/.test(file) ? [''] : (variable(env, 'Path') ?? '').split(';').filter(Boolean)
  for (const folder of folders) {
    for (const ending of endings) {
      const path = folder ? win32.join(folder, file + ending) : file + ending
      if (isFile(path)) return /\.(cmd|bat)$/i.test(path) ? path : null
    }
  }
  return null
}

function endingsIn(env: System['env']): string[] {
  return (variable(env, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';').map((ending) => ending.toLowerCase())
}

/** Windows does not tell capital and small letters in names of variables apart. */
function variable(env: System['env'], name: string): string | undefined {
  const found = Object.keys(env).find((key) => key.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : env[found]
}

/** An argument as programs of Windows take it apart: backslashes count twice before a quotation mark. */
function inQuotes(arg: string): string {
  return `"${arg.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`
}

/** A text in which cmd.exe sees nothing to carry out. A script hands its arguments on, so they are read twice. */
function escaped(text: string): string {
  return text.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&')
}
