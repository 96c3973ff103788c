import { createHash } from 'node:crypto'
import {
  type ChecksumMethod,
  canonicalForm,
  escapeNonAscii,
  hmacHex,
  type JsonObject,
  type JsonValue,
  legacyForm,
  sameChecksum,
} from './checksum.js'

export interface ChecksumDiagnosis {
  readonly matches: boolean
  /** What went wrong, as kebab-case words joined by `-and-`; `unrecognised` if no known mistake fits; null on a match. */
  readonly mistake: string | null
  /** Sentences for people: what was done, and what to do instead. */
  readonly explanation: string
  /** The right checksum, by the method in force. */
  readonly expected: string
  /** The text that is to be hashed, by the method in force. */
  readonly hashed: string
}

export interface ChecksumComplaint {
  /** The parsed body, with its checksum fields or without. */
  readonly payload: JsonObject
  /** The body as it went over the wire, where it is known. */
  readonly rawText?: string
  /** The checksum in question: the one that was sent, or the one that a receiver computed. */
  readonly checksum: string
  readonly checksumKey: string
  /** The method in force; if absent, the one the payload names, and canonical if it names none. */
  readonly method?: ChecksumMethod
  /** Other secrets that may have been taken for the checksum key; `name` reads like `the API key`. */
  readonly otherKeys?: readonly { readonly name: string; readonly value: string }[]
}

/**
 * Says whether a checksum is right and, if not, which known mistakes would give exactly this one.
 *
 * Tries slips of signing, of choosing what to hash and of writing it as text, alone and up to three
 * together, the fewest first. The work is bounded: fewer than 2,000 hashes, and less text for large bodies.
 */
export function diagnoseChecksum(complaint: ChecksumComplaint): ChecksumDiagnosis {
  const { payload, checksum, checksumKey } = complaint
  const method = complaint.method ?? (payload.checksumMethod === 'legacy' ? 'legacy' : 'canonical')
  const hashed = method === 'legacy' ? legacyForm(payload) : canonicalForm(payload)
  const expected = hmacHex(hashed, checksumKey)
  if (sameChecksum(checksum, expected)) {
    return { matches: true, mistake: null, explanation: 'The checksum is right.', expected, hashed }
  }

  const digest = digestIn(checksum)
  const slips = digest === null ? null : search(digest.hex, searchFor(complaint, method))
  const all = [...(slips ?? []), ...(digest?.slip ? [digest.slip] : [])]
  return {
    matches: false,
    mistake: slips === null ? 'unrecognised' : all.map(({ code }) => code).join('-and-'),
    explanation:
      slips === null
        ? unrecognised(checksum, method)
        : [...all.map(({ did }) => did), ...all.map(({ instead }) => instead)].join(' '),
    expected,
    hashed,
  }
}

/** One known mistake. */
interface Slip {
  readonly code: string
  readonly did: string
  readonly instead: string
}

/** Everything that decides the text that is hashed. */
interface Recipe {
  readonly root: JsonObject
  readonly rootPath: string
  readonly rawText: string | null
  /** JSON texts that stand in for single values, by path. */
  readonly rewrites: ReadonlyMap<string, string>
  readonly method: ChecksumMethod
  readonly order: 'sorted' | 'sortedAsText' | 'sortedAtTop' | 'asGiven'
  readonly escape: (json: string) => string
  readonly spacing: { readonly comma: string; readonly colon: string; readonly end: string }
  readonly emptyObject: string
  readonly coerce: (value: JsonValue) => string
}

/** One way to fill in a part of the recipe; the first choice of a list is the right one and has no slip. */
interface Choice {
  readonly part: Partial<Recipe>
  readonly slip?: Slip
  /** How far-fetched it is: 0 for the right choice, 1 for a common slip, 2 for a particular one. */
  readonly cost: number
}

/** One way to make 64 hex digits of a text; the right one has no slip. */
interface Signature {
  readonly hex: (text: string) => string
  readonly slip?: Slip
}

interface Search {
  readonly right: Recipe
  readonly dimensions: readonly (readonly Choice[])[]
  /** The right signature alone, and the wrong ones. */
  readonly signatures: readonly [readonly Signature[], readonly Signature[]]
}

const MOST_SLIPS = 3
const MOST_HASHES = 1_990
const MOST_TEXT = 3_000_000
const MOST_SINGLE_FIELDS = 24
const MOST_OTHER_KEYS = 10

function search(wanted: string, { right, dimensions, signatures }: Search): readonly Slip[] | null {
  const tried = [new Set<string>(), new Set<string>()] as const
  let hashes = 0
  let characters = 0
  for (let cost = 0; cost <= MOST_SLIPS; cost++) {
    for (const wrongSignatures of cost === 0 ? ([0] as const) : ([0, 1] as const)) {
      for (const picks of combinations(dimensions, cost - wrongSignatures)) {
        const text = textOf(Object.assign({}, right, ...picks.map(({ part }) => part)))
        characters += text.length
        if (characters > MOST_TEXT) return null
        if (tried[wrongSignatures].has(text)) continue
        tried[wrongSignatures].add(text)
        for (const signature of signatures[wrongSignatures]) {
          if (++hashes > MOST_HASHES) return null
          if (signature.hex(text) === wanted) return [signature, ...picks].flatMap(({ slip }) => slip ?? [])
        }
      }
    }
  }
  return null
}

function* combinations(dimensions: readonly (readonly Choice[])[], cost: number): Generator<Choice[]> {
  const [first, ...others] = dimensions
  if (first === undefined) {
    if (cost === 0) yield []
    return
  }
  for (const choice of first) {
    if (choice.cost > cost) continue
    for (const rest of combinations(others, cost - choice.cost)) {
      yield choice.cost === 0 ? rest : [choice, ...rest]
    }
  }
}

function searchFor(complaint: ChecksumComplaint, method: ChecksumMethod): Search {
  const { checksum: _, checksumMethod: __, ...body } = complaint.payload
  const right: Recipe = {
    root: body,
    rootPath: '',
    rawText: null,
    rewrites: new Map(),
    method,
    order: 'sorted',
    escape: (json) => json,
    spacing: { comma: ',', colon: ':', end: '' },
    emptyObject: '{}',
    coerce: asJavaScriptText,
  }
  const dimensions = [
    extents(complaint, body, method),
    methods(method),
    ORDERS,
    ESCAPES,
    SPACINGS,
    EMPTY_OBJECTS,
    COERCIONS,
    retypings(body),
  ].map((slips) => [{ part: {}, cost: 0 }, ...slips])
  const rightSignature = { hex: (text: string) => hmacHex(text, complaint.checksumKey) }
  return { right, dimensions, signatures: [[rightSignature], wrongSignatures(complaint)] }
}

function slipped(part: Partial<Recipe>, code: string, did: string, instead: string, cost = 1): Choice {
  return { part, slip: { code, did, instead }, cost }
}

function wrongSignatures({ checksumKey, otherKeys = [] }: ChecksumComplaint): Signature[] {
  const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
  const misuse = (hex: Signature['hex'], code: string, did: string): Signature => ({
    hex,
    slip: {
      code,
      did,
      instead: 'Use HMAC-SHA256 with the checksum key as the key and the text as the message.',
    },
  })
  return [
    ...otherKeys
      .filter(({ value }) => value !== '' && value !== checksumKey)
      .slice(0, MOST_OTHER_KEYS)
      .map(({ name, value }) => ({
        hex: (text: string) => hmacHex(text, value),
        slip: {
          code: 'other-key',
          did: `It was keyed with ${name}.`,
          instead: "Key it with the application's checksum key.",
        },
      })),
    misuse(sha256, 'plain-sha256', 'It is a plain SHA-256, without the checksum key.'),
    misuse(
      (text) => sha256(text + checksumKey),
      'plain-sha256-key-appended',
      'It is a plain SHA-256 of the text with the checksum key behind it.',
    ),
    misuse(
      (text) => sha256(checksumKey + text),
      'plain-sha256-key-prepended',
      'It is a plain SHA-256 of the text with the checksum key before it.',
    ),
    misuse(
      (text) => hmacHex(checksumKey, text),
      'key-and-text-swapped',
      'The text was used as the key and the checksum key as the message.',
    ),
  ]
}

function extents(complaint: ChecksumComplaint, body: JsonObject, method: ChecksumMethod): Choice[] {
  const { payload, rawText, checksum } = complaint
  const { checksumMethod = method, checksum: sent = '' } = payload
  const withMethod = { ...payload, checksumMethod }
  const leaveOut = 'Leave `checksum` and `checksumMethod` out of the text that is hashed, and nothing else.'
  const choices = [
    slipped(
      { root: without(withMethod, 'checksum') },
      'checksum-method-left-in',
      'The hash covered `checksumMethod`.',
      leaveOut,
    ),
  ]
  for (const value of new Set<JsonValue>(['', null, ...(sent === checksum ? [] : [sent])])) {
    const kind = value === null ? ' (as null)' : value === '' ? ' (as an empty string)' : ''
    choices.push(
      slipped(
        { root: without({ ...payload, checksum: value }, 'checksumMethod') },
        'checksum-left-in',
        `The hash covered \`checksum\`${kind}.`,
        leaveOut,
      ),
      slipped(
        { root: { ...withMethod, checksum: value } },
        'checksum-fields-left-in',
        `The hash covered \`checksum\`${kind} and \`checksumMethod\`.`,
        leaveOut,
      ),
    )
  }
  if (isObject(payload.data)) {
    const { checksum: _, checksumMethod: __, ...data } = payload.data
    choices.push(
      slipped(
        { root: data, rootPath: 'data' },
        'data-only',
        'The hash covered only what is inside `data`.',
        'Hash the whole body, `event` and `data` included.',
      ),
    )
  }
  choices.push(
    slipped(
      {
        root: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '' && value !== null)),
      },
      'empty-fields-left-out',
      'The hash did not cover fields that are empty or null.',
      'Hash every field that is in the body, or leave it out of the body too.',
    ),
  )
  if (rawText !== undefined) {
    choices.push(
      slipped(
        { rawText },
        'raw-body',
        'The body was hashed byte for byte as it went over the wire.',
        'Parse the body, leave out `checksum` and `checksumMethod`, and write it in normal form before hashing.',
      ),
    )
  }
  return choices
}

function methods(inForce: ChecksumMethod): Choice[] {
  return inForce === 'canonical'
    ? [
        slipped(
          { method: 'legacy' },
          'legacy-method',
          'The values were joined without keys, which is the legacy method.',
          'Hash compact JSON with the keys sorted at every depth, or send `"checksumMethod": "legacy"`.',
        ),
      ]
    : [
        slipped(
          { method: 'canonical' },
          'canonical-method',
          'Sorted JSON was hashed, which is the canonical method, where the legacy method is in force.',
          'Join the top-level values in the order of their sorted keys, or send `"checksumMethod": "canonical"`.',
        ),
      ]
}

const SORT_DEEP = 'Sort the keys of every object, at every depth, before writing.'

const ORDERS = [
  slipped(
    { order: 'sortedAtTop' },
    'nested-keys-not-sorted',
    'Only the top-level keys were sorted.',
    SORT_DEEP,
  ),
  slipped({ order: 'asGiven' }, 'keys-not-sorted', 'The keys were left in the order of the body.', SORT_DEEP),
  slipped(
    { order: 'sortedAsText' },
    'number-keys-sorted-as-text',
    'Keys that are numbers were sorted as text.',
    'Put keys that are whole numbers first, in number order, as JavaScript does.',
  ),
]

const escapeSlashes = (json: string) => json.replaceAll('/', '\\/')
const KEEP_SLASHES = 'Write `/` as it is (in PHP: JSON_UNESCAPED_SLASHES).'
const KEEP_UNICODE = 'Write accents as UTF-8 (in PHP: JSON_UNESCAPED_UNICODE, in Python: ensure_ascii=False).'

const ESCAPES = [
  slipped({ escape: escapeSlashes }, 'slashes-escaped', 'Slashes were written as `\\/`.', KEEP_SLASHES),
  slipped(
    { escape: escapeNonAscii },
    'non-ascii-escaped',
    'Non-ASCII characters were written as `\\u` escapes.',
    KEEP_UNICODE,
  ),
  slipped(
    { escape: (json) => escapeNonAscii(escapeSlashes(json)) },
    'slashes-and-non-ascii-escaped',
    'Slashes were written as `\\/` and non-ASCII characters as `\\u` escapes.',
    `${KEEP_SLASHES} ${KEEP_UNICODE}`,
  ),
  slipped(
    { escape: escapeHtml },
    'html-characters-escaped',
    'The characters `<`, `>` and `&` were written as `\\u` escapes.',
    'Write them as they are (in Go: an Encoder with SetEscapeHTML(false)).',
  ),
]

const SPACINGS = [
  slipped(
    { spacing: { comma: ', ', colon: ': ', end: '' } },
    'spaces-after-separators',
    'There were spaces after commas and colons.',
    "Write compact JSON (in Python: separators=(',', ':')).",
  ),
  slipped(
    { spacing: { comma: ',', colon: ':', end: '\n' } },
    'line-break-at-the-end',
    'There was a line break at the end of the text.',
    'Hash the text alone (in a shell: printf instead of echo).',
  ),
]

const EMPTY_OBJECTS = [
  slipped(
    { emptyObject: '[]' },
    'empty-object-as-array',
    'An empty object was written as `[]`.',
    'Write it as `{}` (in PHP: a stdClass instead of an array).',
  ),
]

const COERCE_LIKE_JAVASCRIPT = 'Write the values as JavaScript does when it joins them.'

const COERCIONS = [
  slipped(
    { coerce: asPythonText },
    'python-words',
    'The values were written as Python words such as True and None.',
    `${COERCE_LIKE_JAVASCRIPT} That is true, false, and nothing for null.`,
  ),
  slipped(
    { coerce: asPhpText },
    'php-words',
    'The values were written as PHP does, true as 1 and false as nothing.',
    `${COERCE_LIKE_JAVASCRIPT} That is true and false.`,
  ),
  slipped(
    {
      coerce: (value) =>
        typeof value === 'object' && value !== null ? JSON.stringify(value) : asJavaScriptText(value),
    },
    'nested-values-as-json',
    'Objects and arrays were written as JSON among the joined values.',
    `${COERCE_LIKE_JAVASCRIPT} An object is then \`[object Object]\`, and an array its elements joined by commas.`,
  ),
]

interface Leaf {
  readonly path: string
  readonly name: string
  readonly value: JsonValue
}

const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/
const AMOUNT_LIKE = /price|amount|total|quantity|fee|rate/i

function retypings(body: JsonObject): Choice[] {
  const leaves = leavesOf(body, '', '')
  const numbers = leaves.filter(({ value }) => typeof value === 'number')
  const numberTexts = leaves.filter(({ value }) => typeof value === 'string' && PLAIN_NUMBER.test(value))
  const choices = [
    ...retyped(numbers, (value) => JSON.stringify(String(value)), {
      code: 'string-hashed-number-sent',
      did: 'hashed as a string but sent as a number',
      instead: 'Hash the very types that are sent.',
    }),
    ...retyped(numberTexts, (value) => String(Number(value)), {
      code: 'number-hashed-string-sent',
      did: 'hashed as a number but sent as a string',
      instead: 'Hash the very types that are sent.',
    }),
    ...retyped(
      numbers.filter(({ value }) => Number.isInteger(value)),
      (value) => `${value}.0`,
      {
        code: 'whole-number-with-decimal',
        did: 'hashed with `.0` at the end',
        instead: 'Write whole numbers without a decimal point: once parsed, 10.0 is 10.',
      },
    ),
  ]
  const general = choices.filter(({ cost }) => cost === 1)
  return [...general, ...choices.filter(({ cost }) => cost === 2).slice(0, MOST_SINGLE_FIELDS)]
}

/** The fields all together, those that look like amounts, those of one name, and each alone. */
function retyped(leaves: readonly Leaf[], write: (value: JsonValue) => string, slip: Slip): Choice[] {
  const names = [...new Set(leaves.map(({ name }) => name))]
  const isOneOfSeveral = (leaf: Leaf) => leaves.some((other) => other !== leaf && other.name === leaf.name)
  const groups = [
    { cost: 1, group: leaves },
    { cost: 1, group: leaves.filter(({ name }) => AMOUNT_LIKE.test(name)) },
    ...names.map((wanted) => ({ cost: 2, group: leaves.filter(({ name }) => name === wanted) })),
    ...leaves.filter(isOneOfSeveral).map((leaf) => ({ cost: 2, group: [leaf] })),
  ]
  return groups
    .filter(({ group }) => group.length > 0)
    .map(({ cost, group }) => ({
      part: { rewrites: new Map(group.map(({ path, value }) => [path, write(value)])) },
      slip: { ...slip, did: `${pathList(group)} ${group.length === 1 ? 'was' : 'were'} ${slip.did}.` },
      cost,
    }))
}

function pathList(leaves: readonly Leaf[]): string {
  const paths = leaves.slice(0, 3).map(({ path }) => `\`${path}\``)
  if (leaves.length > 3) return `${paths.join(', ')} and ${leaves.length - 3} more`
  return [paths.slice(0, -1).join(', '), ...paths.slice(-1)].filter((part) => part !== '').join(' and ')
}

function leavesOf(value: JsonValue, path: string, name: string): Leaf[] {
  if (isArray(value)) return value.flatMap((inner, index) => leavesOf(inner, `${path}[${index}]`, name))
  if (!isObject(value)) return [{ path, name, value }]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, below(path, key), key))
}

function textOf(recipe: Recipe): string {
  if (recipe.rawText !== null) return recipe.rawText
  const text =
    recipe.method === 'legacy'
      ? joinedText(recipe)
      : recipe.escape(jsonText(recipe, recipe.root, recipe.rootPath))
  return text + recipe.spacing.end
}

function joinedText(recipe: Recipe): string {
  const keys = Object.keys(recipe.root)
  if (recipe.order !== 'asGiven') keys.sort()
  return keys
    .map(
      (key) =>
        recipe.rewrites.get(below(recipe.rootPath, key))?.replaceAll('"', '') ??
        recipe.coerce(recipe.root[key] ?? null),
    )
    .join('')
}

function jsonText(recipe: Recipe, value: JsonValue, path: string): string {
  const { comma, colon } = recipe.spacing
  const rewritten = recipe.rewrites.get(path)
  if (rewritten !== undefined) return rewritten
  if (isArray(value)) {
    return `[${value.map((inner, index) => jsonText(recipe, inner, `${path}[${index}]`)).join(comma)}]`
  }
  if (!isObject(value)) return JSON.stringify(value)
  const members = keysInOrder(value, recipe.order, path === recipe.rootPath).map(
    (key) => `${JSON.stringify(key)}${colon}${jsonText(recipe, value[key] ?? null, below(path, key))}`,
  )
  return members.length === 0 ? recipe.emptyObject : `{${members.join(comma)}}`
}

function keysInOrder(object: JsonObject, order: Recipe['order'], isTop: boolean): string[] {
  const keys = Object.keys(object)
  if (order === 'asGiven' || (order === 'sortedAtTop' && !isTop)) return keys
  keys.sort()
  // An object lists number-like keys first, whatever order they were put in.
  return order === 'sortedAsText' ? keys : Object.keys(Object.fromEntries(keys.map((key) => [key, 0])))
}

function asJavaScriptText(value: JsonValue): string {
  return legacyForm({ value })
}

function asPythonText(value: JsonValue): string {
  if (value === null) return 'None'
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : asJavaScriptText(value)
}

function asPhpText(value: JsonValue): string {
  if (isArray(value) || isObject(value)) return 'Array'
  return typeof value === 'boolean' ? (value ? '1' : '') : asJavaScriptText(value)
}

/** As Go's encoding/json does: the three HTML characters, and the two line separators. */
function escapeHtml(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The SHA-256 digest that a checksum stands for, and the slip if it is not written in lower-case hex. */
function digestIn(checksum: string): { readonly hex: string; readonly slip?: Slip } | null {
  const instead = 'Write the checksum as 64 lower-case hex digits.'
  if (/^[0-9a-f]{64}$/.test(checksum)) return { hex: checksum }
  if (/^[0-9a-f]{64}$/i.test(checksum)) {
    return {
      hex: checksum.toLowerCase(),
      slip: { code: 'upper-case-hex', did: 'The checksum has upper-case letters.', instead },
    }
  }
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(checksum)) {
    return {
      hex: Buffer.from(checksum, 'base64').toString('hex'),
      slip: { code: 'base64-digest', did: 'The checksum is written in base64.', instead },
    }
  }
  return null
}

function unrecognised(checksum: string, method: ChecksumMethod): string {
  const form =
    method === 'legacy'
      ? 'the top-level values, without keys, joined in the order of their sorted keys'
      : 'compact JSON with the keys of every object sorted'
  const length = [...checksum].length
  const wrongForm =
    digestIn(checksum) === null ? `A checksum has 64 hex digits, and this has ${length} characters. ` : ''
  return (
    `${wrongForm}No known mistake gives this checksum. Hash the body that is sent, without \`checksum\` and ` +
    `\`checksumMethod\`, as ${form}; use HMAC-SHA256 with the checksum key and write lower-case hex. ` +
    'Compare the text your program hashes with the one shown here, character by character; if they are the ' +
    'same, the key differs: it must be the checksum key of this very application.'
  )
}

function without(object: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== field))
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
