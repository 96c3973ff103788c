import { expect, test } from 'vitest'
import { hidePasswords } from '../../server/lib/hide-passwords.js'

test.each([
  ['to http://hook:s3cret@shop.test/wh.', 'to http://hook:***@shop.test/wh.'],
  ['https://token@shop.test', 'https://***@shop.test'],
  ['https://a:p@ss@shop.test/x@y', 'https://a:***@shop.test/x@y'],
  ['{"u":"http:\\/\\/a:b@h\\/x"}', '{"u":"http:\\/\\/a:***@h\\/x"}'],
])('the password in %s is hidden', (text, hidden) => {
  expect(hidePasswords(text)).toBe(hidden)
  expect(hidePasswords(hidden)).toBe(hidden)
})

test.each(['asha@shop.test', 'https://shop.test/@asha', 'https://shop.test/?to=a@b', 'http://h:80/x'])(
  '%s has no password and stays',
  (text) => {
    expect(hidePasswords(text)).toBe(text)
  },
)
