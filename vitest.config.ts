import { defineConfig } from 'vitest/config'
import { asInstalled } from './test/support/as-installed.js'

export default defineConfig({
  resolve: { alias: asInstalled },
  test: {
    include: ['test/**/*.test.{ts,tsx}', 'examples/**/*.test.js'],
    globalSetup: ['test/support/chromium-setup.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-results.json' }]] : ['default'],
  },
})
