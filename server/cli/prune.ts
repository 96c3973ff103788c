import { Command } from 'commander'
import { type ControlTarget, controlApi } from './control-api.js'
import type { CommandMaker, Io } from './io.js'

interface PruneOptions extends ControlTarget {
  readonly olderThan: string
}

export const pruneCommand: CommandMaker = (io, finish) =>
  new Command('prune')
    .description('remove orders to which nothing has happened for long, on a sandbox that runs')
    .requiredOption('--older-than <age>', 'such as 30d or 12h')
    .option('--url <url>', 'where the sandbox is (default: CLICKPESA_SANDBOX_URL or http://127.0.0.1:4255)')
    .option('--token <token>', 'control token (default: CLICKPESA_SANDBOX_CONTROL_TOKEN)')
    .action(async (options: PruneOptions) => finish(await prune(options, io)))

/** Removes what is older than an age, and says how much that was. */
async function prune({ olderThan, ...target }: PruneOptions, io: Io): Promise<number> {
  const call = controlApi(target, io.env)
  const removed = await call<{ orders: number; merchants: number }>('POST', '/prune', { olderThan })
  io.out(`Removed ${removed.orders} orders, and ${removed.merchants} merchants that had opened themselves.\n`)
  return 0
}
