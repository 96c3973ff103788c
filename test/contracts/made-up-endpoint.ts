import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../server/package-root.js'

const run = promisify(execFile)

/** Something that the compiler objects to. */
export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly text: string
}

/**
 * Compiles a copy of the sources with some files changed or added, by their paths, and returns what the compiler
 * objects to.
 */
export async function compileWith(changes: Readonly<Record<string, string>>): Promise<Diagnostic[]> {
  const folder = await mkdtemp(join(tmpdir(), 'made-up-endpoint-'))
  try {
    for (const part of ['contracts', 'server', 'tsconfig.json', 'package.json']) {
      await cp(join(packageRoot, part), join(folder, part), { recursive: true })
    }
    await symlink(join(packageRoot, 'node_modules'), join(folder, 'node_modules'))
    for (const [path, text] of Object.entries(changes)) await writeFile(join(folder, path), text)
    await writeFile(
      join(folder, 'tsconfig.changed.json'),
      JSON.stringify({ extends: './tsconfig.json', include: ['contracts', 'server'] }),
    )
    const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc')
    const { stdout } = await run(
      process.execPath,
      [tsc, '--noEmit', '--pretty', 'false', '-p', 'tsconfig.changed.json'],
      { cwd: folder },
    ).catch((error: { stdout: string }) => error)
    return diagnosticsIn(stdout)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A line for each, with what explains it indented below. */
function diagnosticsIn(output: string): Diagnostic[] {
  return output
    .split(/\n(?=\S)/)
    .map((block) => /^(\S+)\((\d+),\d+\): error ([\s\S]*)$/.exec(block.trim()))
    .filter((match) => match !== null)
    .map(([, file = '', line = '', text = '']) => ({ file, line: Number(line), text }))
}
