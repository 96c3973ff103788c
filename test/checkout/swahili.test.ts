import { expect, it } from 'vitest'
import { operatorInSwahili } from '../../server/checkout/i18n/sw-told.js'
import { loadScenarios } from '../../server/scenario/load.js'
import { openCheckout } from './support.js'

it('has every message of the built-in scenarios in Swahili, and leaves others as they are', async () => {
  const scenarios = [...(await loadScenarios()).values()]
  const messages = scenarios.flatMap(({ attempts }) =>
    attempts.flatMap(({ timeline }) => timeline.map(({ message }) => message)),
  )
  const missing = messages.filter((message) => message !== '' && operatorInSwahili(message) === message)
  expect([...new Set(missing)]).toEqual([])
  expect(operatorInSwahili('Our own words')).toBe('Our own words')
  expect(operatorInSwahili('constructor')).toBe('constructor')
})

it('tells a customer who reads Swahili why a payment failed and what happened', async () => {
  const { customer, advance, app, linkId } = await openCheckout({ scenario: 'wrong-pin', returnUrl: null })
  await customer.pay()
  await advance(10_000)
  const page = await customer.open('?lang=sw')
  expect(page.html).toContain('PIN si sahihi. Jaribu tena')
  expect(page.html).not.toContain('Wrong PIN')
  expect(page.html).toContain('Malipo yalikuwa PROCESSING, sasa ni FAILED')
  const { items } = (await app.inject(`/checkout/${linkId}/happenings?lang=sw`)).json()
  expect(items[0].text).toBe('Kiungo cha malipo kimetengenezwa')
  expect((await app.inject(`/checkout/${linkId}/happenings`)).json().items[0].text).toContain('checkout link')
})
