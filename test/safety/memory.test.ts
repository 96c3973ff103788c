import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { launchSandbox } from '../cli/launch.js'

const MERCHANTS = 8
const CALLS = 100
const AT_ONCE = 20

test('many merchants of a stranger and their large calls do not end a process with a small heap', async () => {
  const { ready, process } = await launchSandbox([], { env: { NODE_OPTIONS: '--max-old-space-size=64' } })
  const { url } = ready
  const post = (path: string, headers: Record<string, string>, body?: string) =>
    fetch(`${url}/third-parties${path}`, { method: 'POST', headers, ...(body ? { body } : {}) })
  // What is kept of a call is a small part of it.
  const body = JSON.stringify({ orderReference: '-', totalPrice: 'x'.repeat(99_000) })
  for (let i = 0; i < MERCHANTS; i++) {
    const opened = await post('/generate-token', { 'client-id': `IDTEST${i}`, 'api-key': 'SKany' })
    const { token: authorization } = (await opened.json()) as { token: string }
    const headers = { authorization, 'content-type': 'application/json' }
    for (let made = 0; made < CALLS; made += AT_ONCE) {
      const calls = Array.from({ length: AT_ONCE }, () =>
        post('/checkout-link/generate-checkout-url', headers, body),
      )
      const statuses = await Promise.all(calls.map(async (call) => (await call).status))
      expect(new Set(statuses)).toEqual(new Set([400]))
    }
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect(process.exitCode).toBeNull()
})

test('hundreds who ask for the documents and read none of them end no process with a small heap', async () => {
  const { ready, process } = await launchSandbox([], { env: { NODE_OPTIONS: '--max-old-space-size=64' } })
  const { port } = new URL(String(ready.url))
  for (const path of ['/docs/json', '/docs/static/swagger-ui-bundle.js']) {
    const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
    const asked = Array.from({ length: 400 }, async () => {
      const socket = connect(Number(port), '127.0.0.1')
      onTestFinished(() => void socket.destroy())
      socket.write(request)
      // The beginning of an answer is there, and nothing more is read.
      await new Promise((resolve, reject) => socket.once('readable', resolve).once('error', reject))
    })
    await Promise.all(asked)
    expect((await fetch(`${ready.url}/healthz`)).status).toBe(200)
  }
  expect(process.exitCode).toBeNull()
})
