import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { RETRY_SCHEDULES } from '../../delivery/retry-schedules.js'
import type { AwaitedEvent, ChannelScript } from '../../domain/script.js'
import { formatDuration } from '../../lib/duration.js'
import { type Issue, within } from '../../schema/issue.js'
import {
  callbackDamageSchema,
  compileDamage,
  damageIssues,
  explainDamage,
  type WrittenCallbackDamage,
  type WrittenWebhookDamage,
  webhookDamageSchema,
} from './damage.js'
import { closed, duration, milliseconds, type Part } from './part.js'

/** How often a notification may be sent, each time with retries of its own. */
export const copies = { type: 'integer', minimum: 1, maximum: 20 } as const satisfies JSONSchema

/** The most times at which one is sent again. */
export const MAX_RETRIES = 20

const shared = {
  send: { type: 'boolean', description: 'False keeps the notification back for good.' },
  delay: {
    ...duration,
    description: 'Time between the outcome (or what `after` waits for) and the first attempt.',
  },
  copies: {
    ...copies,
    description: 'How many times the notification is sent, each copy with retries of its own.',
  },
  apart: { ...duration, description: 'Time between two copies; none, when left out.' },
  sideBySide: {
    type: 'boolean',
    enum: [true],
    description:
      'It goes out at the very moment of the other notifications that are due then, also on a clock that is moved on.',
  },
  retry: {
    type: 'string',
    enum: ['invented', 'none', 'standardWebhooks'],
    description: 'A retry schedule by its name; that of the dialect, when left out.',
  },
  retries: {
    type: 'array',
    maxItems: MAX_RETRIES,
    items: duration,
    description: 'Instead of a named schedule: when it is sent again, since the first attempt.',
  },
} as const satisfies Record<string, JSONSchema>

const after = 'Waits for this first (for ten minutes at most), where it happens at all.'

const webhookProperties = {
  ...shared,
  after: { type: 'string', enum: ['callback', 'return'], description: after },
} as const satisfies Record<string, JSONSchema>

const callbackProperties = {
  ...shared,
  after: { type: 'string', enum: ['webhook', 'return'], description: after },
} as const satisfies Record<string, JSONSchema>

export const webhookSchema = closed(
  { ...webhookProperties, damage: webhookDamageSchema },
  'How the webhook of an outcome is sent.',
)
export const callbackSchema = closed(
  { ...callbackProperties, damage: callbackDamageSchema },
  "How the call to the link's `callbackUrl` is sent.",
)

type Typed<Properties extends Record<string, JSONSchema>> = FromSchema<{
  type: 'object'
  additionalProperties: false
  properties: Properties
}>
export type WrittenWebhook = Typed<typeof webhookProperties> & { readonly damage?: WrittenWebhookDamage }
export type WrittenCallback = Typed<typeof callbackProperties> & { readonly damage?: WrittenCallbackDamage }

/** What both channels are written with, loosely: the schemas have checked it. */
interface WrittenChannel {
  readonly send?: boolean
  readonly after?: AwaitedEvent
  readonly delay?: string
  readonly copies?: number
  readonly apart?: string
  readonly sideBySide?: boolean
  readonly retry?: 'invented' | 'none' | 'standardWebhooks'
  readonly retries?: readonly string[]
  readonly damage?: object
}

function channel(name: string) {
  return {
    check: channelIssues,
    compile: ({
      send,
      after,
      delay,
      copies,
      apart,
      sideBySide,
      damage,
      ...rest
    }: WrittenChannel = {}): ChannelScript => ({
      send: send ?? true,
      after: after ?? null,
      delay: milliseconds(delay ?? '0s'),
      copies: copies ?? 1,
      apart: milliseconds(apart ?? '0s'),
      sideBySide: sideBySide ?? false,
      retry: scheduleOf(rest),
      damage: compileDamage(damage),
    }),
    explain: (script: ChannelScript) => describeChannel(name, script),
  }
}

export const webhook: Part<WrittenWebhook, ChannelScript> = {
  schema: webhookSchema,
  ...channel('webhook'),
}
export const callback: Part<WrittenCallback, ChannelScript> = {
  schema: callbackSchema,
  ...channel('callbackUrl call'),
}

/** What of a notification that is never sent, or that has no copies, cannot be told. */
function channelIssues(written: WrittenChannel): Issue[] {
  const found: Issue[] = []
  if (written.send === false) {
    for (const key of Object.keys(written).filter((key) => key !== 'send')) {
      found.push({
        path: [key],
        message: `says how something is sent that is not: take out "${key}" or "send: false"`,
      })
    }
  }
  if (written.apart !== undefined && (written.copies ?? 1) < 2) {
    found.push({ path: ['apart'], message: 'there is only one copy; say "copies: 2" or more' })
  }
  if (written.retry !== undefined && written.retries !== undefined) {
    found.push({ path: ['retries'], message: 'there is a named schedule too: say "retry" or "retries"' })
  }
  const times = (written.retries ?? []).map(milliseconds)
  const early = times.findIndex((time, i) => time <= (times[i - 1] ?? 0))
  if (early !== -1) {
    const message = `"${written.retries?.[early]}" is not later than the attempt before; times count from the first attempt`
    found.push({ path: ['retries', early], message })
  }
  return [...found, ...within(['damage'], damageIssues(compileDamage(written.damage)))]
}

function scheduleOf({ retry, retries }: Pick<WrittenChannel, 'retry' | 'retries'>): ChannelScript['retry'] {
  if (retry) return RETRY_SCHEDULES[retry]
  if (!retries) return null
  return { since: 'first', seconds: [0, ...retries.map((time) => milliseconds(time) / 1000)] }
}

function describeChannel(name: string, script: ChannelScript): string {
  const { send, after, delay, copies, apart, sideBySide, retry } = script
  const damage = explainDamage(script.damage)
  if (!send) return `The ${name} is never sent.`
  const sentences: string[] = []
  const late = delay > 0 ? `${formatDuration(delay)} ` : ''
  if (after) sentences.push(`The ${name} is sent ${late}after ${OTHERS[after]}.`)
  else if (delay > 0) sentences.push(`The ${name} is sent ${late}after the outcome.`)
  if (copies > 1) {
    const rhythm = apart > 0 ? `, ${formatDuration(apart)} apart` : ', all at one time'
    sentences.push(`The ${name} is sent ${copies} times${rhythm}.`)
  }
  if (sideBySide) sentences.push(`The ${name} is on its way side by side with what else is due then.`)
  if (retry) {
    const [, ...times] = retry.seconds
    const when = times.map((seconds) => formatDuration(seconds * 1000)).join(', ')
    const since = retry.since === 'first' ? 'after the first attempt' : 'after the attempt before'
    sentences.push(
      times.length > 0
        ? `When the ${name} fails it is sent again ${when} ${since}.`
        : `When the ${name} fails it is not sent again.`,
    )
  }
  if (damage) sentences.push(`The ${name} is damaged: ${damage}.`)
  return sentences.join(' ')
}

const OTHERS: Readonly<Record<AwaitedEvent, string>> = {
  webhook: 'the webhook has been sent',
  callback: 'the callbackUrl has been called',
  return: 'the browser went back to the shop',
}
