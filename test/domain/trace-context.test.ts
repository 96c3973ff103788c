import { describe, expect, test } from 'vitest'
import { childOf, spanIdFor, traceContextIn, traceIdOf } from '../../server/domain/trace-context.js'

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`

describe('the trace that a request names', () => {
  test('is taken as it came', () => {
    expect(traceContextIn({ traceparent: TRACEPARENT, tracestate: 'congo=t61rcWkgMzE,rojo=1' })).toEqual({
      traceparent: TRACEPARENT,
      tracestate: 'congo=t61rcWkgMzE,rojo=1',
    })
  })

  test('of a later version is passed on as the version that we know', () => {
    expect(
      traceContextIn({ traceparent: `cc-${TRACE_ID}-b7ad6b7169203331-01-what-the-future-holds` }),
    ).toEqual({ traceparent: TRACEPARENT })
  })

  test.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['version ff', `ff-${TRACE_ID}-b7ad6b7169203331-01`],
    ['more than version 00 has', `${TRACEPARENT}-more`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['a span id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['capital letters', TRACEPARENT.toUpperCase()],
    ['too short a trace id', '00-0af7651916cd43dd-b7ad6b7169203331-01'],
    ['two headers, which Node joins', `${TRACEPARENT}, ${TRACEPARENT}`],
    ['letters beyond f', `00-${'g'.repeat(32)}-b7ad6b7169203331-01`],
  ])('is ignored where it is malformed: %s', (_, traceparent) => {
    expect(traceContextIn({ traceparent, tracestate: 'rojo=1' })).toBeNull()
  })

  test.each([
    ['no value', 'rojo'],
    ['a key with capital letters', 'Rojo=1'],
    ['a key that comes twice', 'rojo=1,rojo=2'],
    ['more than 32 members', Array.from({ length: 33 }, (_, i) => `k${i}=1`).join(',')],
    ['a value with an equals sign', 'rojo=1=2'],
  ])('goes on without a tracestate that is malformed: %s', (_, tracestate) => {
    expect(traceContextIn({ traceparent: TRACEPARENT, tracestate })).toEqual({ traceparent: TRACEPARENT })
  })

  test('keeps as much of a long tracestate as everybody has to', () => {
    const tracestate = Array.from({ length: 10 }, (_, i) => `k${i}=${'v'.repeat(90)}`).join(' , ')
    const kept = traceContextIn({ traceparent: TRACEPARENT, tracestate })?.tracestate ?? ''
    expect(kept.split(',').map((member) => member.slice(0, 3))).toEqual(['k0=', 'k1=', 'k2=', 'k3=', 'k4='])
    expect(kept.length).toBeLessThanOrEqual(512)
  })

  test('goes on in what follows under another span, with the same flags and state', () => {
    const parent = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-00`, tracestate: 'rojo=1' }
    expect(childOf(parent, '00f067aa0ba902b7')).toEqual({
      traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-00`,
      tracestate: 'rojo=1',
    })
    expect(traceIdOf(parent)).toBe(TRACE_ID)
  })

  test('has the same span whenever the same attempt is made again, and another for every other one', () => {
    expect(spanIdFor('seed', 'm1-D1-A1')).toMatch(/^[0-9a-f]{16}$/)
    expect(spanIdFor('seed', 'm1-D1-A1')).toBe(spanIdFor('seed', 'm1-D1-A1'))
    expect(spanIdFor('seed', 'm1-D1-A2')).not.toBe(spanIdFor('seed', 'm1-D1-A1'))
    expect(spanIdFor('other', 'm1-D1-A1')).not.toBe(spanIdFor('seed', 'm1-D1-A1'))
  })
})
