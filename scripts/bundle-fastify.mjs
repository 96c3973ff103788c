// Puts Fastify with all that it depends on into `dist/server/http/fastify.js`, which only passed it on, and writes down
// whose work that is. Why: docs/decisions/0011-fastify-is-built-in.md.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const BUILT = fileURLToPath(new URL('../dist/server/http/fastify.js', import.meta.url))

const bundle = await rolldown({
  input: BUILT,
  platform: 'node',
  // We depend on it ourselves, and it is loaded late.
  external: [/^ajv(\/|$)/],
  onwarn: (warning) => {
    throw new Error(warning.message)
  },
})
const { output } = await bundle.write({ file: BUILT, format: 'esm', comments: { legal: true } })
await bundle.close()

const packages = new Set(output.flatMap(({ moduleIds = [] }) => moduleIds.map(packageOf)).filter(Boolean))
const licences = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`
})
writeFileSync(
  BUILT.replace(/\.js$/, '.licences.txt'),
  `fastify.js holds these packages, unchanged:\n\n${licences.join(`\n${'-'.repeat(80)}\n\n`)}`,
)

/** The folder of the package that a file in node_modules belongs to. */
function packageOf(file) {
  if (!file.includes('node_modules')) return null
  let folder = dirname(file)
  // Folders of a package may have a package.json without a name, which tells how its files are to be read.
  while (!existsSync(join(folder, 'package.json')) || !nameIn(folder)) folder = dirname(folder)
  return folder
}

function nameIn(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name
}
