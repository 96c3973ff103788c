import type { OutgoingHttpHeaders } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Dialect } from '../domain/dialect.js'
import type { Merchant } from '../domain/merchant.js'
import { Refusal } from '../errors.js'
import { STATUS_CODES } from '../http/node-http.js'
import type { MetFault } from '../sandbox/faults.js'
import type { HeldCall, HeldResponses } from '../sandbox/held-responses.js'
import { describeOutcome, type FaultyAnswer, MAX_ANSWER_MS } from '../scenario/fault.js'
import { refusalBody } from './refusal-body.js'

/** What of an answer has been sent, for the log; a status of 0 says that nothing was. */
export interface Sent {
  readonly status: number
  readonly text: string
}

const NOTHING: Sent = { status: 0, text: '' }

interface FaultInjection {
  readonly fault: MetFault
  readonly merchant: Merchant
  readonly heldResponses: HeldResponses
  /** The call, as it is told to those who look at what is held. */
  readonly call: Pick<HeldCall, 'endpoint' | 'orderReference'>
  readonly writeDown: (sent: Sent, explanation: string) => Promise<void>
}

/** Why no answer was sent. */
const GIVEN_UP = 'the caller did not wait for the answer, or the sandbox was reset'

/**
 * Does to an answer what its fault says, and writes down what was sent. Returns the text to send, or null
 * when the connection was dealt with here and nothing is left to send.
 */
export async function injectFault(
  { fault: met, merchant, heldResponses, call, writeDown }: FaultInjection,
  request: FastifyRequest,
  reply: FastifyReply,
  right: string,
): Promise<string | null> {
  const { answer, delay, workDone } = met.fault
  const explanation = explanationOf(met)
  const untilOver = (kind: HeldCall['kind'], ms: number | null) =>
    untilLetGo(heldResponses, merchant, { ...call, kind, workDone }, ms, request)
  if (answer.kind === 'hangs') {
    // Written down first: nothing will be known later that is not known now.
    await writeDown(NOTHING, explanation)
    await untilOver('hanging', MAX_ANSWER_MS)
    return breakOff(request, reply)
  }
  const isHeld = answer.kind === 'held'
  const inTime = isHeld
    ? (met.isReleased ?? (await untilOver('held', null)))
    : delay === 0 || (await untilOver('delayed', delay))
  if (!inTime) {
    await writeDown(NOTHING, `${explanation}; ${GIVEN_UP}`)
    return breakOff(request, reply)
  }
  if (answer.kind === 'reset') {
    await writeDown(NOTHING, explanation)
    return breakOff(request, reply)
  }
  if (answer.kind === 'cut-off') {
    const bytes = Buffer.from(right)
    const half = bytes.subarray(0, Math.ceil(bytes.length / 2))
    await writeDown({ status: reply.statusCode, text: half.toString('utf8') }, explanation)
    return sendAndClose(reply, half, bytes.length)
  }
  const text = reworded(reply, answer, explanation, merchant.dialect) ?? right
  await writeDown({ status: reply.statusCode, text }, explanation)
  return text
}

/** Why the call went wrong, for the log and the journal. */
function explanationOf({ fault, scenario, because }: MetFault): string {
  const whose = scenario === null ? '' : `by the scenario ${scenario}, `
  return `${whose}because ${because}, this call ${describeOutcome(fault)}`
}

/** Puts the fault's own answer in the place of the right one, and answers its text. */
function reworded(
  reply: FastifyReply,
  answer: Exclude<FaultyAnswer, { kind: 'hangs' | 'reset' | 'cut-off' }>,
  explanation: string,
  dialect: Dialect,
): string | null {
  if (answer.kind === 'right' || answer.kind === 'held') return null
  if (answer.kind === 'text') {
    reply.code(answer.status).headers(answer.headers)
    if (answer.contentType === null) reply.removeHeader('content-type')
    else reply.header('content-type', answer.contentType)
    return answer.text
  }
  const refusal =
    answer.kind === 'refusal'
      ? new Refusal(answer.code, explanation)
      : new Refusal('SCRIPTED', explanation, {
          status: answer.status,
          values: { text: answer.message ?? usualText(answer.status) },
        })
  reply.code(refusal.status).headers(answer.headers).type('application/json; charset=utf-8')
  return JSON.stringify(refusalBody(refusal, dialect.errorEnvelope))
}

/** What the gateway's framework says for a status when nobody wrote a text. */
function usualText(status: number): string {
  return status === 500 ? 'Internal server error' : (STATUS_CODES[status] ?? 'Error')
}

/** Holds a call before its work. Resolves with whether it may go on: it was released before its caller left. */
export function untilReleased(
  { fault, merchant, heldResponses, call }: Omit<FaultInjection, 'writeDown'>,
  request: FastifyRequest,
): Promise<boolean> {
  const held: HeldCall = { ...call, kind: 'held', workDone: fault.fault.workDone }
  return untilLetGo(heldResponses, merchant, held, null, request)
}

/** Whether the time came, or somebody released the call, before the caller left or the sandbox gave it up. */
async function untilLetGo(
  heldResponses: HeldResponses,
  merchant: Merchant,
  call: HeldCall,
  ms: number | null,
  { raw: { socket } }: FastifyRequest,
): Promise<boolean> {
  if (socket.destroyed) return false
  const { over, giveUp } = heldResponses.hold(merchant, call, ms)
  socket.once('close', giveUp)
  const inTime = await over
  socket.off('close', giveUp)
  return inTime
}

function breakOff({ raw: { socket } }: FastifyRequest, reply: FastifyReply): null {
  reply.hijack()
  // A reset, not a mere end: what a caller sees of a crashed gateway. Calls without a network have no socket.
  if (socket instanceof Socket) socket.resetAndDestroy()
  else reply.raw.destroy()
  return null
}

function sendAndClose(reply: FastifyReply, part: Buffer, announced: number): null {
  reply.hijack()
  const headers = reply.header('content-length', announced).getHeaders()
  reply.raw.writeHead(reply.statusCode, headers as OutgoingHttpHeaders)
  reply.raw.write(part, () => reply.raw.destroy())
  return null
}
