import type { CheckoutLink } from '../domain/checkout-link.js'
import type { Payment } from '../domain/payment.js'
import { getOrAdd } from '../lib/get-or-add.js'
import type { Store } from '../store/store.js'
import { ROWS } from './listing.js'

/** An order with how far it is paid. */
export interface OrderRow {
  readonly link: CheckoutLink
  readonly latest: Payment | undefined
  readonly attempts: number
  readonly status: string
}

/** What an address asks a list of orders for; whatever is left out may be anything. */
export interface PaymentFilter {
  readonly q?: string | undefined
  readonly status?: string | undefined
  readonly method?: string | undefined
  readonly scenario?: string | undefined
  /** Only orders numbered before this one: where the page before ended. */
  readonly before?: number | undefined
}

/** The newest orders that a filter lets through, and one more where the list goes on. */
export async function ordersOf(
  store: Store,
  merchantId: string,
  filter: PaymentFilter,
): Promise<readonly OrderRow[]> {
  const all = await store.find('links', { where: { merchantId }, newestFirst: true })
  const { before = Number.POSITIVE_INFINITY } = filter
  const older = all.filter(({ seq }) => seq < before)
  const { status, method, scenario, q } = filter
  const wanted = [status, method, scenario, q].some(Boolean)
  // Where every order is wanted, only those that are shown are looked into.
  const links = wanted ? older : older.slice(0, ROWS + 1)
  const payments = wanted
    ? await store.find('payments', { where: { merchantId } })
    : (await Promise.all(links.map(({ id }) => store.find('payments', { where: { linkId: id } })))).flat()
  const byLink = new Map<string, Payment[]>()
  for (const payment of payments) getOrAdd(byLink, payment.linkId, () => []).push(payment)
  const rows: OrderRow[] = []
  for (const link of links) {
    if (rows.length > ROWS) break
    const attempts = byLink.get(link.id) ?? []
    const latest = attempts.at(-1)
    const row = { link, latest, attempts: attempts.length, status: latest?.status ?? 'not paid yet' }
    if (passes(row, attempts, filter)) rows.push(row)
  }
  return rows
}

function passes({ link, status }: OrderRow, attempts: readonly Payment[], filter: PaymentFilter): boolean {
  const { method, scenario, q } = filter
  if (filter.status && status !== filter.status) return false
  if (method && !attempts.some(({ channel }) => channel === method)) return false
  if (scenario && !attempts.some((payment) => payment.scenario === scenario)) return false
  return !q || searchable(link, attempts).includes(q.toLowerCase())
}

function searchable({ id, orderReference, customer }: CheckoutLink, attempts: readonly Payment[]): string {
  const ofPayments = attempts.flatMap((payment) => [
    payment.id,
    payment.phoneNumber,
    payment.paymentReference,
  ])
  return [id, orderReference, customer.name, customer.email, customer.phone, ...ofPayments]
    .join('\n')
    .toLowerCase()
}
