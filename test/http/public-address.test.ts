import { describe, expect, onTestFinished, test } from 'vitest'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { type ServeOptions, serve } from '../../server/serve.js'
import { connectSandbox } from '../../server/testing/connect-sandbox.js'
import { mapPort, startProxy } from '../support/proxy.js'
import { exchange, lastAnswer } from '../support/raw-http.js'

const TOKEN = 'a-token-for-tests'

async function start(options: Partial<ServeOptions> = {}) {
  const serving = await serve({ port: 0, host: '127.0.0.1', controlToken: TOKEN, ...options })
  onTestFinished(serving.close)
  return serving
}

/** A new checkout link, as a merchant who calls the API at `url` is told it. */
async function linkAt(url: string, headers: Record<string, string> = {}): Promise<string> {
  const { clientId, apiKey } = DEFAULT_CREDENTIALS
  const login = { ...headers, 'client-id': clientId, 'api-key': apiKey }
  const token = await post(`${url}/third-parties/generate-token`, {}, login)
  const order = {
    totalPrice: '12500',
    orderCurrency: 'TZS',
    orderReference: `ORDER${Math.random()}`.replace('.', ''),
  }
  const authorization = String(token.token)
  const link = await post(`${url}/third-parties/checkout-link/generate-checkout-url`, order, {
    ...headers,
    authorization,
  })
  return String(link.checkoutLink)
}

async function post(url: string, body: object, headers: Record<string, string>) {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return (await reply.json()) as Record<string, unknown>
}

const asInspector = { authorization: `Bearer ${TOKEN}` }

/** Every address on a page that leads to this server. */
function addressesOn(page: string): string[] {
  const inAttributes = [...page.matchAll(/\s(?!value=)[a-z-]+="(\/[^"]*)"/g)].map(
    ([, address = '']) => address,
  )
  const ofRefresh = [...page.matchAll(/content="\d+; url=(\/[^"]*)"/g)].map(([, address = '']) => address)
  return [...inAttributes, ...ofRefresh]
}

describe.each([
  ['takes it off', (path: string) => path.replace(/^\/pay(?=\/)/, '')],
  ['leaves it', (path: string) => path],
])('below the path of a proxy that %s,', (_how, path) => {
  async function startBehindProxy() {
    let outer = ''
    const inner = await start({ publicUrl: 'http://127.0.0.1:1/pay' })
    outer = await startProxy(inner.port, { path })
    const control = `${outer}/pay/sandbox/api/v1`
    const set = await fetch(`${control}/public-url`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...asInspector },
      body: JSON.stringify({ publicUrl: `${outer}/pay` }),
    })
    expect(set.status).toBe(200)
    return { outer, home: `${outer}/pay`, inner }
  }

  test('a customer pays, page after page, and every address on the way has the path', async () => {
    const { outer, home } = await startBehindProxy()
    const link = await linkAt(home)
    expect(link.startsWith(`${home}/CHE`)).toBe(true)
    const page = await fetch(`${link}?lang=sw`)
    expect(page.status).toBe(200)
    expect(page.headers.get('set-cookie')).toContain('Path=/pay;')
    const text = await page.text()
    expect(addressesOn(text).length).toBeGreaterThan(4)
    for (const address of addressesOn(text)) {
      expect(address).toMatch(/^\/pay\/(checkout|sandbox\/merchants)\//)
      if (address.includes('/assets/')) expect((await fetch(outer + address)).status).toBe(200)
    }
    const [, attempt = ''] = /name="attempt" value="([^"]*)"/.exec(text) ?? []
    const action = addressesOn(text).find((address) => address.includes('/pay?') || address.endsWith('/pay'))
    const body = new URLSearchParams({ method: 'auto', phoneNumber: '0744000111', attempt })
    const paid = await fetch(outer + action, { method: 'POST', body, redirect: 'manual' })
    expect(paid.status).toBe(303)
    const next = paid.headers.get('location') ?? ''
    expect(next).toMatch(/^\/pay\/checkout\/CHE\w+\/payments\//)
    const status = await (await fetch(outer + next)).text()
    for (const address of addressesOn(status)) {
      expect(address).toMatch(/^\/pay\/(checkout|sandbox\/merchants)\//)
    }
  })

  test('a browser signs in to the inspector, and every page of it leads on', async () => {
    const { outer, home } = await startBehindProxy()
    await linkAt(home)
    const signIn = await fetch(`${home}/sandbox?token=${TOKEN}`, { redirect: 'manual' })
    expect(signIn.headers.get('location')).toBe('/pay/sandbox')
    const [cookie = '', ...attributes] = (signIn.headers.get('set-cookie') ?? '').split('; ')
    expect(attributes).toContain('Path=/pay/sandbox')
    const seen = new Set<string>()
    const toSee = ['/pay/sandbox']
    for (let address = toSee.pop(); address !== undefined; address = toSee.pop()) {
      const [path = ''] = address.split('?')
      if (seen.has(path) || path.endsWith('/events')) continue
      seen.add(path)
      const page = await fetch(outer + address, { headers: { cookie } })
      expect([path, page.status]).toEqual([path, 200])
      if (!page.headers.get('content-type')?.startsWith('text/html')) continue
      const text = await page.text()
      const links = addressesOn(text.replace(/<form\b[^>]*>/g, ''))
      for (const found of addressesOn(text)) expect(found).toMatch(/^\/pay(\/|$)/)
      toSee.push(...links.filter((found) => !/\/scenarios\/|\/docs/.test(found)))
    }
    expect(seen.size).toBeGreaterThan(10)
    const root = await fetch(`${home}/`, { headers: { cookie, ...asInspector }, redirect: 'manual' })
    expect(root.headers.get('location')).toBe('/pay/sandbox')
  })

  test('a form of the inspector is taken, also from a browser that says only its origin', async () => {
    const { outer, home } = await startBehindProxy()
    const answer = await fetch(`${home}/sandbox/merchants`, {
      method: 'POST',
      headers: { ...asInspector, origin: outer },
      body: new URLSearchParams({ name: 'Duka la Asha' }),
      redirect: 'manual',
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toMatch(/^\/pay\/sandbox\/merchants\//)
  })

  test('documents and their pages are found, and name the public address', async () => {
    const { home } = await startBehindProxy()
    for (const docs of [`${home}/docs`, `${home}/sandbox/docs`]) {
      const document = (await (await fetch(`${docs}/json`)).json()) as { servers: { url: string }[] }
      expect(document.servers.map(({ url }) => url)).toEqual([home])
      const page = await fetch(docs)
      const assets = [...(await page.text()).matchAll(/(?:href|src)="([^"]+)"/g)].map(([, at = '']) => at)
      expect(assets.length).toBeGreaterThan(3)
      const [back, ...rest] = assets.toSorted(
        (a, b) => Number(b === '/pay/sandbox') - Number(a === '/pay/sandbox'),
      )
      expect(back).toBe('/pay/sandbox')
      for (const asset of rest) expect((await fetch(new URL(asset, page.url))).status).toBe(200)
    }
  })

  test('what is unknown is refused under its own path, as without a proxy', async () => {
    const { home } = await startBehindProxy()
    const reply = await fetch(`${home}/third-parties/nothing`)
    expect(reply.status).toBe(404)
    expect(await reply.text()).toContain('Cannot GET /third-parties/nothing')
  })
})

test('a proxy whose path is one of our own is told from it by what follows', async () => {
  const { port } = await start({ publicUrl: 'http://127.0.0.1:1/sandbox' })
  for (const path of [(whole: string) => whole, (whole: string) => whole.replace(/^\/sandbox(?=\/)/, '')]) {
    const outer = await startProxy(port, { path })
    for (const [address, status] of [
      ['/sandbox/sandbox', 200],
      ['/sandbox/sandbox/docs', 200],
      ['/sandbox/healthz', 200],
      ['/sandbox/checkout/assets/checkout.css', 200],
      ['/sandbox/sandbox/api/v1/merchants', 200],
    ] as const) {
      const reply = await fetch(outer + address, { headers: asInspector })
      expect([address, reply.status]).toEqual([address, status])
    }
  }
})

describe('a caller who reaches the sandbox by another port than its own', () => {
  test('is told that one in links and by the control API', async () => {
    const { port } = await start({ controlToken: null })
    const outer = await mapPort(port)
    expect(await linkAt(outer)).toMatch(new RegExp(`^${outer}/CHE`))
    const sandbox = await connectSandbox(outer)
    const merchant = await sandbox.createMerchant()
    expect(merchant.apiUrl).toBe(`${outer}/third-parties`)
    expect((await (await fetch(await linkAt(outer))).text()).includes('<form')).toBe(true)
    expect(sandbox.url).toBe(outer)
  })

  test('while another caller is told theirs', async () => {
    const { port, url } = await start()
    const outer = await mapPort(port)
    expect(await linkAt(outer)).toMatch(new RegExp(`^${outer}/CHE`))
    expect(await linkAt(url)).toMatch(new RegExp(`^${url}/CHE`))
    expect(await linkAt(url.replace('127.0.0.1', 'localhost'))).toMatch(/^http:\/\/localhost:\d+\/CHE/)
  })

  test('is shown it in the inspector, also in commands to copy', async () => {
    const { port } = await start()
    const outer = await mapPort(port)
    const page = await (await fetch(`${outer}/sandbox`, { headers: asInspector })).text()
    expect(page).toContain(`${outer}/third-parties`)
    expect(page).not.toContain(`127.0.0.1:${port}`)
  })
})

describe('a name that nobody allowed', () => {
  const claimed = {
    host: 'evil.example:39001',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
  }
  const prefixed = { ...claimed, 'x-forwarded-prefix': '/evil.example', 'x-forwarded-proto': 'https' }

  test.each<[string, Partial<ServeOptions>]>([
    ['on all networks', { host: '0.0.0.0' }],
    ['with a public address', { host: '0.0.0.0', publicUrl: 'http://qa.example.com/pay' }],
    ['with another name allowed', { allowedHosts: ['qa.example.com'] }],
    ['with another machine trusted', { host: '0.0.0.0', trustedProxies: ['10.1.2.3'] }],
  ])('gets into no link, page, redirect or document, %s', async (_what, options) => {
    const { app, url } = await start(options)
    const { clientId, apiKey } = DEFAULT_CREDENTIALS
    const api = '/third-parties'
    const login = { ...prefixed, 'client-id': clientId, 'api-key': apiKey }
    const token = await app.inject({ method: 'POST', url: `${api}/generate-token`, headers: login })
    const answers = [
      token,
      await app.inject({
        method: 'POST',
        url: `${api}/checkout-link/generate-checkout-url`,
        headers: { ...prefixed, authorization: String(token.json().token ?? '') },
        payload: { totalPrice: '12500', orderCurrency: 'TZS', orderReference: 'ORDER1001' },
      }),
    ]
    for (const path of ['/', '/sandbox', '/docs/json', '/sandbox/docs/json', '/sandbox/api/v1/merchants']) {
      answers.push(await app.inject({ url: path, headers: { ...prefixed, ...asInspector } }))
    }
    for (const { statusCode, body, headers } of answers) {
      if (statusCode === 421) continue
      expect(body).not.toContain('evil.example')
      expect(String(headers.location)).not.toContain('evil.example')
    }
    const later = await app.inject({ url: '/docs/json', headers: { host: 'localhost' } })
    expect(later.body).not.toContain('evil.example')
    expect(await linkAt(url.replace('qa.example.com/pay', '127.0.0.1'), {}).catch(() => '')).not.toContain(
      'evil',
    )
  })

  test('is followed once it is allowed', async () => {
    const { app } = await start({ allowedHosts: ['*.shop.test'] })
    const reply = await app.inject({
      url: '/sandbox/api/v1/merchants',
      headers: { ...asInspector, host: 'qa.shop.test:8443' },
    })
    expect(reply.json().items[0].apiUrl).toBe('http://qa.shop.test:8443/third-parties')
  })
})

describe('a trusted proxy', () => {
  /** Where the sandbox believes to be reached, by a request with these headers. */
  async function apiUrlWith(headers: Record<string, string>, options: Partial<ServeOptions> = {}) {
    const { app } = await start({ trustedProxies: ['loopback'], ...options })
    const reply = await app.inject({
      url: '/sandbox/api/v1/merchants',
      headers: { host: '127.0.0.1:4255', ...asInspector, ...headers },
    })
    expect(reply.statusCode).toBe(200)
    return reply.json().items[0].apiUrl.replace('/third-parties', '')
  }

  test.each<[headers: Record<string, string>, url: string]>([
    [{ 'x-forwarded-host': 'pay.example.com' }, 'http://pay.example.com'],
    [{ 'x-forwarded-host': 'pay.example.com', 'x-forwarded-proto': 'https' }, 'https://pay.example.com'],
    [{ 'x-forwarded-host': 'pay.example.com', 'x-forwarded-port': '8443' }, 'http://pay.example.com:8443'],
    [{ 'x-forwarded-host': 'pay.example.com:8080', 'x-forwarded-port': '80' }, 'http://pay.example.com:8080'],
    [
      { 'x-forwarded-host': 'pay.example.com', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
      'https://pay.example.com',
    ],
    [{ host: '192.168.1.5:4255', 'x-forwarded-port': '39001' }, 'http://192.168.1.5:39001'],
    [{ 'x-forwarded-prefix': '/pay' }, 'http://127.0.0.1:4255/pay'],
    [{ 'x-forwarded-prefix': '/pay/' }, 'http://127.0.0.1:4255/pay'],
    [{ forwarded: 'for=192.0.2.60;proto=https;host=pay.example.com' }, 'https://pay.example.com'],
    [{ forwarded: 'for="[2001:db8::1]:47011"; Host="pay.example.com:8443"' }, 'http://pay.example.com:8443'],
    [{ forwarded: 'host=client.example, for=1.2.3.4;host=pay.example.com' }, 'http://pay.example.com'],
    [{ 'x-forwarded-host': 'client.example, pay.example.com' }, 'http://pay.example.com'],
    [{ 'x-forwarded-host': 'pay.example.com', forwarded: 'host=other.example' }, 'http://pay.example.com'],
  ])('says where it is reached: %j', async (headers, url) => {
    expect(await apiUrlWith(headers)).toBe(url)
  })

  test('that passes the host on as it came needs the name to be allowed', async () => {
    const headers = { host: 'pay.example.com', 'x-forwarded-proto': 'https' }
    expect(await apiUrlWith(headers, { allowedHosts: ['pay.example.com'] })).toBe('https://pay.example.com')
  })

  test.each([
    { 'x-forwarded-host': 'evil.example/path' },
    { 'x-forwarded-host': 'user@evil.example' },
    { 'x-forwarded-proto': 'javascript' },
    { 'x-forwarded-port': '99999' },
    { 'x-forwarded-port': '80@evil.example' },
    { 'x-forwarded-prefix': '//evil.example' },
    { 'x-forwarded-prefix': 'https://evil.example' },
    { 'x-forwarded-prefix': '/../..' },
    { 'x-forwarded-prefix': '/pay"><script>' },
    { forwarded: 'host="evil.example/x";proto=ftp' },
  ])('is not believed what cannot be right: %j', async (headers) => {
    expect(await apiUrlWith(headers)).toBe('http://127.0.0.1:4255')
  })

  test('is believed nothing by default, and by other addresses than its own', async () => {
    const headers = { 'x-forwarded-host': 'pay.example.com', 'x-forwarded-prefix': '/pay' }
    expect(await apiUrlWith(headers, { trustedProxies: [] })).toBe('http://127.0.0.1:4255')
    expect(await apiUrlWith(headers, { trustedProxies: ['10.0.0.0/8', 'private', '::2'] })).toBe(
      'http://127.0.0.1:4255',
    )
    expect(await apiUrlWith(headers, { trustedProxies: ['127.0.0.1'] })).toBe('http://pay.example.com/pay')
  })

  test('does not move a public address, only the path before pages', async () => {
    const headers = { 'x-forwarded-host': 'other.example', 'x-forwarded-prefix': '/other' }
    const options = { publicUrl: 'https://qa.example.com/pay' }
    expect(await apiUrlWith(headers, options)).toBe('https://qa.example.com/pay')
    const { app } = await start({ trustedProxies: ['loopback'], ...options })
    const page = await app.inject({ url: '/sandbox', headers: { ...headers, ...asInspector } })
    expect(addressesOn(page.body).every((address) => address.startsWith('/other'))).toBe(true)
  })

  test('passes on requests for names that were allowed, where some were', async () => {
    const { app } = await start({ trustedProxies: ['loopback'], allowedHosts: ['pay.example.com'] })
    const ask = async (host: string) =>
      (await app.inject({ url: '/healthz', headers: { host: 'localhost', 'x-forwarded-host': host } }))
        .statusCode
    expect(await ask('pay.example.com')).toBe(200)
    expect(await ask('evil.example')).toBe(421)
  })

  test('says which address a merchant calls from', async () => {
    const options = {
      trustedProxies: ['loopback'],
      merchant: { allowedAddresses: ['203.0.113.9'] },
    }
    const { app } = await start(options)
    const { clientId, apiKey } = DEFAULT_CREDENTIALS
    const ask = async (address: string) => {
      const headers = { 'client-id': clientId, 'api-key': apiKey, 'x-forwarded-for': address }
      return (await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })).statusCode
    }
    expect(await ask('203.0.113.9')).toBe(200)
    expect(await ask('203.0.113.9, 198.51.100.1')).toBe(403)
  })

  test('makes the sandbox one that others reach, which asks for a token', async () => {
    const { controlToken } = await start({ trustedProxies: ['loopback'], controlToken: null })
    expect(controlToken).toMatch(/^[\w-]{32}$/)
  })
})

describe('the public address', () => {
  async function control(app: Awaited<ReturnType<typeof start>>['app']) {
    const ask = (method: 'GET' | 'PUT' | 'POST', url: string, payload?: object) =>
      app.inject({
        method,
        url: `/sandbox/api/v1${url}`,
        headers: { host: '127.0.0.1:4255', ...asInspector },
        ...(payload ? { payload } : {}),
      })
    return {
      put: (publicUrl?: string | null) =>
        ask('PUT', '/public-url', publicUrl === undefined ? {} : { publicUrl }),
      get: async () => (await ask('GET', '/public-url')).json(),
      reset: () => ask('POST', '/reset'),
      apiUrl: async () => (await ask('GET', '/merchants')).json().items[0].apiUrl,
    }
  }

  test('is set while the sandbox runs, outlives a reset, and goes back to what was configured', async () => {
    const { app } = await start({ publicUrl: 'http://127.0.0.1:1/one' })
    const { put, get, reset, apiUrl } = await control(app)
    expect(await get()).toMatchObject({ publicUrl: 'http://127.0.0.1:1/one' })
    expect((await put('http://127.0.0.1:39001/two/')).json()).toEqual({
      publicUrl: 'http://127.0.0.1:39001/two/',
      apiUrl: 'http://127.0.0.1:39001/two/third-parties',
      checkoutUrl: 'http://127.0.0.1:39001/two',
      inspectorUrl: 'http://127.0.0.1:39001/two/sandbox',
    })
    await reset()
    expect(await apiUrl()).toBe('http://127.0.0.1:39001/two/third-parties')
    for (const back of [null, undefined]) {
      await put('http://127.0.0.1:39001')
      await put(back)
      expect(await apiUrl()).toBe('http://127.0.0.1:1/one/third-parties')
    }
  })

  test('is each caller’s own again where none was configured', async () => {
    const { app } = await start()
    const { put, get, apiUrl } = await control(app)
    await put('http://localhost:39001')
    await put(null)
    expect((await get()).publicUrl).toBeNull()
    expect(await apiUrl()).toBe('http://127.0.0.1:4255/third-parties')
  })

  test.each([
    'nowhere',
    'ftp://127.0.0.1',
    'http://127.0.0.1/?a=b',
    'http://127.0.0.1:1/third-parties',
    '',
    // One reader of these takes another host for theirs than another reader does.
    'http://localhost\\@evil.example/',
    'http://local\thost/',
    'http://127.0.0.1/"><script>',
  ])('is refused when it is none: %s', async (publicUrl) => {
    const { put } = await control((await start()).app)
    const reply = await put(publicUrl)
    expect(reply.statusCode).toBe(400)
    expect(reply.json().message).toContain('publicUrl')
  })

  test('is no other machine’s name where nothing keeps others out', async () => {
    const guarded = await control((await start({ host: '0.0.0.0' })).app)
    expect((await guarded.put('https://qa.example.com')).statusCode).toBe(200)
    const open = await control((await start()).app)
    const refused = await open.put('https://qa.example.com')
    expect(refused.statusCode).toBe(409)
    expect(refused.json()).toMatchObject({
      code: 'PUBLIC_URL_NOT_GUARDED',
      hint: expect.stringContaining('--allowed-hosts qa.example.com'),
    })
  })

  test('that is configured wrongly is refused at the start', async () => {
    await expect(start({ publicUrl: 'qa.example.com' })).rejects.toThrow(
      /publicUrl: .*absolute http or https/,
    )
    await expect(start({ trustedProxies: ['proxy.example'] })).rejects.toThrow(/trustedProxies/)
  })
})

describe('a client that is connected', () => {
  test('is told addresses below the one that it was given, whatever the public one is', async () => {
    const { port } = await start({ controlToken: null, publicUrl: 'http://localhost:1/public' })
    const outer = await startProxy(port, { path: (path) => path.replace(/^\/deep/, '') })
    const sandbox = await connectSandbox(`${outer}/deep/`)
    const merchant = await sandbox.createMerchant()
    expect(sandbox.url).toBe(`${outer}/deep`)
    expect(merchant.apiUrl).toBe(`${outer}/deep/third-parties`)
    expect(await merchant.read()).toMatchObject({
      apiUrl: `${outer}/deep/third-parties`,
      checkoutUrl: `${outer}/deep`,
    })
    const login = { 'client-id': merchant.clientId, 'api-key': merchant.apiKey }
    const { token } = await post(`${merchant.apiUrl}/generate-token`, {}, login)
    const order = { totalPrice: '12500', orderCurrency: 'TZS', orderReference: 'ORDER1001' }
    await post(`${merchant.apiUrl}/checkout-link/generate-checkout-url`, order, {
      authorization: String(token),
    })
    const [link] = await merchant.links()
    expect(link?.url).toBe(`${outer}/deep/${link?.id}`)
    expect((await fetch(link?.url ?? '')).status).toBe(200)
  })

  test('sets the public address for everybody', async () => {
    const { port, url } = await start({ controlToken: null })
    const outer = await mapPort(port)
    const sandbox = await connectSandbox(url)
    const set = await sandbox.setPublicUrl(outer)
    expect(set.apiUrl).toBe(`${outer}/third-parties`)
    expect(await linkAt(url)).toMatch(new RegExp(`^${outer}/CHE`))
    await sandbox.setPublicUrl(null)
    expect(await linkAt(url)).toMatch(new RegExp(`^${url}/CHE`))
  })
})

describe('hosted pages', () => {
  test('are at the root, as the live ones are, and below /checkout, as older links have them', async () => {
    const { url } = await start()
    const link = await linkAt(url)
    expect(link).toMatch(new RegExp(`^${url}/CHE[0-9A-F]{7}$`))
    const [atRoot, below] = await Promise.all([fetch(link), fetch(link.replace('/CHE', '/checkout/CHE'))])
    expect([atRoot.status, below.status]).toEqual([200, 200])
    const withoutClock = (text: string) => text.replaceAll(/<aside[\s\S]*<\/aside>/g, '')
    expect(withoutClock(await atRoot.text())).toBe(withoutClock(await below.text()))
    for (const nothing of ['/CHE0A1B2C3/', '/CHE0A1B2C3?lang=sw', '/payout/PAL0A1B2C3'])
      expect((await fetch(url + nothing)).headers.get('content-type')).toContain('text/html')
    expect((await fetch(`${url}/CHE`)).headers.get('content-type')).toContain('application/json')
  })

  test('remember the language that was chosen at the root', async () => {
    const { url } = await start()
    const reply = await fetch(`${await linkAt(url)}?lang=sw`)
    expect(reply.headers.get('set-cookie')).toContain('checkout-lang=sw; Path=/;')
  })

  test('have an origin of their own where one is set: links begin with it, and its host is answered', async () => {
    const { url } = await start({ checkoutUrl: 'https://checkout.clickpesa.com/', controlToken: null })
    const link = await linkAt(url)
    expect(link).toMatch(/^https:\/\/checkout\.clickpesa\.com\/CHE[0-9A-F]{7}$/)
    const { pathname } = new URL(link)
    expect((await fetch(url + pathname)).status).toBe(200)
    const { port } = new URL(url)
    const askFor = async (host: string) =>
      lastAnswer(
        await exchange(
          Number(port),
          `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
        ),
      ).status
    expect(await askFor('checkout.clickpesa.com')).toBe(200)
    expect(await askFor('elsewhere.test')).toBe(421)
    const merchants = await fetch(`${url}/sandbox/api/v1/merchants`)
    expect(merchants.status).toBe(200)
  })

  test('at a name of somebody else need a control token, as everything that others can reach', async () => {
    const serving = await start({ checkoutUrl: 'https://pay.qa.example.com', controlToken: null })
    expect(serving.controlToken).toMatch(/\S{20}/)
  })

  test.each([
    'https://checkout.clickpesa.com/pay',
    'checkout.clickpesa.com',
    'ftp://a.test',
    'https://a.test/?x',
  ])('cannot be at %s', async (checkoutUrl) => {
    await expect(serve({ port: 0, host: '127.0.0.1', checkoutUrl })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('checkoutUrl'),
    })
  })

  test('are found below the path of a proxy that is called as a part of the sandbox', async () => {
    const { url, port } = await start()
    const outer = await startProxy(port, { path: (path) => path })
    await fetch(`${url}/sandbox/api/v1/public-url`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...asInspector },
      body: JSON.stringify({ publicUrl: `${outer}/sandbox` }),
    })
    const link = await linkAt(`${outer}/sandbox`)
    expect(link).toMatch(/\/sandbox\/CHE\w{7}$/)
    expect((await fetch(link)).status).toBe(200)
  })
})
