import { expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

test('two merchants cannot both take one client id, however close together they ask', async () => {
  const { sandbox, openShop } = await startSandbox()
  const [one, other] = [await openShop(), await openShop()]
  const asked = [one, other].map(({ id }) => sandbox.applications.add(id, { clientId: 'IDSHARED1' }))
  const results = await Promise.allSettled([
    ...asked,
    sandbox.merchants.open({ clientId: 'IDSHARED1' }, 'a test'),
  ])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'CLIENT_ID_TAKEN' })
  }
  const { merchantId } = (await sandbox.applications.find('IDSHARED1')) ?? {}
  const owners = (await sandbox.merchants.list()).filter(({ applications }) =>
    applications.some(({ id }) => id === 'IDSHARED1'),
  )
  expect(owners.map(({ merchant }) => merchant.id)).toEqual([merchantId])
})
