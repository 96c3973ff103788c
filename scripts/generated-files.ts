import { posix } from 'node:path'
import { checkConfigSchema } from '../server/check/config.js'
import { replaySchema } from '../server/check/replay.js'
import { checkReportSchema } from '../server/check/reports/report.js'
import { Guide } from '../server/guide/guide.js'
import { PublicAddress } from '../server/http/public-address.js'
import type { OpenApiOptions } from '../server/openapi/options.js'
import { controlDocs, gatewayDocs } from '../server/openapi/plugin.js'
import { Sandbox } from '../server/sandbox/sandbox.js'
import { scenarioSchema } from '../server/scenario/scenario.js'
import { dialectPage } from './dialect-page.js'
import { fidelityPage } from './fidelity-page.js'
import { findingsPage } from './findings-page.js'
import { limitsPage } from './limits-page.js'
import { providerStatesPage } from './provider-states-page.js'
import { scenariosPage } from './scenarios-page.js'

/**
 * Every file that is made from the code, by its path. `npm run generate` writes them; a test fails when
 * one of them is out of date.
 */
export async function generatedFiles(): Promise<Record<string, string>> {
  const sandbox = await Sandbox.open({ seed: 'documents' })
  const options: OpenApiOptions = {
    sandbox,
    controlToken: null,
    publicAddress: new PublicAddress({ publicUrl: 'http://127.0.0.1:4255' }),
  }
  const [gateway, control] = await Promise.all([gatewayDocs(options), controlDocs(options)])
  try {
    return {
      'contracts/openapi.json': json(gateway.swagger()),
      'contracts/control-openapi.json': json(control.swagger()),
      'contracts/check-config.schema.json': json(checkConfigSchema),
      'contracts/check-report.schema.json': json(checkReportSchema),
      'contracts/check-replay.schema.json': json(replaySchema),
      'scenarios/scenario.schema.json': json(scenarioSchema),
      'docs/dialect.md': dialectPage(),
      'docs/provider-states.md': providerStatesPage(),
      'docs/fidelity.md': fidelityPage(),
      'docs/findings.md': findingsPage(),
      'docs/limits.md': limitsPage(),
      'docs/llms.txt': new Guide().summary(({ file }) => posix.relative('docs', file)),
      'docs/scenarios.md': scenariosPage(sandbox.scenarios.list()),
    }
  } finally {
    await Promise.all([gateway.close(), control.close()])
    await sandbox.close()
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
