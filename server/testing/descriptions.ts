import type {
  DeliveryView,
  HeldResponseView,
  JournalView,
  PaymentView,
  RequestView,
} from '../control/views.js'

/** Things of a merchant in one line each, for messages that people read. */

export function describePayment({ orderReference, attempt, method, status, message }: PaymentView): string {
  const words = message && message !== 'success' ? ` "${message}"` : ''
  return `attempt ${attempt} to pay ${orderReference} by ${method}: ${status}${words}`
}

export function describeDelivery({ event, orderReference, url, status, attempts }: DeliveryView): string {
  const made = attempts.map(
    ({ number, outcome, response }) =>
      `attempt ${number} ${outcome}${response ? ` (${response.status})` : ''}`,
  )
  return `${event ?? 'callbackUrl call'} for ${orderReference} to ${url}: ${[status, ...made].join(', ')}`
}

export function describeRequest({ method, path, status, refusal }: RequestView): string {
  return `${method} ${path}: ${status}${refusal ? ` ${refusal.code}, ${refusal.explanation}` : ''}`
}

export function describeHeld({ endpoint, orderReference, kind, since }: HeldResponseView): string {
  return `${endpoint}${orderReference ? ` for ${orderReference}` : ''}: ${kind} since ${since}`
}

export function describeEntry({ at, type, orderReference, text }: JournalView): string {
  return `${at}  ${type}  ${orderReference ? `${orderReference}: ` : ''}${text}`
}
