import { Command } from 'commander'
import { isDecided, type PaymentStatus } from '../domain/payment.js'
import { formatDuration } from '../lib/duration.js'
import { pathSegment } from '../lib/path-segment.js'
import { type ControlTarget, controlApi } from './control-api.js'
import type { CommandMaker, Io } from './io.js'

interface PayOptions extends ControlTarget {
  readonly method?: string
  readonly phone?: string
  readonly scenario?: string
  readonly answer?: string
  /** Commander's name for `--no-wait`. */
  readonly wait?: boolean
  readonly amount?: string
  readonly merchant?: string
}

export const payCommand: CommandMaker = (io, finish) =>
  new Command('pay')
    .description('pay as the customer, or answer a USSD push on the phone, on a sandbox that runs')
    .argument('<reference|link|number>', 'order reference, checkout link or its id, or a control number')
    .option('--method <name>', 'M-PESA, TIGO-PESA, AIRTEL-MONEY, HALOPESA, CARD or BANK')
    .option('--phone <number>', 'phone of the customer, such as 255744000111')
    .option('--scenario <name>', 'how the payment goes')
    .option('--answer <what>', 'what happens on the phone: right-pin, wrong-pin, cancel or ignore')
    .option('--no-wait', 'do not wait for the outcome')
    .option('--amount <amount>', 'what is paid for a control number (default: what it asks for)')
    .option('--url <url>', 'where the sandbox is (default: CLICKPESA_SANDBOX_URL or http://127.0.0.1:4255)')
    .option('--merchant <id>', 'whose order it is (default: the merchant that exists from the start)')
    .option('--token <token>', 'control token (default: CLICKPESA_SANDBOX_CONTROL_TOKEN)')
    .action(async (what: string, options: PayOptions) => finish(await pay(what, options, io)))

/** What the control API answers, as far as it is shown here. */
interface Payment {
  readonly id: string
  readonly status: PaymentStatus
  readonly message?: string
  readonly orderReference: string
  readonly clientId: string
  readonly method: string
  readonly amount: string
  readonly currency: string
  readonly scenario: string
}
export interface Plan {
  readonly items: readonly {
    readonly orderReference: string
    readonly dueAt: string
    readonly why: string
    readonly kind?: string
  }[]
}
interface Clock {
  readonly now: string
  readonly frozen: boolean
}

/** Pays an order or a link, waits for the outcome, and tells what became of it and what will happen next. */
export async function pay(what: string, options: PayOptions, io: Io): Promise<number> {
  const call = controlApi(options, io.env, what)
  const { method: asked, phone: phoneNumber, scenario: chosen, answer } = options
  const how = { method: asked, phoneNumber, scenario: chosen }
  const body = CONTROL_NUMBER.test(what) ? { ...how, amount: options.amount } : { ...how, answer }
  const payment = await call<Payment>('POST', await pathFor(what, options.merchant), body)
  const { id, orderReference, status, amount, currency, method, scenario, clientId } = payment
  io.out(
    `Payment ${id} for ${orderReference} is ${status}: ${amount} ${currency} by ${method}, following ${scenario}.\n`,
  )
  const merchant = `/merchants/${pathSegment(clientId)}`
  if (options.wait !== false && !isDecided(status)) {
    const { status: now, message } = await outcomeOf(call, merchant, payment)
    if (now !== status) io.out(`It is ${now} now${message ? `: ${message}` : ''}.\n`)
  }
  const [plan, clock] = await Promise.all([
    call<Plan>('GET', `${merchant}/agenda`),
    call<Clock>('GET', `${merchant}/clock`),
  ])
  io.out(planText(plan, clock, orderReference))
  return 0
}

type Call = ReturnType<typeof controlApi>

/** The longest that a list of the control API waits. */
const WAIT = '60s'

/** A payment once it is decided, or once nothing will decide it by itself: its clock stands still, or no move is planned. */
async function outcomeOf(call: Call, merchant: string, payment: Payment): Promise<Payment> {
  const order = `orderReference=${encodeURIComponent(payment.orderReference)}`
  const journal = (query: string) =>
    call<{ items: readonly { readonly seq: number }[] }>(
      'GET',
      `${merchant}/journal?${order}&limit=1${query}`,
    )
  for (;;) {
    // Read before looking: what happens in between is not missed.
    const [newest] = (await journal('')).items
    const [{ items }, plan, clock] = await Promise.all([
      call<{ items: readonly Payment[] }>('GET', `${merchant}/payments?${order}`),
      call<Plan>('GET', `${merchant}/agenda`),
      call<Clock>('GET', `${merchant}/clock`),
    ])
    const current = items.find(({ id }) => id === payment.id) ?? payment
    const moves = plan.items.some(
      ({ kind, orderReference }) => kind === 'move-payment' && orderReference === payment.orderReference,
    )
    if (isDecided(current.status) || clock.frozen || !moves) return current
    await journal(`&after=${newest?.seq ?? 0}&wait=${WAIT}`)
  }
}

/** Control numbers have 14 digits. */
const CONTROL_NUMBER = /^\d{14}$/

async function pathFor(what: string, merchant: string | undefined): Promise<string> {
  const linkId = linkIdIn(what)
  if (linkId) return `/links/${pathSegment(linkId)}/payments`
  const id = merchant ?? (await defaultClientId())
  if (CONTROL_NUMBER.test(what)) return `/merchants/${pathSegment(id)}/control-numbers/${what}/payments`
  return `/merchants/${pathSegment(id)}/orders/${pathSegment(what)}/payments`
}

export async function defaultClientId(): Promise<string> {
  const { DEFAULT_CREDENTIALS } = await import('../default-credentials.js')
  return DEFAULT_CREDENTIALS.clientId
}

/** The id at the end of a checkout link, or null for an order reference. */
export function linkIdIn(what: string): string | null {
  return idAtTheEndOf(what, /^CHE[0-9A-F]{7}$/)
}

/**
 * The id at the end of a link, or the id itself; null for what is neither. Only the id is used, never the link's
 * host: a link of the real service must not make us call it.
 */
export function idAtTheEndOf(what: string, form: RegExp): string | null {
  if (/^https?:\/\//i.test(what)) return URL.canParse(what) ? lastSegment(new URL(what).pathname) : null
  return form.test(what) ? what : null
}

function lastSegment(path: string): string | null {
  return path.split('/').filter(Boolean).at(-1) ?? null
}

const MAX_STEPS = 12

/** What the merchant's agenda holds for the order, in words. */
export function planText({ items }: Plan, { now, frozen }: Clock, orderReference: string): string {
  const steps = items.filter((task) => task.orderReference === orderReference)
  if (steps.length === 0) return 'Nothing more will happen by itself.\n'
  const lines = steps.slice(0, MAX_STEPS).map(({ dueAt, why }) => {
    const wait = Math.max(0, Date.parse(dueAt) - Date.parse(now))
    return `  in ${formatDuration(wait)}: ${why}`
  })
  if (steps.length > MAX_STEPS) lines.push(`  and ${steps.length - MAX_STEPS} more`)
  const when = frozen ? 'Next, once the clock is moved (it is frozen):' : 'Next:'
  return `${[when, ...lines].join('\n')}\n`
}
