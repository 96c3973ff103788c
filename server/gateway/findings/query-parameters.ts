import { paymentsAllQuery } from '../../../contracts/schemas/payments-all-query.js'
import type { Dialect } from '../../domain/dialect.js'
import type { RequestFinding } from '../../domain/journal.js'
import { nearest } from '../../lib/nearest.js'
import { finding, MAX_FINDINGS } from './catalogue.js'

/** Parameters of older copies of the docs, and what became of them. */
const OLDER: Readonly<Record<string, string>> = {
  id: ': the docs had it until 2025; look the id up in the rows',
  search: ': the docs had it until 2025; use the single filters',
  currency: ': the docs had it until 2025; it is collectedCurrency now',
}

const NAMES = Object.keys(paymentsAllQuery.properties)

/** The parameters of the list of payments that a dialect knows. */
export function listParameters({ paymentsAllOlderFilters }: Dialect): readonly string[] {
  return paymentsAllOlderFilters === 'honoured' ? NAMES : NAMES.filter((name) => !Object.hasOwn(OLDER, name))
}

/** Parameters of a call that are ignored. */
export function parameterFindings(query: object, known: readonly string[]): RequestFinding[] {
  return Object.keys(query)
    .filter((name) => !known.includes(name))
    .slice(0, MAX_FINDINGS)
    .map((name) => finding('unknown-parameter', name, insteadOf(name, known)))
}

function insteadOf(name: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  if (Object.hasOwn(OLDER, name)) return OLDER[name] ?? ''
  const guess = nearest(name, known)
  return guess ? `; did you mean ${guess}?` : ''
}
