import { describe, expect, onTestFinished, test } from 'vitest'
import { createSandbox, type MerchantClient, type SandboxClient } from '../../server/testing/index.js'
import { CheckoutPage, fixtures, type SandboxTestFixtures } from '../../server/testing/playwright.js'

/** Plays the runner: hands a fixture what it needs, and takes it down once it was used. */

const [openSandbox] = fixtures.sandbox
const { merchant: openMerchant, checkoutPage: openCheckoutPage } = fixtures

interface Attached {
  readonly name: string
  readonly body: string
  readonly contentType: string
}

function aTest(details: { status?: string; retry?: number } = {}) {
  const attached: Attached[] = []
  const info = {
    titlePath: ['', 'pay.spec.ts', 'a shop', 'is paid'],
    retry: 0,
    status: 'passed',
    expectedStatus: 'passed',
    attach: async (name: string, attachment: { body: string; contentType: string }) => {
      attached.push({ name, ...attachment })
    },
    ...details,
  }
  return { info, attached }
}

async function startSandbox(): Promise<SandboxClient> {
  const sandbox = await createSandbox({ port: 0 })
  onTestFinished(() => sandbox.close())
  return sandbox
}

async function lend(
  info: ReturnType<typeof aTest>['info'],
  use: (merchant: MerchantClient) => Promise<void>,
  merchantSettings: SandboxTestFixtures['merchantSettings'] = {},
) {
  await openMerchant({ sandbox: await startSandbox(), merchantSettings }, use, info)
}

describe('merchant', () => {
  test('is removed even when whatever uses it breaks', async () => {
    let lent: MerchantClient | undefined
    const broken = lend(aTest().info, async (merchant) => {
      lent = merchant
      throw new Error('broken')
    })
    await expect(broken).rejects.toThrow('broken')
    await expect(lent?.read()).rejects.toMatchObject({ code: 'MERCHANT_NOT_FOUND' })
  })

  test('is for one test, whose title it bears, and is opened as the options say', async () => {
    const { info, attached } = aTest()
    await lend(
      info,
      async (merchant) => {
        const { name, clock } = await merchant.read()
        expect([name, clock.frozen]).toEqual(['pay.spec.ts > a shop > is paid', true])
      },
      { clock: { frozen: true } },
    )
    expect(attached).toEqual([])
  })

  test('says which try it is', async () => {
    await lend(aTest({ retry: 2 }).info, async (merchant) => {
      expect((await merchant.read()).name).toBe('pay.spec.ts > a shop > is paid (retry 2)')
    })
  })

  test.each(['failed', 'timedOut'])('tells what the sandbox saw when the test %s', async (status) => {
    const { info, attached } = aTest({ status })
    await lend(info, async () => {})
    expect(attached).toMatchObject([{ name: 'sandbox', contentType: 'text/plain' }])
    expect(attached[0]?.body).toContain('merchant:opened')
  })
})

test('the sandbox is one of the worker, and closed at its end', async () => {
  let url = ''
  await openSandbox({ sandboxChoice: { port: 0 } }, async (sandbox) => {
    url = sandbox.url
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })
  await expect(fetch(`${url}/readyz`)).rejects.toThrow()
})

test('the page object belongs to the page of the test', async () => {
  const page = { url: () => 'about:blank', locator: () => null } as never
  await openCheckoutPage({ page }, async (checkoutPage) => {
    expect(checkoutPage).toBeInstanceOf(CheckoutPage)
  })
})

test('the page object says so when Playwright is too old for it', async () => {
  const page = { url: () => 'about:blank' } as never
  await expect(openCheckoutPage({ page }, async () => {})).rejects.toThrow('needs Playwright 1.16 or newer')
})

test('options can be set by tests and projects, and the sandbox is shared by a worker', () => {
  expect(fixtures.sandboxChoice[1]).toEqual({ option: true, scope: 'worker' })
  expect(fixtures.sandbox[1]).toEqual({ scope: 'worker' })
  expect(fixtures.merchantSettings[1]).toEqual({ option: true })
})
