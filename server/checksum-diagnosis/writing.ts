import { type ChecksumMethod, escapeNonAscii, isArray, isObject, type JsonValue } from '../domain/checksum.js'
import { asJavaScriptText } from './recipe.js'
import type { Slip } from './slip.js'

/** Slips of writing the body as text, of which at most one from each list can be made at a time. */
export function writingSlips(inForce: ChecksumMethod): readonly (readonly Slip[])[] {
  return [
    [inForce === 'canonical' ? LEGACY_METHOD : CANONICAL_METHOD],
    [NESTED_KEYS_NOT_SORTED, KEYS_NOT_SORTED, NUMBER_KEYS_SORTED_AS_TEXT],
    [
      SLASHES_ESCAPED,
      NON_ASCII_ESCAPED,
      SLASHES_AND_NON_ASCII_ESCAPED,
      HTML_CHARACTERS_ESCAPED,
      NON_ASCII_ESCAPED_IN_UPPER_CASE,
      ESCAPED_LIKE_DOTNET,
      ESCAPED_LIKE_GSON,
      ESCAPED_LIKE_PHP_HEX,
      ESCAPED_LIKE_POWERSHELL,
      HTML_ENTITIES,
      ACCENTS_TAKEN_APART,
      JSON_WITHIN_JSON,
    ],
    [SPACES_AFTER_SEPARATORS, SPACES_AFTER_COLONS, LINE_BREAK_AT_THE_END, ...INDENTED],
    [EMPTY_OBJECT_AS_ARRAY],
    [PYTHON_WORDS, PHP_WORDS, NESTED_VALUES_AS_JSON],
  ]
}

const LEGACY_METHOD: Slip = {
  code: 'legacy-method',
  change: { method: 'legacy' },
  did: 'The values were joined without keys, which is the legacy method.',
  instead: 'Hash compact JSON with the keys sorted at every depth, or send `"checksumMethod": "legacy"`.',
}

const CANONICAL_METHOD: Slip = {
  code: 'canonical-method',
  change: { method: 'canonical' },
  did: 'Sorted JSON was hashed, which is the canonical method, where the legacy method is in force.',
  instead:
    'Join the top-level values in the order of their sorted keys, or send `"checksumMethod": "canonical"`.',
}

const SORT_DEEP = 'Sort the keys of every object, at every depth, before writing.'

const NESTED_KEYS_NOT_SORTED: Slip = {
  code: 'nested-keys-not-sorted',
  change: { order: 'sortedAtTop' },
  did: 'Only the top-level keys were sorted.',
  instead: SORT_DEEP,
}

const KEYS_NOT_SORTED: Slip = {
  code: 'keys-not-sorted',
  change: { order: 'asGiven' },
  did: 'The keys were left in the order of the body.',
  instead: SORT_DEEP,
}

const NUMBER_KEYS_SORTED_AS_TEXT: Slip = {
  code: 'number-keys-sorted-as-text',
  change: { order: 'sortedAsText' },
  did: 'Keys that are numbers were sorted as text.',
  instead: 'Put keys that are whole numbers first, in number order, as JavaScript does.',
}

const KEEP_SLASHES = 'Write `/` as it is (in PHP: JSON_UNESCAPED_SLASHES).'
/** Nobody knows how the live gateway hashes accents; the hint must not state it as a fact. */
const RAW_IS_ASSUMED =
  'That ClickPesa hashes the characters themselves is assumed; with the switch canonicalNonAscii at `either`, the sandbox takes escapes as well.'
const KEEP_UNICODE = `Write accents as UTF-8 (in PHP: JSON_UNESCAPED_UNICODE, in Python: ensure_ascii=False). ${RAW_IS_ASSUMED}`

const SLASHES_ESCAPED: Slip = {
  code: 'slashes-escaped',
  change: { escape: escapeSlashes },
  did: 'Slashes were written as `\\/`.',
  instead: KEEP_SLASHES,
}

const NON_ASCII_ESCAPED: Slip = {
  code: 'non-ascii-escaped',
  change: { escape: escapeNonAscii },
  did: 'Non-ASCII characters were written as `\\u` escapes.',
  instead: KEEP_UNICODE,
}

const SLASHES_AND_NON_ASCII_ESCAPED: Slip = {
  code: 'slashes-and-non-ascii-escaped',
  change: { escape: (json) => escapeNonAscii(escapeSlashes(json)) },
  did: 'Slashes were written as `\\/` and non-ASCII characters as `\\u` escapes.',
  instead: `${KEEP_SLASHES} ${KEEP_UNICODE}`,
}

const HTML_CHARACTERS_ESCAPED: Slip = {
  code: 'html-characters-escaped',
  change: { escape: escapeHtml },
  did: 'The characters `<`, `>` and `&` were written as `\\u` escapes.',
  instead: 'Write them as they are (in Go: an Encoder with SetEscapeHTML(false)).',
}

const NON_ASCII_ESCAPED_IN_UPPER_CASE: Slip = {
  code: 'non-ascii-escaped-in-upper-case',
  change: { escape: (json) => json.replace(/[\u0080-\uffff]/g, upperHex) },
  did: 'Non-ASCII characters were written as `\\u` escapes with capital letters.',
  instead: `Write accents as UTF-8 (in .NET: JavaScriptEncoder.UnsafeRelaxedJsonEscaping, in Jackson: without ESCAPE_NON_ASCII). That ClickPesa hashes the characters themselves is assumed.`,
}

const ESCAPED_LIKE_DOTNET: Slip = {
  code: 'escaped-like-dotnet',
  change: { escape: inStrings(escapeLikeDotnet) },
  did: "Characters such as `+`, `'`, `&` and accents were written as .NET's System.Text.Json does, `+` as `\\u002B`.",
  instead: 'Write them as they are (in .NET: Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping).',
}

const ESCAPED_LIKE_GSON: Slip = {
  code: 'escaped-like-gson',
  change: { escape: inStrings((text) => text.replace(/[<>&='\u2028\u2029]/g, lowerHex)) },
  did: "Characters such as `=`, `&`, `<` and `'` were written as Gson does, `=` as `\\u003d`.",
  instead: 'Write them as they are (in Gson: new GsonBuilder().disableHtmlEscaping()).',
}

const ESCAPED_LIKE_PHP_HEX: Slip = {
  code: 'escaped-like-php-hex',
  change: { escape: inStrings(escapeLikePhpHex) },
  did: "Characters such as `<`, `&` and `'` were written as PHP does with its JSON_HEX flags.",
  instead:
    'Write them as they are (in PHP: JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE and no JSON_HEX flag).',
}

const ESCAPED_LIKE_POWERSHELL: Slip = {
  code: 'escaped-like-powershell',
  change: { escape: inStrings((text) => text.replace(/[<>&'\u2028\u2029]/g, lowerHex)) },
  did: "The characters `<`, `>`, `&` and `'` were written as PowerShell and .NET's JavaScriptSerializer do, `'` as `\\u0027`.",
  instead: 'Write them as they are (PowerShell 7 does).',
}

const HTML_ENTITIES: Slip = {
  code: 'html-entities',
  change: {
    escape: inStrings((text) => text.replace(/\\"|[&<>']/g, (sign) => ENTITIES[sign] ?? sign)),
  },
  did: 'Characters such as `&` and `<` were hashed as HTML entities, `&` as `&amp;`.',
  instead: 'Hash what is sent: escape for HTML only when a page is written (in PHP: htmlspecialchars).',
}

const ACCENTS_TAKEN_APART: Slip = {
  code: 'accents-taken-apart',
  change: { escape: (json) => json.normalize('NFD') },
  did: 'Letters with accents were hashed as a letter and an accent (NFD), and sent as one character (NFC).',
  instead: 'Hash the characters that are sent.',
}

const JSON_WITHIN_JSON: Slip = {
  code: 'json-within-json',
  change: { escape: (json) => JSON.stringify(json) },
  did: 'The text was written as JSON twice, so that it begins with a quotation mark.',
  instead: 'Write the body as JSON once.',
}

const SPACES_AFTER_SEPARATORS: Slip = {
  code: 'spaces-after-separators',
  change: { spacing: { comma: ', ', colon: ': ', end: '' } },
  did: 'There were spaces after commas and colons.',
  instead: "Write compact JSON (in Python: separators=(',', ':')).",
}

const SPACES_AFTER_COLONS: Slip = {
  code: 'spaces-after-colons',
  change: { spacing: { comma: ',', colon: ': ', end: '' } },
  did: 'There were spaces after colons.',
  instead: 'Write compact JSON.',
}

const LINE_BREAK_AT_THE_END: Slip = {
  code: 'line-break-at-the-end',
  change: { spacing: { comma: ',', colon: ':', end: '\n' } },
  did: 'There was a line break at the end of the text.',
  instead: 'Hash the text alone (in a shell: printf instead of echo).',
}

const COMPACT = 'Write compact JSON, without spaces and line breaks (no indent, no pretty printing).'

const INDENTED_BY_TWO = indented('two spaces', 'by-two-spaces', { indent: '  ' })
const INDENTED_BY_FOUR = indented('four spaces', 'by-four-spaces', { indent: '    ' })
const INDENTED_BY_TABS = indented('tabs', 'by-tabs', { indent: '\t' })

/** The layouts of pretty printers, the usual ones first. */
const INDENTED: readonly Slip[] = [
  INDENTED_BY_TWO,
  INDENTED_BY_FOUR,
  INDENTED_BY_TABS,
  indented('two spaces and the line breaks of Windows', 'by-two-spaces-on-windows', {
    indent: '  ',
    lineBreak: '\r\n',
  }),
  {
    code: 'indented-like-jackson',
    change: {
      spacing: {
        comma: ',',
        colon: ' : ',
        end: '',
        lines: { indent: '  ', lineBreak: '\n', arrays: 'inline' },
      },
      emptyObject: '{ }',
    },
    did: 'The text was laid out as the pretty printer of Jackson does.',
    instead: COMPACT,
  },
  likePrinter('Swift', 'like-swift', { indent: '  ', colon: ' : ' }),
  likePrinter('Perl', 'like-perl', { indent: '   ', colon: ' : ', end: '\n' }),
]

const EMPTY_OBJECT_AS_ARRAY: Slip = {
  code: 'empty-object-as-array',
  change: { emptyObject: '[]' },
  did: 'An empty object was written as `[]`.',
  instead: 'Write it as `{}` (in PHP: a stdClass instead of an array).',
}

const COERCE_LIKE_JAVASCRIPT = 'Write the values as JavaScript does when it joins them.'

const PYTHON_WORDS: Slip = {
  code: 'python-words',
  change: { coerce: asPythonText },
  did: 'The values were written as Python words such as True and None.',
  instead: `${COERCE_LIKE_JAVASCRIPT} That is true, false, and nothing for null.`,
}

const PHP_WORDS: Slip = {
  code: 'php-words',
  change: { coerce: asPhpText },
  did: 'The values were written as PHP does, true as 1 and false as nothing.',
  instead: `${COERCE_LIKE_JAVASCRIPT} That is true and false.`,
}

const NESTED_VALUES_AS_JSON: Slip = {
  code: 'nested-values-as-json',
  change: { coerce: asJsonIfNested },
  did: 'Objects and arrays were written as JSON among the joined values.',
  instead: `${COERCE_LIKE_JAVASCRIPT} An object is then \`[object Object]\`, and an array its elements joined by commas.`,
}

/** Slips that come together, because a language does them all unless told otherwise; fewer before more. */
export const HABITS: readonly (readonly Slip[])[] = [
  [LEGACY_METHOD, KEYS_NOT_SORTED],
  // Python: json.dumps, with sort_keys and without; then with compact separators.
  [NON_ASCII_ESCAPED, SPACES_AFTER_SEPARATORS],
  [KEYS_NOT_SORTED, SPACES_AFTER_SEPARATORS],
  [KEYS_NOT_SORTED, NON_ASCII_ESCAPED, SPACES_AFTER_SEPARATORS],
  [KEYS_NOT_SORTED, NON_ASCII_ESCAPED],
  // PHP: json_encode alone, after ksort, and after sorting at every depth.
  [KEYS_NOT_SORTED, SLASHES_ESCAPED],
  [KEYS_NOT_SORTED, SLASHES_AND_NON_ASCII_ESCAPED],
  [NESTED_KEYS_NOT_SORTED, SLASHES_ESCAPED],
  [NESTED_KEYS_NOT_SORTED, NON_ASCII_ESCAPED],
  [NESTED_KEYS_NOT_SORTED, SLASHES_AND_NON_ASCII_ESCAPED],
  [SLASHES_ESCAPED, EMPTY_OBJECT_AS_ARRAY],
  [SLASHES_AND_NON_ASCII_ESCAPED, EMPTY_OBJECT_AS_ARRAY],
  // Go: json.Marshal of a struct.
  [KEYS_NOT_SORTED, HTML_CHARACTERS_ESCAPED],
  // .NET, Gson and Jackson: a serialiser as it comes, of an object as it is declared.
  [KEYS_NOT_SORTED, NON_ASCII_ESCAPED_IN_UPPER_CASE],
  [KEYS_NOT_SORTED, ESCAPED_LIKE_DOTNET],
  [KEYS_NOT_SORTED, ESCAPED_LIKE_GSON],
  // Pretty printers, sorted and as given, with what their languages escape.
  ...INDENTED.map((layout) => [KEYS_NOT_SORTED, layout]),
  [SLASHES_AND_NON_ASCII_ESCAPED, INDENTED_BY_FOUR],
  [KEYS_NOT_SORTED, SLASHES_AND_NON_ASCII_ESCAPED, INDENTED_BY_FOUR],
  [NON_ASCII_ESCAPED, INDENTED_BY_TWO],
  [NON_ASCII_ESCAPED, INDENTED_BY_FOUR],
  [ESCAPED_LIKE_DOTNET, INDENTED_BY_TWO],
  [KEYS_NOT_SORTED, ESCAPED_LIKE_DOTNET, INDENTED_BY_TWO],
  [ESCAPED_LIKE_GSON, INDENTED_BY_TWO],
  [KEYS_NOT_SORTED, ESCAPED_LIKE_GSON, INDENTED_BY_TWO],
]

function indented(
  by: string,
  code: string,
  { indent, lineBreak = '\n' }: { readonly indent: string; readonly lineBreak?: string },
): Slip {
  return {
    code: `indented-${code}`,
    change: { spacing: { comma: ',', colon: ': ', end: '', lines: { indent, lineBreak, arrays: 'lines' } } },
    did: `The text was laid out in lines, indented by ${by}.`,
    instead: COMPACT,
  }
}

function likePrinter(
  name: string,
  code: string,
  { indent, colon, end = '' }: { readonly indent: string; readonly colon: string; readonly end?: string },
): Slip {
  return {
    code: `indented-${code}`,
    change: { spacing: { comma: ',', colon, end, lines: { indent, lineBreak: '\n', arrays: 'lines' } } },
    did: `The text was laid out as the pretty printer of ${name} does.`,
    instead: COMPACT,
  }
}

/** What htmlspecialchars makes of what stands in a JSON text. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\\"': '&quot;',
  "'": '&#039;',
}

/** A way of writing that changes only what stands in quotation marks; the marks stay. */
function inStrings(rewrite: (text: string) => string): (json: string) => string {
  return (json) => json.replace(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) => `"${rewrite(text)}"`)
}

function lowerHex(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function upperHex(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** As System.Text.Json does unless told otherwise: everything but the plainest ASCII, with capital hex digits. */
function escapeLikeDotnet(text: string): string {
  return text
    .replace(/\\(u[0-9a-f]{4}|.)/g, (pair, unit: string) =>
      unit.length > 1 ? `\\u${unit.slice(1).toUpperCase()}` : unit === '"' ? '\\u0022' : pair,
    )
    .replace(/[&'+<>`\u007f-\uffff]/g, upperHex)
}

/** As json_encode does with JSON_HEX_TAG, JSON_HEX_AMP, JSON_HEX_APOS and JSON_HEX_QUOT. */
function escapeLikePhpHex(text: string): string {
  const marks = text
    .replace(/\\(.)/g, (pair, sign) => (sign === '"' ? '\\u0022' : pair))
    .replace(/[<>&']/g, upperHex)
  return escapeNonAscii(escapeSlashes(marks))
}

function escapeSlashes(json: string): string {
  return json.replaceAll('/', '\\/')
}

/** As Go's encoding/json does: the three HTML characters, and the two line separators. */
function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, lowerHex)
}

function asPythonText(value: JsonValue): string {
  if (value === null) return 'None'
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : asJavaScriptText(value)
}

function asPhpText(value: JsonValue): string {
  if (isArray(value) || isObject(value)) return 'Array'
  return typeof value === 'boolean' ? (value ? '1' : '') : asJavaScriptText(value)
}

function asJsonIfNested(value: JsonValue): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : asJavaScriptText(value)
}
