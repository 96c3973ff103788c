import { test as base } from 'clickpesa-sandbox/vitest'
import { describe, expect } from 'vitest'

/** What the fixtures for Vitest are tried with, by vitest.test.ts. Some of it fails on purpose. */

const test = base.extend('merchantSettings', { clock: { frozen: true } })

/** Tells the test outside what was seen in here. */
const tell = (fact) => console.error(`seen: ${JSON.stringify(fact)}`)

describe('each test', () => {
  base('has a merchant of its own that bears its name', async ({ merchant }) => {
    const { name, clock } = await merchant.read()
    tell({ name, frozen: clock.frozen })
  })

  test('opens it as the options say', async ({ merchant }) => {
    tell({ frozen: (await merchant.clock.read()).frozen })
  })

  describe('a part of the file', () => {
    test.override({ merchantSettings: { name: 'Duka la Asha' } })

    test('has options of its own', async ({ merchant }) => {
      const { name, clock } = await merchant.read()
      tell({ name, frozen: clock.frozen })
    })
  })

  test.concurrent.for([1, 2, 3])('shares its sandbox, side by side %d', async (_, { sandbox, merchant }) => {
    tell({ url: sandbox.url, merchant: merchant.id })
  })
})

describe('a test that goes wrong', () => {
  test('prints what the sandbox saw', async ({ merchant }) => {
    await merchant.useScenario('slow-success')
    expect('this').toBe('that')
  })

  test('says which try it is', { retry: 1 }, async ({ merchant, task }) => {
    tell({ name: (await merchant.read()).name })
    expect(task.result.retryCount).toBe(1)
  })

  test('may take too long', { timeout: 2000 }, async ({ merchant }) => {
    await merchant.waitForPayment({}, { timeoutMs: 20_000 })
  })

  test('may take its merchant away', async ({ merchant }) => {
    await merchant.remove()
    expect('here').toBe('there')
  })
})

test('a name too long for a merchant is cut at its front'.padEnd(300, '.'), async ({ merchant }) => {
  const { name } = await merchant.read()
  tell({ length: name.length, end: name.slice(-3) })
})
