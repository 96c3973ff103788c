import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { type AppOptions, buildApp } from '../../server/app.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { FakeClock } from './fake-clock.js'
import { listening } from './raw-http.js'
import { shopOn } from './sandbox.js'

/** A sandbox that loses patience as soon as it is told to. */
export async function impatient(options: AppOptions) {
  const sandbox = await Sandbox.open({ realClock: new FakeClock() })
  const app = await buildApp(sandbox, options)
  onTestFinished(async () => {
    await app.close()
    await sandbox.close()
  })
  const { merchant, ...details } = await sandbox.merchants.open({}, 'a test')
  return { app, sandbox, shop: shopOn(app, { merchant, ...details }), port: await listening(app) }
}

/** How many connections the server holds. */
export function held(app: FastifyInstance): Promise<number> {
  return new Promise((resolve, reject) =>
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )
}

/** Sends bytes, and neither reads what comes back nor closes, as a client that wants to take up a place. */
export function sendAndStay(port: number, bytes: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () =>
      socket.write(bytes, () => resolve()),
    )
    socket.on('error', reject)
    onTestFinished(() => void socket.destroy())
  })
}
