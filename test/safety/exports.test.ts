import { execFile, execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { compareTraffic } from '../../server/compare/compare.js'
import type { RequestEntry } from '../../server/domain/journal.js'
import { SandboxMistake } from '../../server/errors.js'
import { asCurl } from '../../server/inspector/curl.js'
import { harOf } from '../../server/inspector/har.js'
import { exchange, listening } from '../support/raw-http.js'
import { runs } from '../support/runs.js'
import { startSandbox } from '../support/sandbox.js'

const TARGETS = [
  '//[',
  '//',
  '///evil.example/x',
  '//user:pass@[::1/x?a=b',
  '/\\',
  '/[]{}',
  '/?',
  '/?%',
  '/?a=%E0%A4%A&b',
  '/x#fragment?y',
  '/third-parties/payments/..%2f..',
  '/a/../b/./c',
  `/${'a'.repeat(4000)}`,
  'http://localhost/third-parties/x',
  'http://localhost//[',
  '*',
]

test('whatever a stranger asks for, the log of that merchant is exported, shown and compared', async () => {
  const { app, openShop } = await startSandbox()
  const shop = await openShop()
  const port = await listening(app)
  for (const method of ['GET', 'OPTIONS', 'HEAD']) {
    for (const target of TARGETS) {
      const head = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nclient-id: ${shop.clientId}\r\nX-Odd: \x9b\xff\r\n`
      await exchange(port, Buffer.from(`${head}Connection: close\r\n\r\n`, 'latin1'))
    }
  }
  const home = `/sandbox/merchants/${shop.id}`
  const har = await app.inject({ url: `${home}/requests.har` })
  expect(har.statusCode).toBe(200)
  const { entries } = har.json<{ log: { entries: { request: { url: string } }[] } }>().log
  expect(entries.length).toBeGreaterThan(TARGETS.length)
  expect(entries.filter(({ request }) => !URL.canParse(request.url))).toEqual([])
  expect((await app.inject({ url: `${home}/requests` })).statusCode).toBe(200)
  expect(() => compareTraffic('x.har', har.body, 'live')).not.toThrow()
  const listed = await app.inject({ url: `/sandbox/api/v1/merchants/${shop.id}/requests?limit=1000` })
  for (const { seq } of listed.json<{ items: { seq: number }[] }>().items) {
    expect((await app.inject({ url: `${home}/requests/${seq}` })).statusCode).toBe(200)
  }
})

function entryWith(changes: Partial<RequestEntry>): RequestEntry {
  const entry = { merchantId: 'm1', seq: 1, at: 0, method: 'POST', path: '/x', headers: {}, body: '' }
  return { ...entry, status: 200, response: '', durationMs: 1, ...changes }
}

describe('a logged call', () => {
  test('of any kind becomes an entry of an archive that compare can read or refuses in words', () => {
    const entries = fc.record({
      path: fc.oneof(fc.constantFrom(...TARGETS), fc.string({ unit: 'binary-ascii' }), fc.webPath()),
      body: fc.string({ unit: 'binary' }),
      response: fc.oneof(fc.string({ unit: 'binary' }), fc.json()),
      status: fc.integer({ min: 0, max: 999 }),
      headers: fc.dictionary(fc.stringMatching(/^[a-z-]{1,10}$/), fc.string({ unit: 'binary' })),
    })
    fc.assert(
      fc.property(entries, (changes) => {
        const text = JSON.stringify(harOf([entryWith(changes)], 'http://127.0.0.1:4255', '1'))
        try {
          compareTraffic('x.har', text, 'live')
        } catch (error) {
          if (!(error instanceof SandboxMistake)) throw error
        }
      }),
      { numRuns: runs(200, 20_000) },
    )
  })
})

const HOSTILE_BODIES = [
  '\u001b]0;owned\u0007\u001b[2J',
  'a\rrm -rf /\r',
  '{"a":"\u009b31m\u202etxt.exe"}',
  '\u0000\u0001\u007f',
  "'; touch /tmp/owned; '",
  '$(touch /tmp/owned)`touch /tmp/owned`',
  '@/etc/passwd',
  '=ls',
  '!!',
  '\\x41\\101%s%n%%',
  '{"a":\n\t"b"}\n\n',
  '-o/tmp/owned',
  'José 📱',
]

/** What is between the lines: control characters but line feeds, and signs that turn the direction of text. */
const ACTIVE = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u

describe('a call that is copied as curl', () => {
  test.each(HOSTILE_BODIES)('puts nothing on the clipboard that acts on a terminal: %j', (text) => {
    const entry = entryWith({ body: text, headers: { 'x-odd': text.replaceAll('\n', ' ') } })
    expect(asCurl(entry, 'http://127.0.0.1')).not.toMatch(ACTIVE)
  })

  test.skipIf(!isThere('curl')).each(HOSTILE_BODIES)(
    'sends what was sent, and runs nothing: %j',
    async (body) => {
      const got = await sentBy(entryWith({ body, path: "/a'b/{1,2}/[3-4]/../c?q={x}&r=[y]" }))
      expect(got.body).toBe(body)
      expect(got.url).toBe("/a'b/{1,2}/[3-4]/../c?q={x}&r=[y]")
      await expect(promisify(execFile)('ls', ['/tmp/owned'])).rejects.toThrow()
    },
  )

  test.skipIf(!isThere('curl'))('keeps odd targets, empty headers and HEAD', async () => {
    for (const path of ['*', '/x#y', '//[', 'http://localhost/x', '/a/./b/..']) {
      const method = path === '*' ? 'OPTIONS' : 'HEAD'
      const got = await sentBy(entryWith({ path, method, headers: { 'x-empty': '' } }))
      expect([got.method, got.url, got.headers['x-empty']]).toEqual([method, path, ''])
    }
  })
})

/** What arrives at a server when the copied command is run by a shell. */
async function sentBy(entry: RequestEntry) {
  let got = { method: '', url: '', body: '', headers: {} as NodeJS.Dict<string | string[]> }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    got = { method, url, body: Buffer.concat(chunks).toString('utf8'), headers }
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await promisify(execFile)('sh', ['-c', asCurl(entry, url)], {
    env: { PATH: process.env.PATH ?? '', HOME: '/nowhere' },
  })
  return got
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
