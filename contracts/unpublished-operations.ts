/** An operation that ClickPesa lists, and whose messages nobody has published. */
interface UnpublishedOperation {
  readonly method: 'GET' | 'POST'
  /** Below the base address, with parameters as in OpenAPI. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
}

/** CRDB direct debit: there is nothing to be faithful to, so it is answered 501. */
export const UNPUBLISHED_OPERATIONS: readonly UnpublishedOperation[] = [
  {
    method: 'POST',
    path: '/crdb-direct-debit/request-mandate',
    operationId: 'requestMandate',
    summary: 'Request a mandate for direct debit',
  },
  {
    method: 'GET',
    path: '/crdb-direct-debit/get-mandate/{mandateRequestId}',
    operationId: 'getMandate',
    summary: 'Read a mandate for direct debit',
  },
  {
    method: 'POST',
    path: '/crdb-direct-debit/cancel-mandate',
    operationId: 'cancelMandate',
    summary: 'Cancel a mandate for direct debit',
  },
]

/** How it is known that there are these operations. */
export const UNPUBLISHED_KNOWN = {
  'x-evidence': 'documented',
  'x-source': 'docs.clickpesa.com lists the operations of CRDB direct debit, without their messages',
} as const

const PATTERNS = UNPUBLISHED_OPERATIONS.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

/** Whether a call is meant for an operation whose messages nobody has published. */
export function isUnpublishedOperation(method: string, path: string): boolean {
  const wanted = path.replace(/\/+$/, '')
  return PATTERNS.some(({ method: of, pattern }) => of === method && pattern.test(wanted))
}
