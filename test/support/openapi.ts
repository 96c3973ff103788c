import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import { getOrAdd } from '../../server/lib/get-or-add.js'
import { packageRoot } from '../../server/package-root.js'

export type Schema = Exclude<WireSchema, boolean>

export interface Known {
  readonly 'x-evidence'?: string
  readonly 'x-source'?: string
  readonly 'x-sandbox-only'?: true
}

export interface Content {
  readonly 'application/json': {
    readonly schema: Schema
    readonly examples: Readonly<Record<string, Known & { readonly summary: string; readonly value: unknown }>>
  }
}

export interface Parameter extends Known {
  readonly name: string
  readonly in: 'header' | 'path' | 'query'
  readonly required: boolean
  readonly schema: Schema
}

export interface Operation extends Known {
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly security: readonly object[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Content; readonly headers?: Readonly<Record<string, { readonly schema: Schema }>> }
    >
  >
  readonly callbacks?: Readonly<Record<string, Readonly<Record<string, { readonly post: Operation }>>>>
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly webhooks: Readonly<Record<string, { readonly post: Operation }>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** The committed document of the ClickPesa door, with every reference replaced by what it refers to. */
export function openApiDocument(): OpenApiDocument {
  return documentIn('contracts/openapi.json')
}

/** The same of the control API. */
export function controlDocument(): OpenApiDocument {
  return documentIn('contracts/control-openapi.json')
}

const documents = new Map<string, OpenApiDocument>()

function documentIn(path: string): OpenApiDocument {
  return getOrAdd(documents, path, () => {
    const document = JSON.parse(readFileSync(join(packageRoot, path), 'utf8'))
    return resolved(document, document) as OpenApiDocument
  })
}

/** Its operations, with where they are. */
export function operationsOf({ paths }: OpenApiDocument) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      operation,
      name: operation.operationId,
    })),
  )
}

function resolved(part: unknown, document: object): unknown {
  if (Array.isArray(part)) return part.map((element) => resolved(element, document))
  if (typeof part !== 'object' || part === null) return part
  if ('$ref' in part) {
    const steps = String(part.$ref).split('/').slice(1)
    const target = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document)
    return resolved(target, document)
  }
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolved(value, document)]))
}
