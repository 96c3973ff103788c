import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { ShopProcess } from '../../server/cli/shop-process.js'
import { freePort } from '../support/free-port.js'
import { fakeIo } from './fake-io.js'

/** Runs a program of Node as a shop that should listen at a port, and waits for it so long. */
async function startOf(program: (port: number) => string, patienceMs: number) {
  const port = await freePort()
  const { io } = fakeIo({ folder: tmpdir(), env: process.env as Record<string, string> })
  const url = `http://127.0.0.1:${port}`
  return ShopProcess.start([process.execPath, '-e', program(port)], url, {}, io, patienceMs)
}

test('a shop that listens elsewhere is told from one that listens and says nothing', async () => {
  const elsewhere = startOf(() => "console.log('ready'); setInterval(() => {}, 1000)", 300)
  await expect(elsewhere).rejects.toThrow(
    /nothing listens at http:\/\/127\.0\.0\.1:\d+ after 300ms: does "url" of the config name the port/,
  )
  const silent = startOf((port) => `net.createServer().listen(${port}, '127.0.0.1')`, 4000)
  await expect(silent).rejects.toThrow(
    /GET http:\/\/127\.0\.0\.1:\d+ got no answer after 4s, although something listens there/,
  )
})

test.each([
  ['and printed nothing', 'process.exit(3)', /ended with exit code 3 and printed nothing$/],
  [
    'and said why',
    "console.log('no database'); process.exit(3)",
    /ended with exit code 3\nIt printed last:\nno database$/,
  ],
])('a command that ends at once %s is told with that', async (_, program, message) => {
  await expect(startOf(() => program, 30_000)).rejects.toThrow(message)
})

test('a command that is not there is asked about', async () => {
  const { io } = fakeIo({ folder: tmpdir(), env: process.env as Record<string, string> })
  const start = ShopProcess.start(['pyhton3', 'shop.py'], `http://127.0.0.1:${await freePort()}`, {}, io)
  await expect(start).rejects.toThrow(
    /the command "pyhton3 shop\.py" cannot be run \(spawn pyhton3 ENOENT\): is the program there, under this name\?$/,
  )
})
