import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ANONYMOUS } from '../../domain/merchant.js'
import { MERCHANT, merchantPath, type Tool } from '../tool.js'

interface Request {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly refusal?: { readonly code: string; readonly explanation: string }
}

const input = {
  type: 'object',
  additionalProperties: false,
  properties: {
    merchant: MERCHANT,
    limit: { description: 'How many at most; 5 when left out.', type: 'integer', minimum: 1, maximum: 50 },
  },
} as const satisfies JSONSchema

export const explainRefusals: Tool<FromSchema<typeof input>> = {
  name: 'explain_refusals',
  description:
    "Says why the latest calls to the ClickPesa API were refused, in the sandbox's own words, and what to do about each. ClickPesa's own answers say little on purpose; ask this when a call got 4xx or 5xx.",
  input,
  readOnly: true,
  run: async ({ call }, { merchant, limit = 5 }) => {
    // A call with credentials that belong to nobody is in the log of callers who are not known.
    const logs = merchant === undefined ? [undefined, ANONYMOUS] : [merchant]
    const pages = await Promise.all(
      logs.map((whose) =>
        call<{ readonly items: readonly Request[] }>('GET', merchantPath(whose, '/requests?limit=1000')),
      ),
    )
    return pages
      .flatMap(({ items }) => items)
      .filter(({ refusal }) => refusal !== undefined)
      .sort((a, b) => (a.at < b.at ? 1 : -1))
      .slice(0, limit)
      .map(({ at, method, path, status, refusal }) => ({ at, method, path, status, ...refusal }))
  },
}
