/** Parameters as contracts write them: PHP has an empty list for none, and others null. */
export const writtenParams = { type: ['object', 'array', 'null'], maxItems: 0 } as const

/** The parameters that are meant. */
export function paramsFrom(written: unknown): Record<string, unknown> | undefined {
  return written === null || written === undefined || Array.isArray(written)
    ? undefined
    : (written as Record<string, unknown>)
}
