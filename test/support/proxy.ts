import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { onTestFinished } from 'vitest'

interface ProxyOptions {
  /** The path of the target for a path of the proxy. */
  readonly path?: (path: string) => string
  /** What the proxy changes in the headers of a request; it sends the host of the target unless told otherwise. */
  readonly headers?: (asked: IncomingHttpHeaders, proxyUrl: string) => IncomingHttpHeaders
}

/** A reverse proxy for one test, in front of a port of this machine. Returns its address. */
export async function startProxy(port: number, { path, headers }: ProxyOptions = {}): Promise<string> {
  const server = createServer((asked, reply) => {
    const { method, url = '/' } = asked
    const passedOn = { ...asked.headers, host: `127.0.0.1:${port}`, ...headers?.(asked.headers, own()) }
    const inner = request({ port, host: '127.0.0.1', method, path: path?.(url) ?? url, headers: passedOn })
    inner.on('response', (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(reply)
    })
    inner.on('error', () => reply.destroy())
    reply.on('close', () => inner.destroy())
    asked.pipe(inner)
  })
  const own = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return own()
}

/** A port that leads to another one without a word, as a mapped port of a container does. Returns its address. */
export async function mapPort(port: number): Promise<string> {
  const server = createTcpServer((outer) => {
    const inner = connect(port, '127.0.0.1')
    outer.pipe(inner).pipe(outer)
    outer.on('error', () => inner.destroy())
    inner.on('error', () => outer.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
