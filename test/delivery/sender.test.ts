import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ANSWER_LIMIT_BYTES } from '../../server/delivery/exchange.js'
import type { ReceiverRules } from '../../server/delivery/receiver-rules.js'
import { Receivers } from '../../server/delivery/receivers.js'
import { Sender } from '../../server/delivery/sender.js'
import type { AttemptResponse } from '../../server/domain/delivery.js'
import { FakeClock } from '../support/fake-clock.js'
import { deadAddress, type ReceiverAnswer, startReceiver } from '../support/receiver.js'

const TIMEOUT = 10_000

/** A sender whose time is in the hands of the test: on a slow machine nothing is timed out by itself. */
function openSender(
  clock = new FakeClock(),
  rules: ReceiverRules = { isShared: false, allowed: [] },
): Sender {
  const sender = new Sender(clock, TIMEOUT, new Receivers(rules))
  onTestFinished(() => sender.close())
  return sender
}

/** Resolves once the sender has taken in a part of an answer's body, as its HTTP client tells. */
function partOfAnswerTaken(): Promise<void> {
  return new Promise((resolve) => {
    const taken = () => {
      unsubscribe('undici:request:bodyChunkReceived', taken)
      resolve()
    }
    subscribe('undici:request:bodyChunkReceived', taken)
  })
}

const delivery = (url: string) => ({
  merchantId: 'm1',
  url,
  body: '{"name":"Café 📱"}',
  headers: { 'content-type': 'application/json' },
})

describe('an attempt', () => {
  test.each([
    ['hook:s3cret@', 'hook:s3cret'],
    ['h%40k:s%C3%A9cret%2F@', 'h@k:sécret/'],
    ['token@', 'token:'],
    ['a:100%@', 'a:100%'],
  ])(
    'sends the name and password of its address, %s, as Basic authorization',
    async (userinfo, credentials) => {
      const { url, received } = await startReceiver()
      const answer = await openSender().post(delivery(url.replace('//', `//${userinfo}`)))
      expect(answer.outcome).toBe('received')
      expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from(credentials).toString('base64')}`)
    },
  )

  test('without them sends no authorization', async () => {
    const { url, received } = await startReceiver()
    await openSender().post(delivery(url))
    expect(received[0]?.headers).not.toHaveProperty('authorization')
  })

  test('that nobody listens to is unreachable', async () => {
    const answer = await openSender().post(delivery(await deadAddress()))
    expect(answer).toEqual({
      outcome: 'unreachable',
      durationMs: expect.any(Number),
      note: expect.stringMatching(/^nothing listens at this address .* host\.docker\.internal$/),
    })
  })

  test('to a host that does not exist is unreachable', async () => {
    const answer = await openSender().post(delivery('http://no-such-host.invalid/hooks'))
    expect(answer).toMatchObject({ outcome: 'unreachable', note: expect.stringMatching(/./) })
  })

  test('to a server that speaks no TLS is unreachable, whatever it said', async () => {
    const { url } = await startReceiver()
    const answer = await openSender().post(delivery(url.replace('http:', 'https:')))
    expect(answer).toMatchObject({ outcome: 'unreachable', note: expect.stringMatching(/./) })
    expect(answer).not.toHaveProperty('response')
  })

  test('whose connection breaks is unreachable', async () => {
    const { url } = await startReceiver('reset')
    expect(await openSender().post(delivery(url))).toMatchObject({
      outcome: 'unreachable',
      note: expect.stringContaining('closed the connection without an answer'),
    })
  })

  test('without an answer is timed out', async () => {
    const clock = new FakeClock()
    const receiver = await startReceiver('hang')
    const answer = openSender(clock).post(delivery(receiver.url))
    await receiver.arrived(1)
    await clock.pass(TIMEOUT)
    expect(await answer).toMatchObject({ outcome: 'timed-out', note: 'no answer within 10 s' })
  })

  test.each<[answer: ReceiverAnswer, outcome: string, note: RegExp | undefined]>([
    [200, 'received', undefined],
    [201, 'received', undefined],
    [204, 'received', undefined],
    [{ status: 200, body: '{"success":false}' }, 'received', undefined],
    [
      { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<h1>Thank you</h1>' },
      'received',
      /HTML page/,
    ],
    [
      { status: 200, headers: { 'content-type': 'text/html' }, body: '\n <!doctype html>…' },
      'received',
      /HTML/,
    ],
    // As five lines of PHP, Express, Django or Flask answer.
    [{ status: 200, headers: { 'content-type': 'text/html' }, body: 'ok' }, 'received', undefined],
    [
      { status: 200, headers: { 'content-type': 'text/html' }, body: '{"received":true}' },
      'received',
      undefined,
    ],
    [{ status: 200, headers: { 'content-type': 'text/html' }, body: '' }, 'received', undefined],
    [{ status: 302, headers: { location: '/elsewhere' } }, 'redirected', /not followed: .* as \/elsewhere/],
    [{ status: 308, headers: { location: '/elsewhere' } }, 'redirected', /not followed/],
    [400, 'refused', undefined],
    [401, 'refused', /no login/],
    [403, 'refused', /CSRF/],
    [415, 'refused', /application\/json/],
    [419, 'refused', /Laravel/],
    [502, 'refused', /proxy/],
    [404, 'refused', /route for POST/],
    [405, 'refused', /route for POST/],
    [500, 'refused', undefined],
    [503, 'refused', undefined],
  ])('answered with %j is %s', async (given, outcome, note) => {
    const receiver = await startReceiver(given)
    const answer = await openSender().post(delivery(`${receiver.url}/hooks?shop=1`))
    const { status, body = '' } = typeof given === 'object' ? given : { status: given }
    expect(answer).toMatchObject({ outcome, response: { status, body, truncated: false } })
    if (note) expect(answer.note).toMatch(note)
    else expect(answer).not.toHaveProperty('note')
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hooks?shop=1'])
  })

  test('is received as soon as the receiver said 2xx, even if its body then breaks off', async () => {
    const { url } = await startReceiver('cut')
    expect(await openSender().post(delivery(url))).toMatchObject({
      outcome: 'received',
      response: { status: 200, truncated: true },
    })
  })

  test('is received when the receiver said 2xx and then keeps the body to itself', async () => {
    const clock = new FakeClock()
    const { url } = await startReceiver('stall')
    const half = partOfAnswerTaken()
    const answer = openSender(clock).post(delivery(url))
    await half
    await clock.pass(TIMEOUT)
    expect(await answer).toMatchObject({
      outcome: 'received',
      response: { status: 200, body: 'half of it', truncated: true },
    })
  })

  test('keeps no more than the beginning of an endless answer, and is not held up by it', async () => {
    const { url } = await startReceiver('endless')
    const answer = await openSender().post(delivery(url))
    expect(answer).toMatchObject({ outcome: 'received', response: { status: 200, truncated: true } })
    expect(answer.response?.body).toHaveLength(ANSWER_LIMIT_BYTES)
  })

  test('keeps an answer of exactly the limit whole', async () => {
    const { url } = await startReceiver({ status: 200, body: 'x'.repeat(ANSWER_LIMIT_BYTES) })
    const { response } = await openSender().post(delivery(url))
    expect(response).toMatchObject({ truncated: false })
    expect(response?.body).toHaveLength(ANSWER_LIMIT_BYTES)
  })

  test('is a POST of exactly the given bytes, by a sender that calls itself a fake', async () => {
    const receiver = await startReceiver()
    await openSender().post(delivery(`${receiver.url}/a/b?c=d`))
    const [request] = receiver.received
    expect(request).toMatchObject({ method: 'POST', path: '/a/b?c=d', text: '{"name":"Café 📱"}' })
    expect(request?.headers['content-type']).toBe('application/json')
    expect(request?.headers['content-length']).toBe('21')
    expect(request?.headers['user-agent']).toMatch(/^clickpesa-sandbox\/\S+ \(fake\)$/)
  })
})

test('an answer is what comes after "continue", with no more headers than are kept', async () => {
  const headers = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`x-${i}`, 'y'.repeat(i === 0 ? 600 : 1)]),
  )
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const url = await startRawReceiver(
    `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n${head.join('')}content-length: 2\r\n\r\nok`,
  )
  const { response } = await openSender().post(delivery(url))
  expect(response).toMatchObject({ status: 200, body: 'ok', truncated: false })
  expect(Object.keys(response?.headers ?? {})).toHaveLength(50)
  expect(response?.headers['x-0']).toHaveLength(500)
})

describe('a sender', () => {
  test('breaks off what one merchant sends, and nothing of another', async () => {
    const sender = openSender()
    const receiver = await startReceiver('hang')
    const first = sender.post(delivery(receiver.url))
    const second = sender.post({ ...delivery(receiver.url), merchantId: 'm2' })
    await receiver.arrived(2)
    const resume = sender.pause('m1')
    expect(await first).toMatchObject({
      outcome: 'unreachable',
      note: 'broken off because the sandbox was reset or closed',
    })
    expect(await sender.post(delivery(receiver.url))).toMatchObject({ outcome: 'unreachable' })
    resume()
    receiver.answerWith(200)
    expect(await sender.post(delivery(receiver.url))).toMatchObject({ outcome: 'received' })
    sender.pause()
    expect(await second).toMatchObject({ outcome: 'unreachable' })
  })

  test('keeps one of equal answers in a row, and never takes one for another', async () => {
    const sender = openSender()
    const receiver = await startReceiver(
      { status: 500, headers: { date: 'today' } },
      { status: 500, headers: { date: 'today' } },
      { status: 500, headers: { date: 'tomorrow' } },
      { status: 500, headers: { date: 'tomorrow', 'x-more': 'yes' } },
      { status: 500, headers: { date: 'tomorrow' } },
      { status: 503, headers: { date: 'tomorrow' } },
      { status: 503, headers: { date: 'tomorrow' }, body: 'no' },
    )
    const answers: (AttemptResponse | undefined)[] = []
    for (let i = 0; i < 7; i++) answers.push((await sender.post(delivery(receiver.url))).response)
    expect(answers[1]).toBe(answers[0])
    expect(
      answers.map((answer) => [
        answer?.status,
        answer?.headers.date,
        answer?.headers['x-more'],
        answer?.body,
      ]),
    ).toEqual([
      [500, 'today', undefined, ''],
      [500, 'today', undefined, ''],
      [500, 'tomorrow', undefined, ''],
      [500, 'tomorrow', 'yes', ''],
      [500, 'tomorrow', undefined, ''],
      [503, 'tomorrow', undefined, ''],
      [503, 'tomorrow', undefined, 'no'],
    ])
  })

  test('waits for each answer as long as for the first', async () => {
    const clock = new FakeClock()
    const sender = openSender(clock)
    const receiver = await startReceiver('hang')
    const outcomes: string[] = []
    const post = async (name: string) => {
      const { outcome } = await sender.post(delivery(receiver.url))
      outcomes.push(`${name} ${outcome}`)
    }
    const first = post('first')
    await receiver.arrived(1)
    await clock.pass(6000)
    const second = post('second')
    await receiver.arrived(2)
    await clock.pass(3999)
    expect(outcomes).toEqual([])
    await clock.pass(1)
    await first
    expect(outcomes).toEqual(['first timed-out'])
    await clock.pass(5999)
    expect(outcomes).toEqual(['first timed-out'])
    await clock.pass(1)
    await second
    expect(outcomes).toEqual(['first timed-out', 'second timed-out'])
  })

  test('waits for each answer as long, whichever of the others came meanwhile', async () => {
    const clock = new FakeClock()
    const sender = openSender(clock)
    const receiver = await startReceiver(200)
    const outcomes: string[] = []
    const post = async (name: string) => {
      const { outcome } = await sender.post(delivery(receiver.url))
      outcomes.push(`${name} ${outcome}`)
    }
    receiver.answerWith('hang', 'hang', 'hang', 200)
    const posts: Promise<void>[] = []
    for (const [i, name] of ['first', 'second', 'third'].entries()) {
      posts.push(post(name))
      await receiver.arrived(i + 1)
      await clock.pass(1000)
    }
    await post('answered')
    await clock.pass(7000)
    await posts[0]
    expect(outcomes).toEqual(['answered received', 'first timed-out'])
    await clock.pass(1000)
    await posts[1]
    expect(outcomes).toEqual(['answered received', 'first timed-out', 'second timed-out'])
    await clock.pass(999)
    expect(outcomes).toHaveLength(3)
    await clock.pass(1)
    await posts[2]
    expect(outcomes.at(-1)).toBe('third timed-out')
  })

  test('breaks everything off when it is closed', async () => {
    const sender = openSender()
    const receiver = await startReceiver('hang')
    const answer = sender.post(delivery(receiver.url))
    await receiver.arrived(1)
    await sender.close()
    expect(await answer).toMatchObject({ outcome: 'unreachable' })
    expect(await sender.post(delivery(receiver.url))).toMatchObject({ outcome: 'unreachable' })
  })

  test('breaks off what still waits for a connection', async () => {
    const sender = openSender()
    const receiver = await startReceiver('hang')
    const answers = Array.from({ length: 70 }, () => sender.post(delivery(receiver.url)))
    await receiver.arrived(64)
    const resume = sender.pause()
    expect(await Promise.all(answers)).toMatchObject(answers.map(() => ({ outcome: 'unreachable' })))
    resume()
    receiver.answerWith(200)
    expect(await sender.post(delivery(receiver.url))).toMatchObject({ outcome: 'received' })
    expect(receiver.received).toHaveLength(65)
  })

  test('knows more addresses than it remembers', async () => {
    const sender = openSender()
    const receiver = await startReceiver()
    const paths = Array.from({ length: 1001 }, (_, i) => `/hooks/${i}?shop=1`)
    await Promise.all(paths.map((path) => sender.post(delivery(receiver.url + path))))
    expect(receiver.received.map(({ path }) => path).sort()).toEqual(paths.sort())
  })

  test('has many attempts at one receiver on their way at once', async () => {
    const sender = openSender()
    const receiver = await startReceiver('hang')
    const answers = Array.from({ length: 40 }, () => sender.post(delivery(receiver.url)))
    await receiver.arrived(40)
    sender.pause()
    expect(new Set((await Promise.all(answers)).map(({ outcome }) => outcome))).toEqual(
      new Set(['unreachable']),
    )
  })
})

/** A receiver that answers every request with these bytes; answers its address. */
async function startRawReceiver(answer: string): Promise<string> {
  const server = createServer((socket) => socket.once('data', () => socket.end(answer)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a merchant whose receiver lets everybody wait does not keep another from the same receiver', async () => {
  const { url, answerWith, arrived } = await startReceiver('hang')
  const clock = new FakeClock()
  const sender = openSender(clock)
  const hanging = Array.from({ length: 200 }, () => sender.post({ ...delivery(url), merchantId: 'hanging' }))
  await arrived(64)
  answerWith(200)
  const other = await sender.post({ ...delivery(url), merchantId: 'other' })
  expect(other.outcome).toBe('received')
  await clock.pass(TIMEOUT)
  const notes = (await Promise.all(hanging)).map(({ note }) => note)
  expect(notes.filter((note) => note === 'no answer within 10 s')).toHaveLength(64)
  expect(notes.filter((note) => note?.startsWith('not sent within 10 s'))).toHaveLength(136)
})
