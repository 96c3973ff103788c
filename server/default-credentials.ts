/** The merchant that every sandbox begins with; people paste these, so they never change. */
export const DEFAULT_CREDENTIALS = {
  clientId: 'IDSANDBOXDEFAULT0000000000000001',
  apiKey: 'SKSANDBOXDEFAULT00000000000000000000000001',
  checksumKey: 'CHKSANDBOXDEFAULT000000000000000001',
} as const
