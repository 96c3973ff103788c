import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { hmacHex } from '../../server/domain/checksum.js'
import { asCurl } from '../../server/inspector/curl.js'
import { indented } from '../../server/lib/display-text.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, submit, textOf } from './support.js'

const run = promisify(execFile)

async function called() {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop({ checksumEnabled: true })
  await shop.post('/checkout-link/generate-checkout-url', {
    totalPrice: '12500',
    orderReference: 'ORDER1',
    orderCurrency: 'TZS',
    checksum: '0'.repeat(64),
  })
  const requests = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
  return { app, sandbox, shop, requests, home: `/sandbox/merchants/${shop.id}` }
}

describe('the log of calls', () => {
  test('says that there is no such call', async () => {
    const { app, home } = await called()
    for (const seq of ['99999', 'none']) {
      expect((await app.inject({ url: `${home}/requests/${seq}` })).statusCode).toBe(404)
    }
  })

  test('finds calls by what is in them and by how they were answered', async () => {
    const { app, home } = await called()
    const count = async (query: string) =>
      [...(await app.inject({ url: `${home}/requests?${query}` })).body.matchAll(/requests\/\d+"/g)].length
    expect(await count('')).toBe(2)
    expect(await count('q=generate-token')).toBe(1)
    expect(await count('q=invalid_checksum')).toBe(1)
    expect(await count('answer=accepted')).toBe(1)
    expect(await count('answer=refused')).toBe(1)
    expect(await count('answer=faulted')).toBe(0)
    expect(await count('before=1')).toBe(0)
  })

  test('explains why a checksum was refused, with headers, body and answer', async () => {
    const { app, home, requests } = await called()
    const refused = requests.find(({ refusal }) => refusal)
    // What the explanation names stands in an element of its own.
    const text = textOf((await app.inject({ url: `${home}/requests/${refused?.seq}` })).body).replaceAll(
      ' ,',
      ',',
    )
    for (const words of [
      'INVALID_CHECKSUM',
      refused?.refusal?.explanation.replaceAll('`', '') ?? '?',
      'Invalid checksum',
      '"orderReference":"ORDER1"',
      'curl -X POST',
    ]) {
      expect(text).toContain(words)
    }
  })

  test('shows the text to hash beside what was sent, and where the text of the caller differs', async () => {
    const { app, home, requests } = await called()
    const url = `${home}/requests/${requests.find(({ refusal }) => refusal)?.seq}`
    const hashed = '{"orderCurrency":"TZS","orderReference":"ORDER1","totalPrice":"12500"}'
    const page = textOf((await app.inject({ url })).body)
    expect(page).toContain(`The text to hash ${hashed}`)
    expect(page).toContain('What was sent {"totalPrice":"12500"')
    const told = async (text: string) => textOf((await submit(app, url, { text })).body)
    expect(await told(hashed)).toContain('Your text is the one to hash. With no secret')
    expect(await told(hashed.replace('"12500"', '12500'))).toContain(
      'Your text differs at character 63: “12500}” should be “"12500"}”.',
    )
    expect(await told(hashed.slice(0, -1))).toContain('the end should be “}”')
    expect(await told(`${hashed}\r\n`)).toContain('should be the end')
    expect((await submit(app, url, { text: HOSTILE })).body).not.toContain(HOSTILE)
    const accepted = requests.find(({ refusal }) => !refusal)
    expect(textOf((await app.inject({ url: `${home}/requests/${accepted?.seq}` })).body)).not.toContain(
      'The text to hash',
    )
  })

  test('shows what a reason names as code, in the list and by itself, and nothing else as markup', async () => {
    const { app, sandbox, shop, home } = await called()
    await shop.post('/checkout-link/generate-checkout-url', { orderReference: '<b>`x`', checksum: 'f' })
    const entries = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
    const refused = entries.find(({ refusal }) => refusal?.explanation.includes('`'))
    expect(refused).toBeDefined()
    for (const url of [`${home}/requests`, `${home}/requests/${refused?.seq}`]) {
      const { body } = await app.inject({ url })
      expect(body).toContain('<code>clickpesa-sandbox checksum</code>')
      expect(body).not.toContain('`clickpesa-sandbox')
      expect(body).not.toContain('<b>')
    }
  })

  test('says with which secret the text of the caller gives the checksum that was sent', async () => {
    const { app, sandbox, shop, home } = await called()
    const payload = { totalPrice: '12500', orderReference: 'ORDER2', orderCurrency: 'TZS' }
    const own = '12500 ORDER2'
    const checksum = hmacHex(own, shop.applications[0]?.checksumKey ?? '?')
    await shop.post('/checkout-link/generate-checkout-url', { ...payload, checksum })
    const entries = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
    const reply = await submit(app, `${home}/requests/${entries.at(-1)?.seq}`, { text: own })
    expect(textOf(reply.body)).toContain('it gives the checksum that was sent.')
    expect(textOf(reply.body)).toContain('With the checksum key')
  })

  test('tells of findings: in the list, as a filter, in the search, and in words on the page', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink({ totalPrice: 12500, redirectUrl: 'https://duka.example' })
    await shop.createLink({ orderReference: 'GOOD' })
    const home = `/sandbox/merchants/${shop.id}`
    const list = async (query: string) => (await app.inject({ url: `${home}/requests?${query}` })).body
    const count = async (query: string) => (await list(query)).match(/requests\/\d+"/g)?.length ?? 0
    expect(textOf(await list(''))).toContain('2 findings: number-for-text, unknown-field')
    expect(await count('answer=findings')).toBe(1)
    expect(await count('q=return+url')).toBe(1)
    const entry = (await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })).find(
      ({ findings }) => findings,
    )
    const { body } = await app.inject({ url: `${home}/requests/${entry?.seq}` })
    expect(textOf(body)).toContain('unknown-field (error): redirectUrl is not a field of this call')
    expect(body).toContain('href="https://docs.clickpesa.com/checkout/hosted-checkout/checkout-link-api"')
    expect(textOf((await app.inject({ url: `${home}/orders/ORDER1001` })).body)).toContain('2 findings')
  })

  test('tells warnings from errors', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink({ customerName: '', redirectUrl: 'https://duka.example' })
    const { body } = await app.inject({ url: `/sandbox/merchants/${shop.id}/requests` })
    expect(textOf(body)).toContain('2 findings: empty-field (warning), unknown-field')
  })

  test('tells of no findings where there are none', async () => {
    const { app, home, requests } = await called()
    const { body } = await app.inject({ url: `${home}/requests/${requests[0]?.seq}` })
    expect(body).not.toContain('Findings')
  })

  test('leads to the order only where there is one', async () => {
    const { app, sandbox, shop, home, requests } = await called()
    const page = async (seq: number | undefined) =>
      (await app.inject({ url: `${home}/requests/${seq}` })).body
    expect(textOf(await page(requests.at(-1)?.seq))).toContain('ORDER1 (no link was made for it)')
    await sandbox.applications.change(shop.id, shop.clientId, { checksumEnabled: false })
    await shop.createLink()
    const latest = (await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })).at(-1)
    expect(await page(latest?.seq)).toContain(`${home}/orders/ORDER1001`)
  })

  test('shows no secret, neither on a page nor in what is copied or downloaded', async () => {
    const { app, shop, home, requests } = await called()
    for (const url of [...requests.map(({ seq }) => `${home}/requests/${seq}`), `${home}/requests.har`]) {
      const { body } = await app.inject({ url })
      expect(body).not.toContain(shop.apiKey)
      expect(body).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
    }
  })

  test('shows hostile paths and bodies as text', async () => {
    const { app, shop, home } = await called()
    await shop.post(`/payments/${encodeURIComponent(HOSTILE)}`, { x: HOSTILE, [HOSTILE]: 1 })
    const [latest] = [...(await app.inject({ url: `${home}/requests` })).body.matchAll(/requests\/(\d+)"/g)]
    for (const url of [`${home}/requests`, `${home}/requests/${latest?.[1]}`]) {
      expect((await app.inject({ url })).body).not.toContain('<script>alert')
    }
  })

  test('shows JSON with a line for each value too, and what is not JSON only as it is', async () => {
    expect(indented('{"a":{"b":[1]}}')).toContain('\n    "b": [')
    for (const text of ['', '7', '{}', '<html>', '{"a":'])
      expect([text, indented(text)]).toEqual([text, null])
    const { app, home, requests } = await called()
    const text = textOf((await app.inject({ url: `${home}/requests/${requests.at(-1)?.seq}` })).body)
    expect(text).toContain('As a JSON parser reads it { "totalPrice": "12500",')
  })

  test('gives everything as a HAR file', async () => {
    const { app, home } = await called()
    const reply = await app.inject({ url: `${home}/requests.har` })
    expect(reply.headers['content-disposition']).toMatch(/^attachment; filename="\w+\.har"$/)
    const { log } = reply.json()
    expect([log.version, log.entries.length]).toEqual(['1.2', 2])
    expect(log.entries[1]).toMatchObject({
      request: {
        method: 'POST',
        url: 'http://sandbox.test/third-parties/checkout-link/generate-checkout-url',
        postData: { mimeType: 'application/json' },
      },
      response: { status: 400, statusText: 'Bad Request' },
    })
  })

  test('gives a call as a command that a shell takes as it is', async () => {
    const receiver = await startReceiver(200)
    const entry = {
      merchantId: 'm1',
      seq: 1,
      at: 0,
      method: 'POST',
      path: "/orders?it's=$HOME",
      headers: { 'x-note': "don't `run`", host: 'elsewhere' },
      body: `{"a":"it's $(id)"}`,
      status: 200,
      response: '',
      durationMs: 1,
    }
    await run('sh', ['-c', `${asCurl(entry, receiver.url)} -s`])
    const [received] = receiver.received
    expect([received?.path, received?.headers['x-note'], received?.text]).toEqual([
      entry.path,
      entry.headers['x-note'],
      entry.body,
    ])
  })
})
