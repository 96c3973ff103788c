// For the types alone: what a browser accepts.
import type {} from '@fastify/accepts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { en } from './en.js'
import { sw } from './sw.js'

/** Every text of the hosted page in one language. */
export type Words = typeof en

export const LANGUAGES = { en, sw } as const
export type Language = keyof typeof LANGUAGES

/** Long enough for a demo to be prepared the day before. */
const REMEMBERED_SECONDS = 30 * 24 * 3600

/** The language of a request: asked for in the address, chosen before, preferred by the browser, English. */
export function languageOf(request: FastifyRequest): Language {
  const preferred = request.languages(Object.keys(LANGUAGES)) || ''
  return choicesIn(request).lang ?? known(cookieOf(request, 'lang') ?? '') ?? known(preferred) ?? 'en'
}

export function wordsFor(request: FastifyRequest): Words {
  return LANGUAGES[languageOf(request)]
}

/** What a visitor chose by the address. */
export interface Choices {
  readonly lang?: Language
  readonly bar?: '0' | '1'
}

/** Remembers what a visitor chose by the address, for the pages that follow. */
export function rememberChoices(request: FastifyRequest, reply: FastifyReply) {
  // Links are at the root, and the pages that they lead to below /checkout.
  const path = request.reached.path || '/'
  for (const [name, choice] of Object.entries(choicesIn(request))) {
    reply.header(
      'set-cookie',
      `checkout-${name}=${choice}; Path=${path}; Max-Age=${REMEMBERED_SECONDS}; HttpOnly; SameSite=Lax`,
    )
  }
}

/**
 * What a visitor chose by the address and no cookie is known to remember: in a frame on another site,
 * browsers keep none.
 */
export function choicesToCarry(request: Pick<FastifyRequest, 'query' | 'headers'>): Choices {
  const choices = Object.entries(choicesIn(request))
  return Object.fromEntries(choices.filter(([name, choice]) => cookieOf(request, name) !== choice))
}

/** An address that makes these choices when it is opened. */
export function addressWith(address: string, choices: Choices): string {
  const query = new URLSearchParams({ ...choices }).toString()
  return query === '' ? address : `${address}?${query}`
}

function choicesIn({ query }: Pick<FastifyRequest, 'query'>): Choices {
  const { lang, bar } = (query ?? {}) as { lang?: unknown; bar?: unknown }
  const language = known(String(lang ?? ''))
  return { ...(language ? { lang: language } : {}), ...(bar === '0' || bar === '1' ? { bar } : {}) }
}

/** Whether the sandbox bar is to be seen: `?bar=0` hides it until `?bar=1`. */
export function showsBar(request: Pick<FastifyRequest, 'query' | 'headers'>): boolean {
  return (choicesIn(request).bar ?? cookieOf(request, 'bar')) !== '0'
}

function cookieOf({ headers }: Pick<FastifyRequest, 'headers'>, name: string): string | undefined {
  return new RegExp(`(?:^|;\\s*)checkout-${name}=(\\w+)`).exec(headers.cookie ?? '')?.[1]
}

function known(text: string): Language | undefined {
  return Object.hasOwn(LANGUAGES, text) ? (text as Language) : undefined
}
