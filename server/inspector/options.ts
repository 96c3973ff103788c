import type { Sandbox } from '../sandbox/sandbox.js'

export interface InspectorOptions {
  readonly sandbox: Sandbox
  readonly publicUrl: () => string
  readonly controlToken: string | null
}
