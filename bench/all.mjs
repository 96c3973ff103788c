// All that is compared with other programs, one after the other: `npm start --prefix bench`, with `-- --write` for the page of the docs.
// A slow machine is not a mistake: whatever was measured, only a script that could not run makes it end with 1.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const asked = process.argv.slice(2).filter((word) => word === '--write')
const SCRIPTS = [
  ['start.mjs', '--peers'],
  ['webhooks.mjs'],
  ['throughput.mjs'],
  ['stores.mjs'],
  ['journeys.mjs'],
]

for (const [script, ...args] of SCRIPTS) {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const { status } = spawnSync(process.execPath, [path, ...args, ...asked], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
