import type { ErrorObject } from 'ajv'
import { endpointOf } from '../../contracts/endpoints.js'
import { callbackSchema } from '../../contracts/schemas/callback.js'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import { webhookSchema } from '../../contracts/schemas/webhooks.js'
import { isObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../domain/notification.js'
import { isGatewayText } from '../errors.js'
import { WIRE_FORMATS } from '../schema/formats.js'
import { errorsIn } from '../schema/validator.js'
import { anonymous } from './anonymous.js'
import { type Call, eventOf, type Notification, type Traffic, validationMessagesIn } from './traffic.js'

/** Something in an answer or a message that the sandbox never sends, whatever its switches. */
export interface FieldDifference {
  /** What kind of answer or message it is in. */
  readonly what: string
  /** Where in it, as `customer.customerName`; empty for the whole. */
  readonly field: string
  readonly difference: string
  /** Everywhere it was seen, in order. */
  readonly where: readonly string[]
}

/** What recorded answers and messages have that the sandbox's never would, and the other way round. */
export function fieldDifferences({ calls, notifications }: Traffic, dialect: Dialect): FieldDifference[] {
  const found = new Map<string, FieldDifference>()
  const add = (where: string, what: string, field: string, difference: string) => {
    const key = `${what}\n${field}\n${difference}`
    const known = found.get(key)
    found.set(key, { what, field, difference, where: [...(known?.where ?? []), where] })
  }
  for (const call of calls) {
    if (!call.endpoint) continue
    const { reply, replyName } = endpointOf(call.endpoint)
    if (call.status >= 400) {
      for (const text of unknownTexts(call))
        add(call.where, replyName, 'message', `the sandbox never says ${text}`)
      continue
    }
    if (call.status !== 200)
      add(call.where, replyName, '', `the status is ${call.status}; the sandbox answers 200`)
    for (const [field, difference] of wrongIn(reply, call.answer)) {
      add(call.where, replyName, field, difference)
    }
  }
  for (const notification of notifications) {
    const { what, schema } = messageKind(notification, dialect)
    if (!schema) {
      add(notification.where, what, '', 'the sandbox sends no such message')
      continue
    }
    for (const [field, difference] of wrongIn(schema, notification.body))
      add(notification.where, what, field, difference)
  }
  return [...found.values()]
}

function messageKind(
  notification: Notification,
  dialect: Dialect,
): { what: string; schema: WireSchema | null } {
  const event = eventOf(notification)
  const { body } = notification
  const signed = 'checksum' in body || (isObject(body.data) && 'checksum' in body.data)
  if (event === null) {
    return { what: 'the callback', schema: callbackSchema('checksum' in body ? 'topLevel' : 'none') }
  }
  if (!WEBHOOK_EVENTS.includes(event as WebhookEvent))
    return { what: `the webhook ${anonymous(event)}`, schema: null }
  const schema = webhookSchema(event as WebhookEvent, {
    shape: dialect.paymentReceivedShape,
    eventKey: dialect.webhookEventKey,
    transferKey: dialect.payoutTransferKey,
    checksumPlace: signed ? dialect.webhookChecksum : 'none',
  })
  return { what: `the webhook ${event}`, schema }
}

function unknownTexts(call: Call): string[] {
  const texts = validationMessagesIn(call)
  if (texts.length === 0) return [`anything but JSON with a message (${call.status})`]
  return texts
    .filter((text) => !isGatewayText(call.status, text))
    .map((text) => `${call.status} "${anonymous(text)}"`)
}

/** How a text is written says nothing about the fields: the live gateway may write its times otherwise. */
function wrongIn(schema: WireSchema, value: unknown): [field: string, difference: string][] {
  return errorsIn(schema, value, WIRE_FORMATS)
    .filter(({ keyword, instancePath }) => keyword !== 'format' && !isHidden(value, instancePath))
    .map(describeDifference)
}

/** Whether a log has hidden what stands there, as the inspector hides tokens. */
function isHidden(whole: unknown, instancePath: string): boolean {
  let value = whole
  for (const part of instancePath.split('/').slice(1))
    value = (value as Record<string, unknown> | undefined)?.[part]
  return typeof value === 'string' && value.includes('…')
}

/** Positions in lists say nothing: what is wrong with the third row is wrong with rows. */
function describeDifference({
  instancePath,
  keyword,
  params,
  message = 'differs',
}: ErrorObject): [string, string] {
  const path = instancePath.split('/').filter((part) => part !== '' && !/^\d+$/.test(part))
  switch (keyword) {
    case 'additionalProperties':
      return [
        [...path, anonymous(String(params.additionalProperty))].join('.'),
        'the sandbox never sends this field',
      ]
    case 'required':
      return [[...path, String(params.missingProperty)].join('.'), 'is missing; the sandbox always sends it']
    case 'type':
      return [
        path.join('.'),
        `is not of the type ${String(params.type).replaceAll(',', ' or ')}, as the sandbox sends it`,
      ]
    default:
      return [path.join('.'), `${message}, as the sandbox sends it`]
  }
}
