import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SandboxMistake } from '../errors.js'
import { writeAnew } from '../write-anew.js'
import { CHECK_FOLDER } from './folder.js'

/**
 * Writes a file of check into its folder below another one, whole or not at all. A shop that is somebody else's may bring
 * links of these names, to files of whoever checks it: a link gives way to the file, and what it leads to stays as it is.
 * Throws a SandboxMistake where the folder is a link itself.
 */
export async function writeFound(folder: string, name: string, text: string) {
  const inside = join(folder, CHECK_FOLDER)
  const there = await lstat(inside).catch(() => null)
  if (there?.isSymbolicLink()) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `${CHECK_FOLDER} is a link to another folder, and nothing was written there`,
      'remove it, and check makes a folder of its own',
    )
  }
  await mkdir(inside, { recursive: true })
  await writeAnew(join(inside, name), text)
}
