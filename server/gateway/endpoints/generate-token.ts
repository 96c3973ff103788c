import type { Dialect } from '../../domain/dialect.js'
import { Refusal } from '../../errors.js'
import { type HandlerOf, single } from '../call.js'

interface Credentials {
  readonly clientId: string | undefined
  readonly apiKey: string | undefined
}

/** Gives out a token for the credentials in the headers. */
export const generateToken: HandlerOf<'generate-token', Credentials> = {
  read: ({ headers }) => ({ clientId: single(headers['client-id']), apiKey: single(headers['api-key']) }),
  check: ({ sandbox, dialect }, { clientId, apiKey }) =>
    disputed(dialect, () => sandbox.tokens.checkCredentials(clientId, apiKey)),
  answer: async ({ sandbox, dialect }, { clientId, apiKey }) => {
    const token = await disputed(dialect, () => sandbox.tokens.issue(clientId, apiKey))
    return { success: true, token: `Bearer ${token}` }
  },
  findings: { parameters: () => [], body: () => [] },
}

/** Whether wrong credentials mean 403 or 401 is disputed; a switch decides. */
async function disputed<T>({ badCredentialsStatus }: Dialect, useCase: () => Promise<T>): Promise<T> {
  try {
    return await useCase()
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 403 || badCredentialsStatus === 403) throw error
    throw new Refusal(error.code, `${error.explanation} (badCredentialsStatus: 401)`, { status: 401 })
  }
}
