import { expect, onTestFinished, test } from 'vitest'
import { createSandbox } from '../../server/testing/index.js'
import { openSandbox } from '../../server/testing/open-sandbox.js'

async function running(controlToken: string) {
  const sandbox = await createSandbox({ port: 0, host: '127.0.0.1', controlToken })
  onTestFinished(() => sandbox.close())
  return sandbox.url
}

test('an address at which nothing runs fails, rather than starting something else', async () => {
  await expect(openSandbox({}, { CLICKPESA_SANDBOX_URL: 'http://127.0.0.1:1' })).rejects.toThrow()
})

test('without an address a sandbox of its own is started, on a free port and with its options', async () => {
  const [one, two] = await Promise.all([openSandbox({ profile: 'documented' }, {}), openSandbox({}, {})])
  onTestFinished(() => one.close())
  onTestFinished(() => two.close())
  expect(one.url).not.toBe(two.url)
  expect(await (await one.createMerchant()).read()).toMatchObject({ profile: 'documented' })
  expect(await (await two.createMerchant()).read()).toMatchObject({ profile: 'live' })
})

test('the environment says where a sandbox runs, and its token', async () => {
  const env = {
    CLICKPESA_SANDBOX_URL: await running('my-token'),
    CLICKPESA_SANDBOX_CONTROL_TOKEN: 'my-token',
  }
  const sandbox = await openSandbox({}, env)
  expect(sandbox.url).toBe(env.CLICKPESA_SANDBOX_URL)
  await sandbox.createMerchant()
})

test('what is chosen in the code counts more than the environment', async () => {
  const env = { CLICKPESA_SANDBOX_URL: 'http://127.0.0.1:1', CLICKPESA_SANDBOX_CONTROL_TOKEN: 'other' }
  const url = await running('chosen-token')
  const sandbox = await openSandbox({ url, controlToken: 'chosen-token' }, env)
  expect(sandbox.url).toBe(url)
  await sandbox.createMerchant()
})
