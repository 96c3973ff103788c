// `npm start` on a fresh clone must work in one go, and must be quick the second time: builds only
// when some source file is newer than the last build.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = statSync(join(root, 'dist/server/main.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0

const newest = [
  'server',
  'contracts/schemas',
  'fixtures',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
]
  .flatMap((path) => filesUnder(join(root, path)))
  .reduce((latest, file) => Math.max(latest, statSync(file).mtimeMs), 0)

if (newest > built) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: true,
  })
  if (status !== 0) {
    console.error(
      'The build failed, so there is nothing to start. Run `npm ci` first if packages are missing.',
    )
    process.exit(1)
  }
}

function filesUnder(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return []
  if (found.isFile()) return [path]
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)))
}
