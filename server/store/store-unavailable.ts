/** The place where data is to be kept cannot be used, and nothing there was touched. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}
