/** The place where data is kept did not do what it was asked: its disk is full, or it is away. Nothing was half done. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed'
  /** Whether another row has what only one may have; trying again would not help. */
  readonly isConflict: boolean

  constructor(cause: unknown, isConflict: boolean) {
    super(`the store failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.isConflict = isConflict
  }
}
