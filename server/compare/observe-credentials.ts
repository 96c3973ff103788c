import { endpointOf } from '../../contracts/endpoints.js'
import type { Observation, Observer } from './observation.js'
import { observation } from './observation.js'
import { type Call, fieldsOf, validationMessagesIn } from './traffic.js'

const BAD_CREDENTIALS = ['Invalid client details', 'Invalid or Expired API-Key', 'Unauthorized API-Key']
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/
/** Tokens live for an hour; one refused after that says nothing about newer ones. */
const TOKEN_LIFE_MS = 3_600_000

/** Wrong credentials, and tokens in every form in which they are sent. */
export const observeCredentials: Observer = function* ({ calls }) {
  const issued: { token: string; clientId: string; at: number | null }[] = []
  for (const call of calls) {
    if (call.endpoint && !endpointOf(call.endpoint).needsToken) {
      yield* badCredentials(call)
      const { token } = fieldsOf(call.answer)
      const clientId = call.headers['client-id'] ?? ''
      if (typeof token === 'string') issued.push({ token, clientId, at: call.at })
      continue
    }
    const authorization = call.headers.authorization ?? ''
    yield* formOfToken(call, authorization)
    const used = issued.findIndex(({ token }) => token === authorization)
    const source = issued[used]
    if (!source || !issued.slice(used + 1).some(({ clientId }) => clientId === source.clientId)) continue
    const age = call.at === null || source.at === null ? 0 : call.at - source.at
    if (call.status !== 401) {
      yield observation(
        'olderTokens',
        'stayValid',
        call,
        'a token went on working after a newer one was made',
      )
    } else if (age < TOKEN_LIFE_MS) {
      yield observation(
        'olderTokens',
        'revoked',
        call,
        '401 for a token that is not an hour old, after a newer one was made',
      )
    }
  }
}

function* badCredentials(call: Call): Generator<Observation> {
  const message = validationMessagesIn(call).find((text) => BAD_CREDENTIALS.includes(text))
  if (!message || (call.status !== 401 && call.status !== 403)) return
  yield observation('badCredentialsStatus', call.status, call, `${call.status} "${message}"`)
}

function* formOfToken(call: Call, authorization: string): Generator<Observation> {
  const answer = call.status === 401 ? 'refuse' : 'accept'
  if (/^bearer\s+bearer\s/i.test(authorization)) {
    yield observation('doubledBearer', answer, call, `${call.status} for a token with Bearer twice`)
  }
  if (JWT.test(authorization)) {
    yield observation('bareToken', answer, call, `${call.status} for a token without Bearer`)
  }
}
