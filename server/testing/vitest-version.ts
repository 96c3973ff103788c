/** Loaded before the fixtures are made: how they are declared came with Vitest 4.1. */
import { createRequire } from 'node:module'

/** Says so when a version of Vitest cannot take the fixtures. */
export function vitestTooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 4 || (major === 4 && minor >= 1)) return null
  return `clickpesa-sandbox/vitest needs Vitest 4.1 or newer, and this is Vitest ${version}: update it, or call createSandbox of clickpesa-sandbox in a beforeAll, which works with any version.`
}

const { version } = createRequire(import.meta.url)('vitest/package.json') as { version: string }
const tooOld = vitestTooOld(version)
if (tooOld !== null) throw new Error(tooOld)
