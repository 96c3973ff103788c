import type { CheckConfig, Probe } from './config.js'
import type { Fulfilment, Shop } from './shop.js'
import { callShop } from './shop-calls.js'

/** What stands in an address or a body for what is known only when it is called. */
type Values = Readonly<Record<string, string>>

/** A shop as its check.yaml describes it: every function is a call of one of its addresses. */
export function shopFrom(config: CheckConfig): Shop {
  const { url, webhook, returnUrl, buy, look, again, time } = config
  return {
    ...(webhook === null ? {} : { webhook }),
    ...(returnUrl === null ? {} : { returnUrl }),
    buy: async (price, signal) => {
      const { body, cookie } = await call(url, 'buy', buy, { ...price }, signal)
      const id = at(body, buy.id)
      if (typeof id !== 'string' && typeof id !== 'number') {
        throw new Error(
          `buy: ${lineOf(buy)} has no id at ${buy.id}; it answered ${short(JSON.stringify(body))}`,
        )
      }
      return { id: String(id), cookie }
    },
    look: async (id, signal) => {
      const { body } = await call(url, 'look', look, { id }, signal)
      const found = at(body, look.fulfilments)
      if (typeof found !== 'number' && typeof found !== 'boolean' && !Array.isArray(found)) {
        throw new Error(
          `look: ${lineOf(look)} has neither a number nor a list at ${look.fulfilments}; it answered ${short(JSON.stringify(body))}`,
        )
      }
      const state = look.state === null ? undefined : at(body, look.state)
      return {
        fulfilments: Array.isArray(found) ? (found as Fulfilment[]) : Number(found),
        state: state === undefined || state === null ? undefined : String(state),
      }
    },
    ...(again === null ? {} : { again: (id, signal) => call(url, 'again', again, { id }, signal) }),
    ...(time === null
      ? {}
      : { tick: (now, signal) => call(url, 'time', time, { now: now.toISOString() }, signal) }),
  }
}

/** Calls a probe. Throws an error that says what was called, what came back, and what is needed. */
async function call(
  url: string,
  name: string,
  probe: Probe,
  values: Values,
  signal: AbortSignal,
): Promise<{ body: unknown; cookie: string }> {
  const address = new URL(filled(probe.path, values, encodeURIComponent), url)
  const [type, body] = written(probe, values)
  const { status, text, cookie } = await callShop(address.href, {
    method: probe.method,
    headers: { ...(type === null ? {} : { 'content-type': type }), ...probe.headers },
    ...(body === null ? {} : { body }),
    signal,
  }).catch((error: { code?: string; message: string }) => {
    throw new Error(
      `${name}: ${probe.method} ${address.pathname} got no answer (${error.code ?? error.message})`,
    )
  })
  if (status >= 400)
    throw new Error(`${name}: ${lineOf(probe)} answered ${status}, which should be 2xx: ${short(text)}`)
  try {
    return { body: text === '' ? null : JSON.parse(text), cookie }
  } catch {
    if (name === 'again' || name === 'time') return { body: null, cookie }
    throw new Error(
      `${name}: ${lineOf(probe)} answered ${status} with something else than JSON, which is needed: ${short(text)}`,
    )
  }
}

/** The body of a call and its type; null for none. */
function written({ form, body }: Probe, values: Values): [type: string | null, body: string | null] {
  if (form) {
    const fields = Object.entries(form).map(([key, value]) => [key, filled(value, values)])
    return ['application/x-www-form-urlencoded', new URLSearchParams(fields).toString()]
  }
  return body === undefined ? [null, null] : ['application/json', JSON.stringify(filledIn(body, values))]
}

function lineOf({ method, path }: Probe): string {
  return `${method} ${path}`
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

function filled(text: string, values: Values, write = (value: string) => value): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : write(value)
  })
}

/** Fills in the texts of a body; one that is nothing but `{amount:number}` becomes a number. */
function filledIn(body: unknown, values: Values): unknown {
  if (typeof body === 'string') {
    const [, name = ''] = /^\{(\w+):number\}$/.exec(body) ?? []
    return values[name] === undefined ? filled(body, values) : Number(values[name])
  }
  if (Array.isArray(body)) return body.map((one) => filledIn(one, values))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, filledIn(value, values)]))
}

/** What a JSON pointer leads to (RFC 6901); undefined where it leads nowhere. */
function at(value: unknown, pointer: string): unknown {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  )
}
