import { type Dialect, dialectOf, type Profile } from '../domain/dialect.js'
import { conclusionsFrom, differences } from './conclusions.js'
import { fieldDifferences } from './field-differences.js'
import { readTraffic } from './read-traffic.js'
import { type Comparison, comparisonOf } from './report.js'

/**
 * Says where the sandbox, in a profile, would have answered otherwise than the gateway did in recorded
 * traffic: by dialect switch, and by field where no switch explains it. Calls nobody. Throws a
 * SandboxMistake for a recording that cannot be used.
 */
export function compareTraffic(name: string, text: string, profile: Profile): Comparison {
  const traffic = readTraffic(name, text)
  const dialect = dialectOf(profile)
  const conclusions = conclusionsFrom(traffic, dialect)
  const differing = differences(conclusions)
  const fitting: Dialect = dialectOf(profile, differing)
  return comparisonOf(profile, traffic, conclusions, differing, fieldDifferences(traffic, fitting))
}
