// Checks types, style, unused code and the OpenAPI documents, all at once; says what those that fail have to say.
// Run by npm, which knows where the programs are.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const CHECKS = [
  'tsc --noEmit',
  'biome check .',
  'knip',
  'node scripts/openapi.mjs lint',
  'node scripts/check-package.mjs',
  'dclint --quiet deploy/compose.yaml docs/recipes/compose.yml',
]

function run(command) {
  const child = spawn(command, { cwd: ROOT, shell: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  return new Promise((resolve) => {
    child.once('close', (code) => {
      console.log(code === 0 ? `passed: ${command}` : `failed: ${command}\n${said}`)
      resolve(code === 0)
    })
  })
}

const passed = await Promise.all(CHECKS.map(run))
process.exitCode = passed.every(Boolean) ? 0 : 1
