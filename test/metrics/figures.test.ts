import { expect, it, onTestFinished } from 'vitest'
import { buildApp } from '../../server/app.js'
import { Figures } from '../../server/metrics/figures.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'

async function counting(times: number) {
  const sandbox = await Sandbox.open()
  const app = await buildApp(sandbox)
  onTestFinished(async () => {
    await app.close()
    await sandbox.close()
  })
  const figures = new Figures()
  figures.countFrom(app, sandbox)
  for (let i = 0; i < times; i++) figures.note((metrics) => metrics.countInternalError())
  const text = await (await figures.of(sandbox)).text()
  return /^clickpesa_sandbox_internal_errors_total (\d+)$/m.exec(text)?.[1]
}

it('what happens before anybody asks for figures counts', async () => {
  expect(await counting(7)).toBe('7')
})

it('so does more than is kept for later, where nobody calls', async () => {
  expect(await counting(250)).toBe('250')
})
