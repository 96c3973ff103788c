// Looks for texts that a parser of strangers' texts (test/fuzz/parsers.ts) neither reads nor refuses in words, or takes seconds
// for, led by the code that each text reaches: `npm run fuzz -- 600` for ten minutes, with a seed behind it to repeat them. What it
// finds becomes a line of test/safety/parsers.test.ts.
//
// Written by hand: Jazzer.js, the fuzzer for Node, comes as native code that older Linux systems cannot load.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import { rolldown } from 'rolldown'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const HOME = join(ROOT, 'build/fuzz')
const [seconds = '60', seed = String(Date.now() % 2 ** 32)] = process.argv.slice(2)

/** A text that takes longer keeps others waiting, in milliseconds. */
const TOO_SLOW_MS = 2000
const MAX_LENGTH = 6000
/** Asking what was reached costs more than reading a text: two dozen texts are read between two looks, and each by itself where something was new. */
const BATCH = 24

/** Files that a parser takes. */
const TAKEN = { scenario: 'scenarios', pact: 'contracts/pacts' }

/** What parsers look for, and what breaks them. */
const WORDS =
  `: - , { } [ ] " ' \\ / // : # & * ! | > % @ \` \n \t \0 \r \u2028 \ud800 \udfff \u202e \u001b[2J null true 1e400 -0 9007199254740993 __proto__ constructor
  title: about: timeline: webhook: callback: after: status: SUCCESS 5s 99999999d &a *a !!js/function !!binary <<: --- ... ? |- >- \\u0000 \\ud800 log entries request response
  url method headers postData text status content "log" "entries" {"request": interactions providerStates name params checksum checksumMethod host= proto= for= by= ; http:// https://
  javascript: [::1] [::ffff:7f00:1] 127.0.0.1 localhost. .localhost %00 %2f .. ../ ..\\ ?token= Bearer Basic 00- -01 ,,,, a.b.c 0x7f 1_000 +255 1e3 2026-02-30 T00:00:00Z +275760-09-13`.split(
    / |\n {2}/,
  )

let state = Number(seed) >>> 0
/** A whole number below `below`; the same ones for the same seed (mulberry32). */
function below(bound) {
  state = (state + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
}
const oneOf = (list) => list[below(list.length)]

mkdirSync(HOME, { recursive: true })
// One file, so that what is reached is seen in our code and in the libraries that read for it.
const bundle = await rolldown({ cwd: ROOT, input: join(ROOT, 'test/fuzz/parsers.ts'), platform: 'node' })
const file = join(HOME, 'parsers.mjs')
await bundle.write({ file, format: 'esm' })
const { PARSERS, readOrRefuse } = await import(pathToFileURL(file).href)
const NAMES = Object.keys(PARSERS)

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/** For each parser, texts that reached something new. */
const corpus = Object.fromEntries(NAMES.map((name) => [name, ['', '{}', '[]', 'a: b', 'http://a.b/']]))
for (const [name, folder] of Object.entries(TAKEN)) {
  for (const entry of readdirSync(join(ROOT, folder)))
    if (/\.(ya?ml|json)$/.test(entry)) corpus[name].push(readFileSync(join(ROOT, folder, entry), 'utf8'))
}

const reached = new Set()
const found = new Map()
let tried = 0
const until = performance.now() + Number(seconds) * 1000
for (const name of NAMES) for (const text of corpus[name]) run(name, text)
await anythingNew()
while (performance.now() < until) {
  const name = oneOf(NAMES)
  const texts = Array.from({ length: BATCH }, () => mutated(corpus[name]))
  for (const text of texts) run(name, text)
  if (!(await anythingNew())) continue
  for (const text of texts) {
    run(name, text)
    if (await anythingNew(name)) corpus[name].push(text)
  }
}
console.log(`seed ${seed}: ${tried} texts, ${reached.size} places reached, ${found.size} found`)
for (const [what, { name, text }] of found) console.log(`\n${name}: ${what}\n${JSON.stringify(text)}`)
process.exitCode = found.size > 0 ? 1 : 0

function run(name, text) {
  tried += 1
  globalThis.tryIt = () => readOrRefuse(name, text)
  try {
    runInThisContext('tryIt()', { timeout: TOO_SLOW_MS })
  } catch (error) {
    const place = String(error.stack).split('\n').slice(0, 3).join('\n')
    const known = found.get(place)
    if (!known || known.text.length > text.length) found.set(place, { name, text })
  }
}

/** Whether code ran since the last time that had not run before; for one parser, in what that parser reached. */
async function anythingNew(name = '') {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const functions = result.find(({ url }) => url.endsWith('/fuzz/parsers.mjs'))?.functions ?? []
  const before = reached.size
  for (const { ranges } of functions)
    for (const { startOffset, endOffset, count } of ranges)
      if (count > 0) reached.add(`${name} ${startOffset}-${endOffset}-${Math.min(8, count)}`)
  return reached.size > before
}

function mutated(texts) {
  let text = oneOf(texts)
  for (let times = 1 + below(4); times > 0; times--) text = once(text, texts)
  return text.slice(0, MAX_LENGTH)
}

function once(text, texts) {
  const at = below(text.length + 1)
  const to = Math.min(text.length, at + 1 + below(oneOf([1, 4, 16, 200])))
  const [before, middle, after] = [text.slice(0, at), text.slice(at, to), text.slice(to)]
  switch (below(8)) {
    case 0:
      return before + after
    case 1:
      return before + oneOf(WORDS) + after
    case 2:
      return before + oneOf(WORDS) + middle + after
    case 3:
      return before + middle.repeat(oneOf([2, 3, 50, 500])) + after
    case 4:
      return before + String.fromCharCode(oneOf([below(128), below(65_536), 0xd800 + below(2048)])) + after
    case 5: {
      const other = oneOf(texts)
      return before + other.slice(below(other.length + 1))
    }
    case 6:
      return before + middle.split('').reverse().join('') + after
    default:
      return before + text.slice(below(text.length + 1), at) + after
  }
}
