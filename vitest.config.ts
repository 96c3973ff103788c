import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { fromSource } from './test/support/package-name.js'
import { SlowestFirst } from './test/support/sequencer.js'

/** What a sandbox that is opened without a store gets, by `TEST_STORE`; the memory store without it. */
const otherStores: Readonly<Record<string, string>> = {
  /** As far away as a database. */
  distant: './test/support/distant-default.ts',
  sqlite: './test/support/sql-default.ts',
  postgres: './test/support/sql-default.ts',
}

function otherStore(chosen: string): Plugin {
  const path = otherStores[chosen]
  if (!path)
    throw new Error(`TEST_STORE: found ${chosen}, which should be ${Object.keys(otherStores).join(', ')}`)
  return {
    name: 'other-store',
    enforce: 'pre',
    resolveId: (id, importer) =>
      id.endsWith('/store/memory.js') && importer?.endsWith('/server/sandbox/sandbox.ts')
        ? fileURLToPath(new URL(path, import.meta.url))
        : undefined,
  }
}

export default defineConfig({
  plugins: process.env.TEST_STORE ? [otherStore(process.env.TEST_STORE)] : [],
  resolve: { alias: fromSource },
  test: {
    include: ['test/**/*.test.{ts,tsx}', 'examples/**/*.test.js'],
    globalSetup: ['test/support/chromium-setup.ts', 'test/support/postgres-setup.ts'],
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: SlowestFirst },
    // Each has a browser beside it at times.
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    // A machine that does something else as well is not a failure, nor is a database that takes longer over thousands of orders.
    testTimeout: process.env.TEST_STORE ? 300_000 : 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Browsers on a busy machine: once more in CI, never for whoever works on a test.
    retry: process.env.CI ? 1 : 0,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-results.json' }]] : ['default'],
  },
})
