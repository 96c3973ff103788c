import { createRequire } from 'node:module'
import type { Document, LineCounter } from 'yaml'
import { type Issue, issueText, MAX_ISSUES } from './issue.js'
import { issuesIn, isValid, type SchemaOf } from './validator.js'

/** An issue in a file, where a person can find it. */
export interface FileIssue {
  readonly file: string
  readonly line: number
  readonly message: string
}

/** What a YAML (or JSON) file says once it is known to follow its schema, or everything wrong with it. */
export type YamlFile<T> =
  | { readonly ok: true; readonly value: T; readonly at: (issues: readonly Issue[]) => readonly FileIssue[] }
  | { readonly ok: false; readonly issues: readonly FileIssue[] }

/** Reads YAML as data: no tags that make objects, no aliases that multiply. Reports all issues at once. */
export function readYaml<T>(file: string, text: string, schema: SchemaOf<T>): YamlFile<T> {
  try {
    return read(file, text, schema)
  } catch (error) {
    if (!isOutOfStack(error)) throw error
    return { ok: false, issues: [{ file, line: 1, message: TOO_DEEP }] }
  }
}

const TOO_DEEP = 'lists and maps are nested too deep to be read'

/** The parser calls itself for what is within. */
function isOutOfStack(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack')
}

function read<T>(file: string, text: string, schema: SchemaOf<T>): YamlFile<T> {
  const { LineCounter, parseDocument } = yaml()
  const lines = new LineCounter()
  const atLine = (line: number, message: string): FileIssue => ({ file, line, message })
  const startsAt = (offset: number) => lines.linePos(offset).line
  // Its own search for keys that come twice compares each with all before it.
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    uniqueKeys: false,
    logLevel: 'error',
  })
  const syntax = [
    ...[...document.errors, ...document.warnings].map((error) =>
      atLine(startsAt(error.pos[0]), firstLineOf(error.message)),
    ),
    ...keysThatComeTwice(document).map((offset) => atLine(startsAt(offset), 'Map keys must be unique')),
  ]
  if (syntax.length > 0) return { ok: false, issues: firstInFile(file, syntax) }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES })
    // What contains itself can be made with aliases, but is not data.
    JSON.stringify(value)
  } catch (error) {
    if (isOutOfStack(error)) throw error
    const message = `an alias cannot be followed: ${(error as Error).message.split('\n')[0]}`
    return { ok: false, issues: [atLine(lineOfFirstAlias(document, lines), message)] }
  }
  const at = (issues: readonly Issue[]) =>
    issues.map((issue) => atLine(lineIn(document, lines, issue.path), issueText(issue)))
  return isValid(schema, value)
    ? { ok: true, value, at }
    : { ok: false, issues: inOrder(at(issuesIn(schema, value))) }
}

/** An alias repeats what it stands for; enough of them in each other would never end. */
const MAX_ALIASES = 20

/** One issue a line, as editors understand them. */
export function fileLines(issues: readonly FileIssue[]): string {
  return issues.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n')
}

/** By line; how many more there are stays at the end. */
function inOrder(issues: readonly FileIssue[]): FileIssue[] {
  return [...issues.slice(0, MAX_ISSUES).sort((a, b) => a.line - b.line), ...issues.slice(MAX_ISSUES)]
}

function firstInFile(file: string, issues: readonly FileIssue[]): FileIssue[] {
  const shown = issues.toSorted((a, b) => a.line - b.line).slice(0, MAX_ISSUES)
  const more = issues.length - shown.length
  return more > 0 ? [...shown, { file, line: shown.at(-1)?.line ?? 1, message: `and ${more} more` }] : shown
}

function firstLineOf(message: string): string {
  if (message.includes('call stack')) return TOO_DEEP
  return message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'not YAML'
}

/** Loads the parser when there is a file to read: most starts read none. */
function yaml(): typeof import('yaml') {
  return createRequire(import.meta.url)('yaml')
}

/** Where keys stand that the same map has already. */
function keysThatComeTwice(document: Document): number[] {
  const { isScalar, visit } = yaml()
  const offsets: number[] = []
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value)) offsets.push(key.range?.[0] ?? 0)
        seen.add(key.value)
      }
    },
  })
  return offsets
}

/** The line of the key that the path ends with, or of the place itself in a list. */
function lineIn(document: Document, lines: LineCounter, path: Issue['path']): number {
  const { isNode } = yaml()
  for (let depth = path.length; depth >= 0; depth--) {
    const node = keyAt(document, path.slice(0, depth)) ?? nodeAt(document, path.slice(0, depth))
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

function nodeAt(document: Document, path: Issue['path']): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true)
}

function keyAt(document: Document, path: Issue['path']): unknown {
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
