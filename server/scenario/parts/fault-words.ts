import { formatDuration } from '../../lib/duration.js'
import { ENDPOINTS, type Fault } from '../fault.js'

/** A fault in plain English: which calls it meets, and what they get. */
export function faultSentence(fault: Fault): string {
  const { after, times } = fault
  const several = times !== null && times > 1
  const noun = several ? `${times} calls` : 'call'
  const calls =
    after > 0
      ? `After ${after} ${after > 1 ? 'calls that go' : 'call that goes'} through, ${times === null ? 'every' : 'the next'} ${noun}`
      : `${times === null ? 'Every' : 'The first'} ${noun}`
  return `${calls} to ${place(fault)} ${describeOutcome(fault, several)}.`
}

/** What a call that meets the fault gets, as the end of a sentence: `is answered 503`. */
export function describeOutcome({ answer, delay, workDone }: Fault, several = false): string {
  const be = several ? 'are' : 'is'
  const have = several ? 'have' : 'has'
  const late = delay > 0 ? ` after ${formatDuration(delay)}` : ''
  const done = workDone ? `, though ${several ? 'their' : 'its'} work is done` : ''
  switch (answer.kind) {
    case 'right':
      return `${be} answered right, but only${late}`
    case 'error':
      return `${be} answered ${answer.status}${answer.message ? ` "${answer.message}"` : ''}${late}${done}`
    case 'text':
      return `${be} answered ${answer.status} with ${describeBody(answer)}${late}${done}`
    case 'refusal':
      return `${be} refused ${answer.as}${late}`
    case 'hangs':
      return `${be} never answered${done}`
    case 'reset':
      return `${have} the connection reset${late} before the first byte of an answer${done}`
    case 'cut-off':
      return `${have} the connection closed${late} half way through the right answer`
  }
}

function place({ endpoints }: Fault): string {
  if (endpoints.length === ENDPOINTS.length) return 'the API'
  return endpoints.length === 1 ? String(endpoints[0]) : 'the API with a good token'
}

function describeBody({ text, contentType }: { readonly text: string; readonly contentType: string | null }) {
  return text === '' ? 'an empty body' : `${text.length} characters of ${contentType}`
}
