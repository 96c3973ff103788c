import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package, whether the code runs from its sources or from its build. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)))

/** The folder in it that holds the code which runs: `dist` in a package, `build` before that is made, `server` from sources. */
export const codeFolder = join(
  packageRoot,
  relative(packageRoot, fileURLToPath(import.meta.url)).split(sep)[0] ?? '',
)

/** This package's version, as in package.json. */
export const packageVersion = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder))
}
