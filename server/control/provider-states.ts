import type { FastifyPluginAsync } from 'fastify'
import { paramsFrom } from '../sandbox/provider-states/written-params.js'
import { answers, stateValuesAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { type ProviderStateBody, providerState } from './schemas.js'

/** What a Pact verifier calls before an interaction, and after it if it is told to. */
export const providerStateRoutes: FastifyPluginAsync<ControlOptions> = async (
  app,
  { sandbox: { states } },
) => {
  app.post<{ Body: ProviderStateBody }>(
    '/provider-states',
    {
      schema: {
        tags: ['Contracts'],
        summary: 'Put a merchant into the state that a contract needs, or back',
        description:
          'The call that Pact verifiers make (`--state-change-url`). The first set-up after a call begins the ' +
          'merchant anew; further ones add to it. Returns values for generators. ' +
          '/sandbox/guide/provider-states lists the states.',
        body: providerState,
        response: answers({ 200: stateValuesAnswer }, 404, 409),
      },
    },
    async ({ body: { state, params: written, action } }) => {
      const params = paramsFrom(written)
      if (action !== 'teardown') return states.setUp(state, params)
      await states.tearDown(state, params)
      return {}
    },
  )
}
