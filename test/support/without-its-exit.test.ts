import { expect, test } from 'vitest'
import { withoutItsExit } from './without-its-exit.js'

test('a package that would end the process has no say in its code once it is loaded; what was there before stays', async () => {
  const before = process.listeners('beforeExit')
  const loaded = await withoutItsExit(async () => {
    process.on('beforeExit', () => process.exit(0))
    return 'the package'
  })
  expect(loaded).toBe('the package')
  expect(process.listeners('beforeExit')).toEqual(before)
})
