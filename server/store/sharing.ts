/** Something that a process changed in a store that it shares with others. */
export interface SharedChange {
  readonly merchantId: string
  /** The orders that it touches; null where it may be every one. */
  readonly orders: readonly string[] | null
  /** The earliest real time at which something that was planned is due; null without any. */
  readonly dueAt: number | null
}

/** Whose the agenda of a merchant is: this process's, or until when another has it, in milliseconds from now. */
export type Claim =
  | {
      readonly isOurs: true
      /** Another process had it, and let it lapse: what that one began may not have come to its end. */
      readonly wasLeftBehind: boolean
    }
  | { readonly isOurs: false; readonly forMs: number }

export interface SharingListener {
  /** Another process changed something; with null, anything may have changed while nobody listened. */
  readonly onChange: (change: SharedChange | null) => void
  /** Another process waits for the agenda of a merchant. */
  readonly onWanted: (merchantId: string) => void
}

/** How processes that share a store share the work. Stores that only one process has do without. */
export interface Sharing {
  listen(listener: SharingListener): void
  /** Listens again where the connection broke; called once in a while. */
  stayConnected(): void
  /** Tells the other processes of a change that was saved. What cannot be told is found by whoever looks again. */
  tell(change: SharedChange): void
  /** Does something while no other process does it. */
  alone<T>(act: () => Promise<T>): Promise<T>
  /** Takes the agenda of a merchant for some time, or keeps it for longer. */
  claim(merchantId: string, forMs: number): Promise<Claim>
  /** Gives the agenda of a merchant to whoever wants it. */
  release(merchantId: string): Promise<void>
  /** Asks the process that has the agenda of a merchant to give it away. */
  want(merchantId: string): void
}
