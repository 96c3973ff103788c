import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { onTestFinished } from 'vitest'
import { shopCheck } from '../../server/cli/check.js'
import { controlApi } from '../../server/cli/control-api.js'
import { mcpServer } from '../../server/mcp/server.js'
import { serve } from '../../server/serve.js'
import { type Around, fakeIo } from '../cli/fake-io.js'

/** What a tool said, as text. */
export function textOf({ content }: CallToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

/** An agent with a sandbox in this process. */
export async function agent(around?: Around) {
  const serving = await serve({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => serving.close())
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  const toolbox = { call: controlApi({ url: serving.url }, {}), checkShop: shopCheck(fakeIo(around).io) }
  await mcpServer(toolbox).connect(ours)
  const client = new Client({ name: 'an agent', version: '1.0.0' })
  await client.connect(theirs)
  const call = (name: string, input: Record<string, unknown> = {}) =>
    client.callTool({ name, arguments: input }) as Promise<CallToolResult>
  const use = async (name: string, input: Record<string, unknown> = {}) => {
    const said = await call(name, input)
    if (said.isError) throw new Error(textOf(said))
    return JSON.parse(textOf(said))
  }
  return { client, call, use }
}

/** What the code under test does. */
export async function shopSends(url: string, headers: Record<string, string>, body: object = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as { token: string; checkoutLink: string }
}
