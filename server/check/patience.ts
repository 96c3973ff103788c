/** A look takes about so long where nothing else keeps the machine busy; where it takes longer, a shop may as well. */
const USUAL_LOOK_MS = 25
const MAX_SLACK = 8

/** How many times as long as on an idle machine a shop may take on one on which a look at it takes so long. */
export function slackOf(lookMs: number): number {
  return Math.min(MAX_SLACK, 1 + lookMs / USUAL_LOOK_MS)
}
