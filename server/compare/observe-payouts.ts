import { bankOf } from '../domain/banks.js'
import { COOLDOWN_MS } from '../domain/payout.js'
import { type Observation, type Observer, observation } from './observation.js'
import { type Call, contentOf, eventOf, fieldsOf, isGranted, validationMessagesIn } from './traffic.js'

const PREVIEWS: ReadonlySet<string | null> = new Set([
  'preview-mobile-money-payout',
  'preview-bank-payout',
  'preview-lipa-namba-payout',
])
const CREATIONS: ReadonlySet<string | null> = new Set([
  'create-mobile-money-payout',
  'create-bank-payout',
  'create-lipa-namba-payout',
])

/** What payouts, their previews and their messages tell. */
export const observePayouts: Observer = function* ({ calls, notifications }) {
  for (const call of calls.filter(({ endpoint }) => PREVIEWS.has(endpoint) || CREATIONS.has(endpoint))) {
    const { payoutFeeBearer: bearer } = fieldsOf(call.answer)
    if (bearer === 'merchant' || bearer === 'both' || bearer === 'customer') {
      yield observation('payoutFeeBearer', bearer, call, `a preview with the payoutFeeBearer ${bearer}`)
    }
    yield* bank(call)
  }
  yield* cooldown(calls.filter(({ endpoint }) => CREATIONS.has(endpoint)))
  for (const notification of notifications.filter((one) => eventOf(one)?.startsWith('PAYOUT '))) {
    const data = contentOf(notification)
    for (const key of ['transferType', 'settlementType'] as const) {
      if (key in data) yield observation('payoutTransferKey', key, notification, `a payout with its ${key}`)
    }
    if (eventOf(notification) !== 'PAYOUT INITIATED') continue
    if (data.status === 'SUCCESS' || data.status === 'AUTHORIZED') {
      const when = data.status === 'SUCCESS' ? 'success' : 'created'
      yield observation(
        'payoutInitiatedOn',
        when,
        notification,
        `PAYOUT INITIATED of one that is ${data.status}`,
      )
    }
  }
}

/** Whose name a bank account shows, and what becomes of a bank that the sandbox does not list. */
function* bank(call: Call): Generator<Observation> {
  const { accountName: sent, bic } = fieldsOf(call.body)
  const { receiver, beneficiary } = fieldsOf(call.answer)
  const { accountName: shown } = fieldsOf(receiver ?? beneficiary)
  if (typeof sent === 'string' && sent !== '' && typeof shown === 'string') {
    const asSent = sent === shown
    yield observation(
      'payoutAccountName',
      asSent ? 'asSent' : 'lookedUp',
      call,
      `${asSent ? 'the name' : 'another name than the one'} that was sent`,
    )
  }
  if (typeof bic !== 'string') return
  if (validationMessagesIn(call).some((text) => /unsupported bank/.test(text))) {
    yield observation('payoutUnknownBank', 'refuse', call, 'a bank was refused')
  } else if (isGranted(call) && bankOf(bic) === null) {
    yield observation('payoutUnknownBank', 'accept', call, 'a bank that the sandbox does not list was taken')
  }
}

/** A payout soon after another, to somebody else or of another amount: is it taken? */
function* cooldown(calls: readonly Call[]): Generator<Observation> {
  for (const [i, call] of calls.entries()) {
    const recent = calls.slice(0, i).filter((earlier) => isGranted(earlier) && isSoonAfter(earlier, call))
    if (recent.length === 0 || recent.some((earlier) => isSame(earlier, call))) continue
    if (isGranted(call)) {
      yield observation(
        'payoutCooldown',
        'sameReceiver',
        call,
        'a payout within a minute of another was taken',
      )
    } else if (validationMessagesIn(call).some((text) => /already in progress/.test(text))) {
      yield observation(
        'payoutCooldown',
        'everyPayout',
        call,
        'a payout within a minute of another was refused',
      )
    }
  }
}

function isSoonAfter(earlier: Call, call: Call): boolean {
  return earlier.at !== null && call.at !== null && call.at - earlier.at < COOLDOWN_MS
}

const RECEIVER = ['phoneNumber', 'accountNumber', 'bic', 'lipaNamba', 'providerCode', 'qrCode', 'currency']

function isSame(earlier: Call, call: Call): boolean {
  const [before, after] = [fieldsOf(earlier.body), fieldsOf(call.body)]
  const isSameAmount = Number(before.amount) === Number(after.amount)
  return isSameAmount && RECEIVER.every((name) => before[name] === after[name])
}
