import { type Browser, chromium } from 'playwright-core'
import { inject, test } from 'vitest'

/** Starts a headless browser that stays off the network apart from what the test opens. */
export function openBrowser(...switches: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromium'),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...switches,
    ],
  })
}

/** The browser of a worker: started for the first test that asks for it, and closed when the worker ends. */
export const withBrowser = test
  .extend('switches', { scope: 'worker' }, (): readonly string[] => [])
  .extend('browser', { scope: 'worker' }, async ({ switches }, { onCleanup }) => {
    const browser = await openBrowser(...switches)
    onCleanup(() => browser.close())
    return browser
  })
