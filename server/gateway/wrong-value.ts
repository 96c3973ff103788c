import type { ErrorObject } from 'ajv'
import { nearest } from '../lib/nearest.js'

/**
 * Says in plain words what is wrong with one value of a request, and what to send instead: the gateway's own text does
 * not. For the log, never for the answer.
 */
export function wrongValue(field: string, { keyword, params, data, parentSchema }: ErrorObject): string {
  const allowed: unknown[] = (parentSchema?.enum ?? []).filter((one: unknown) => one !== null && one !== '')
  const found = `${field} is ${shown(data)}`
  switch (keyword) {
    case 'additionalProperties':
      return `${field} is not a field of this call: leave it out`
    case 'required':
      return `${field} is missing`
    case 'minimum':
      return `${found}, which is less than ${params.limit}`
    case 'exclusiveMinimum':
      return `${found}: send more than ${params.limit}`
    case 'format':
      if (params.format === 'http-url') return `${found}: ${wrongUrl(String(data))}`
      return `${found}: ${wrongAmount(String(data))}`
    default:
      if (allowed.length > 0) return `${found}: ${notOneOf(data, allowed)}`
      return `${found}: ${wrongType(data, [parentSchema?.type].flat())}`
  }
}

/** What is wrong with a text that is not a plain decimal number of hundredths above 0. */
export function wrongAmount(text: string): string {
  const inexact = /^[+-]?\d+\.\d+$/.test(text) && /\.\d{2}\d*[1-9]/.test(text)
  const rules: readonly (readonly [boolean, string])[] = [
    [/^\s|\s$/.test(text), 'it has a space or a line break around it; send the digits alone'],
    [
      /^(nan|-?infinity|undefined|null|none|true|false|\[object object\])$/i.test(text),
      'it is what a program writes for a value that it does not have; look where the amount is computed',
    ],
    [/^-/.test(text), 'it is less than nothing; refunds and discounts are not sent as amounts'],
    [/^0*(\.0*)?$/.test(text) && /\d/.test(text), 'it is nothing; send an amount above 0'],
    [/^\+/.test(text), 'it has a plus sign; leave it out'],
    [
      /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text),
      `it has a comma between thousands; send ${text.replaceAll(',', '')}`,
    ],
    [/^\d+,\d+$/.test(text), `it has a comma as decimal sign; send ${text.replace(',', '.')}`],
    [/,/.test(text), 'it has a comma in it; send digits, with a point before the decimals'],
    [
      /^[\d\s_'’.]+$/.test(text) && /[\s_'’]/.test(text),
      'it has spaces or signs between its digits; leave them out',
    ],
    [
      /^(TZS|USD|TSH|\$)|(TZS|USD|TSH|\$|\/=?-?)$/i.test(text),
      'it has a currency in it, which has a field of its own; send the digits alone',
    ],
    [/^\d+(\.\d+)?e[+-]?\d+$/i.test(text), 'it is written with an exponent; send it in full'],
    [/^0x/i.test(text), 'it is hexadecimal; send decimal digits'],
    [
      /\p{Nd}/u.test(text) && /[^\p{ASCII}]/u.test(text),
      'it has digits or signs that are not ASCII; send 0 to 9 and a point',
    ],
    [
      inexact,
      `it has more than two decimals that count; round it to hundredths before you send it, as ${rounded(text)}`,
    ],
    [/^\d{14,}/.test(text), 'it has more than 13 digits before the point'],
    [/^\d+\.$|^\.\d+$/.test(text), 'there are no digits on one side of the point'],
    [(text.match(/\./g) ?? []).length > 1, 'it has more than one point'],
  ]
  return rules.find(([applies]) => applies)?.[1] ?? 'send a decimal number such as 12500 or 3500.50'
}

function rounded(text: string): string {
  return String(Math.round(Number(text) * 100) / 100)
}

function wrongUrl(text: string): string {
  if (/^\s|\s$/.test(text)) return 'it has a space or a line break around it'
  if (/^\/\//.test(text)) return 'it has no scheme; begin with https:'
  if (/^\//.test(text)) return 'it is a path; send the whole address, with https:// and the host'
  if (/^(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(\/|$)/i.test(text))
    return `it has no scheme; send https://${text.slice(0, 60)}`
  const [, scheme] = /^([a-z][\w+.-]*):/i.exec(text) ?? []
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return `the scheme ${scheme.slice(0, 20)} is neither http nor https`
  if (/\s/.test(text)) return 'it has a space in it; write %20'
  return 'it is not an absolute http or https address'
}

function notOneOf(value: unknown, allowed: readonly unknown[]): string {
  const names = allowed.map(String)
  const written = String(value)
  const alike = names.find((name) => name.toLowerCase() === written.trim().toLowerCase())
  if (alike !== undefined) {
    return written.trim() === alike
      ? `there is a space around ${alike}`
      : `letters count as they are; send ${alike}`
  }
  const guess = typeof value === 'string' && value !== '' ? nearest(value, names) : null
  return guess !== null ? `did you mean ${guess}?` : `send one of ${names.join(', ')}`
}

function wrongType(value: unknown, types: readonly unknown[]): string {
  if (types.includes('integer')) {
    if (typeof value === 'string' && /^\d+$/.test(value))
      return `it is text; send ${value.slice(0, 20)} without quotation marks`
    return typeof value === 'number'
      ? 'it is not a whole number'
      : `it is ${kindOf(value)}; send a whole number`
  }
  if (types.includes('array')) return `it is ${kindOf(value)}; send a list, also for one element`
  if (types.includes('object')) return `it is ${kindOf(value)}; send an object`
  if (typeof value === 'number') return 'it is a number; send it as text, in quotation marks'
  return `it is ${kindOf(value)}; send text`
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'text' : `a ${typeof value}`
}

const MAX_SHOWN_CHARACTERS = 60

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text
}
