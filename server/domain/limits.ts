import { formatDuration } from '../lib/duration.js'

/** One bound of what the sandbox takes and keeps. */
export interface Limit {
  /** What is bounded, as a noun. */
  readonly what: string
  readonly most: number
  readonly unit: 'entries' | 'bytes' | 'characters' | 'ms' | 'at once'
  /** For each merchant, for the whole sandbox, or for each call. */
  readonly per: 'merchant' | 'sandbox' | 'call'
  /** The setting that changes it. */
  readonly setting?: string
  readonly atLimit: string
}

/** The figure of a limit with its unit, for people. */
export function formatLimit({ most, unit }: Limit): string {
  if (unit === 'ms') return formatDuration(most)
  if (unit === 'bytes' && most >= 2 ** 30) return `${Math.round(most / 2 ** 30)} GB`
  if (unit === 'bytes' && most >= 2 ** 20) return `${Math.round(most / 2 ** 20)} MB`
  if (unit === 'bytes') return `${most / 2 ** 10} KB`
  const number = most.toLocaleString('en-GB')
  return unit === 'entries' ? number : `${number} ${unit}`
}

/** Every bound, in one place: what enforces one takes its figure from here, and the documents show the same. */
export const LIMITS = {
  merchants: {
    what: 'merchants',
    most: 10_000,
    unit: 'entries',
    per: 'sandbox',
    setting: 'maxMerchants',
    atLimit:
      'Merchants that opened themselves (client ids with IDTEST) and are idle are removed. Without any, another is refused: 409 TOO_MANY_MERCHANTS, or 403 to its first token.',
  },
  idle: {
    what: 'time without any change, after which a merchant that opened itself is idle',
    most: 30 * 60_000,
    unit: 'ms',
    per: 'merchant',
    atLimit: 'It is removed when its room is needed and nothing of it is planned.',
  },
  rows: {
    what: 'orders, payments, deliveries and everything else but logs, where they are kept in memory',
    most: 2 ** 29,
    unit: 'bytes',
    per: 'sandbox',
    setting: 'maxMemory',
    atLimit:
      'Idle merchants that opened themselves are removed. New merchants, orders and payments are refused: 500 in the shape of the gateway, 507 SANDBOX_FULL at the control API. What is under way goes on.',
  },
  logs: {
    what: 'journals and request logs, where they are kept in memory',
    most: 2 ** 29,
    unit: 'bytes',
    per: 'sandbox',
    setting: 'maxMemory',
    atLimit: 'The longest log loses the oldest quarter of its entries.',
  },
  data: {
    what: 'everything, where it is kept in a database',
    most: 16 * 2 ** 30,
    unit: 'bytes',
    per: 'sandbox',
    setting: 'maxData',
    atLimit:
      'Idle merchants that opened themselves are removed. New merchants, orders and payments are refused, as where memory is full; what is under way goes on. Each new entry of a journal or request log pushes an old one of its merchant out.',
  },
  journal: {
    what: 'entries of the journal',
    most: 20_000,
    unit: 'entries',
    per: 'merchant',
    atLimit: 'The oldest are dropped.',
  },
  requests: {
    what: 'logged requests',
    most: 1_000,
    unit: 'entries',
    per: 'merchant',
    atLimit: 'The oldest are dropped.',
  },
  unproven: {
    what: 'logged requests with wrong credentials or none, beyond those with the right ones',
    most: 200,
    unit: 'entries',
    per: 'merchant',
    atLimit: 'Further ones are kept with the requests without known credentials.',
  },
  loggedBody: {
    what: 'the kept part of a body, sent or answered',
    most: 16_384,
    unit: 'characters',
    per: 'call',
    atLimit: 'The rest is not kept.',
  },
  loggedLine: {
    what: 'the kept part of a path, a header or an explanation',
    most: 2048,
    unit: 'characters',
    per: 'call',
    atLimit: 'The rest is not kept.',
  },
  gatewayBody: {
    what: 'the body of a call to the ClickPesa API',
    most: 100 * 1024,
    unit: 'bytes',
    per: 'call',
    atLimit: 'It is refused with 413.',
  },
  controlBody: {
    what: 'the body of a call to the control API, snapshots apart',
    most: 1024 * 1024,
    unit: 'bytes',
    per: 'call',
    atLimit: 'It is refused with 413.',
  },
  controlValues: {
    what: 'values in the body of a call to the control API, snapshots apart',
    most: 10_000,
    unit: 'entries',
    per: 'call',
    atLimit: 'It is refused with 400.',
  },
  controlLevels: {
    what: 'lists and objects within each other in the body of a call to the control API',
    most: 64,
    unit: 'entries',
    per: 'call',
    atLimit: 'It is refused with 400.',
  },
  addresses: {
    what: 'addresses that the rate limit counts separately within a minute',
    most: 1000,
    unit: 'entries',
    per: 'merchant',
    atLimit: 'Calls from further ones are not counted.',
  },
  listeners: {
    what: 'waits, event streams and pages that follow what happens',
    most: 10_000,
    unit: 'at once',
    per: 'sandbox',
    atLimit:
      'A further one is refused with 503 TOO_MANY_LISTENERS, and so is one of a merchant that has as many as are left for all others. Pages still work, and are loaded again by hand.',
  },
  heldResponses: {
    what: 'responses that a scenario or a hold by hand holds back',
    most: 1000,
    unit: 'at once',
    per: 'sandbox',
    atLimit: 'The one that was held longest is given up: its connection closes.',
  },
  heldFor: {
    what: 'real time for which a response is held, where nobody releases it',
    most: 5 * 60_000,
    unit: 'ms',
    per: 'call',
    atLimit: 'It is sent. A call that hangs has its connection closed.',
  },
  holds: {
    what: 'calls still to come that are to be held',
    most: 100,
    unit: 'entries',
    per: 'merchant',
    atLimit: 'Another is refused with 409 TOO_MANY_HOLDS.',
  },
  underway: {
    what: 'webhooks and callbacks on their way',
    most: 1024,
    unit: 'at once',
    per: 'sandbox',
    atLimit: 'Further ones wait, those of merchants with the fewest first.',
  },
  underwayEach: {
    what: 'webhooks and callbacks on their way',
    most: 64,
    unit: 'at once',
    per: 'merchant',
    atLimit: 'Further ones wait; one that is not sent within the delivery timeout says so.',
  },
  answer: {
    what: "the kept part of a receiver's answer",
    most: 8 * 1024,
    unit: 'bytes',
    per: 'call',
    atLimit: 'The connection is closed and the rest is not read.',
  },
  checkReport: {
    what: 'the report of the last check that the inspector shows',
    most: 2 * 2 ** 20,
    unit: 'bytes',
    per: 'sandbox',
    atLimit: 'Its page says that it is too long.',
  },
  addedScenarios: {
    what: 'scenarios that are added while the sandbox runs',
    most: 200,
    unit: 'entries',
    per: 'sandbox',
    atLimit: 'Another is refused with 409 TOO_MANY_SCENARIOS.',
  },
  addedCharacters: {
    what: 'scenarios that are added while the sandbox runs, all together',
    most: 1_000_000,
    unit: 'characters',
    per: 'sandbox',
    atLimit: 'Another is refused with 409 TOO_MANY_SCENARIOS.',
  },
  tasksUntilIdle: {
    what: 'tasks that run-until-idle runs',
    most: 100_000,
    unit: 'entries',
    per: 'call',
    atLimit: 'It stops with 409 ENDLESS_AGENDA, which says what keeps coming.',
  },
} as const satisfies Readonly<Record<string, Limit>>
