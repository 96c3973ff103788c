/** Where a sandbox began, and how far it has drawn: a sandbox that is opened again goes on from here. */
export interface Seeding {
  readonly id: string
  /** Whose row it is: the sandbox's own. */
  readonly merchantId: string
  readonly seed: string
  /** Whether everything that is there from the start is there. */
  readonly begun: boolean
  /** How many client ids were drawn. */
  readonly clientIdsDrawn: number
  /** How many merchants were opened. */
  readonly merchantsOpened: number
}

/** A scenario that was added while the sandbox ran, as it was written. */
export interface SavedScenario {
  /** Its name. */
  readonly id: string
  /** Whose row it is: the sandbox's own. */
  readonly merchantId: string
  readonly written: unknown
}
