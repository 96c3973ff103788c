import type { IncomingMessage } from 'node:http'
import { nodeHttp } from '../http/node-http.js'

interface VerifierProxy {
  readonly port: number
  /** Where webhooks arrive. */
  readonly webhookUrl: string
  readonly close: () => void
}

/**
 * Stands between a verifier and the control API: takes webhooks, and passes on everything else. A verifier
 * keeps to itself why a call was refused; `explain` is told.
 */
export async function startVerifierProxy(
  controlUrl: () => string,
  explain: (message: string, hint: string) => void,
): Promise<VerifierProxy> {
  const server = nodeHttp.createServer(async (request, response) => {
    const body = await textOf(request)
    if (request.url === WEBHOOKS) {
      response.writeHead(204).end()
      return
    }
    const { status, headers, text } = await passedOn(`${controlUrl()}${request.url}`, body)
    const refusal = status < 400 ? null : (JSON.parse(text) as { message: string; hint: string })
    if (refusal) explain(refusal.message, refusal.hint)
    response.writeHead(status, headers).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    webhookUrl: `http://127.0.0.1:${port}${WEBHOOKS}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const WEBHOOKS = '/webhooks'
const METADATA = 'pact-message-metadata'

async function passedOn(url: string, body: string) {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const metadata = answer.headers.get(METADATA)
  const headers = {
    'content-type': 'application/json',
    ...(metadata === null ? {} : { [METADATA]: metadata }),
  }
  return { status: answer.status, headers, text: await answer.text() }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
