/** What the forms of a page did, by the word that stands in the address of the page that comes next. */
export type Outcomes = Readonly<Record<string, string>>

/** The address of a page that says what was done. */
export function afterDoing(address: string, outcome: string): string {
  return `${address}?${new URLSearchParams({ done: outcome })}`
}

/** The sentence that belongs to an address; undefined where it names nothing that the page does. */
export function outcomeIn(outcomes: Outcomes, { done }: Readonly<Record<string, string | undefined>>) {
  return done !== undefined && Object.hasOwn(outcomes, done) ? outcomes[done] : undefined
}
