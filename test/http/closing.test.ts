import { expect, test } from 'vitest'
import { exchange, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'

/** An address behind each door, of what is there and of what is not. */
const ADDRESSES = [
  '/',
  '/healthz',
  '/metrics',
  '/docs',
  '/docs/json',
  '/sandbox',
  '/sandbox/docs',
  '/sandbox/docs/json',
  '/sandbox/guide',
  '/sandbox/guide/testing',
  '/sandbox/guide/llms.txt',
  '/sandbox/api/v1/merchants',
  '/sandbox/nothing',
  '/third-parties/payments/ORDER1001',
  '/CHE00000000',
  '/payout/nothing',
  '/nothing',
]

test.each([
  ['HTTP/1.1', 'Connection: close\r\n'],
  ['HTTP/1.0', ''],
])('a caller that keeps no connection (%s) is left by every door, and told so', async (version, more) => {
  const { app } = await startSandbox()
  const port = await listening(app)
  for (const address of ADDRESSES) {
    for (const method of ['GET', 'HEAD', 'POST']) {
      const body = method === 'POST' ? 'Content-Length: 0\r\n' : ''
      const request = `${method} ${address} ${version}\r\nHost: localhost:${port}\r\n${more}${body}\r\n`
      // It resolves only once the sandbox has closed the connection.
      const [head = '', sent] = (await exchange(port, request)).split(/\r\n\r\n(.*)/s)
      const where = `${method} ${address}`
      expect([where, head]).toEqual([where, expect.stringMatching(/^HTTP\/1\.1 [2-4]\d\d /)])
      expect([where, head]).toEqual([where, expect.not.stringMatching(/^connection: keep-alive/im)])
      expect([where, head.match(/^date:/gim)?.length]).toEqual([where, 1])
      if (method === 'HEAD') expect([where, sent]).toEqual([where, ''])
    }
  }
})
