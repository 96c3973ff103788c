import type { IncomingMessage, ServerResponse } from 'node:http'
import { request as secureRequest } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { nodeHttp } from '../http/node-http.js'
import { CLICKPESA_NAMES } from './names.js'

export interface ProxyOptions {
  /** Where the sandbox listens, on this machine. */
  readonly sandboxPort: number
  /** The certificate that the sandbox can be known by, as PEM. */
  readonly ca: string
  /** The proxy that everything else went through before; null where there was none. */
  readonly upstream: URL | null
}

export interface Proxy {
  readonly url: string
  readonly close: () => Promise<void>
}

/**
 * Starts a proxy on this machine that leads ClickPesa's names to the sandbox, and passes everything else on as it is: into
 * what is said to others it cannot look.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const open = new Set<Socket>()
  const server = nodeHttp.createServer((request, response) => passOn(request, response, options))
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('connect', (request, socket, head) => tunnel(request.url ?? '', socket as Socket, head, options))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

/** Whether a request for this host and port is one for ClickPesa. */
function isClickPesa(host: string, port: number): boolean {
  return port === 443 && CLICKPESA_NAMES.some((name) => name === host.toLowerCase())
}

function tunnel(authority: string, client: Socket, head: Buffer, { sandboxPort, upstream }: ProxyOptions) {
  client.on('error', () => client.destroy())
  const target = URL.canParse(`http://${authority}`) ? new URL(`http://${authority}`) : null
  if (!target) {
    client.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    return
  }
  const host = target.hostname.replace(/^\[|\]$/g, '')
  // 80 is what an address of http leaves out.
  const port = Number(target.port || 80)
  const toSandbox = isClickPesa(host, port)
  const chained = toSandbox ? null : upstream
  const server = toSandbox
    ? connect(sandboxPort, '127.0.0.1')
    : connect(Number(chained?.port || port), chained?.hostname ?? host)
  let isOpen = false
  server.once('connect', () => {
    isOpen = true
    if (chained) server.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${signIn(chained)}\r\n`)
    else client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) server.write(head)
    server.pipe(client)
    client.pipe(server)
  })
  server.once('error', () => {
    if (!isOpen && client.writable) client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    else client.destroy()
  })
  client.once('close', () => server.destroy())
}

/** Clients that do not know how to tunnel send a request with the whole address in it, of https too. */
function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  { sandboxPort, ca, upstream }: ProxyOptions,
) {
  const { url = '', method, headers } = request
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    response.writeHead(400).end('this is a proxy, and the request names no address\n')
    return
  }
  const target = new URL(url)
  const { 'proxy-connection': _, 'proxy-authorization': __, ...kept } = headers
  const path = target.pathname + target.search
  const common = { method, headers: { ...kept, host: target.host } }
  const isSecure = target.protocol === 'https:'
  const sent = isClickPesa(target.hostname, Number(target.port || (isSecure ? 443 : 80)))
    ? secureRequest({
        ...common,
        host: '127.0.0.1',
        port: sandboxPort,
        path,
        servername: target.hostname,
        ca,
      })
    : upstream
      ? nodeHttp.request({ ...common, host: upstream.hostname, port: upstream.port || 80, path: url })
      : (isSecure ? secureRequest : nodeHttp.request)(target, common)
  sent.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  sent.once('error', (error) => {
    if (response.headersSent) response.destroy()
    else response.writeHead(502).end(`${target.host} cannot be reached: ${error.message}\n`)
  })
  response.once('close', () => sent.destroy())
  request.pipe(sent)
}

function signIn({ username, password }: URL): string {
  if (!username) return ''
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}\r\n`
}
