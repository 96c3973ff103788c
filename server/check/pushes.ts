import type { Plan } from './plan.js'

/** The scenario of a push that nobody answers. */
export const IGNORED = 'push-timeout'

/**
 * The scenario of a push that is asked for at a step of a plan. A link is paid later, as the customer then decides; a push is on
 * its way at once, so that what a later step says of it has to be known now.
 */
export function outcomeOfPush({ steps }: Plan, at: number, isFirst: boolean): string {
  const later = steps.slice(at + 1).flatMap((step) => (step.do === 'side-by-side' ? step.steps : [step]))
  const next = later.findIndex((step) => step.do === 'again')
  const pays = (next < 0 ? later : later.slice(0, next)).find((step) => step.do === 'pay' && !step.link)
  const paysFirst = later.find((step) => step.do === 'pay' && step.link === 'first')
  const pay = pays ?? (isFirst ? paysFirst : undefined)
  return pay?.do === 'pay' ? pay.scenario : IGNORED
}
