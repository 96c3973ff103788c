import { defineConfig } from 'vitest/config'
import { fromSource } from './test/support/package-name.js'

export default defineConfig({
  resolve: { alias: fromSource },
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
