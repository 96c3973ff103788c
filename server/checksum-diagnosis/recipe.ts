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
  readonly spacing: { readonly comma: string; readonly colon: string; readonly end: string }
  readonly emptyObject: string
  readonly coerce: (value: JsonValue) => string
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

function jsonText(recipe: Recipe, value: JsonValue, path: string): string {
  const { comma, colon } = recipe.spacing
  const rewritten = recipe.rewrites.size === 0 ? undefined : recipe.rewrites.get(path)
  if (rewritten !== undefined) return rewritten
  if (isArray(value)) {
    return `[${value.map((inner, index) => jsonText(recipe, inner, `${path}[${index}]`)).join(comma)}]`
  }
  if (!isObject(value)) return typeof value === 'string' ? quoted(value) : JSON.stringify(value)
  const members = keysInOrder(value, recipe.order, path === recipe.rootPath).map(
    (key) => `${quoted(key)}${colon}${jsonText(recipe, value[key] ?? null, below(path, key))}`,
  )
  return members.length === 0 ? recipe.emptyObject : `{${members.join(comma)}}`
}

function keysInOrder(object: JsonObject, order: Recipe['order'], isTop: boolean): string[] {
  if (order === 'asGiven' || (order === 'sortedAtTop' && !isTop)) return Object.keys(object)
  return order === 'sortedAsText' ? Object.keys(object).sort() : sortedKeys(object)
}
