import type { Sandbox } from '../sandbox/sandbox.js'

export interface InspectorOptions {
  readonly sandbox: Sandbox
  readonly controlToken: string | null
  /** Where a check leaves its report; null where none is looked for. */
  readonly checkReport: string | null
}
