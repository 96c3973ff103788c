import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { fromSource } from './test/support/package-name.js'
import { SlowestFirst } from './test/support/sequencer.js'

/** With `TEST_STORE=distant`, sandboxes that are opened without a store get one that is as far away as a database. */
const otherStore: Plugin = {
  name: 'other-store',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id.endsWith('/store/memory.js') && importer?.endsWith('/server/sandbox/sandbox.ts')
      ? fileURLToPath(new URL('./test/support/distant-default.ts', import.meta.url))
      : undefined,
}

export default defineConfig({
  plugins: process.env.TEST_STORE === 'distant' ? [otherStore] : [],
  resolve: { alias: fromSource },
  test: {
    include: ['test/**/*.test.{ts,tsx}', 'examples/**/*.test.js'],
    globalSetup: ['test/support/chromium-setup.ts', 'test/support/postgres-setup.ts'],
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: SlowestFirst },
    // Each has a browser beside it at times.
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    // A machine that does something else as well is not a failure.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Browsers on a busy machine: once more in CI, never for whoever works on a test.
    retry: process.env.CI ? 1 : 0,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-results.json' }]] : ['default'],
  },
})
