// Makes `dist` from `build`, where the compiler puts every file as it is: few files, so that a start reads little, with
// what is loaded late in files of its own, and with the packages that every start needs inside. Writes down whose work
// those are. Why: docs/decisions/0011-what-is-built-in.md.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
)
const INSTALLED = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })

/** Fastify loads these where it is given no compilers; `server/http/fastify.ts` gives it some. */
const NEVER_LOADED = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler']

/** What Fastify needs on no way to ready: versions are compared when a plugin asks for one. */
const LOADED_LATE = {
  'plugin-utils.js': {
    semver: { line: "const semver = require('semver')", names: ['satisfies', 'gt', 'coerce'] },
  },
  'server.js': {
    'node:https': { line: "const https = require('node:https')", names: ['createServer'] },
    'node:http2': {
      line: "const http2 = require('node:http2')",
      names: ['createServer', 'createSecureServer'],
    },
  },
}

const BUILT = join(ROOT, 'build/server')
const PACKED = join(ROOT, 'dist/server')

for (const { name } of filesIn(PACKED)) if (name.endsWith('.js')) rmSync(join(PACKED, name))

const bundle = await rolldown({
  cwd: ROOT,
  input: Object.fromEntries(
    ['main', 'testing/index', 'testing/vitest', 'testing/playwright'].map((name) => [
      name,
      join(BUILT, `${name}.js`),
    ]),
  ),
  platform: 'node',
  external: (id) => [...INSTALLED, ...NEVER_LOADED].some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [
    {
      name: 'load-late',
      transform: { filter: { id: /\/fastify\/lib\/(plugin-utils|server)\.js$/ }, handler: loadedLate },
    },
  ],
  onwarn: (warning) => {
    throw new Error(warning.message)
  },
})
const options = {
  dir: PACKED,
  format: 'esm',
  chunkFileNames: 'parts/[name].js',
  comments: { legal: true, jsdoc: false, annotation: false },
}
// What every sandbox loads goes into one file, whoever else uses it too: each file costs a start a millisecond.
const everySandbox = loadedAtOnceBy('build/server/serve.js', (await bundle.generate(options)).output)
const { output } = await bundle.write({
  ...options,
  codeSplitting: { groups: [{ name: 'sandbox', test: (id) => everySandbox.has(id) }] },
})
await bundle.close()
copyFileSync(join(ROOT, 'build/scenarios.json'), join(ROOT, 'dist/scenarios.json'))

const packages = new Set(output.flatMap(({ moduleIds = [] }) => moduleIds.map(packageOf)).filter(Boolean))
const licences = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`
})
writeFileSync(
  join(PACKED, 'licences.txt'),
  `The files here hold these packages, unchanged but for when they load others:\n\n${licences.join(`\n${'-'.repeat(80)}\n\n`)}`,
)

/** The modules in the files that are loaded before a module runs. */
function loadedAtOnceBy(path, output) {
  const files = new Map(output.filter(({ type }) => type === 'chunk').map((file) => [file.fileName, file]))
  const open = [...files.values()].filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith(path)))
  if (open.length !== 1) throw new Error(`${path} should be in one file, and is in ${open.length}`)
  const reached = new Set(open)
  for (const file of reached)
    for (const name of file.imports) if (files.has(name)) reached.add(files.get(name))
  return new Set([...reached].flatMap(({ moduleIds }) => moduleIds))
}

/** The folder of the package that a file in node_modules belongs to. */
function packageOf(file) {
  if (!file.includes('node_modules')) return null
  let folder = dirname(file)
  // Folders of a package may have a package.json without a name, which tells how its files are to be read.
  while (!existsSync(join(folder, 'package.json')) || !nameIn(folder)) folder = dirname(folder)
  return folder
}

/** Makes a file of Fastify load what it needs of a module when it first needs it. */
function loadedLate(code, id) {
  let changed = code
  for (const [module, { line, names }] of Object.entries(LOADED_LATE[basename(id)])) {
    if (!code.includes(line))
      throw new Error(`Fastify no longer has the line ${line}: is it still loaded at once?`)
    const late = names.map((name) => `get ${name}() { return require('${module}').${name} }`)
    changed = changed.replace(line, `${line.split('=')[0]}= { ${late.join(', ')} }`)
  }
  return changed
}

function nameIn(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name
}

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => ({ name }))
}
