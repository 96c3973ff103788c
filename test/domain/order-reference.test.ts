import { expect, test } from 'vitest'
import { isWellFormedReference } from '../../server/domain/order-reference.js'

test.each(['', ' ', 'SBX-1', 'SBX_1', 'SBX 1', 'SBX1\n', '\nSBX1', 'SBX1\nSBX2', 'SBX.1', 'Ağ1', '１２'])(
  'refuses the reference %j',
  (text) => {
    expect(isWellFormedReference(text)).toBe(false)
  },
)

test.each(['SBX0001A', 'sbx1', 'a', '0', 'A'.repeat(50)])('takes the reference %j', (text) => {
  expect(isWellFormedReference(text)).toBe(true)
})
