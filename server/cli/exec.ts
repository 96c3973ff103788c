import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Config } from '../config.js'
import type { CommandMaker, Io } from './io.js'
import { startCommand } from './start-command.js'

export const execCommand: CommandMaker = (io, finish) =>
  new Command('exec')
    .description('run a command with its own sandbox, and exit with its exit code')
    .argument('<command...>', 'the command and its arguments, after --')
    .option('--tls', 'make the command take the sandbox for https://api.clickpesa.com (docs/tls.md)')
    .passThroughOptions()
    .addHelpText(
      'after',
      `
The command finds in its environment:
  CLICKPESA_BASE_URL, CLICKPESA_CLIENT_ID, CLICKPESA_API_KEY, CLICKPESA_CHECKSUM_KEY
  CLICKPESA_SANDBOX_URL, and CLICKPESA_SANDBOX_CONTROL_TOKEN if a token is configured

With --tls, CLICKPESA_BASE_URL is https://api.clickpesa.com/third-parties, and so are addresses that a client has
built in: for the command and what it starts, proxy and trusted certificates are set by environment variables.

Example: clickpesa-sandbox exec -- npm test`,
    )
    .action(async (command: string[], options: { readonly tls?: true }) =>
      finish(await exec(command, io, options)),
    )

/** Exit codes that shells use for a command that is not there, or that may not be run. */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** Runs a command beside a sandbox on a free port, stops the sandbox, and returns the command's exit code. */
export async function exec(
  command: readonly string[],
  io: Io,
  options: { readonly tls?: true } = {},
): Promise<number> {
  const [{ readConfig }, { quietLog, serveConfigured }, { addressesAt }] = await Promise.all([
    import('../config.js'),
    import('./serve.js'),
    import('../lib/public-addresses.js'),
  ])
  const configured = await readConfig({ flags: options, env: io.env, folder: io.folder })
  const here = {
    port: 0,
    host: '127.0.0.1',
    publicUrl: null,
    trustedProxies: [],
    allowedHosts: [],
    data: null,
  }
  const config: Config = { ...configured, ...here }
  const running = await serveConfigured(config, io, quietLog(io.err))
  let tls: Awaited<ReturnType<typeof inPlaceOfClickPesa>> | null = null
  try {
    if (config.tlsFolder !== null) tls = await inPlaceOfClickPesa(config.tlsFolder, running.port, io)
    return await child(command, io, {
      ...tls?.variables,
      CLICKPESA_BASE_URL: addressesAt(tls?.url ?? running.url).apiUrl,
      CLICKPESA_CLIENT_ID: running.clientId,
      CLICKPESA_API_KEY: running.apiKey,
      CLICKPESA_CHECKSUM_KEY: running.checksumKey,
      CLICKPESA_SANDBOX_URL: running.url,
      ...(running.controlToken === null ? {} : { CLICKPESA_SANDBOX_CONTROL_TOKEN: running.controlToken }),
    })
  } finally {
    await tls?.close()
    await running.close()
  }
}

/** Leads ClickPesa's names to the sandbox for one command. */
async function inPlaceOfClickPesa(folder: string, sandboxPort: number, { env }: Io) {
  const [{ readFile }, { startProxy }, { proxyOf, tlsEnvironment, writeTrust }, { certificateFile }] =
    await Promise.all([
      import('node:fs/promises'),
      import('../tls/proxy.js'),
      import('../tls/trust.js'),
      import('../tls/files.js'),
    ])
  const ca = await readFile(certificateFile(folder), 'utf8')
  const files = await writeTrust(ca, env)
  const proxy = await startProxy({ sandboxPort, ca, upstream: proxyOf(env) })
  return {
    url: 'https://api.clickpesa.com',
    variables: tlsEnvironment(env, { ...files, proxyUrl: proxy.url, sandboxPort }),
    close: async () => {
      await proxy.close()
      await files.remove()
    },
  }
}

async function child(
  [file = '', ...args]: readonly string[],
  io: Io,
  env: Record<string, string>,
): Promise<number> {
  const [{ spawn }, { constants, platform }] = await Promise.all([
    import('node:child_process'),
    import('node:os'),
  ])
  const started = startCommand(file, args, {
    platform: platform(),
    env: io.env,
    isFile: (path) => statSync(resolve(io.folder, path), { throwIfNoEntry: false })?.isFile() ?? false,
  })
  const process = spawn(started.file, started.args, {
    stdio: 'inherit',
    cwd: io.folder,
    env: { ...io.env, ...env },
    windowsVerbatimArguments: started.verbatim,
  })
  const stopListening = io.onSignal((signal) => {
    // Ctrl-C goes to every process of the terminal; passed on as well, it would mean "stop at once".
    if (signal !== 'SIGINT' || !io.typed) process.kill(signal)
  })
  try {
    return await new Promise<number>((end) => {
      process.once('error', (error: NodeJS.ErrnoException) => {
        const isThere = error.code !== 'ENOENT'
        const why = isThere ? `cannot be run: ${error.message}` : 'was not found'
        io.err(`The command "${file}" ${why}\n`)
        end(isThere ? NOT_EXECUTABLE : NOT_FOUND)
      })
      process.once('exit', (code, signal) => {
        end(code ?? 128 + (signal ? constants.signals[signal] : 0))
      })
    })
  } finally {
    stopListening()
  }
}
