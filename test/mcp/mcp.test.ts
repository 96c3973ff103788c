import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { freePort } from '../support/free-port.js'
import { agent, shopSends, textOf } from './agent.js'

describe('an agent', () => {
  it('has a shop checked that it wrote, and reads what check says of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'agent-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const port = await freePort()
    const shop = join(packageRoot, 'examples/duka-python')
    const config = await readFile(join(shop, 'check.yaml'), 'utf8')
    await writeFile(join(folder, 'check.yaml'), config.replace(':3000', `:${port}`))
    const env = { ...(process.env as Record<string, string>), PORT: String(port) }
    const { use } = await agent({ folder, env })
    const command = ['python3', join(shop, 'duka.py')]
    const right = await use('check_shop', { command, only: ['webhook-duplicate'] })
    expect(right).toEqual({ verdict: 'right', report: expect.stringContaining('nothing wrong was found') })
    const absent = await use('check_shop', { command, config: 'none.yaml' })
    expect(absent).toEqual({ verdict: 'could not be judged', report: expect.stringContaining('none.yaml') })
  })

  it('has an order paid that its code placed, and reads what happened', async () => {
    const { use } = await agent()
    const merchant = await use('open_merchant', { frozenClock: true })
    const { token } = await shopSends(`${merchant.apiUrl}/generate-token`, {
      'client-id': merchant.clientId,
      'api-key': merchant.apiKey,
    })
    const order = { totalPrice: '5000', orderReference: 'AGENT1', orderCurrency: 'TZS' }
    await shopSends(`${merchant.apiUrl}/checkout-link/generate-checkout-url`, { authorization: token }, order)
    const of = { merchant: merchant.id, orderReference: 'AGENT1' }
    await use('choose_scenario', { ...of, scenario: 'wrong-pin' })
    expect(await use('pay_order', of)).toMatchObject({ status: 'PROCESSING', scenario: 'wrong-pin' })
    expect((await use('order_timeline', of)).next.length).toBeGreaterThan(0)
    await use('move_clock', { merchant: merchant.id, advance: '1m' })
    const told = await use('order_timeline', of)
    expect(told.payments).toMatchObject([{ status: 'FAILED' }])
    expect(told.requests).toMatchObject([{ status: 200 }])
    expect(told.journal.map(({ type }: { type: string }) => type)).toContain('payment:moved')
  })

  it('finds a scenario by words', async () => {
    const { use } = await agent()
    const found: { name: string }[] = await use('list_scenarios', { words: 'wrong pin' })
    expect(found.map(({ name }) => name)).toContain('wrong-pin')
    expect(found.length).toBeLessThan(10)
  })

  it('is told why its calls were refused, also those of nobody that is known', async () => {
    const { use } = await agent()
    const merchant = await use('open_merchant')
    const tokenAt = `${merchant.apiUrl}/generate-token`
    await shopSends(tokenAt, { 'client-id': merchant.clientId, 'api-key': 'SKWRONG' })
    await shopSends(tokenAt, { 'client-id': 'IDNOBODY', 'api-key': 'SKWRONG' })
    const own = await use('explain_refusals', { merchant: merchant.id })
    expect(own).toMatchObject([{ path: '/third-parties/generate-token', status: 403 }])
    expect(own[0].explanation).toMatch(/key/)
    expect(await use('explain_refusals')).toMatchObject([{ path: '/third-parties/generate-token' }])
  })

  it('is told how a checksum went wrong', async () => {
    const { use } = await agent()
    const asked = { payload: { b: 1, a: 2 }, checksumKey: 'CHKSANDBOXDEFAULT000000000000000001' }
    const said = await use('explain_checksum', { ...asked, checksum: '00' })
    expect(said).toMatchObject({ matches: false, explanation: expect.any(String) })
  })

  it('reads its own mistakes, and can do better', async () => {
    const { call } = await agent()
    const without = await call('pay_order')
    expect([without.isError, textOf(without)]).toEqual([
      true,
      expect.stringContaining('"orderReference" is missing'),
    ])
    const misnamed = await call('pay_ordr')
    expect(textOf(misnamed)).toMatch(/^there is no tool pay_ordr\ndid you mean pay_order\?/)
    const unknown = await call('pay_order', { orderReference: 'NONE' })
    expect([unknown.isError, textOf(unknown).split('\n').length]).toEqual([true, 2])
  })
})

it('the command serves the tools over its standard streams, with a sandbox of its own', async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(packageRoot, 'dist/server/main.js'), 'mcp'],
    stderr: 'ignore',
  })
  const client = new Client({ name: 'an agent', version: '1.0.0' })
  await client.connect(transport)
  onTestFinished(() => client.close())
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toEqual([
    'open_merchant',
    'list_scenarios',
    'choose_scenario',
    'pay_order',
    'move_clock',
    'order_timeline',
    'explain_refusals',
    'explain_checksum',
    'check_shop',
  ])
  expect(tools.every(({ inputSchema, description }) => inputSchema.type === 'object' && description)).toBe(
    true,
  )
  const opened = (await client.callTool({ name: 'open_merchant', arguments: {} })) as CallToolResult
  expect(JSON.parse(textOf(opened)).apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/third-parties$/)
})
