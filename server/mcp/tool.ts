import type { JSONSchema } from 'json-schema-to-ts'
import { DEFAULT_CREDENTIALS } from '../default-credentials.js'
import { pathSegment } from '../lib/path-segment.js'

/** Calls the control API of the sandbox that the agent works with. Rejects with a SandboxMistake where that refuses. */
export type ControlCall = <Answer>(method: string, path: string, body?: object) => Promise<Answer>

/** A shop that an agent wants to be checked. */
export interface ShopToCheck {
  /** What runs the shop: a program and its arguments. No shell reads it. */
  readonly command: readonly string[]
  /** The file that says how to order and where to look. */
  readonly config: string
  /** Phases or scenarios; all of them when empty. */
  readonly only: readonly string[]
  /** How long orders are explored after all else, such as `10s`. */
  readonly explore: string
}

/** Runs a shop on this machine, pays it in every way, and returns what `clickpesa-sandbox check` says of it. */
export type ShopCheck = (
  shop: ShopToCheck,
) => Promise<{ readonly verdict: 'right' | 'wrong' | 'could not be judged'; readonly report: string }>

/** What tools work with. */
export interface Toolbox {
  readonly call: ControlCall
  readonly checkShop: ShopCheck
}

/** Something that an agent can have done. Its input is judged by the schema before it runs. */
export interface Tool<Input = never> {
  readonly name: string
  /** What it does and when to use it, for the agent. */
  readonly description: string
  readonly input: { readonly type: 'object' } & JSONSchema
  /** Whether it leaves everything as it is. */
  readonly readOnly: boolean
  readonly run: (toolbox: Toolbox, input: Input) => Promise<unknown>
}

/** The field that says whose account is meant. */
export const MERCHANT = {
  description: 'Id or client id of the merchant; the one that exists from the start when left out.',
  type: 'string',
  minLength: 1,
} as const

/** The field that says which order is meant. */
export const ORDER_REFERENCE = {
  description: 'The order reference that the shop gave.',
  type: 'string',
  minLength: 1,
} as const

/** The path of a merchant in the control API. */
export function merchantPath(merchant: string | undefined, rest = ''): string {
  return `/merchants/${pathSegment(merchant ?? DEFAULT_CREDENTIALS.clientId)}${rest}`
}
