import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { readCheckConfig } from '../../server/check/config.js'
import { type Listening, Relay } from '../../server/check/relay.js'
import { freePort } from '../support/free-port.js'

/** A relay in front of an API that says what it is asked for, and the messages that the relay takes. */
async function relayThat(listens?: Listening) {
  const api = createServer((call, answer) => answer.end(`${call.method} ${call.url}`))
  await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening))
  const messages: string[] = []
  const relay = await Relay.open({
    ...(listens ? { listens } : {}),
    apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}/third-parties`,
    hangMs: 1000,
    refusal: (code) => code,
    onCall: () => undefined,
    onMessage: async ({ body }) => {
      messages.push(body)
      return 200
    },
  })
  onTestFinished(async () => {
    await relay.close()
    api.closeAllConnections()
    api.close()
  })
  return { relay, messages }
}

/** Asks for a path as it is written: `fetch` would take its dots out. */
function ask(origin: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    request({ hostname, port, path }, async (reply) =>
      resolve({ status: reply.statusCode ?? 0, body: await text(reply) }),
    )
      .once('error', reject)
      .end()
  })
}

test('listens where no other machine can reach it', async () => {
  const { relay } = await relayThat()
  expect(relay.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/third-parties$/)
})

test('listens where it is told, and has the shop call it by the name that it is told', async () => {
  const port = await freePort()
  const { relay, messages } = await relayThat({ host: '0.0.0.0', port, name: 'localhost' })
  expect(relay.apiUrl).toBe(`http://localhost:${port}/third-parties`)
  expect(await ask(relay.apiUrl, '/third-parties/payments/A?b=1')).toEqual({
    status: 200,
    body: 'GET /third-parties/payments/A?b=1',
  })
  await fetch(relay.inboxUrl, { method: 'POST', body: '{}' })
  expect(messages).toEqual(['{}'])
})

test.each([
  '/sandbox/api/v1/merchants',
  '/third-parties/../sandbox/api/v1/merchants',
  '/third-parties/%2e%2e/sandbox',
  '/third-parties\\..\\sandbox',
  '/third-parties-of-mine',
  '/metrics',
  '/inbox',
])('gives others than this machine nothing but the API: not %s', async (path) => {
  const { relay, messages } = await relayThat({ host: '0.0.0.0', name: 'localhost' })
  expect(await ask(relay.apiUrl, path)).toEqual({
    status: 404,
    body: 'Only calls below /third-parties/ are passed on.',
  })
  expect(messages).toEqual([])
})

test('a wrong path of a shop on this machine is the API to refuse, with its explanation', async () => {
  const { relay } = await relayThat()
  expect(await ask(relay.apiUrl, '/v1/generate-token')).toEqual({
    status: 200,
    body: 'GET /v1/generate-token',
  })
})

test('says where it cannot listen, and what to give instead', async () => {
  const { relay } = await relayThat()
  const port = Number(new URL(relay.apiUrl).port)
  await expect(relayThat({ port })).rejects.toThrow(
    `check cannot listen at 127.0.0.1, port ${port} (EADDRINUSE): "listens" takes an address of this machine`,
  )
})

test('an address that no shop can call needs a name', () => {
  const config = (listens: string) =>
    readCheckConfig(
      'check.yaml',
      `url: http://127.0.0.1:3000\nbuy: { POST: /orders, id: /id }\nlook: { GET: /orders, fulfilments: /credits }\nlistens: ${listens}\n`,
    )
  expect(() => config('{ host: 0.0.0.0, port: 4299 }')).toThrow(
    /check\.yaml:4: listens: 0\.0\.0\.0 is not an address that a shop can call: give "name" too/,
  )
  expect(config('{ host: 0.0.0.0, name: host.docker.internal }').listens).toEqual({
    host: '0.0.0.0',
    name: 'host.docker.internal',
  })
  expect(config('{ host: 172.17.0.1 }').listens.name).toBeUndefined()
})
