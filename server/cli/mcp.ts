import { Command } from 'commander'
import { variable } from '../environment.js'
import { shopCheck } from './check.js'
import { type ControlTarget, controlApi } from './control-api.js'
import type { CommandMaker, Io } from './io.js'

export const mcpCommand: CommandMaker = (io, finish) =>
  new Command('mcp')
    .description('serve tools for coding agents over stdin and stdout (Model Context Protocol)')
    .option(
      '--url <url>',
      'a sandbox that runs already (default: CLICKPESA_SANDBOX_URL; else one is started)',
    )
    .option('--token <token>', 'its control token (default: CLICKPESA_SANDBOX_CONTROL_TOKEN)')
    .addHelpText(
      'after',
      '\nAn agent that speaks the protocol starts this by itself: docs/agents/README.md says how to tell it.',
    )
    .action(async (target: ControlTarget) => finish(await mcp(target, io)))

/** Serves an agent until it closes the connection or a signal comes. */
export async function mcp(target: ControlTarget, io: Io): Promise<number> {
  const [{ mcpServer }, { StdioServerTransport }] = await Promise.all([
    import('../mcp/server.js'),
    import('@modelcontextprotocol/sdk/server/stdio.js'),
  ])
  const sandbox = await sandboxFor(target, io)
  const server = mcpServer({ call: controlApi(sandbox.target, io.env), checkShop: shopCheck(io) })
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve
    io.onSignal(() => resolve())
    // The transport does not end when its input does.
    process.stdin.once('end', resolve)
  })
  await server.connect(new StdioServerTransport())
  io.err(
    `The tools work on the sandbox at ${sandbox.target.url}; its pages are at ${sandbox.target.url}/sandbox\n`,
  )
  await ended
  await server.close()
  await sandbox.close()
  return 0
}

/** The sandbox that the tools work on: one that is named, or one of their own on a free port. */
async function sandboxFor(target: ControlTarget, io: Io) {
  const url = target.url ?? variable(io.env, 'url')
  if (url !== undefined) return { target: { ...target, url }, close: async () => {} }
  const [{ readConfig }, { quietLog, serveConfigured }] = await Promise.all([
    import('../config.js'),
    import('./serve.js'),
  ])
  const configured = await readConfig({ env: io.env, folder: io.folder })
  const port = variable(io.env, 'port') === undefined ? 0 : configured.port
  const running = await serveConfigured({ ...configured, port }, io, quietLog(io.err))
  const { controlToken: token } = running
  return {
    target: { url: running.url, ...(token === null ? {} : { token }) },
    close: running.close,
  }
}
