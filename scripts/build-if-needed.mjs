// Builds when some source file is newer than the last build: before `npm start`, so that a fresh clone starts in one go
// and quickly the second time, and as `prepare`, so that a package that is made from the repository has its `dist`.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const SOURCES = [
  'server',
  'contracts',
  'fixtures',
  'scenarios',
  'scripts/bundle.mjs',
  'scripts/scenarios-json.ts',
  'scripts/settings-ahead.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
]

// The last file of a build, so that one that was interrupted is done again.
const built = statSync(join(root, 'dist/server/licences.txt'), { throwIfNoEntry: false })?.mtimeMs ?? 0
const newest = Math.max(
  ...SOURCES.flatMap((path) => filesUnder(join(root, path))).map((file) => statSync(file).mtimeMs),
)
const isPreparing = process.env.npm_lifecycle_event === 'prepare'

if (newest > built) {
  if (existsSync(join(root, 'node_modules/typescript'))) build()
  // `npm ci --omit=dev` asks for nothing to build with; what is to be started must be there.
  else if (!isPreparing)
    fail('There is nothing to start yet, and nothing to build it with: run `npm ci` first.')
}

function build() {
  console.error('Compiling the sandbox, which takes some seconds the first time ...')
  const began = performance.now()
  // One string: given separately, the arguments would reach the shell unquoted, which Node 24 warns of.
  const { status } = spawnSync('npm run --silent build', { cwd: root, stdio: 'inherit', shell: true })
  if (status !== 0) fail('The build failed, so there is nothing to start. What is wrong is said above.')
  console.error(`Compiled in ${((performance.now() - began) / 1000).toFixed(1)} s.`)
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

function filesUnder(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return []
  if (found.isFile()) return [path]
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)))
}
