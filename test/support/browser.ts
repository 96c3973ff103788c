import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'

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
