import { Command } from 'commander'
import { pathSegment } from '../lib/path-segment.js'
import { type ControlTarget, controlApi } from './control-api.js'
import type { CommandMaker, Io } from './io.js'
import { defaultClientId, idAtTheEndOf, type Plan, planText } from './pay.js'

interface ClaimOptions extends ControlTarget {
  readonly phone?: string
  readonly bank?: string
  readonly account?: string
  readonly name?: string
  readonly merchant?: string
}

export const claimCommand: CommandMaker = (io, finish) =>
  new Command('claim')
    .description('say where the money of a payout link goes, on a sandbox that runs')
    .argument('<reference|link>', 'order reference, payout link or its id')
    .option('--phone <number>', 'phone that gets the money, such as 255744000111')
    .option('--bank <bic>', 'SWIFT code of the bank that gets it, such as CORUTZTZ')
    .option('--account <number>', 'number of the bank account')
    .option('--name <name>', 'holder of the bank account')
    .option('--url <url>', 'where the sandbox is (default: CLICKPESA_SANDBOX_URL or http://127.0.0.1:4255)')
    .option('--merchant <id>', 'whose link it is (default: the merchant that exists from the start)')
    .option('--token <token>', 'control token (default: CLICKPESA_SANDBOX_CONTROL_TOKEN)')
    .action(async (what: string, options: ClaimOptions) => finish(await claim(what, options, io)))

/** What the control API answers, as far as it is shown here. */
interface Payout {
  readonly id: string
  readonly status: string
  readonly orderReference: string
  readonly clientId: string
  readonly provider: string
  readonly amount: string
  readonly currency: string
  readonly scenario: string
}

/** Claims a payout link, and tells what will happen next. */
async function claim(what: string, options: ClaimOptions, io: Io): Promise<number> {
  const call = controlApi(options, io.env, what)
  const { phone: phoneNumber, bank: bic, account: accountNumber, name: accountName } = options
  const path = await pathFor(what, options.merchant)
  const payout = await call<Payout>('POST', path, { phoneNumber, bic, accountNumber, accountName })
  const { id, orderReference, status, amount, currency, provider, scenario, clientId } = payout
  io.out(
    `Payout ${id} for ${orderReference} is ${status}: ${amount} ${currency} by ${provider}, following ${scenario}.\n`,
  )
  const merchant = `/merchants/${pathSegment(clientId)}`
  const [plan, clock] = await Promise.all([
    call<Plan>('GET', `${merchant}/agenda`),
    call<{ now: string; frozen: boolean }>('GET', `${merchant}/clock`),
  ])
  io.out(planText(plan, clock, orderReference))
  return 0
}

async function pathFor(what: string, merchant: string | undefined): Promise<string> {
  const linkId = idAtTheEndOf(what, /^PAL[0-9A-F]{7}$/)
  if (linkId) return `/payout-links/${pathSegment(linkId)}/claim`
  const id = merchant ?? (await defaultClientId())
  return `/merchants/${pathSegment(id)}/payout-links/${pathSegment(what)}/claim`
}
