import type { Sandbox } from '../sandbox/sandbox.js'

export interface InspectorOptions {
  readonly sandbox: Sandbox
  readonly controlToken: string | null
}
