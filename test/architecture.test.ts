import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const DOORS = ['gateway', 'checkout', 'control', 'inspector'].map((door) => `server/${door}`)

/** What stands above the sandbox: nothing below may know of it. */
const ABOVE = [
  ...DOORS,
  ...['openapi', 'http', 'cli', 'testing', 'app', 'main', 'serve', 'config'].map((part) => `server/${part}`),
]

/** What each part may import, beside itself; a name without a slash at its front is a package. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contracts: ['json-schema-to-ts'],
  'server/lib': [],
  'server/domain': ['node:crypto', 'server/lib'],
  'server/checksum-diagnosis': ['node:crypto', 'server/domain', 'server/lib'],
  'server/store': [
    'server/domain',
    'server/lib',
    'tinyqueue',
    'kysely',
    'libsql',
    'pg',
    'node:crypto',
    'node:fs',
    'node:path',
  ],
  'server/tracing': [
    'server/domain',
    'server/agenda/real-clock',
    'server/environment',
    'server/package-root',
    '@opentelemetry',
    'node:async_hooks',
    'node:crypto',
  ],
  'server/agenda': ['server/domain', 'server/store', 'server/lib', 'tinyqueue'],
}

/** What each part must keep away from. */
const MUST_NOT_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'server/engine': ['server/sandbox', ...ABOVE],
  'server/delivery': ['server/engine', 'server/sandbox', ...ABOVE],
  'server/scenario': ['server/engine', 'server/sandbox', ...ABOVE],
  'server/compare': ['server/engine', 'server/sandbox', ...ABOVE],
  'server/sandbox': ABOVE,
  ...Object.fromEntries(
    DOORS.map((door) => [
      door,
      ['server/store', 'server/engine', 'server/agenda', ...DOORS.filter((other) => other !== door)],
    ]),
  ),
}

interface Import {
  readonly file: string
  /** A package, or the path of a module from the root, without its ending. */
  readonly target: string
}

const IMPORTS = /(?:\bfrom|\bimport|\brequire\()\s*\(?\s*'([^']+)'/g

/** The files of a part, without what stands in their comments. */
function sourcesOf(part: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(join(ROOT, part), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const file = join(ROOT, part, name)
      const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      return { file: fromRoot(file), text }
    })
}

function importsOf(part: string): Import[] {
  return sourcesOf(part).flatMap(({ file, text }) =>
    [...text.matchAll(IMPORTS)].map(([, specifier = '']) => ({
      file,
      target: specifier.startsWith('.')
        ? fromRoot(join(ROOT, dirname(file), specifier)).replace(/\.js$/, '')
        : specifier,
    })),
  )
}

function fromRoot(path: string): string {
  return relative(ROOT, path).split(sep).join('/')
}

function isWithin(part: string) {
  return ({ target }: Import) => target === part || target.startsWith(`${part}/`)
}

describe('imports point downward only', () => {
  test.each(Object.entries(MAY_IMPORT))('%s imports nothing but itself and %j', (part, allowed) => {
    const imports = importsOf(part)
    expect(imports.length).toBeGreaterThan(0)
    expect(imports.filter((found) => ![part, ...allowed].some((parts) => isWithin(parts)(found)))).toEqual([])
  })

  test.each(Object.entries(MUST_NOT_IMPORT))(
    '%s keeps away from what is above or beside it',
    (part, forbidden) => {
      const imports = importsOf(part)
      expect(imports.length).toBeGreaterThan(0)
      expect(imports.filter((found) => forbidden.some((parts) => isWithin(parts)(found)))).toEqual([])
    },
  )

  test('doors ask through use cases and queries, and never reach through to the engine or the store', () => {
    const reaching = DOORS.flatMap((door) =>
      sourcesOf(door)
        .filter(({ text }) => /\bengine\b|\.store\b/.test(text))
        .map(({ file }) => file),
    )
    expect(reaching).toEqual([])
  })

  test('nothing of the server imports tests, fixtures or scripts', () => {
    const outside = ['test', 'fixtures', 'scripts', 'examples', 'bench']
    expect(importsOf('server').filter((found) => outside.some((parts) => isWithin(parts)(found)))).toEqual([])
  })
})

/** Files of one part that import each other, as known; none of them may grow. */
const KNOWN_CYCLES: readonly (readonly string[])[] = [
  ['server/checkout/i18n/language', 'server/checkout/i18n/sw'],
  [
    'server/domain/collected',
    'server/domain/delivery',
    'server/domain/merchant',
    'server/domain/notification',
    'server/domain/payment',
    'server/domain/script',
    'server/domain/shown',
  ],
  ['server/domain/dialect', 'server/domain/dialect-switches'],
  ['server/sandbox/snapshots/snapshot', 'server/sandbox/snapshots/snapshot-shape'],
  ['server/testing/every-dialect', 'server/testing/sandbox-client'],
  ['server/testing/merchant-client', 'server/testing/waiting'],
]

test('files do not import each other in a circle, not even for types', () => {
  expect(
    cyclesIn([
      { file: 'a.ts', target: 'b' },
      { file: 'b.tsx', target: 'c' },
      { file: 'c.ts', target: 'a' },
      { file: 'd.ts', target: 'a' },
    ]),
  ).toEqual([['a', 'b', 'c']])
  const found = cyclesIn([...importsOf('contracts'), ...importsOf('server')])
  const known = (cycle: readonly string[]) =>
    KNOWN_CYCLES.some((files) => cycle.every((file) => files.includes(file)))
  expect(found.filter((cycle) => !known(cycle))).toEqual([])
})

/** Groups of modules each of which reaches every other of its group by imports. */
function cyclesIn(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>()
  for (const { file, target } of imports) {
    const module = file.replace(/\.tsx?$/, '')
    targets.set(module, [...(targets.get(module) ?? []), target])
  }
  const reached = new Map([...targets.keys()].map((module) => [module, reachedFrom(module, targets)]))
  const inCycles = [...targets.keys()].filter((module) => reached.get(module)?.has(module)).sort()
  const groups = inCycles.map((module) =>
    inCycles.filter((other) => reached.get(module)?.has(other) && reached.get(other)?.has(module)),
  )
  return [...new Map(groups.map((group) => [group.join(), group])).values()]
}

function reachedFrom(module: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>()
  const open = [...(targets.get(module) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    open.push(...(targets.get(next) ?? []))
  }
  return reached
}

test('only the real clock sets timers', () => {
  const files = readdirSync(join(ROOT, 'server'), { recursive: true, encoding: 'utf8' })
  const withTimers = files
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => /\b(setTimeout|setInterval)\(/.test(readFileSync(join(ROOT, 'server', file), 'utf8')))
    .map((file) => file.split(sep).join('/'))
  expect(withTimers).toEqual(['agenda/real-clock.ts'])
})
