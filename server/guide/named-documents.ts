import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { packageRoot } from '../package-root.js'
import { pageName } from './guide-path.js'

/** How a message names a document of this package: by its path from the root. */
const NAMED = /\bdocs\/(?:[\w-]+\/)*[\w-]+\.md\b/g

/** A message in which each document that it names is an address below that of a running sandbox's guide. */
export function withGuideAddresses(message: string, guide: string): string {
  return message.replace(NAMED, (file) => (isDocument(file) ? `${guide}/${pageName(file)}` : file))
}

/** A message in which each document that it names is a file that can be opened from a folder: where no sandbox runs. */
export function withDocumentFiles(message: string, folder = process.cwd()): string {
  return message.replace(NAMED, (file) => {
    if (!isDocument(file)) return file
    const whole = join(packageRoot, file)
    const fromFolder = relative(folder, whole)
    return fromFolder.startsWith('..') ? whole : fromFolder
  })
}

function isDocument(file: string): boolean {
  return existsSync(join(packageRoot, file))
}
