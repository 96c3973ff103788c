import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, createServer as createPlainServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { startProxy } from '../../server/tls/proxy.js'

async function listening(server: Server | ReturnType<typeof createPlainServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** A server that says its name to whoever connects. */
function named(name: string): Promise<number> {
  return listening(createPlainServer((socket) => socket.end(name)))
}

async function proxyTo(sandboxPort: number, upstream: URL | null = null) {
  const proxy = await startProxy({ sandboxPort, ca: '', upstream })
  onTestFinished(() => proxy.close())
  return proxy
}

/** What is said at the other end of a tunnel. */
function throughTunnel(proxyUrl: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(proxyUrl, { method: 'CONNECT', path }).on('error', reject).end()
    asked.on('connect', async (answer: IncomingMessage, socket, head) => {
      resolve(
        answer.statusCode === 200 ? head.toString() + (await text(socket)) : `refused: ${answer.statusCode}`,
      )
    })
  })
}

it('leads the names of ClickPesa to the sandbox, and all else where it would have gone', async () => {
  const [sandbox, other] = await Promise.all([named('the sandbox'), named('another')])
  const { url } = await proxyTo(sandbox)
  expect(await throughTunnel(url, 'api.clickpesa.com:443')).toBe('the sandbox')
  expect(await throughTunnel(url, 'CHECKOUT.clickpesa.com:443')).toBe('the sandbox')
  expect(await throughTunnel(url, `127.0.0.1:${other}`)).toBe('another')
  expect(await throughTunnel(url, `localhost:${other}`)).toBe('another')
})

it('says that it cannot reach what is not there', async () => {
  const gone = createPlainServer()
  const port = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
  const { url } = await proxyTo(port)
  expect(await throughTunnel(url, `127.0.0.1:${port}`)).toBe('refused: 502')
})

it('goes by way of the proxy that was there before, and signs in there', async () => {
  const sandbox = await named('the sandbox')
  const heard: unknown[] = []
  const before = createServer()
  before.on('connect', ({ url, headers }, socket) => {
    heard.push([url, headers['proxy-authorization']])
    socket.end('HTTP/1.1 200 OK\r\n\r\nfar away')
  })
  const { url } = await proxyTo(sandbox, new URL(`http://me:p%40ss@127.0.0.1:${await listening(before)}`))
  expect(await throughTunnel(url, 'bank.example:443')).toBe('far away')
  expect(await throughTunnel(url, 'api.clickpesa.com:443')).toBe('the sandbox')
  expect(heard).toEqual([['bank.example:443', `Basic ${btoa('me:p@ss')}`]])
})

it('passes on requests of clients that cannot tunnel', async () => {
  const other = createServer(async (asked, answer) => {
    answer.end(`${asked.method} ${asked.url} for ${asked.headers.host}: ${await text(asked)}`)
  })
  const port = await listening(other)
  const { url } = await proxyTo(await named('the sandbox'))
  const said = await new Promise<string>((resolve, reject) => {
    request(url, { method: 'POST', path: `http://127.0.0.1:${port}/orders?a=1` })
      .on('error', reject)
      .on('response', async (answer) => resolve(await text(answer)))
      .end('paid')
  })
  expect(said).toBe(`POST /orders?a=1 for 127.0.0.1:${port}: paid`)
})
