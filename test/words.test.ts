import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Words of our own that gave way to the field's: a stranger who greps for an idea must find it. */
const RETIRED_WORDS: Readonly<Record<string, string>> = {
  wall: 'real clock, fake clock',
  woken: 'fired, notified',
  together: 'batcher',
  flaw: 'issue',
  flaws: 'issues',
  violation: 'issue',
  violations: 'issues',
  complaint: 'validation message',
  complaints: 'validation messages',
  misbehave: 'inject a fault',
  misbehaviour: 'fault injection',
  fate: 'outcome',
  debt: 'notification',
  posting: 'delivery',
  sighting: 'observation',
  sightings: 'observations',
  sight: 'expected event',
  happening: 'event, channel',
  happenings: 'events',
  glance: 'summary',
  glances: 'summaries',
  concern: 'alert',
  concerns: 'alerts',
  harmless: 'display text',
  spoilt: 'tampered',
  lies: 'tampering',
  strays: 'unauthenticated requests',
  scene: 'context',
  understood: 'parse',
  mood: 'severity',
  belongings: 'merchant data',
  silence: 'pause',
  halt: 'stop',
  halted: 'stopped',
  market: 'harness',
}

/** The same for names that only say it as a whole. */
const RETIRED_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(MOST|LONGEST)_/, 'MAX_…'],
  [/callOff/, 'cancel'],
  [/hungUp/, 'onDisconnect'],
  [/speakAgain/, 'resume'],
  [/bringAbout/, 'apply'],
  [/HeldAnswers/, 'HeldResponses'],
  [/onFault/, 'onInternalError'],
  [/ForPeople$|^inWords$|^amountText$|^durationText$/, 'format…, describe…'],
]

/** Files called by ideas that have a better name now. */
const RETIRED_FILES = /^(door|things|market|holds|glances|strays)\.tsx?$/

/** Where a retired word is right, and why. */
const ALLOWED_NAMES: Readonly<Record<string, string>> = {
  complaint: 'a method of the CheckoutPage that tests import; its name is public',
  happenings: 'the address and the test id of the list in the sandbox bar; documented',
  listHappenings: 'fills that list',
  spoiltCopyOf: 'a field of the control API',
}

/** Where those words come from somebody else. */
const ALLOWED_FILES: Readonly<Record<string, string>> = {
  'test/support/barriers.ts': 'axe calls what it finds violations',
  'test/words.test.ts': 'lists the words',
  'CHANGELOG.md': 'tells users what was called otherwise before',
}

const PHRASES: readonly (readonly [RegExp, string])[] = [
  // What stopped readers of the inspector.
  [/\bGoing on\b|\bNo call is like that\b|\bEach mark leads to more\b/, 'what there is, or what to do'],
  [/\bNothing like that was owed\b|\bas the rules choose\b/, 'what was not sent, or what decides'],
  [/(?<![\w,] )\bAnswers (?!"|to\b)/, 'Returns, Resolves, Replies'],
  [/\bSo (many|much)\b/, 'At most, How many, After this many'],
  [/\bAs (many|much) (?!as\b)/, 'At most, How much'],
  [
    /\b(is|are) no (?!longer|more|less|easier|better|other|one|such|slower|faster|need|use|room|way|trace|end)/,
    'is not a',
  ],
  [/\bby the dozen\b/, 'in bursts'],
  [/\b(counted|graded|told|numbered) apart\b/, 'separately'],
]

const FILES = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => !(file in ALLOWED_FILES) && !/^docs\/screenshots|^fixtures\/.*\.json$/.test(file))

const CODE = FILES.filter((file) => /\.(tsx?|m?js)$/.test(file))
const PROSE = FILES.filter((file) => /\.(tsx?|m?js|md|yaml)$/.test(file))

/** The names in a file's code, without what stands in its comments and texts. */
function namesIn(text: string): string[] {
  const code = text
    .replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, ' ')
    .replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, ' ')
    .replace(/`(?:\\.|[^`\\])*`/g, (template) => (template.match(/(?<=\$\{)[^}]*/g) ?? []).join(' '))
    .replace(/>[^<>{}]*</g, '><')
  return [...new Set(code.match(/[A-Za-z_$][\w$]*/g))]
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_\W]+/)
}

/** What to say instead of a name; undefined when the name is good. */
function betterName(name: string): string | undefined {
  if (Object.hasOwn(ALLOWED_NAMES, name)) return undefined
  const found = wordsOf(name).find((word) => Object.hasOwn(RETIRED_WORDS, word))
  return found ? RETIRED_WORDS[found] : RETIRED_NAMES.find(([retired]) => retired.test(name))?.[1]
}

function readText(file: string): string {
  return readFileSync(`${ROOT}${file}`, 'utf8')
}

describe('words that were given up for those of the field', () => {
  test('name nothing in the code', () => {
    expect(betterName('callOffTimer')).toBe('cancel')
    expect(betterName('MOST_ROWS')).toBe('MAX_…')
    expect(betterName('#wallClock')).toBe('real clock, fake clock')
    const found = CODE.flatMap((file) =>
      namesIn(readText(file)).flatMap((name) => {
        const better = betterName(name)
        return better ? [`${file}: ${name}; say ${better}`] : []
      }),
    )
    expect(found).toEqual([])
  })

  test('name no file', () => {
    const found = FILES.filter(
      (file) =>
        RETIRED_FILES.test(basename(file)) ||
        wordsOf(basename(file)).some((word) => Object.hasOwn(RETIRED_WORDS, word)),
    )
    expect(found).toEqual([])
  })

  test('are only allowed where they still stand', () => {
    const names = new Set(CODE.flatMap((file) => namesIn(readText(file))))
    const texts = CODE.map(readText).join()
    expect(Object.keys(ALLOWED_NAMES).filter((name) => !names.has(name) && !texts.includes(name))).toEqual([])
  })
})

test('comments, messages and docs are in plain English', () => {
  const found = PROSE.flatMap((file) =>
    readText(file)
      .split('\n')
      .flatMap((line, i) =>
        PHRASES.filter(([phrase]) => phrase.test(line.replace(/\b[Tt]here (is|are) no\b/g, ''))).map(
          ([, plain]) => `${file}:${i + 1}: ${line.trim().slice(0, 100)}; say ${plain}`,
        ),
      ),
  )
  expect(found).toEqual([])
})
