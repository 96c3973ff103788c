import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { healthcheck } from '../../server/cli/healthcheck.js'
import { localUrl } from '../../server/lib/hosts.js'
import { fakeIo, runHere } from './fake-io.js'

describe('healthcheck', () => {
  it('is content with 200 at /readyz', async () => {
    const asked: (string | undefined)[] = []
    const port = await serverWith((request, response) => {
      asked.push(request.url)
      response.end('ok')
    })
    expect(await runHere(['healthcheck', '--url', `http://127.0.0.1:${port}/`])).toEqual({
      code: 0,
      out: '',
      err: '',
    })
    expect(asked).toEqual(['/readyz'])
  })

  it.each(['0.0.0.0', '::', '127.0.0.1', ''])(
    'finds the configured port, listening on "%s"',
    async (host) => {
      const port = await serverWith((_request, response) => response.end('ok'))
      const env = { CLICKPESA_SANDBOX_PORT: String(port), CLICKPESA_SANDBOX_HOST: host }
      expect(await runHere(['healthcheck'], { env })).toMatchObject({ code: 0, err: '' })
    },
  )

  it('says what came instead', async () => {
    const port = await serverWith((_request, response) => {
      response.statusCode = 503
      response.end()
    })
    const url = `http://127.0.0.1:${port}`
    expect(await runHere(['healthcheck', '--url', url])).toEqual({
      code: 1,
      out: '',
      err: `The sandbox at ${url} is not ready: it answered 503\n`,
    })
  })

  it('says that nobody answers', async () => {
    const { code, err } = await runHere(['healthcheck', '--url', 'http://127.0.0.1:1'])
    expect([code, err]).toEqual([
      1,
      'The sandbox at http://127.0.0.1:1 is not ready: nothing listens there\n',
    ])
  })

  it('gives up on a server that hangs', async () => {
    const port = await serverWith(() => {})
    const { io, said } = fakeIo()
    expect(await healthcheck(`http://127.0.0.1:${port}`, io, { patienceMs: 20 })).toBe(1)
    expect(said.err).toContain('no answer within 20 ms')
  })

  it('waits until the sandbox is ready, where it is told to', async () => {
    let asked = 0
    const port = await serverWith((_request, response) => {
      asked += 1
      response.statusCode = asked < 3 ? 503 : 200
      response.end()
    })
    const url = `http://127.0.0.1:${port}`
    expect(await runHere(['healthcheck', '--url', url, '--wait', '1m'])).toEqual({
      code: 0,
      out: '',
      err: '',
    })
    expect(asked).toBe(3)
  })

  it('says what came last when it has waited long enough, and what is wrong with the time to wait', async () => {
    const port = await serverWith((_request, response) => response.writeHead(503).end())
    const url = `http://127.0.0.1:${port}`
    const late = await runHere(['healthcheck', '--url', url, '--wait', '150ms'])
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('it answered 503')])
    const odd = await runHere(['healthcheck', '--wait', 'a while'])
    expect([odd.code, odd.err]).toEqual([1, expect.stringContaining('--wait is "a while"')])
  })

  it('says that an address is none', async () => {
    const { code, err } = await runHere(['healthcheck', '--url', '127.0.0.1:4255'])
    expect(code).toBe(1)
    expect(err).toContain('this is not an http address')
  })
})

describe('localUrl', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:1'],
    ['0.0.0.0', 'http://127.0.0.1:1'],
    ['::', 'http://127.0.0.1:1'],
    ['::1', 'http://[::1]:1'],
    ['localhost', 'http://localhost:1'],
  ])('for %s is %s', (host, url) => {
    expect(localUrl(host, 1)).toBe(url)
  })
})

async function serverWith(answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
