import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import type { Progress } from '../check/check.js'
import { CHECK_FOLDER, LAST_REPORT } from '../check/folder.js'
import { writeFound } from '../check/found-files.js'
import type { Plan } from '../check/plan.js'
import type { CheckReport } from '../check/reports/report.js'
import { SandboxMistake } from '../errors.js'
import { printable } from '../lib/printable.js'
import { whyUnreadable } from '../lib/why-unreadable.js'
import type { ShopCheck } from '../mcp/tool.js'
import { againWith, CHECK_CONFIG, programIn } from './again.js'
import type { CommandMaker, Io } from './io.js'

interface CheckCommandOptions {
  readonly config: string
  readonly only?: readonly string[]
  readonly explore: string
  readonly seed: string
  readonly replay?: string
  readonly report?: readonly string[]
}

export const checkCommand: CommandMaker = (io, finish) =>
  new Command('check')
    .description('find the payment bugs of a shop: run it, pay it in every way, look at what it gives out')
    .argument('[command...]', 'what runs the shop, after --; or `init`, which writes a config with comments')
    .option('--config <file>', 'what check needs to know of the shop', CHECK_CONFIG)
    .option('--only <name>', 'one phase or scenario; may be given several times', several)
    .option('--explore <time>', 'how long orders are explored after all else; 0s for not at all', '10s')
    .option('--seed <text>', 'the same seed explores the same orders', SEED)
    .option('--replay <file>', 'play one mistake again that was found before')
    .option('--report <kind=file>', 'write junit, json or html; may be given several times', several)
    .passThroughOptions()
    .addHelpText(
      'after',
      `
The command finds in its environment what \`exec\` gives it: CLICKPESA_BASE_URL and the rest.
Each mistake leaves a file in .clickpesa/ that --replay plays again. The last report is there too: a sandbox
that is started in the same folder shows it at /sandbox/check.
Exits with 0 when nothing is wrong, 1 when something is, 2 when the shop could not be judged.

Example: clickpesa-sandbox check -- python3 shop.py`,
    )
    .action(async (command: string[], options: CheckCommandOptions) => {
      finish(
        command.length === 1 && command[0] === 'init'
          ? await init(options, io)
          : await check(command, options, io),
      )
    })

const RIGHT = 0
const WRONG = 1
const NOT_JUDGED = 2
type ExitCode = typeof RIGHT | typeof WRONG | typeof NOT_JUDGED

/** What each exit code says. */
const VERDICTS = { [RIGHT]: 'right', [WRONG]: 'wrong', [NOT_JUDGED]: 'could not be judged' } as const

const SEED = 'check'

const REPORTS = ['junit', 'json', 'html'] as const
type ReportKind = (typeof REPORTS)[number]

/** Checks a shop for a coding agent, which reads the report that a person would see. */
export function shopCheck(io: Io): ShopCheck {
  return async ({ command, config, only, explore }) => {
    const said: string[] = []
    const say = (text: string) => said.push(text)
    const options = { config, explore, seed: SEED, ...(only.length > 0 ? { only } : {}) }
    // What goes to stdout is read by the agent's program.
    const code = await check(command, options, { ...io, out: say, err: say, isWatched: false })
    return { verdict: VERDICTS[code], report: said.join('') }
  }
}

/** Runs a shop, checks it, and reports. Returns the exit code. */
async function check(command: readonly string[], options: CheckCommandOptions, io: Io): Promise<ExitCode> {
  const [{ checkMerchant }, { readCheckConfig, mentions }, { shopFrom }, { CannotJudge }, { readReplay }] =
    await Promise.all([
      import('../check/check.js'),
      import('../check/config.js'),
      import('../check/probes.js'),
      import('../check/shop.js'),
      import('../check/replay.js'),
    ])
  const [{ createSandbox }, { ShopProcess }, { reportText }] = await Promise.all([
    import('../testing/create-sandbox.js'),
    import('./shop-process.js'),
    import('../check/reports/text.js'),
  ])
  try {
    if (command.length === 0) {
      throw new SandboxMistake(
        'INVALID_INPUT',
        'no command is given',
        'say what runs the shop, as in: check -- npm start',
      )
    }
    const wanted = (options.report ?? []).map(reportWanted)
    const config = readCheckConfig(options.config, await read(options.config, io))
    const replay =
      options.replay === undefined ? undefined : readReplay(options.replay, await read(options.replay, io))
    const sandbox = await createSandbox({ port: 0 })
    let shop: Awaited<ReturnType<typeof ShopProcess.start>> | undefined
    const stop = io.onSignal(() => {
      void shop?.close().finally(() => io.exit(NOT_JUDGED))
    })
    try {
      const report = await checkMerchant(
        sandbox,
        {
          start: async ({ apiUrl, clientId, apiKey, checksumKey }) => {
            const credentials = {
              CLICKPESA_BASE_URL: apiUrl,
              CLICKPESA_CLIENT_ID: clientId,
              CLICKPESA_API_KEY: apiKey,
              ...(config.checksum ? { CLICKPESA_CHECKSUM_KEY: checksumKey } : {}),
              CLICKPESA_SANDBOX_URL: sandbox.url,
            }
            shop = await ShopProcess.start(command, config.url, credentials, io)
            return shopFrom(config)
          },
        },
        {
          explore: options.explore,
          seed: options.seed,
          words: config.words,
          policy: config.policy,
          answers: config.answers,
          checksum: config.checksum,
          listens: config.listens,
          sells: {
            anyAmount: mentions(config.buy, '{amount'),
            anyCurrency: mentions(config.buy, '{currency'),
          },
          ...(options.only === undefined ? {} : { only: options.only }),
          ...(replay === undefined ? {} : { replay }),
          onProgress: progressOn(io),
          onHang: (sentence) => io.err(`${sentence}\n`),
        },
      ).catch((error: Error) => {
        if (!(error instanceof CannotJudge) || !shop?.ended) throw error
        throw new CannotJudge(`${error.message}\n${shop.ended}`, { cause: error, plan: error.plan })
      })
      await keep(report, { webhook: config.webhook, wanted, isWhole: replay === undefined }, io)
      const { config: named } = options
      const again = (file: string) =>
        againWith(join(CHECK_FOLDER, file), { command, config: named, env: io.env })
      io.out(`${reportText(report, { again })}\n`)
      if (replay && report.isFlawless) io.out(`${options.replay} does not show its mistake any more.\n`)
      return report.isFlawless ? RIGHT : WRONG
    } finally {
      stop()
      await shop?.close()
      await sandbox.close()
    }
  } catch (error) {
    if (error instanceof CannotJudge) {
      io.err(`This shop could not be judged: ${error.message}\n`)
      if (error.plan) await keepUnjudged(error.plan, error.message, command, options, io)
      return NOT_JUDGED
    }
    if (!(error instanceof SandboxMistake)) throw error
    io.err(`${error.message}\n${error.hint}\n`)
    return NOT_JUDGED
  }
}

/** Writes the file that plays again what a shop ended or hung at, and says how. */
async function keepUnjudged(
  plan: Plan,
  why: string,
  command: readonly string[],
  { seed, config }: CheckCommandOptions,
  io: Io,
) {
  const { unjudgedFile, UNJUDGED } = await import('../check/replay.js')
  const name = `${UNJUDGED}.json`
  const file = join(CHECK_FOLDER, name)
  await writeFound(io.folder, name, unjudgedFile(plan, seed, why))
  io.err(`Again: ${againWith(file, { command, config, env: io.env })}\n`)
}

interface Keeping {
  readonly webhook: string | null
  readonly wanted: readonly Wanted[]
  /** Whether a whole check was made, and not a mistake played again. */
  readonly isWhole: boolean
}

/** Writes the last report, the reports that were asked for, and a file for each mistake. */
async function keep(report: CheckReport, { webhook, wanted, isWhole }: Keeping, io: Io) {
  const { replayFile, replayName } = await import('../check/replay.js')
  for (const mistake of report.mistakes) {
    const replay = replayFile(mistake, report.seed, webhook ?? undefined)
    await writeFound(io.folder, `${replayName(mistake)}.json`, replay)
  }
  // A replay says something about one mistake, and nothing about the others.
  if (isWhole) await writeFound(io.folder, LAST_REPORT, await written('json', report))
  for (const { kind, file } of wanted) await write(file, await written(kind, report), io)
}

async function write(file: string, text: string, io: Io) {
  const path = resolve(io.folder, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

async function written(kind: ReportKind, report: CheckReport): Promise<string> {
  switch (kind) {
    case 'json':
      return `${printable(JSON.stringify(report, null, 2))}\n`
    case 'junit':
      return (await import('../check/reports/junit.js')).junitXml(report)
    case 'html':
      return (await import('../check/reports/html.js')).reportHtml(report)
  }
}

interface Wanted {
  readonly kind: ReportKind
  readonly file: string
}

function reportWanted(text: string): Wanted {
  const [name = '', file = ''] = text.split(/=(.*)/s)
  const kind = REPORTS.find((one) => one === name)
  if (kind && file) return { kind, file }
  throw new SandboxMistake(
    'INVALID_INPUT',
    `--report is "${text}"`,
    `give a kind and a file, such as junit=check.xml; the kinds are ${REPORTS.join(', ')}`,
  )
}

/** One line that is written over again, where a person looks. */
function progressOn(io: Io): (progress: Progress) => void {
  if (!io.isWatched) return () => undefined
  return ({ phase, orders, mistakes, left }) => {
    const time = left === undefined ? '' : `, ${Math.ceil(left / 1000)} s left`
    io.styled(`\r\u001b[K${phase}: ${orders} orders, ${mistakes} mistakes${time}\r`, 'err')
  }
}

/** Writes a config with comments, unless there is one. */
async function init({ config }: CheckCommandOptions, io: Io): Promise<number> {
  const { EXAMPLE_CONFIG } = await import('../check/example-config.js')
  try {
    await writeFile(resolve(io.folder, config), EXAMPLE_CONFIG, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    io.err(`${config} is there already; nothing was changed.\n`)
    return NOT_JUDGED
  }
  io.out(`Wrote ${config}. Say in it where your shop is, then: ${programIn(io.env)} check -- COMMAND\n`)
  return RIGHT
}

async function read(file: string, io: Io): Promise<string> {
  try {
    return await readFile(resolve(io.folder, file), 'utf8')
  } catch (error) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `${file} cannot be read: ${whyUnreadable(error)}`,
      `\`${programIn(io.env)} check init\` writes a check.yaml with comments`,
    )
  }
}

function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
