import { expect, test } from 'vitest'
import { SeededRandom } from '../../server/domain/random.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { startSandbox } from '../support/sandbox.js'

test('a seed that nobody chose cannot be found by trying', async () => {
  const opened = await Promise.all([Sandbox.open(), Sandbox.open()])
  const [one, other] = opened.map(({ seed }) => seed)
  await Promise.all(opened.map((sandbox) => sandbox.close()))
  expect(one).toMatch(/^[0-9a-f]{32}$/)
  expect(one).not.toBe(other)
})

test('keys are not drawn from the stream of ids that are shown', async () => {
  const { openShop, sandbox } = await startSandbox()
  const shop = await openShop()
  const application = await sandbox.applications.add(shop.id, {})
  const keys = (await sandbox.merchants.details(shop.id)).apiKeys.map(({ secret }) => secret)
  const { seed } = shop.merchant
  const shown = Array.from({ length: 50 }, (_, position) => new SeededRandom({ seed, position }).code(25))
  for (const secret of [...keys, application.checksumKey, shop.applications[0]?.checksumKey ?? '']) {
    expect(shown.filter((code) => secret.includes(code))).toEqual([])
  }
})

test('keys differ from each other, and repeat with the seed', async () => {
  const drawn = async () => {
    const { openShop, sandbox } = await startSandbox({ seed: 'the same' })
    const { id } = await openShop({ clientId: 'IDKEYS' })
    await sandbox.applications.add(id, { clientId: 'IDMORE' })
    await sandbox.applications.addApiKey(id, 'IDMORE', {})
    const { apiKeys, applications } = await sandbox.merchants.details(id)
    return [...apiKeys.map(({ secret }) => secret), ...applications.map(({ checksumKey }) => checksumKey)]
  }
  const keys = await drawn()
  expect(new Set(keys).size).toBe(5)
  expect(await drawn()).toEqual(keys)
})
