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

/** Whether a host is ClickPesa's, as `URL` reads it. A dot at its end changes nothing. */
function isClickPesa(host: string): boolean {
  return CLICKPESA_NAMES.some((name) => name === host.replace(/\.$/, ''))
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
  const toSandbox = isClickPesa(host)
  if (toSandbox && port !== 443) {
    // The sandbox is not there, and ClickPesa itself must not be called.
    client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    return
  }
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
  target.username = target.password = ''
  const { 'proxy-connection': _, 'proxy-authorization': __, ...kept } = headers
  const path = target.pathname + target.search
  const common = { method, headers: { ...kept, host: target.host } }
  const isSecure = target.protocol === 'https:'
  const sent = isClickPesa(target.hostname)
    ? secureRequest({
        ...common,
        host: '127.0.0.1',
        port: sandboxPort,
        path,
        servername: target.hostname.replace(/\.$/, ''),
        ca,
      })
    : upstream
      ? nodeHttp.request({ ...common, host: upstream.hostname, port: upstream.port || 80, path: url })
      : (isSecure ? secureRequest : nodeHttp.request)(target, common)
  const fail = (why: string) => {
    if (response.headersSent) response.destroy()
    else response.writeHead(502).end(`${target.host} cannot be reached: ${why}\n`)
  }
  sent.once('response', (answer) => {
    const { statusCode = 0, headers } = answer
    // What no server may say cannot be passed on.
    if (statusCode < 200 || statusCode > 999) return fail(`it answered with the status ${statusCode}`)
    response.writeHead(statusCode, headers)
    answer.pipe(response)
    answer.once('error', () => response.destroy())
  })
  sent.once('upgrade', (_, socket) => {
    socket.destroy()
    fail('it answered with another protocol')
  })
  sent.once('error', (error) => fail(error.message))
  response.once('close', () => sent.destroy())
  request.pipe(sent)
}

function signIn({ username, password }: URL): string {
  if (!username) return ''
  const credentials = `${decoded(username)}:${decoded(password)}`
  return `Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}\r\n`
}

/** A part of an address as it was meant; as it is, where it has a per cent sign that stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
