/** An operation that ClickPesa documents, by method and path below the base address. */
type Operation = readonly [method: 'GET' | 'POST', path: RegExp]

/** Operations that ClickPesa lists without their messages: CRDB direct debit. There is nothing to be faithful to. */
const UNPUBLISHED: readonly Operation[] = [
  ['POST', /^\/crdb-direct-debit\/request-mandate$/],
  ['GET', /^\/crdb-direct-debit\/get-mandate\/[^/]+$/],
  ['POST', /^\/crdb-direct-debit\/cancel-mandate$/],
]

/** Whether a call is meant for an operation whose messages nobody has published. */
export function isUnpublishedOperation(method: string, path: string): boolean {
  const wanted = path.replace(/\/+$/, '')
  return UNPUBLISHED.some(([of, known]) => of === method && known.test(wanted))
}
