import type { Policy } from '../scenario/parts/verdict.js'

/** What the owner of a shop may decide either way. What is left out is right both ways. */
export type CheckPolicy = Partial<Policy>

/** The shop's own words for how an order stands; states that are not listed are not judged. */
export interface StateWords {
  readonly failed?: readonly string[]
  readonly review?: readonly string[]
}

/** How long a shop may take, in milliseconds. */
export interface Patience {
  readonly webhook: number
  readonly customer: number
}

/** By what a shop is judged. */
export interface Judgement {
  readonly policy: CheckPolicy
  readonly words: StateWords
  readonly answers: Patience
  /** Whether messages carry a checksum, where the dialect has one: the application may have it switched off. */
  readonly checksum: boolean
}
