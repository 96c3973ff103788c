import { type AddressInfo, createServer, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { Receivers } from '../../server/delivery/receivers.js'
import { Sender } from '../../server/delivery/sender.js'
import { LIMITS } from '../../server/domain/limits.js'
import { FakeClock } from '../support/fake-clock.js'

const TIMEOUT = 10_000

const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKS = `${OK}Transfer-Encoding: chunked\r\n\r\n`

type Talk = (socket: Socket) => void

const says =
  (text: string | Buffer): Talk =>
  (socket) =>
    socket.write(text)

/** Says something over and over, as fast as it is read, until nobody reads. */
const pours =
  (begin: string, more: string): Talk =>
  (socket) => {
    const block = more.repeat(Math.ceil(16_384 / more.length))
    const again = () => {
      if (!socket.destroyed) socket.write(block, () => setImmediate(again))
    }
    socket.write(begin)
    again()
  }

/** A megabyte that unpacks to a gigabyte is made of the same; these are quicker to pack. */
const ZEROS = Buffer.alloc(20 * 2 ** 20)
const packed = (coding: string, body: Buffer) =>
  says(
    Buffer.concat([
      Buffer.from(`${OK}Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`),
      body,
    ]),
  )

/** What receivers answer, and what becomes of the attempt; `waits` where nothing but the time-out ends it. */
const ANSWERS: readonly (readonly [what: string, talk: Talk, outcome: string, end: 'ends' | 'waits'])[] = [
  ['packed zeros (gzip)', packed('gzip', gzipSync(ZEROS)), 'received', 'ends'],
  ['packed zeros (brotli)', packed('br', brotliCompressSync(ZEROS)), 'received', 'ends'],
  ['packed zeros (deflate)', packed('deflate', deflateSync(ZEROS)), 'received', 'ends'],
  [
    'zeros packed three times',
    packed('gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(ZEROS)))),
    'received',
    'ends',
  ],
  [
    'packings without number',
    packed(Array(500).fill('gzip').join(', '), gzipSync(ZEROS)),
    'received',
    'ends',
  ],
  ['a body without end', pours(`${OK}\r\n`, 'x'), 'received', 'ends'],
  ['chunks without end', pours(CHUNKS, '1\r\nx\r\n'), 'received', 'ends'],
  ['trailers without end', pours(`${CHUNKS}0\r\n`, 'a: b\r\n'), 'received', 'ends'],
  ['headers without end', pours(OK, 'a: b\r\n'), 'unreachable', 'ends'],
  ['one header without end', pours(`${OK}a: `, 'x'), 'unreachable', 'ends'],
  ['no HTTP, without end', pours('', 'x'), 'unreachable', 'ends'],
  ['a status line without end', pours('HTTP/1.1 200 ', 'x'), 'timed-out', 'waits'],
  ['empty lines without end', pours('', '\r\n'), 'timed-out', 'waits'],
  ['"processing" without end', pours('', 'HTTP/1.1 102 Processing\r\n\r\n'), 'timed-out', 'waits'],
  ['hints without end', pours('', 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), 'timed-out', 'waits'],
  ['nothing', () => {}, 'timed-out', 'waits'],
  ['the beginning of a head', says('HTTP/1.1 20'), 'timed-out', 'waits'],
  ['a length below nothing', says(`${OK}Content-Length: -1\r\n\r\nx`), 'unreachable', 'ends'],
  ['two lengths', says(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`), 'unreachable', 'ends'],
  [
    'a length and chunks',
    says(`${CHUNKS.slice(0, -2)}Content-Length: 1\r\n\r\n0\r\n\r\n`),
    'unreachable',
    'ends',
  ],
  [
    'another protocol',
    says('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nxxxx'),
    'unreachable',
    'ends',
  ],
]

/** A receiver that says this to whatever it is asked first. `asked` resolves when that was said, `left` when it is alone. */
async function startTalker(talk: Talk) {
  const tell = { asked: () => {}, left: () => {} }
  const asked = new Promise<void>((resolve) => (tell.asked = resolve))
  const left = new Promise<void>((resolve) => (tell.left = resolve))
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('close', () => tell.left())
    socket.once('data', () => {
      talk(socket)
      tell.asked()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, left }
}

test.each(ANSWERS)(
  'a receiver that answers with %s is left, and little is kept of it',
  async (_, talk, outcome, end) => {
    const receiver = await startTalker(talk)
    const clock = new FakeClock()
    const sender = new Sender(clock, TIMEOUT, new Receivers({ isShared: false, allowed: [] }))
    onTestFinished(() => sender.close())
    const answered = sender.post({ merchantId: 'm1', url: receiver.url, body: '{}', headers: {} })
    await receiver.asked
    if (end === 'waits') await clock.pass(TIMEOUT)
    const { response, note, ...rest } = await answered
    expect(rest.outcome).toBe(outcome)
    expect(response?.status).toBe(outcome === 'received' ? 200 : undefined)
    expect(Buffer.byteLength(response?.body ?? '')).toBeLessThanOrEqual(3 * LIMITS.answer.most)
    for (const value of Object.values(response?.headers ?? {})) expect(value.length).toBeLessThanOrEqual(500)
    // In words of the sandbox, and not of what it is made of.
    expect(note ?? '').not.toMatch(/undici|UND_ERR|HPE_|Error|RTSP/)
    await sender.close()
    await receiver.left
  },
)

test('bytes behind an answer never answer the next delivery', async () => {
  const receiver = await startTalker(
    says(`${OK}Content-Length: 2\r\n\r\nok${OK}Content-Length: 4\r\n\r\nevil`),
  )
  const sender = new Sender(new FakeClock(), TIMEOUT, new Receivers({ isShared: false, allowed: [] }))
  onTestFinished(() => sender.close())
  const post = () => sender.post({ merchantId: 'm1', url: receiver.url, body: '{}', headers: {} })
  expect((await post()).response?.body).toBe('ok')
  // The connection may be found broken, but nothing is taken from it.
  for (let i = 0; i < 3; i++) expect((await post()).response?.body ?? 'ok').toBe('ok')
})
