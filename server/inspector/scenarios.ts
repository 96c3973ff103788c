import type { FastifyPluginAsync } from 'fastify'
import { findScenarios, meantBy } from '../scenario/search.js'
import { readForm } from './forms.js'
import { askedIn } from './listing.js'
import { type MerchantContext, merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { outcomeIn } from './outcomes.js'
import { ScenarioPage } from './pages/scenario-page.js'
import { ScenariosPage } from './pages/scenarios-page.js'
import { showPage } from './show-page.js'
import { openTrialLink } from './trial-link.js'

const OUTCOMES = {
  default: 'Saved: it is the default now.',
  queue: 'Saved: the next attempt follows it.',
}

interface ByName {
  readonly Params: { readonly name: string }
}

/** The catalogue of scenarios, and choosing one for a merchant. */
export const scenarioRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  const { scenarios } = sandbox

  app.get('/sandbox/scenarios', async ({ query }, reply) => {
    const { merchant, q = '' } = askedIn(query)
    const context = await merchantOf(merchant)
    const all = scenarios.list()
    const found = findScenarios(all, q)
    const meant = found.length === 0 ? meantBy(all, q) : []
    return showPage(reply, ScenariosPage({ context, q, scenarios: found, meant }))
  })

  app.get<ByName>('/sandbox/scenarios/:name', async ({ params, query }, reply) => {
    const scenario = scenarios.named(params.name)
    const asked = askedIn(query)
    const context = await merchantOf(asked.merchant)
    return showPage(reply, ScenarioPage({ context, scenario, outcome: outcomeIn(OUTCOMES, asked) }))
  })

  app.post<ByName>('/sandbox/scenarios/:name/try', async ({ params, body }, reply) => {
    const { name } = scenarios.named(params.name)
    const link = await openTrialLink(sandbox, await merchantOf(readForm(body).merchant), {
      scenario: name,
    })
    return reply.redirect(`/checkout/${link.id}`, 303)
  })

  app.post<ByName>('/sandbox/scenarios/:name/default', async ({ params, body }, reply) => {
    const { merchant } = await merchantOf(readForm(body).merchant)
    await scenarios.setDefault(merchant.id, params.name)
    return reply.redirect(addressOf(params.name, merchant.id, 'default'), 303)
  })

  app.post<ByName>('/sandbox/scenarios/:name/queue', async ({ params, body }, reply) => {
    const { merchant } = await merchantOf(readForm(body).merchant)
    await scenarios.queue(merchant.id, [params.name])
    return reply.redirect(addressOf(params.name, merchant.id, 'queue'), 303)
  })

  /** The merchant that an address names, or the first of all. */
  async function merchantOf(id: string | undefined): Promise<MerchantContext> {
    if (id !== undefined) return merchantContextOf(sandbox, id)
    const {
      rows: [first],
    } = await sandbox.queries.merchants({ limit: 1 })
    return merchantContextOf(sandbox, first?.merchant.id ?? '')
  }
}

function addressOf(name: string, merchant: string, done: string): string {
  return `/sandbox/scenarios/${name}?${new URLSearchParams({ merchant, done })}`
}
