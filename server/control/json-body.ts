import { LIMITS } from '../domain/limits.js'
import { SandboxMistake } from '../errors.js'
import { excessOf } from '../lib/json-extent.js'
import { SEE_DOCS } from './see-docs.js'

/** A body of more values than this is refused before it is read: judging so many would keep other calls waiting. */
const MAX_VALUES = LIMITS.controlValues.most

/** Functions that call themselves for what is within would exhaust the stack. */
const MAX_LEVELS = LIMITS.controlLevels.most

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
  const tooMuch = excessOf(text, {
    values: anySize ? Number.POSITIVE_INFINITY : MAX_VALUES,
    levels: MAX_LEVELS,
  })
  if (tooMuch) throw new SandboxMistake('INVALID_INPUT', `the body ${tooMuch}`, SEE_DOCS)
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
