import { describe, expect, test } from 'vitest'
import { readJsonBody } from '../../server/control/json-body.js'

const read = (text: string, anySize = false) => readJsonBody(text, 'application/json', anySize)
const list = (values: number) => JSON.stringify(Array(values - 1).fill(0))

describe('the body of a call to the control API', () => {
  test('holds at most 10,000 values, which only a snapshot may exceed', () => {
    expect(read(list(10_000))).toHaveLength(9_999)
    expect(() => read(list(10_002))).toThrow('the body holds more than 10,000 values')
    expect(read(list(10_002), true)).toHaveLength(10_001)
  })

  test('may hold any marks in its texts', () => {
    const marks = { text: '\\",{['.repeat(10_000), '\\': ['","'] }
    expect(read(JSON.stringify(marks))).toEqual(marks)
  })

  test.each(['{"__proto__":{"a":1},"b":2}', '{"\\u005f_proto__":{"a":1},"b":2}'])(
    'has no key __proto__, however it is written: %s',
    (text) => {
      expect(Object.getOwnPropertyNames(read(text))).toEqual(['b'])
    },
  )
})
