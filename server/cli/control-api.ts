import { type Environment, variable } from '../environment.js'
import { SandboxMistake } from '../errors.js'
import { httpTransport } from '../testing/transport.js'
import { sandboxUrl } from './sandbox-url.js'
import { unreachableBecause } from './unreachable.js'

/** Which sandbox to call, as the options of a command say. */
export interface ControlTarget {
  readonly url?: string
  readonly token?: string
}

/**
 * Calls the control API. Its refusals come as SandboxMistakes with its own words; where a `link` leads to another sandbox,
 * they say so.
 */
export function controlApi({ url, token }: ControlTarget, env: Environment, link?: string) {
  const address = sandboxUrl(url, env)
  const elsewhere = elsewhereBy(link, address)
  const send = httpTransport(address, token ?? variable(env, 'controlToken'))
  return async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const reply = await send(method, path, body).catch((error: Error & { cause?: NodeJS.ErrnoException }) => {
      throw notASandbox(address, unreachableBecause(error.cause ?? error), elsewhere)
    })
    const answer = parsed(reply.body) as { message?: unknown; hint?: unknown } | null
    if (reply.status < 300 && answer) return answer as Answer
    if (typeof answer?.message !== 'string' || typeof answer.hint !== 'string') {
      throw notASandbox(address, `it answered ${reply.status}`)
    }
    throw new SandboxMistake('INVALID_INPUT', answer.message, elsewhere ?? answer.hint)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * What to do about a link that is not of the sandbox that is asked. It is never followed: a link of the real service must
 * not make us call it.
 */
function elsewhereBy(link: string | undefined, address: string): string | undefined {
  if (link === undefined || !URL.canParse(link)) return undefined
  const { origin, protocol } = new URL(link)
  if (!protocol.startsWith('http') || origin === new URL(address).origin) return undefined
  return `the link is of ${origin}, and ${address} was asked: name the sandbox that made it with --url`
}

function notASandbox(url: string, why: string, hint?: string): SandboxMistake {
  return new SandboxMistake(
    'INVALID_INPUT',
    `no sandbox answers at ${url}: ${why}`,
    hint ?? 'start one with `clickpesa-sandbox start`, or say with --url where it is',
  )
}
