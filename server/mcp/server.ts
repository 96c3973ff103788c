import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { LIMITS } from '../domain/limits.js'
import { SandboxMistake } from '../errors.js'
import { cut } from '../lib/cut.js'
import { excessOf } from '../lib/json-extent.js'
import { nearest } from '../lib/nearest.js'
import { printable } from '../lib/printable.js'
import { packageVersion } from '../package-root.js'
import { oneLine } from '../schema/issue.js'
import { issuesIn } from '../schema/validator.js'
import type { Tool, Toolbox } from './tool.js'
import { TOOLS } from './tools.js'

const INSTRUCTIONS =
  'A sandbox of ClickPesa, the Tanzanian payment gateway: the same API, payment page and webhooks, and no money moves. Open a merchant, give its credentials and apiUrl to the code under test, place an order with that code, pay it here, move the clock, and read the timeline of the order.'

const MAX_LEVELS = LIMITS.controlLevels.most

/** A server of the Model Context Protocol, whose tools work on one sandbox. */
export function mcpServer(toolbox: Toolbox): Server {
  const server = new Server(
    { name: 'clickpesa-sandbox', version: packageVersion },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  )
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: TOOLS.map(({ name, description, input, readOnly }) => ({
      name,
      description,
      inputSchema: input as { type: 'object' },
      annotations: { readOnlyHint: readOnly, openWorldHint: false },
    })),
  }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) =>
    result(toolbox, params.name, params.arguments),
  )
  return server
}

/** What a tool says. Its mistakes are results too: an agent reads them and can do better. */
async function result(toolbox: Toolbox, name: string, input: unknown = {}): Promise<CallToolResult> {
  const found = TOOLS.find((tool) => tool.name === name)
  if (!found) return mistake(`there is no tool ${name}`, hintFor(name))
  if (isTooDeep(input)) return mistake(`the input of ${name} is nested too deep`, found.description)
  const issues = issuesIn(found.input, input)
  if (issues.length > 0)
    return mistake(`the input of ${name} is wrong: ${oneLine(issues)}`, found.description)
  try {
    const run = found.run as (toolbox: Toolbox, input: unknown) => Promise<unknown>
    return said(inBounds(await run(toolbox, input)))
  } catch (error) {
    if (error instanceof SandboxMistake) return mistake(error.message, error.hint)
    throw error
  }
}

/** What is longer leaves an agent no room for its work, and many cut it off somewhere themselves. */
const MAX_CHARACTERS = 60_000

/** How long texts and lists in an answer may be, from what costs nothing to what always fits. */
const BOUNDS = [
  { characters: Number.POSITIVE_INFINITY, entries: Number.POSITIVE_INFINITY },
  { characters: 2000, entries: 100 },
  { characters: 500, entries: 30 },
  { characters: 100, entries: 10 },
] as const

/** An answer as JSON. Where it is too long, texts keep their beginning and lists their end, and each says what it lacks. */
function inBounds(answer: unknown): string {
  let text = ''
  for (const { characters, entries } of BOUNDS) {
    text = JSON.stringify(
      answer,
      (_, value: unknown) => {
        if (typeof value === 'string' && value.length > characters)
          return `${cut(value, characters)}… (${value.length} characters)`
        if (Array.isArray(value) && value.length > entries)
          return [`… (${value.length - entries} before)`, ...value.slice(-entries)]
        return value
      },
      1,
    )
    if (text.length <= MAX_CHARACTERS) return text
  }
  return cut(text, MAX_CHARACTERS)
}

/** Whether an input could not be passed on: whatever does so calls itself for what is within. */
function isTooDeep(input: unknown): boolean {
  try {
    return excessOf(JSON.stringify(input), { values: Number.POSITIVE_INFINITY, levels: MAX_LEVELS }) !== null
  } catch (error) {
    if (error instanceof RangeError) return true
    throw error
  }
}

function hintFor(name: string): string {
  const names = TOOLS.map((tool: Tool) => tool.name)
  const guess = nearest(name, names)
  return `${guess ? `did you mean ${guess}? ` : ''}There are: ${names.join(', ')}`
}

function mistake(message: string, hint: string): CallToolResult {
  return { isError: true, ...said(`${message}\n${hint}`) }
}

/** Texts of customers and shops are in it: what nobody would see of them is not hidden from whoever watches the agent. */
function said(text: string): CallToolResult {
  return { content: [{ type: 'text', text: printable(text) }] }
}
