import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, connect, createServer as createPlainServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
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
  const odd = await proxyTo(
    sandbox,
    new URL(`http://100%:x@127.0.0.1:${(before.address() as AddressInfo).port}`),
  )
  expect(await throughTunnel(odd.url, 'bank.example:443')).toBe('far away')
  expect(heard).toEqual([
    ['bank.example:443', `Basic ${btoa('me:p@ss')}`],
    ['bank.example:443', `Basic ${btoa('100%:x')}`],
  ])
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

it('leads no spelling of ClickPesa’s names, and no other of their ports, to ClickPesa itself', async () => {
  const { url } = await proxyTo(await named('the sandbox'))
  for (const host of ['api.clickpesa.com.', 'API.ClickPesa.com.', 'api%2eclickpesa.com'])
    expect([host, await throughTunnel(url, `${host}:443`)]).toEqual([host, 'the sandbox'])
  expect(await throughProxy(url, 'http://api.clickpesa.com:8080/')).toMatch(
    /^502 api.clickpesa.com:8080 cannot/,
  )
  for (const port of [80, 8443, 22])
    expect(await throughTunnel(url, `api.clickpesa.com:${port}`)).toBe('refused: 403')
})

it.each([
  ['api.clickpesa.com', 443],
  ['API.clickpesa.com.', 443],
  ['checkout.clickpesa.com', 80],
])('leads a Node that knows no proxy and asks for %s:%i to the sandbox', async (host, port) => {
  const said = `require('net').connect(${port}, '${host}').on('data', (said) => process.stdout.write(said))`
  const preload = join(packageRoot, 'server/tls/assets/redirect.cjs')
  const { stdout } = await promisify(execFile)(process.execPath, ['--require', preload, '-e', said], {
    env: { CLICKPESA_TLS_PORT: String(await named('the sandbox')) },
  })
  expect(stdout).toBe('the sandbox')
})

/** What a client hears that sends its request to the proxy with the whole address in it. */
function throughProxy(proxyUrl: string, path: string): Promise<string> {
  return new Promise((resolve) => {
    request(proxyUrl, { path })
      .on('error', (error) => resolve(error.message))
      .on('response', async (answer) =>
        resolve(`${answer.statusCode} ${await text(answer).catch(() => 'broken off')}`),
      )
      .end()
  })
}

it.each([
  'HTTP/1.1 000 Nothing\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 1000 Long\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nxx',
  'HTTP/1.1 200 OK\r\nodd\u0001name: x\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nname: a\u0001\u007f\u00ff\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!',
  'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut',
  `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`,
  'SSH-2.0-odd\r\n',
  '',
])('goes on after an answer such as %j', async (answer) => {
  const odd = await listening(
    createPlainServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(Buffer.from(answer, 'latin1')))
    }),
  )
  const { url } = await proxyTo(await named('the sandbox'))
  expect(await throughProxy(url, `http://127.0.0.1:${odd}/`)).not.toBe('')
  expect(await throughTunnel(url, 'api.clickpesa.com:443')).toBe('the sandbox')
})

it.each([
  'http://[::1',
  'http://a b/',
  'http://:80/',
  'http://user:%zz@127.0.0.1:1/',
  'http://127.0.0.1:0/',
  'ftp://127.0.0.1/',
  'http://127.0.0.1:1/%zz?\u00ff',
  '/sandbox/api/v1/merchants',
])('goes on after a request for %s', async (target) => {
  const { url } = await proxyTo(await named('the sandbox'))
  const said = await new Promise<string>((resolve) => {
    const { port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(Buffer.from(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`, 'latin1')),
    )
    socket.on('error', (error) => resolve(error.message))
    text(socket).then(resolve, ({ message }: Error) => resolve(message))
  })
  expect(said).toMatch(/^HTTP\/1\.1 (400|502)/)
  expect(await throughTunnel(url, 'api.clickpesa.com:443')).toBe('the sandbox')
})
