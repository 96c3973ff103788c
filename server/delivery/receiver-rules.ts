/** Which addresses notifications may be posted to. */
export interface ReceiverRules {
  /**
   * True where others than this machine reach the sandbox: whoever can name a callback address could otherwise use it
   * to look around in the network that it stands in.
   */
  readonly isShared: boolean
  /** Beside public addresses: `any`, `private`, `loopback`, networks as `10.0.0.0/8`, addresses, host names. */
  readonly allowed: readonly string[]
}
