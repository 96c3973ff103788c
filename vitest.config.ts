import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { configDefaults, defineConfig } from 'vitest/config'
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

/**
 * What takes most of the time: whole pages and states in browsers, built commands one process each, packages that are
 * installed, databases and processes that are killed, fuzzing, and what is done a thousand times. `npm run test:all` and CI
 * run these too.
 */
const SLOW = [
  'test/check/{files,hangs,oracle,patience,planted,pushes,right,same-report}.test.ts',
  'test/checkout/{bar,framing,safety}.test.ts',
  'test/checksum-diagnosis/diagnose.test.ts',
  'test/cli/{check,exec,shop-process,start,verify}.test.ts',
  'test/compare/{compare,money,own-files}.test.ts',
  'test/contracts/{endpoints,fuzz,openapi}.test.ts',
  'test/control/{large-input,provider-states}.test.ts',
  'test/deploy/kubernetes.test.ts',
  'test/docs/{commands,messages,recipes}.test.ts',
  'test/durable/*.test.ts',
  'test/e2e/{accessibility,budget,checkout-states,first-visit,framing,inspector,other-sites,shop}.test.ts',
  'test/examples/*.test.ts',
  'examples/kiosk/kiosk.test.js',
  'examples/shop/dialects.test.js',
  'test/fixtures/orders.test.ts',
  'test/gateway/{dialect,malformed}.test.ts',
  'test/http/{public-address,shapes}.test.ts',
  'test/inspector/{guide,live,snippets}.test.ts',
  'test/mcp/mcp.test.ts',
  'test/package/{clients,clone,package}.test.ts',
  'test/pact/{any-language,contracts,whole-api}.test.ts',
  'test/readme.test.ts',
  'test/safety/{agents,control-token,cross-site,event-loop,exports,fuzz-control,fuzz-files,fuzz-forms,headers,hosts,memory,nesting,odd-texts,parsers,production,terminal,unread-answers}.test.ts',
  'test/sandbox/{determinism,hostile-snapshots,interleaving,isolation,pruning,resuming,snapshots,time}.test.ts',
  'test/scenario/{built-in,expected-calls,verdicts}.test.ts',
  'test/schema/yaml-file.test.ts',
  'test/store/{full,large-transactions,migrations,postgres,query-plans,shared-database,sqlite,unusable}.test.ts',
  'test/testing/{examples,fake-timers,vitest}.test.ts',
  'test/tls/exec.test.ts',
]

/** All tests; `--mode everyday` leaves the slow ones out, `--mode slow` runs only those. */
export default defineConfig(({ mode }) => ({
  plugins: process.env.TEST_STORE ? [otherStore(process.env.TEST_STORE)] : [],
  resolve: { alias: fromSource },
  test: {
    include: mode === 'slow' ? SLOW : ['test/**/*.test.{ts,tsx}', 'examples/**/*.test.js'],
    exclude: [...configDefaults.exclude, ...(mode === 'everyday' ? SLOW : [])],
    globalSetup: ['test/support/chromium-setup.ts', 'test/support/postgres-setup.ts'],
    env: mode === 'everyday' ? { EVERYDAY: '1' } : {},
    pool: 'threads',
    isolate: false,
    sequence: { sequencer: SlowestFirst },
    // Each has a browser beside it at times.
    maxWorkers: Math.max(2, Math.min(4, availableParallelism())),
    // Only what never ends is a failure: a machine that does much else takes many times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Browsers on a busy machine: once more in CI, never for whoever works on a test.
    retry: process.env.CI ? 1 : 0,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'test-results.json' }]] : ['default'],
  },
}))
