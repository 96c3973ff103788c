import { homedir } from 'node:os'
import { join } from 'node:path'

/** Holds the authority's certificate and its private key. */
export const AUTHORITY_FILE = 'authority.pem'

/** Where the authority of this user is kept, unless another folder is chosen. */
export function usualTlsFolder(): string {
  return join(homedir(), '.clickpesa-sandbox', 'tls')
}

/** The certificate alone, for clients. */
export function certificateFile(folder: string): string {
  return join(folder, 'ca.pem')
}
