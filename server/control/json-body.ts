import { LIMITS } from '../domain/limits.js'
import { SandboxMistake } from '../errors.js'
import { SEE_DOCS } from './see-docs.js'

/** A body of more values than this is refused before it is read: judging so many would keep other calls waiting. */
const MAX_VALUES = LIMITS.controlValues.most

/** The JSON of a request, without keys `__proto__`; an empty object for none. `anySize` leaves the number of values open. */
export function readJsonBody(text: string, contentType: string | undefined, anySize: boolean): unknown {
  if (text === '') return {}
  if (!contentType?.startsWith('application/json')) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `the body came as ${contentType ?? 'no content type'}`,
      'send Content-Type: application/json',
    )
  }
  if (!anySize && holdsMoreValuesThan(MAX_VALUES, text)) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `the body holds more than ${MAX_VALUES.toLocaleString('en-GB')} values`,
      SEE_DOCS,
    )
  }
  try {
    // Looking at each key takes five times as long as reading the body: most texts have nothing to look for.
    return MAY_HOLD_PROTO.test(text) ? JSON.parse(text, withoutProto) : JSON.parse(text)
  } catch (error) {
    throw new SandboxMistake('INVALID_INPUT', `the body is not JSON: ${(error as Error).message}`, SEE_DOCS)
  }
}

/** The key itself, or an escape, which it may be written with. */
const MAY_HOLD_PROTO = /__proto__|\\u/

function withoutProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value
}

const [COMMA, BRACE, BRACKET] = [',', '{', '['].map((mark) => mark.charCodeAt(0))
const [QUOTE, BACKSLASH] = ['"', '\\'].map((mark) => mark.charCodeAt(0))

/** Whether more values begin in a JSON text: one after each comma and in each list or object, outside of strings. */
function holdsMoreValuesThan(most: number, text: string): boolean {
  // Each takes a mark and a character at least.
  if (text.length < 2 * most) return false
  let values = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at)
    if (mark === QUOTE) isInString = !isInString
    else if (isInString) at += mark === BACKSLASH ? 1 : 0
    else if ((mark === COMMA || mark === BRACE || mark === BRACKET) && ++values > most) return true
  }
  return false
}
