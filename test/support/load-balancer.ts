import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

interface Target {
  readonly url: string
  isReady: boolean
}

/**
 * A load balancer for one test: passes calls on in turns to those of its targets that say at `healthPath` that they are ready,
 * and tries none twice. Returns its address once all are ready.
 */
export async function startLoadBalancer(
  urls: readonly string[],
  { healthPath, intervalMs }: { readonly healthPath: string; readonly intervalMs: number },
) {
  const targets: Target[] = urls.map((url) => ({ url, isReady: false }))
  const passedOn = new Map<string, number>(urls.map((url) => [url, 0]))
  let turn = 0
  const server = createServer((asked, reply) => {
    const ready = targets.filter(({ isReady }) => isReady)
    const target = ready[turn++ % Math.max(1, ready.length)]
    if (!target) {
      reply.writeHead(503).end('no target is ready')
      return
    }
    passedOn.set(target.url, (passedOn.get(target.url) ?? 0) + 1)
    const { method, url, headers } = asked
    const inner = request(new URL(url ?? '/', target.url), { method, headers, agent: false })
    inner.on('response', (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(reply)
    })
    inner.on('error', (error) => reply.writeHead(502).end(String(error)))
    asked.pipe(inner)
  })
  const look = async () => {
    await Promise.all(
      targets.map(async (target) => {
        const answer = await fetch(new URL(healthPath, target.url)).catch(() => null)
        target.isReady = answer?.ok ?? false
      }),
    )
  }
  await look()
  const timer = setInterval(look, intervalMs)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    clearInterval(timer)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many calls each target has had. */
    passedOn,
    readyOnes: () => targets.filter(({ isReady }) => isReady).map(({ url }) => url),
  }
}
