import { createRequire } from 'node:module'
import type { JSONSchema } from 'json-schema-to-ts'
import type { Document, LineCounter } from 'yaml'
import { type Flaw, flawsIn } from './schema-check.js'

/** One thing wrong with a file, where a person can find it. */
export interface FileProblem {
  readonly file: string
  readonly line: number
  readonly message: string
}

/** What a YAML (or JSON) file says once it is known to follow its schema, or everything wrong with it. */
export type YamlFile<T> =
  | { readonly ok: true; readonly value: T; readonly lineOf: (path: Flaw['path']) => number }
  | { readonly ok: false; readonly problems: readonly FileProblem[] }

/** Reads YAML as data: no tags that make objects, no aliases that multiply. Reports all problems at once. */
export function readYaml<T>(file: string, text: string, schema: JSONSchema): YamlFile<T> {
  const { LineCounter, parseDocument } = yaml()
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', uniqueKeys: true })
  const syntax = [...document.errors, ...document.warnings]
  if (syntax.length > 0) {
    return {
      ok: false,
      problems: syntax.map((error) => ({
        file,
        line: lines.linePos(error.pos[0]).line,
        message: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not YAML',
      })),
    }
  }
  const lineOf = (path: Flaw['path']) => lineIn(document, lines, path)
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES })
    // What contains itself can be made with aliases, but is no data.
    JSON.stringify(value)
  } catch (error) {
    const message = `an alias cannot be followed: ${(error as Error).message.split('\n')[0]}`
    return { ok: false, problems: [{ file, line: lineOfFirstAlias(document, lines), message }] }
  }
  const problems = flawsIn(schema, value).map(({ path, message }) => ({
    file,
    line: lineOf(path),
    message: path.length > 0 ? `${pathText(path)}: ${message}` : message,
  }))
  problems.sort((a, b) => a.line - b.line)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: value as T, lineOf }
}

/** An alias repeats what it stands for; enough of them in each other would never end. */
const MAX_ALIASES = 20

/** `timeline[1].status` */
export function pathText(path: Flaw['path']): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('')
}

/** One problem a line, as editors understand them. */
export function problemsText(problems: readonly FileProblem[]): string {
  return problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n')
}

/** Loads the parser when there is a file to read: most starts read none. */
function yaml(): typeof import('yaml') {
  return createRequire(import.meta.url)('yaml')
}

/** The line of the key that the path ends with, or of the place itself in a list. */
function lineIn(document: Document, lines: LineCounter, path: Flaw['path']): number {
  const { isNode } = yaml()
  for (let depth = path.length; depth >= 0; depth--) {
    const node = keyAt(document, path.slice(0, depth)) ?? nodeAt(document, path.slice(0, depth))
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

function nodeAt(document: Document, path: Flaw['path']): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true)
}

function keyAt(document: Document, path: Flaw['path']): unknown {
  const { isMap, isScalar } = yaml()
  const parent = path.length > 0 ? nodeAt(document, path.slice(0, -1)) : null
  if (!isMap(parent)) return undefined
  return parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))?.key
}

function lineOfFirstAlias(document: Document, lines: LineCounter): number {
  const { visit } = yaml()
  let line = 1
  visit(document, {
    Alias(_, { range }) {
      if (range) line = lines.linePos(range[0]).line
      return visit.BREAK
    },
  })
  return line
}
