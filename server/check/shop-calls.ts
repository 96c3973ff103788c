import { Agent, request } from 'undici'

/**
 * Connections are kept: a check makes thousands of calls. `fetch` costs four times as much. How long an answer is waited for is
 * up to who calls.
 */
const newAgent = () => new Agent({ connections: 64, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })

let agent = newAgent()

/** Closes all connections once nobody uses them: a shop may wait for that when it is closed. */
export function hangUp() {
  const used = agent
  agent = newAgent()
  void used.close()
}

interface ShopCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly signal?: AbortSignal
}

/** What a shop answered; redirects are not followed. */
export interface ShopAnswer {
  readonly status: number
  readonly text: string
  /** Its cookies, as a browser sends them back. */
  readonly cookie: string
}

/** Calls an address of the shop. Throws where no answer comes. */
export async function callShop(
  url: string,
  { method, headers = {}, body, signal }: ShopCall,
): Promise<ShopAnswer> {
  const answer = await request(url, {
    dispatcher: agent,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(signal ? { signal } : {}),
  })
  return {
    status: answer.statusCode,
    text: await answer.body.text(),
    cookie: cookiesIn(answer.headers['set-cookie']),
  }
}

function cookiesIn(lines: string | readonly string[] = []): string {
  return [lines]
    .flat()
    .map((line) => line.split(';', 1)[0])
    .join('; ')
}
