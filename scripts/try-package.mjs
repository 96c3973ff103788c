// Installs the package as npm would publish it into an empty project and uses it there: its command line, `exec`, `check`, as a
// module, by `require`, and its types. Takes package managers with the Node that they run on, such as `npm@20 yarn@22`; all
// that we promise when left alone. `jest@20` runs the recipe for Jest as well. `links@this` installs nothing: it takes the
// dependencies of this folder. Needs a build.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TRIAL = join(ROOT, 'scripts/package-trial')

/** How each package manager adds a tarball. All of them refuse a package that wants another Node. */
const MANAGERS = {
  npm: ['npm', 'install', '--prefer-offline', '--engine-strict', '--no-audit', '--no-fund'],
  pnpm: ['npx', '-y', 'pnpm@10', 'add', '--prefer-offline', '--config.engine-strict=true'],
  yarn: ['npx', '-y', 'yarn@1.22.22', 'add', '--prefer-offline', '--no-progress'],
  jest: ['npm', 'install', '--prefer-offline', '--engine-strict', '--no-audit', '--no-fund', 'jest@30'],
}
const PROMISED = Object.keys(MANAGERS).flatMap((manager) => [20, 22, 24].map((node) => `${manager}@${node}`))

/** What TypeScript is told of how modules are found, and of the world around them. */
const PROJECTS = {
  nodenext: { module: 'nodenext', types: ['node'] },
  node16: { module: 'node16', types: ['node'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', lib: ['es2023', 'dom'] },
}

const folder = mkdtempSync(join(tmpdir(), 'trial-'))
let failed = 0
try {
  const packing = ['npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(run(packing, ROOT))
  const chosen = process.argv.slice(2)
  for (const choice of chosen.length > 0 ? chosen : PROMISED) {
    const [manager, node] = choice.split('@')
    attempt(manager, node === 'this' ? process.execPath : nodeOf(node), join(folder, filename))
  }
} finally {
  rmSync(folder, { recursive: true })
}
process.exitCode = failed > 0 ? 1 : 0

/** Where the newest Node of a line is; it is fetched if need be. */
function nodeOf(line) {
  return run(['npx', '-y', `node@${line}`, '-p', 'process.execPath']).trim()
}

function attempt(manager, node, tarball) {
  const project = mkdtempSync(join(folder, 'project-'))
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` }
  const name = `${manager} on Node ${run([node, '-p', 'process.versions.node']).trim()}`
  cpSync(TRIAL, project, { recursive: true })
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, license: 'UNLICENSED' }))
  const bin = join(project, 'node_modules/.bin/clickpesa-sandbox')
  const inEnvironment = "process.exit(process.env.CLICKPESA_BASE_URL.endsWith('/third-parties') ? 0 : 1)"
  const steps = {
    install: () =>
      manager === 'links' ? link(tarball, project) : run([...MANAGERS[manager], tarball], project, env),
    version: () => run([bin, '--version'], project, env),
    npx: () => run(['npx', '--no', 'clickpesa-sandbox', 'scenarios'], project, env),
    exec: () => run([bin, 'exec', '--', 'node', '-e', inEnvironment], project, env),
    module: () => run([node, 'as-module.mjs'], project, env),
    require: () => run([node, 'as-commonjs.cjs'], project, env),
    check: () => checkShop(bin, project, env),
    types: () => Object.entries(PROJECTS).forEach(([title, options]) => void types(project, title, options)),
  }
  if (manager === 'jest') {
    cpSync(join(ROOT, 'docs/recipes/jest.test.mjs'), join(project, 'jest.test.mjs'))
    const jest = join(project, 'node_modules/jest/bin/jest.js')
    steps.jest = () =>
      run([node, '--experimental-vm-modules', jest, '--testMatch', '**/*.test.mjs'], project, env)
  }
  const began = performance.now()
  for (const [step, take] of Object.entries(steps)) {
    try {
      take()
    } catch (error) {
      failed++
      console.log(`failed: ${name}: ${step}\n${error.stdout ?? ''}${error.stderr ?? error.stack}`)
      return
    }
  }
  console.log(
    `passed: ${name}, ${readdirSync(join(project, 'node_modules')).length} folders, ${seconds(began)}`,
  )
}

/** Checks a shop in Python, with a config of nine lines. */
function checkShop(bin, project, env) {
  const port = String(10_000 + (process.pid % 20_000))
  const shop = join(ROOT, 'examples/duka-python')
  cpSync(join(shop, 'duka.py'), join(project, 'shop.py'))
  const config = readFileSync(join(shop, 'check.yaml'), 'utf8')
  if (config.trim().split('\n').length > 9) throw new Error('check.yaml has more than nine lines')
  writeFileSync(join(project, 'check.yaml'), config.replace(':3000', `:${port}`))
  const options = ['--explore', '0s', '--only', 'webhook-duplicate']
  run([bin, 'check', ...options, '--', 'python3', 'shop.py'], project, { ...env, PORT: port })
}

/** Unpacks the tarball, and points to the packages that it says it depends on. */
function link(tarball, project) {
  const installed = join(project, 'node_modules/clickpesa-sandbox')
  mkdirSync(join(project, 'node_modules/.bin'), { recursive: true })
  mkdirSync(installed)
  run(['tar', '-xzf', tarball, '-C', installed, '--strip-components', '1'])
  const { bin, dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies)) {
    const at = join(project, 'node_modules', name)
    mkdirSync(dirname(at), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), at)
  }
  const program = join(installed, bin['clickpesa-sandbox'])
  chmodSync(program, 0o755)
  symlinkSync(program, join(project, 'node_modules/.bin/clickpesa-sandbox'))
}

function types(project, title, options) {
  const config = join(project, `tsconfig.${title}.json`)
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023'],
    types: [],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    strict: true,
    noEmit: true,
    ...options,
  }
  writeFileSync(config, JSON.stringify({ compilerOptions, files: ['types.mts'] }))
  run([process.execPath, join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', config], project)
}

function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`
}

function run([file, ...args], cwd = folder, env = process.env) {
  return execFileSync(file, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
