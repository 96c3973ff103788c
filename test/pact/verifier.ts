import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

export interface Verified {
  readonly code: number
  readonly out: string
}

/** Where a sandbox listens, and what else the verifier is told. */
interface Verification {
  readonly port: number
  readonly files: readonly string[]
  readonly more?: readonly string[]
}

/** Verifies pacts with Pact's own program, as a team in any language does. */
export function verifyWithPact({ port, files, more = [] }: Verification): Promise<Verified> {
  const base = `http://127.0.0.1:${port}`
  return runVerifier([
    ...files.flatMap((file) => ['--file', file]),
    ...['--hostname', '127.0.0.1', '--port', String(port)],
    ...['--transports', `message:${port}/sandbox/api/v1/messages`],
    ...['--state-change-url', `${base}/sandbox/api/v1/provider-states`],
    ...more,
  ])
}

/** Pact's own program, from its package for Node. */
export const PACT_VERIFIER = join(
  dirname(require.resolve('@pact-foundation/pact-cli/package.json')),
  'bin/pact-verifier.js',
)

function runVerifier(args: readonly string[]): Promise<Verified> {
  // Pact counts its users, unless told not to.
  const env = { ...process.env, PACT_DO_NOT_TRACK: 'true' }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [PACT_VERIFIER, ...args, '--no-colour'],
      { env, timeout: 240_000 },
      (error, out, err) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0
        resolve({ code, out: `${out}${err}` })
      },
    )
  })
}
