import { Command } from 'commander'
import { SandboxMistake } from '../errors.js'
import { printableInColours } from '../lib/printable.js'
import type { CommandMaker, Io } from './io.js'
import type { PactFile } from './pact-file.js'

interface VerifyOptions {
  readonly verifier: string
  readonly basePath?: string
}

export const verifyCommand: CommandMaker = (io, finish) =>
  new Command('verify')
    .description("verify a consumer's pacts, and its linked pairs, against a new sandbox")
    .argument('<pact...>', 'pact files of version 3 or 4')
    .option('--verifier <program>', "Pact's reference verifier", 'pact-verifier')
    .option('--base-path <path>', 'goes before the paths of the pact, such as /third-parties')
    .action(async (files: string[], options: VerifyOptions) => finish(await verify(files, options, io)))

/** Verifies pacts with Pact's own verifier against a sandbox on a free port. Returns the verifier's exit code. */
export async function verify(files: readonly string[], options: VerifyOptions, io: Io): Promise<number> {
  const { arranged, readPact } = await import('./pact-file.js')
  const pacts = await Promise.all(files.map(async (file) => arranged(file, await readPact(file, io.folder))))
  const pairs = pacts.reduce((sum, { pairs }) => sum + pairs, 0)
  if (pairs > 0) {
    io.out(
      `${pairs} linked ${pairs === 1 ? 'pair' : 'pairs'}: each message is the one that was sent after its call.\n`,
    )
  }
  const [{ readConfig }, { quietLog, serveConfigured }, { startVerifierProxy }] = await Promise.all([
    import('../config.js'),
    import('./serve.js'),
    import('./verifier-proxy.js'),
  ])
  const { merchant, ...config } = await readConfig({ env: io.env, folder: io.folder })
  let control = ''
  const proxy = await startVerifierProxy(
    () => control,
    (message, hint) => io.err(`The sandbox: ${message}\n  ${hint}\n`),
  )
  const webhooks = { 'PAYMENT RECEIVED': proxy.webhookUrl, 'PAYMENT FAILED': proxy.webhookUrl }
  const alone = {
    publicUrl: null,
    checkoutUrl: null,
    trustedProxies: [],
    allowedHosts: [],
    controlToken: null,
  }
  const here = { port: 0, host: '127.0.0.1', ...alone }
  try {
    const running = await serveConfigured(
      { ...config, ...here, merchant: { ...merchant, webhooks } },
      io,
      quietLog(io.err),
    )
    control = `${running.url}/sandbox/api/v1`
    try {
      return await withFiles(
        pacts.map(({ pact }) => pact),
        (paths) => runVerifier(paths, { gateway: running.port, control: proxy.port }, options, io),
      )
    } finally {
      await running.close()
    }
  } finally {
    proxy.close()
  }
}

/** Writes files with the pacts, and removes them after use. */
async function withFiles<T>(
  pacts: readonly PactFile[],
  use: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const [{ mkdtemp, rm, writeFile }, { tmpdir }, { join }] = await Promise.all([
    import('node:fs/promises'),
    import('node:os'),
    import('node:path'),
  ])
  const folder = await mkdtemp(join(tmpdir(), 'clickpesa-pacts-'))
  try {
    const paths = pacts.map((_, i) => join(folder, `${i + 1}.json`))
    await Promise.all(pacts.map((pact, i) => writeFile(paths[i] ?? folder, JSON.stringify(pact))))
    return await use(paths)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function runVerifier(
  paths: readonly string[],
  ports: { readonly gateway: number; readonly control: number },
  { verifier, basePath }: VerifyOptions,
  io: Io,
): Promise<number> {
  const [{ spawn }, { delimiter, join }] = await Promise.all([
    import('node:child_process'),
    import('node:path'),
  ])
  const args = [
    ...paths.flatMap((path) => ['--file', path]),
    ...['--hostname', '127.0.0.1', '--port', String(ports.gateway)],
    ...['--transports', `message:${ports.control}/messages`],
    ...['--state-change-url', `http://127.0.0.1:${ports.control}/provider-states`],
    ...(basePath === undefined ? [] : ['--base-path', basePath]),
    ...(io.colours ? [] : ['--no-colour']),
  ]
  const PATH = [join(io.folder, 'node_modules', '.bin'), io.env.PATH ?? ''].join(delimiter)
  const env = { ...io.env, PATH, PACT_DO_NOT_TRACK: 'true' }
  return new Promise<number>((resolve, reject) => {
    const child = spawn(verifier, args, { cwd: io.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (chunk) => io.styled(printableInColours(String(chunk))))
    child.stderr.on('data', (chunk) => io.err(String(chunk)))
    child.once('error', (error: NodeJS.ErrnoException) => reject(notThere(verifier, error)))
    child.once('close', (code) => resolve(code ?? 1))
  })
}

function notThere(verifier: string, error: NodeJS.ErrnoException): SandboxMistake {
  return new SandboxMistake(
    'INVALID_INPUT',
    `${verifier} cannot be run: ${error.code === 'ENOENT' ? 'it was not found' : error.message}`,
    "install Pact's reference verifier, for example with `npm install --save-dev @pact-foundation/pact-cli`, or say with --verifier where it is",
  )
}
