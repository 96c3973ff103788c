import { Command } from 'commander'
import type { ChecksumMethod, JsonObject } from '../domain/checksum.js'
import { LIMITS } from '../domain/limits.js'
import { excessOf } from '../lib/json-extent.js'
import type { CommandMaker, Io } from './io.js'

interface ChecksumOptions {
  readonly key?: string
  readonly method?: string
  readonly checksum?: string
  readonly explain?: boolean
}

export const checksumCommand: CommandMaker = (io, finish) =>
  new Command('checksum')
    .description('compute the checksum of a JSON object from stdin, or explain one that is wrong')
    .option('--key <key>', 'checksum key (default: CLICKPESA_CHECKSUM_KEY)')
    .option('--method <name>', 'canonical or legacy (default: what the object says, else canonical)')
    .option('--checksum <hex>', 'a checksum to judge')
    .option('--explain', 'judge the checksum that is in the object')
    .addHelpText(
      'after',
      `
Without a checksum to judge, the first line is the checksum and the second the text that was hashed.
Exits with 0 for a right checksum, 1 for a wrong one, 2 for input that cannot be used.

Example: echo '{"amount":"1000"}' | clickpesa-sandbox checksum --key CHKSANDBOXDEFAULT000000000000000001`,
    )
    .action(async (options: ChecksumOptions) => finish(await checksum(options, io)))

const MATCHES = 0
const DIFFERS = 1
const UNUSABLE = 2

/** Computes or judges the checksum of the JSON object on stdin. */
export async function checksum(options: ChecksumOptions, io: Io): Promise<number> {
  const { method } = options
  const refuse = (sentence: string) => {
    io.err(`${sentence}\n`)
    return UNUSABLE
  }
  const checksumKey = options.key ?? io.env.CLICKPESA_CHECKSUM_KEY
  if (!checksumKey) return refuse('Give the checksum key with --key, or as CLICKPESA_CHECKSUM_KEY.')
  if (!isMethod(method)) return refuse(`There is no method "${method}": choose canonical or legacy.`)
  if (io.typed) io.err('Type or paste a JSON object; end with Ctrl-D on a line of its own.\n')
  const rawText = (await io.input()).replace(/^\ufeff/, '')
  const read = objectIn(rawText)
  if ('issue' in read) return refuse(read.issue)
  const { payload } = read
  const inside = typeof payload.checksum === 'string' ? payload.checksum : undefined
  const given = options.checksum ?? (options.explain ? inside : undefined)
  if (options.explain && given === undefined) {
    return refuse('There is nothing to explain: the object has no "checksum"; give one with --checksum.')
  }
  const { diagnoseChecksum } = await import('../checksum-diagnosis/diagnose.js')
  const otherKeys = [
    { name: 'the API key', value: io.env.CLICKPESA_API_KEY ?? '' },
    { name: 'the client id', value: io.env.CLICKPESA_CLIENT_ID ?? '' },
  ]
  const diagnosis = diagnoseChecksum({
    payload,
    // A line break at the end is the shell's, not the sender's.
    rawText: rawText.replace(/\r?\n$/, ''),
    checksum: given ?? '',
    checksumKey,
    ...(method === undefined ? {} : { method }),
    otherKeys,
  })
  const { matches, explanation, expected, hashed } = diagnosis
  if (given === undefined) {
    io.out(`${expected}\n${hashed}\n`)
    return MATCHES
  }
  if (matches) {
    io.out(`The checksum matches.\n`)
    return MATCHES
  }
  io.out(`The checksum does not match. ${explanation}\n\nexpected  ${expected}\nhashed    ${hashed}\n`)
  return DIFFERS
}

function isMethod(text: string | undefined): text is ChecksumMethod | undefined {
  return text === undefined || text === 'canonical' || text === 'legacy'
}

function objectIn(text: string): { readonly payload: JsonObject } | { readonly issue: string } {
  if (text.trim() === '') return { issue: 'There was nothing on stdin: pipe a JSON object into it.' }
  const tooMuch = excessOf(text, { values: Number.POSITIVE_INFINITY, levels: LIMITS.controlLevels.most })
  if (tooMuch) return { issue: `What came on stdin ${tooMuch}, which no call of ClickPesa is.` }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { issue: `What came on stdin is not JSON: ${(error as Error).message}` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { issue: 'What came on stdin is JSON but no object: a body looks like {"amount":"1000"}.' }
  }
  return { payload: value as JsonObject }
}
