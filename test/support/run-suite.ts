import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../server/package-root.js'

/** One line of a program that reads otherwise, as somebody might have written it. */
export interface PlantedBug {
  readonly name: string
  /** From the root of the package. */
  readonly file: string
  readonly line: string
  readonly becomes: string
}

export interface SuiteRun {
  /** From the root of the package. */
  readonly suite: string
  /** One run for each, side by side; null plants nothing. */
  readonly bugs?: readonly (PlantedBug | null)[]
  /** Part of the names of the tests to run; all, when left out. */
  readonly only?: string
}

/** What a run tells, a line each. */
export type SuiteLine = SuiteTest | { readonly told: 'console'; readonly content: string }

interface SuiteTest {
  readonly told: 'test'
  /** The planted bug, or `as it is`. */
  readonly project: string
  readonly name: string
  readonly state: string
  readonly errors: readonly string[]
}

export interface SuiteResult {
  readonly tests: readonly SuiteTest[]
  /** What the tests printed. */
  readonly printed: string
  /** What Vitest itself complained about. */
  readonly err: string
  readonly code: number | null
}

const VITEST = join(packageRoot, 'node_modules/vitest/vitest.mjs')
const CONFIG = join(packageRoot, 'test/support/suite.config.ts')

/** Runs a suite with a Vitest of its own. */
export async function runSuite(run: SuiteRun, env: Record<string, string> = {}): Promise<SuiteResult> {
  const args = [VITEST, 'run', '--config', CONFIG, ...(run.only ? ['-t', run.only] : [])]
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('CLICKPESA_'))
  const { code, out, err } = await ended(args, {
    ...Object.fromEntries(clean),
    ...env,
    SUITE_RUN: JSON.stringify(run),
  })
  const lines = out
    .split('\n')
    .filter((line) => line.startsWith('{"told"'))
    .map((line) => JSON.parse(line) as SuiteLine)
  return {
    tests: lines.filter((line) => line.told === 'test'),
    printed: lines.flatMap((line) => (line.told === 'console' ? [line.content] : [])).join('\n'),
    err,
    code,
  }
}

function ended(args: readonly string[], env: NodeJS.ProcessEnv) {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = execFile(process.execPath, args, { cwd: packageRoot, env }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    )
  })
}
