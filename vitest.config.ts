import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { fromSource } from './test/support/package-name.js'
import { LongestFirst } from './test/support/sequencer.js'

export default defineConfig({
  resolve: { alias: fromSource },
  test: {
    include: ['test/**/*.test.{ts,tsx}', 'examples/**/*.test.js'],
    globalSetup: ['test/support/chromium-setup.ts'],
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Each has a browser beside it at times.
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    // A machine that does something else as well is no failure.
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-results.json' }]] : ['default'],
  },
})
