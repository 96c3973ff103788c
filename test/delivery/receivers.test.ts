import type { LookupAddress, lookup } from 'node:dns'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Receivers } from '../../server/delivery/receivers.js'
import { Sender } from '../../server/delivery/sender.js'
import { FakeClock } from '../support/fake-clock.js'
import { startReceiver } from '../support/receiver.js'

const shared = (...allowed: string[]) => new Receivers({ isShared: true, allowed })
const alone = () => new Receivers({ isShared: false, allowed: [] })

const posted = async (receivers: Receivers, url: string) => {
  const sender = new Sender(new FakeClock(), 10_000, receivers)
  onTestFinished(() => sender.close())
  return sender.post({ merchantId: 'm1', url, body: '{}', headers: {} })
}

const INSIDE = [
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fe80::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '2001:0:a00:1::',
  '2001:db8::1',
  // An IPv4 address in the old way, and what nobody was given.
  '::7f00:1',
  '::10.0.0.1',
  '4000::1',
  '64:ff9b:1::a9fe:a9fe',
  'fec0::1',
  // The machine of Azure that gives out secrets.
  '168.63.129.16',
  '::ffff:168.63.129.16',
]

describe('a sandbox that others can reach', () => {
  test.each(INSIDE)('does not post to %s', (address) => {
    expect(() => shared().judge(address, 80, 'receiver.example')).toThrow('--allow-receivers')
  })

  test.each(['93.184.216.34', '2606:2800:220:1::1'])('posts to %s', (address) => {
    expect(() => shared().judge(address, 80, 'receiver.example')).not.toThrow()
  })

  test.each([
    ['any', '169.254.169.254'],
    ['private', '10.1.2.3'],
    ['private', 'fd12:3456::1'],
    ['private', '::ffff:192.168.1.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '::1'],
    ['10.0.0.0/8', '10.1.2.3'],
    ['10.0.0.0/8', '::ffff:10.1.2.3'],
    ['fd12::/16', 'fd12:3456::1'],
    ['192.168.1.7', '192.168.1.7'],
    ['Receiver.example', '172.18.0.3'],
  ])('with --allow-receivers %s posts to %s', (word, address) => {
    expect(() => shared(word).judge(address, 80, 'receiver.example')).not.toThrow()
  })

  test.each([
    ['private', '127.0.0.1'],
    ['private', '169.254.169.254'],
    ['loopback', '10.1.2.3'],
    ['10.0.0.0/8', '172.16.1.2'],
    ['other.example', '172.18.0.3'],
  ])('with --allow-receivers %s does not post to %s', (word, address) => {
    expect(() => shared(word).judge(address, 80, 'receiver.example')).toThrow('--allow-receivers')
  })

  test('judges what a name leads to, and says which address that is', async () => {
    const { url, received } = await startReceiver()
    const answer = await posted(shared(), url.replace('127.0.0.1', 'localhost'))
    expect(answer).toMatchObject({ outcome: 'unreachable' })
    expect(answer.note).toMatch(
      /^localhost leads to (127\.0\.0\.1|::1), which is this machine itself: .*loopback or/,
    )
    expect(received).toEqual([])
  })

  test.each([
    'http://2130706433',
    'http://0x7f.1',
    'http://127.1',
    'http://[::ffff:7f00:1]',
    'http://127.0.0.1',
  ])('is not led inside by %s', async (origin) => {
    const { url, received } = await startReceiver()
    const answer = await posted(shared(), `${origin}:${new URL(url).port}/`)
    expect([answer.outcome, received]).toEqual(['unreachable', []])
  })

  test('posts inside where that is allowed', async () => {
    const { url, received } = await startReceiver()
    expect(await posted(shared('loopback'), url)).toMatchObject({ outcome: 'received' })
    expect(received).toHaveLength(1)
  })
})

describe('a name that leads elsewhere each time that it is looked up', () => {
  /** Says these addresses, one list for each question; the last one also to all later ones. */
  function aNameServer(...answers: (readonly string[])[]) {
    const asked: string[] = []
    const lookUp = (host: string, _options: object, done: (error: null, found: LookupAddress[]) => void) => {
      const found = answers[Math.min(asked.length, answers.length - 1)] ?? []
      asked.push(host)
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    }
    return { asked, lookUp: lookUp as unknown as typeof lookup }
  }

  const judged = (lookUp: typeof lookup, all: boolean) =>
    new Promise((resolve) =>
      new Receivers({ isShared: true, allowed: [] }, lookUp).lookupFor(80)(
        'rebinding.example',
        { all },
        (error, found) => resolve(error ? 'refused' : found),
      ),
    )

  test.each(['127.0.0.1', '169.254.169.254', '::1', '::ffff:10.0.0.1'])(
    'is judged each time: a public address first opens no way to %s',
    async (inside) => {
      const { lookUp } = aNameServer(['93.184.216.34'], [inside])
      expect(await judged(lookUp, false)).toBe('93.184.216.34')
      expect(await judged(lookUp, false)).toBe('refused')
      expect(await judged(lookUp, true)).toBe('refused')
    },
  )

  test('is connected to at those of its addresses alone that may be', async () => {
    const { lookUp } = aNameServer(['127.0.0.1', '93.184.216.34', '169.254.169.254'])
    expect(await judged(lookUp, true)).toEqual([{ address: '93.184.216.34', family: 4 }])
    expect(await judged(lookUp, false)).toBe('93.184.216.34')
    expect(await judged(aNameServer([]).lookUp, true)).toBe('refused')
  })

  // Were it asked once to judge and once more to connect, the second answer would be the one that counts.
  test('is looked up once for a connection, which goes to the address that was judged', async () => {
    const { url, received, answerWith } = await startReceiver()
    answerWith({ status: 200, headers: { connection: 'close' } })
    const { asked, lookUp } = aNameServer(['127.0.0.1'], ['127.0.0.2'])
    const sender = new Sender(
      new FakeClock(),
      10_000,
      new Receivers({ isShared: true, allowed: ['127.0.0.1'] }, lookUp),
    )
    onTestFinished(() => sender.close())
    const { port } = new URL(url)
    const post = () =>
      sender.post({ merchantId: 'm1', url: `http://rebinding.example:${port}/`, body: '{}', headers: {} })
    expect((await post()).outcome).toBe('received')
    expect(asked).toEqual(['rebinding.example'])
    const { outcome, note } = await post()
    expect([outcome, note]).toEqual(['unreachable', expect.stringContaining('127.0.0.2')])
    expect(asked).toHaveLength(2)
    expect(received).toHaveLength(1)
  })
})

describe('a sandbox', () => {
  async function listening() {
    const calls: (string | undefined)[] = []
    const server = createServer((request, response) => {
      calls.push(request.url)
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    onTestFinished(() => void server.close())
    return { calls, port: (server.address() as AddressInfo).port }
  }

  const ownAddress = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address

  test.each([
    '127.0.0.1',
    'localhost',
    '0.0.0.0',
    '127.9.9.9',
    '[::ffff:127.0.0.1]',
    ...(ownAddress ? [ownAddress] : []),
  ])('never posts to itself, by the name of %s', async (host) => {
    const { calls, port } = await listening()
    for (const receivers of [alone(), shared('any')]) {
      receivers.reserve(port)
      const answer = await posted(receivers, `http://${host}:${port}/sandbox/api/v1/reset`)
      expect(answer.outcome).toBe('unreachable')
      expect(answer.note).toContain('this sandbox itself')
    }
    expect(calls).toEqual([])
  })

  test('on loopback posts to every other port', async () => {
    const { calls, port } = await listening()
    const receivers = alone()
    receivers.reserve(port + 1)
    expect(await posted(receivers, `http://127.0.0.1:${port}/hook`)).toMatchObject({ outcome: 'received' })
    expect(calls).toEqual(['/hook'])
  })
})
