import type { FastifyPluginAsync } from 'fastify'
import { SandboxMistake } from '../errors.js'
import { answers, merchantAnswer, snapshotAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { addressesFor } from './reached.js'
import { snapshotBody } from './schemas.js'
import { type MerchantView, merchantView } from './views.js'

interface ById {
  readonly Params: { readonly id: string }
}

/** No larger snapshot is given out or taken back. */
export const SNAPSHOT_LIMIT_BYTES = 128 * 1024 * 1024

const tags = ['Merchants']

/** Saving and restoring a merchant, byte for byte. */
export const snapshotRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  app.get<ById>(
    '/merchants/:id/snapshot',
    {
      schema: {
        tags,
        summary: 'Save a merchant',
        description: 'Everything about it as one document, its API keys and checksum keys included.',
        response: answers({ 200: snapshotAnswer }, 404),
      },
    },
    async ({ params }, reply) => {
      const merchantId = await sandbox.merchants.idOf(params.id)
      const text = JSON.stringify(await sandbox.snapshots.take(merchantId))
      if (Buffer.byteLength(text) > SNAPSHOT_LIMIT_BYTES) throw tooLarge()
      return reply.type('application/json; charset=utf-8').send(text)
    },
  )

  app.put<ById & { Body: object }>(
    '/merchants/:id/snapshot',
    {
      bodyLimit: SNAPSHOT_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Restore a merchant',
        description:
          'Restores the merchant as it was when the snapshot was taken, or opens it if it does not exist. `id` is an id or client id of the merchant in the snapshot.',
        body: snapshotBody,
        response: answers({ 200: merchantAnswer }, 404, 409),
      },
      errorHandler: (error) => {
        throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge() : error
      },
    },
    async (request): Promise<MerchantView> => {
      const details = await sandbox.restoreMerchant(request.params.id, request.body)
      return merchantView(details, sandbox.now(details.merchant), addressesFor(request))
    },
  )
}

function tooLarge(): SandboxMistake {
  return new SandboxMistake(
    'SNAPSHOT_TOO_LARGE',
    `the snapshot is larger than ${SNAPSHOT_LIMIT_BYTES / 1024 / 1024} MiB`,
    'take it earlier, or use several merchants for the orders',
  )
}
