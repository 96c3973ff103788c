import { expect } from 'vitest'
import { buildApp } from '../../server/app.js'
import { banner } from '../../server/cli/banner.js'
import { packageVersion } from '../../server/package-root.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { withBrowser } from '../support/browser.js'
import { startReceiver } from '../support/receiver.js'
import { openPage } from './harness.js'

withBrowser(
  'a tester who has read nothing gets from the start banner to every outcome, and to why a checksum was refused',
  async ({ browser }) => {
    const receiver = await startReceiver(200)
    const webhooks = { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url }
    const sandbox = await Sandbox.open({ seed: 'first visit', merchant: { webhooks, checksumEnabled: true } })
    const app = await buildApp(sandbox)
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    try {
      // All that the tester knows.
      const [details] = await sandbox.merchants.list()
      const application = details?.applications[0]
      const shown = banner(
        {
          url,
          host: '127.0.0.1',
          port: Number(new URL(url).port),
          clientId: application?.id ?? '',
          apiKey: details?.apiKeys[0]?.secret ?? '',
          checksumKey: application?.checksumKey ?? '',
          checksumEnabled: true,
          checkoutUrl: null,
          seed: sandbox.seed,
          controlToken: null,
          tokenIsNew: false,
        },
        { version: packageVersion, colours: false, addresses: [] },
      )
      const inspector = shown.match(/Inspector\s+(\S+)/)?.[1] ?? ''
      const [api, clientId, apiKey] = ['Base URL', 'Client id', 'API key'].map(
        (name) => shown.match(new RegExp(`${name}\\s+(\\S+)`))?.[1] ?? '',
      )

      const page = await openPage(browser)
      await page.goto(inspector)
      await page.getByRole('button', { name: 'Create a checkout link' }).click()
      await page.getByRole('heading', { name: /^Order / }).waitFor()

      // It fails with insufficient balance ...
      await page.getByLabel('Scenario').selectOption('insufficient-balance')
      await page.getByRole('button', { name: 'Pay', exact: true }).click()
      await page.locator('#facts').getByText('FAILED').waitFor()

      // ... and succeeds on the second try.
      await page.reload()
      await page.getByLabel('Scenario').selectOption('success')
      await page.getByRole('button', { name: 'Pay', exact: true }).click()
      await page.locator('#facts').getByText('SUCCESS').waitFor()

      // The webhook again.
      await receiver.arrived(2)
      const received = page
        .locator('tr', { hasText: 'PAYMENT RECEIVED' })
        .getByRole('button', { name: 'Send again' })
      await received.click()
      await receiver.arrived(3)
      expect(receiver.received[2]?.text).toBe(receiver.received[1]?.text)
      await page.getByText(/✓ verified with key/).waitFor()

      // A program with a mistake in its checksum, and why it was refused.
      const credentials = { 'client-id': clientId ?? '', 'api-key': apiKey ?? '' }
      const reply = await fetch(`${api}/generate-token`, { method: 'POST', headers: credentials })
      const { token } = (await reply.json()) as { token: string }
      await fetch(`${api}/checkout-link/generate-checkout-url`, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify({
          totalPrice: '12500',
          orderReference: 'FIRSTVISIT',
          orderCurrency: 'TZS',
          checksum: 'f'.repeat(64),
        }),
      })
      await page.getByRole('link', { name: 'Overview' }).click()
      await page
        .locator('#needs-attention-table')
        .getByRole('link', { name: /INVALID_CHECKSUM/ })
        .click()
      expect(await page.getByTestId('explanation').innerText()).toMatch(/checksum/i)
    } finally {
      await app.close()
      await sandbox.close()
    }
  },
)
