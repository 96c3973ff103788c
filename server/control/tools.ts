import type { FastifyPluginAsync } from 'fastify'
import { diagnoseChecksum } from '../checksum-diagnosis/diagnose.js'
import type { JsonObject } from '../domain/checksum.js'
import { answers, checksumAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { checksumQuestion } from './schemas.js'

/** Help that needs no merchant. */
export const toolRoutes: FastifyPluginAsync<ControlOptions> = async (app) => {
  app.post<{ Body: { payload: JsonObject; checksumKey: string; checksum: string } }>(
    '/checksum/explain',
    {
      schema: {
        tags: ['Tools'],
        summary: 'Say whether a checksum is right and, if not, which known mistake was made',
        body: checksumQuestion,
        response: answers({ 200: checksumAnswer }),
      },
    },
    async ({ body }) => diagnoseChecksum(body),
  )
}
