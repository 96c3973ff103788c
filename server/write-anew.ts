import { randomBytes } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'

/** Writes a file in the place of what is there, whole or not at all; where that is a link, what it leads to stays as it is. */
export async function writeAnew(path: string, text: string) {
  const made = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(made, text, { flag: 'wx' })
  await rename(made, path)
}
