import type { FastifyPluginAsync } from 'fastify'
import { type ChecksumDiagnosis, diagnoseChecksum } from '../checksum-diagnosis/diagnose.js'
import { secretsBeside } from '../checksum-diagnosis/known-secrets.js'
import type { ChecksumQuestion } from '../checksum-diagnosis/question.js'
import type { JsonObject } from '../domain/checksum.js'
import { parseDuration } from '../lib/duration.js'
import type { Queries } from '../sandbox/queries.js'
import { answers, checksumAnswer, pruneAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { checksumQuestion, pruneQuestion } from './schemas.js'

/** The secrets of this many merchants are tried at most. */
const MAX_MERCHANTS = 5

/** Help that needs no merchant. */
export const toolRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  app.post<{ Body: { olderThan: string } }>(
    '/prune',
    {
      schema: {
        tags: ['Tools'],
        summary:
          'Remove orders, and merchants that opened themselves, to which nothing has happened for long',
        body: pruneQuestion,
        response: answers({ 200: pruneAnswer }),
      },
    },
    async ({ body }) => sandbox.pruning.prune(parseDuration(body.olderThan) ?? 0),
  )

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
    async ({ body }) => explained(body, sandbox.queries),
  )
}

/** Judges a checksum with every secret at hand of the merchants that have the key, or of the latest where none has. */
async function explained(question: ChecksumQuestion, queries: Queries): Promise<ChecksumDiagnosis> {
  const { checksumKey } = question
  const owners = await queries.merchantsKnowing(checksumKey, MAX_MERCHANTS)
  const { latest } = owners.length > 0 ? { latest: owners } : await queries.firstAndLatest('', MAX_MERCHANTS)
  const otherKeys = latest.flatMap((details) =>
    secretsBeside(details, details.applications.find((own) => own.checksumKey === checksumKey)?.id),
  )
  const diagnosis = diagnoseChecksum({ ...question, otherKeys })
  const isChecksumKey = owners.some(({ applications }) =>
    applications.some((application) => application.checksumKey === checksumKey),
  )
  const taken = isChecksumKey ? undefined : otherKeys.find(({ value }) => value === checksumKey)
  if (!taken) return diagnosis
  const explanation = `The key that was given is ${taken.name}, which is not a checksum key. ${diagnosis.explanation}`
  return { ...diagnosis, explanation }
}
