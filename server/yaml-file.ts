import type { JSONSchema } from 'json-schema-to-ts'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { type Finding, findings } from './schema-check.js'

/** One thing wrong with a file, where a person can find it. */
export interface FileProblem {
  readonly file: string
  readonly line: number
  readonly message: string
}

/** What a YAML (or JSON) file says once it is known to follow its schema, or everything wrong with it. */
export type YamlFile<T> =
  | { readonly ok: true; readonly value: T; readonly lineOf: (path: Finding['path']) => number }
  | { readonly ok: false; readonly problems: readonly FileProblem[] }

/** Reads YAML as data: no tags that make objects, no aliases that multiply. Reports all problems at once. */
export function readYaml<T>(file: string, text: string, schema: JSONSchema): YamlFile<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', uniqueKeys: true })
  const syntax = [...document.errors, ...document.warnings]
  if (syntax.length > 0) {
    return {
      ok: false,
      problems: syntax.map((error) => ({
        file,
        line: lines.linePos(error.pos[0]).line,
        message: error.message.split('\n')[0] ?? 'not YAML',
      })),
    }
  }
  const lineOf = (path: Finding['path']) => lineIn(document, lines, path)
  const value: unknown = document.toJS({ maxAliasCount: 20 })
  const problems = findings(schema, value).map(({ path, message }) => ({
    file,
    line: lineOf(path),
    message: path.length > 0 ? `${pathText(path)}: ${message}` : message,
  }))
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: value as T, lineOf }
}

/** `timeline[1].status` */
export function pathText(path: Finding['path']): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('')
}

/** One problem a line, as editors understand them. */
export function problemsText(problems: readonly FileProblem[]): string {
  return problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n')
}

function lineIn(document: Document, lines: LineCounter, path: Finding['path']): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
