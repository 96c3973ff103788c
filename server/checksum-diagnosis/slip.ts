import type { Recipe } from './recipe.js'

/** Something people do wrong, in words for them. */
export interface Mistake {
  readonly code: string
  readonly did: string
  readonly instead: string
}

/** A mistake in the text that is hashed. */
export interface Slip extends Mistake {
  /** What it turns the right recipe into. */
  readonly change: Partial<Recipe>
  /** How unlikely it is, counted in common slips; 1 if absent. */
  readonly cost?: number
}
