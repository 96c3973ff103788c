import { Command, CommanderError } from 'commander'
import { SandboxMistake } from '../errors.js'
import { withDocumentFiles } from '../guide/named-documents.js'
import { nearest } from '../lib/nearest.js'
import { printable } from '../lib/printable.js'
import { packageVersion } from '../package-root.js'
import type { CommandMaker, Io } from './io.js'

// Each is loaded when it is called, because every file costs a start some of its time.
const COMMANDS: Readonly<Record<string, () => Promise<CommandMaker>>> = {
  start: async () => (await import('./start.js')).startCommand,
  exec: async () => (await import('./exec.js')).execCommand,
  pay: async () => (await import('./pay.js')).payCommand,
  claim: async () => (await import('./claim.js')).claimCommand,
  verify: async () => (await import('./verify.js')).verifyCommand,
  scenarios: async () => (await import('./scenarios.js')).scenariosCommand,
  checksum: async () => (await import('./checksum.js')).checksumCommand,
  compare: async () => (await import('./compare.js')).compareCommand,
  mcp: async () => (await import('./mcp.js')).mcpCommand,
  check: async () => (await import('./check.js')).checkCommand,
  prune: async () => (await import('./prune.js')).pruneCommand,
  healthcheck: async () => (await import('./healthcheck.js')).healthcheckCommand,
}
const NAMES = Object.keys(COMMANDS)

/** Exit code of a command line that cannot be understood. */
const MISUSED = 2

/** Runs the command that the arguments ask for, `start` if they name none. Returns its exit code. */
export async function run(args: readonly string[], process: Io): Promise<number> {
  // Names and texts in files, answers and arguments may hold what acts on a terminal.
  const io: Io = {
    ...process,
    out: (text) => process.out(printable(text)),
    err: (text) => process.err(withDocumentFiles(printable(text), process.folder)),
  }
  const [first = ''] = args
  if (first === 'version' || first === '-v') return run(['--version'], process)
  if (/^[a-z]/.test(first) && first !== 'help' && !NAMES.includes(first)) {
    const guess = nearest(first, NAMES)
    io.err(`There is no command "${first}"${guess ? `; did you mean "${guess}"?` : '.'}\n`)
    io.err(`The commands are: ${NAMES.join(', ')}\n`)
    return MISUSED
  }
  let code = 0
  const program = await programOf(neededFor(args), io, (finished) => {
    code = finished
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    // Commander has said what is wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED
    if (error instanceof SandboxMistake) {
      io.err(`${error.message}\n${error.hint}\n`)
      return 1
    }
    throw error
  }
}

/** The commands that must be known to understand the arguments: all of them, where they may be listed. */
function neededFor(args: readonly string[]): readonly string[] {
  const [first = ''] = args
  if (NAMES.includes(first)) return [first]
  return args.some((arg) => ['help', '--help', '-h'].includes(arg)) ? NAMES : ['start']
}

async function programOf(names: readonly string[], io: Io, finish: (code: number) => void): Promise<Command> {
  const program = new Command('clickpesa-sandbox')
    .description("A fake of ClickPesa's hosted checkout. It moves no money.")
    .version(packageVersion)
    .enablePositionalOptions()
    .configureOutput({ writeOut: (help) => io.out(withDocumentFiles(help, io.folder)), writeErr: io.err })
    .exitOverride()
  const makers = await Promise.all(names.map((name) => COMMANDS[name]?.()))
  for (const make of makers) {
    const command = make?.(io, finish).copyInheritedSettings(program)
    command?.showHelpAfterError(`\`clickpesa-sandbox ${command.name()} --help\` says how it is used`)
    if (command) program.addCommand(command, { isDefault: command.name() === 'start' })
  }
  return program
}
