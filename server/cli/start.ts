import { networkInterfaces } from 'node:os'
import { Command } from 'commander'
import type { Flags } from '../config.js'
import type { CommandMaker, Io, Signal } from './io.js'
import type { LogTarget } from './serve.js'

export const startCommand: CommandMaker = (io, finish) =>
  new Command('start')
    .description('start the sandbox (this happens too when no command is given)')
    .option('--port <number>', 'TCP port; 0 takes any free one (default: 4255)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--public-url <url>', 'address at which browsers and merchants reach the sandbox')
    .option('--checkout-url <origin>', 'origin of links to hosted pages, as https://checkout.clickpesa.com')
    .option(
      '--trusted-proxies <networks>',
      'proxies whose X-Forwarded-… headers are believed: loopback, private, 10.0.0.0/8, an address …',
    )
    .option('--allowed-hosts <names>', 'further host names that requests may use, separated by commas')
    .option(
      '--allow-receivers <names>',
      'addresses beside public ones that webhooks may go to when others can reach the sandbox: private, 10.0.0.0/8, a name …',
    )
    .option('--config <file>', 'configuration in YAML or JSON')
    .option('--scenarios <folder>', 'your own scenarios, beside the built-in ones')
    .option('--profile <name>', 'live, documented or legacy2025 (default: live)')
    .option('--dialect <name=value>', 'one dialect switch; can be given several times', collected)
    .option('--strict', 'refuse what the docs do not allow, instead of only recording it')
    .option('--tls', 'serve HTTPS as api.clickpesa.com, by an authority of this machine (docs/tls.md)')
    .option('--tls-folder <folder>', 'where that authority is kept (default: ~/.clickpesa-sandbox/tls)')
    .option('--self-check', 'compare what the sandbox sends with its schemas, and log what does not fit')
    .option('--seed <seed>', 'repeats ids and random choices')
    .option('--data <place>', 'where data is kept: a file, or postgres://…; in memory without it')
    .option(
      '--drain <duration>',
      'how long to go on serving after a signal, while /readyz says 503 (default: 0s)',
    )
    .option('--control-token <token>', 'needed for the control API and the inspector')
    .option('--allow-production', 'start where NODE_ENV is production all the same')
    .option(
      '--log-level <level>',
      'fatal, error, warn, info, debug, trace or silent (default: info on a terminal, else warn)',
    )
    .option('--log-format <format>', 'pretty or json (default: pretty on a terminal, else json)')
    .option('--max-merchants <number>', 'merchants at once (default: 10000)')
    .option('--max-memory <megabytes>', 'about how much may be kept in memory')
    .option('--max-data <megabytes>', 'how much a database may hold (default: 16384)')
    .option('--json', 'announce the start as one line of JSON')
    .addHelpText(
      'after',
      '\nEach but --dialect is also an environment variable: CLICKPESA_SANDBOX_PORT and so on.',
    )
    .action(async (flags: Flags) => finish(await start(flags, io)))

function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** Runs a sandbox until a signal ends it. */
export async function start(flags: Flags, io: Io): Promise<number> {
  const stopped = firstSignal(io)
  // Heavy, and other commands do not need it.
  const [{ readConfig }, { serveConfigured }] = await Promise.all([
    import('../config.js'),
    import('./serve.js'),
  ])
  const config = await readConfig({ flags, env: io.env, folder: io.folder })
  // People who start it want to see and press the phone; tests open merchants of their own.
  const merchant = { waitsForPhone: true, ...config.merchant }
  const running = await serveConfigured({ ...config, merchant }, io, logFor(io))
  if (config.json) {
    const { readyLine } = await import('./facts.js')
    io.out(`${readyLine(running)}\n`)
  } else {
    const [{ banner }, { packageVersion }] = await Promise.all([
      import('./banner.js'),
      import('../package-root.js'),
    ])
    io.styled(
      banner(running, { version: packageVersion, colours: io.colours, addresses: networkAddresses() }),
    )
  }
  await stopped
  await running.drain(config.drainMs)
  await running.close()
  return 0
}

/** Somebody who watches sees what happens; a file or another program gets what went wrong, as JSON. */
function logFor({ err, styled, isWatched, colours }: Io): LogTarget {
  return isWatched
    ? { write: (text) => styled(text, 'err'), level: 'info', format: 'pretty', colours }
    : { write: err, level: 'warn', format: 'json', colours: false }
}

/** Waits for a signal; who sends a second one does not want to wait for a clean end. */
function firstSignal(io: Io): Promise<Signal> {
  return new Promise((resolve) => {
    let heard = false
    io.onSignal((signal) => {
      if (heard) io.exit(1)
      heard = true
      resolve(signal)
    })
  })
}

function networkAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}
