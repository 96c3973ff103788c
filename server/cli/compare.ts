import { readFile, writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { PROFILES, type Profile } from '../domain/dialect.js'
import { SandboxMistake } from '../errors.js'
import { whyUnreadable } from '../lib/why-unreadable.js'
import type { CommandMaker, Io } from './io.js'

interface CompareOptions {
  readonly profile: Profile
  readonly json?: boolean
  readonly write?: string
  readonly redacted?: string
}

export const compareCommand: CommandMaker = (io, finish) =>
  new Command('compare')
    .description('show where recorded live traffic differs from what the sandbox would do')
    .argument('<file>', 'a HAR file, a Postman collection, or lines of JSON: calls, webhooks and returns')
    .addOption(new Option('--profile <name>', 'what to compare with').choices(PROFILES).default('live'))
    .option('--json', 'print the whole comparison as JSON')
    .option('--write <file>', 'write a configuration that makes the sandbox behave as the traffic does')
    .option('--redacted <file>', 'write the traffic without credentials and personal data, for sharing')
    .addHelpText(
      'after',
      `
Makes no calls, and repeats nothing of the traffic that is secret or identifies a person.
Exits with 0 when nothing differs, 1 when something does, 2 for a recording that cannot be used.`,
    )
    .action(async (file: string, options: CompareOptions) => finish(await compare(file, options, io)))

const SAME = 0
const DIFFERS = 1
const UNUSABLE = 2

/** Compares a recording with the sandbox. Returns the exit code. */
export async function compare(file: string, options: CompareOptions, io: Io): Promise<number> {
  const [{ compareTraffic }, { comparisonText, profileFile }] = await Promise.all([
    import('../compare/compare.js'),
    import('../compare/report.js'),
  ])
  try {
    const text = (await read(file)).replace(/^\ufeff/, '')
    const comparison = compareTraffic(file, text, options.profile)
    io.out(options.json ? `${JSON.stringify(comparison, null, 2)}\n` : `${comparisonText(comparison)}\n`)
    if (options.write) {
      await writeFile(options.write, profileFile(comparison))
      io.err(`Wrote ${options.write}: start the sandbox with --config ${options.write}.\n`)
    }
    if (options.redacted) {
      const { redactedTraffic } = await import('../compare/redact.js')
      await writeFile(options.redacted, redactedTraffic(file, text))
      io.err(`Wrote ${options.redacted}. Look through it before you share it.\n`)
    }
    const { differing, contradictory, fields } = comparison
    return differing.length + contradictory.length + fields.length === 0 ? SAME : DIFFERS
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    io.err(`${error.message}\n${error.hint}\n`)
    return UNUSABLE
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `${file} cannot be read: ${whyUnreadable(error)}`,
      'give a HAR file, a collection of Postman, or a file with a line of JSON for each call, webhook and return',
    )
  }
}
