import {
  type ChecksumMethod,
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  legacyForm,
  quoted,
  sortedKeys,
} from '../domain/checksum.js'

/** Everything that decides the text that is hashed. */
export interface Recipe {
  readonly root: JsonObject
  readonly rootPath: string
  readonly rawText: string | null
  /** JSON texts that stand in for single values, by path. */
  readonly rewrites: ReadonlyMap<string, string>
  readonly method: ChecksumMethod
  readonly order: 'sorted' | 'sortedAsText' | 'sortedAtTop' | 'asGiven'
  readonly escape: (json: string) => string
  readonly spacing: Spacing
  readonly emptyObject: string
  readonly coerce: (value: JsonValue) => string
}

/** What stands between the parts of a JSON text. */
export interface Spacing {
  readonly comma: string
  readonly colon: string
  readonly end: string
  /** Where every member has a line of its own: what a line begins with at each depth, and what ends one. */
  readonly lines?: {
    readonly indent: string
    readonly lineBreak: string
    readonly arrays: 'lines' | 'inline'
  }
}

/** How the text of a body is made by the book. */
export function rightRecipe(body: JsonObject, method: ChecksumMethod): Recipe {
  return {
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
}

export function textOf(recipe: Recipe): string {
  if (recipe.rawText !== null) return recipe.rawText
  const text =
    recipe.method === 'legacy'
      ? joinedText(recipe)
      : recipe.escape(jsonText(recipe, recipe.root, recipe.rootPath))
  return text + recipe.spacing.end
}

/** What JavaScript makes of a value when it joins texts. */
export function asJavaScriptText(value: JsonValue): string {
  return legacyForm({ value })
}

/** The path of what stands under `key` in the object at `path`, as people write it: `data.customer`. */
export function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
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

function jsonText(recipe: Recipe, value: JsonValue, path: string, depth = 0): string {
  const { colon } = recipe.spacing
  const rewritten = recipe.rewrites.size === 0 ? undefined : recipe.rewrites.get(path)
  if (rewritten !== undefined) return rewritten
  if (isArray(value)) return arrayText(recipe, value, path, depth)
  if (!isObject(value)) return typeof value === 'string' ? quoted(value) : JSON.stringify(value)
  const members = keysInOrder(value, recipe.order, path === recipe.rootPath).map(
    (key) => `${quoted(key)}${colon}${jsonText(recipe, value[key] ?? null, below(path, key), depth + 1)}`,
  )
  return members.length === 0 ? recipe.emptyObject : `{${spread(members, recipe.spacing, depth)}}`
}

function arrayText(recipe: Recipe, array: readonly JsonValue[], path: string, depth: number): string {
  const { spacing } = recipe
  const isInline = spacing.lines?.arrays === 'inline'
  const inner = isInline ? depth : depth + 1
  const elements = array.map((element, index) => jsonText(recipe, element, `${path}[${index}]`, inner))
  if (elements.length === 0) return isInline ? '[ ]' : '[]'
  return isInline ? `[ ${elements.join(', ')} ]` : `[${spread(elements, spacing, depth)}]`
}

/** What stands between the brackets of an object or an array at a depth. */
function spread(parts: readonly string[], { comma, lines }: Spacing, depth: number): string {
  if (!lines) return parts.join(comma)
  const { indent, lineBreak } = lines
  const line = lineBreak + indent.repeat(depth + 1)
  return `${line}${parts.join(`${comma}${line}`)}${lineBreak}${indent.repeat(depth)}`
}

function keysInOrder(object: JsonObject, order: Recipe['order'], isTop: boolean): string[] {
  if (order === 'asGiven' || (order === 'sortedAtTop' && !isTop)) return Object.keys(object)
  return order === 'sortedAsText' ? Object.keys(object).sort() : sortedKeys(object)
}
