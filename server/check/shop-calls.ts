import { Agent, request } from 'undici'

/** Longer than any shop that is only slow. */
const PATIENCE_MS = 60_000

/** Connections are kept: a check makes thousands of calls. `fetch` costs four times as much. */
const agent = new Agent({
  connections: 64,
  pipelining: 1,
  headersTimeout: PATIENCE_MS,
  bodyTimeout: PATIENCE_MS,
})

interface ShopCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/** What a shop answered; redirects are not followed. */
export interface ShopAnswer {
  readonly status: number
  readonly text: string
  /** Its cookies, as a browser sends them back. */
  readonly cookie: string
}

/** Calls an address of the shop. Throws where no answer comes. */
export async function callShop(url: string, { method, headers = {}, body }: ShopCall): Promise<ShopAnswer> {
  const answer = await request(url, {
    dispatcher: agent,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
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
