import { expect, onTestFinished, test } from 'vitest'
import { connectSandbox, createSandbox } from '../../server/testing/index.js'

/** Options as somebody without a type checker may write them. */
const misspelt = (options: object) => options as never

test('an option of createSandbox that there is not is refused, with the one that was meant', async () => {
  await expect(createSandbox(misspelt({ port: 0, checksumEnable: true }))).rejects.toThrow(
    'createSandbox has no option "checksumEnable"',
  )
  await expect(createSandbox(misspelt({ prot: 0 }))).rejects.toThrow(/"prot"; did you mean "port"\?/)
})

test('so is one of connectSandbox, of a merchant, of a payment and of a wait', async () => {
  const sandbox = await createSandbox({ port: 0 })
  onTestFinished(() => sandbox.close())
  await expect(connectSandbox(sandbox.url, misspelt({ tokn: 'x' }))).rejects.toThrow(
    /"tokn"; did you mean "token"\?/,
  )
  await expect(sandbox.createMerchant(misspelt({ returnURL: 'http://shop.test' }))).rejects.toThrow(
    /"returnURL"; did you mean "returnUrl"\?/,
  )
  const merchant = await sandbox.createMerchant()
  await expect(merchant.pay('ORDER1001', misspelt({ scenerio: 'wrong-pin' }))).rejects.toThrow(
    /"scenerio"; did you mean "scenario"\?/,
  )
  await expect(merchant.waitForPayment(misspelt({ orderRef: 'A' }))).rejects.toThrow(/orderRef/)
  await expect(merchant.waitForPayment({}, misspelt({ timeout: 5 }))).rejects.toThrow(
    /"timeout"; did you mean "timeoutMs"\?/,
  )
})
