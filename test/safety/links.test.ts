import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFound } from '../../server/check/found-files.js'
import { temporaryFile } from '../support/temporary-file.js'

/** A folder with a shop in it, beside a file of whoever checks that shop. */
function aShop() {
  const precious = temporaryFile('mine', 'precious')
  const shop = join(dirname(precious), 'shop')
  mkdirSync(shop)
  return { precious, shop }
}

test('what check writes goes into its folder, where it may be written again', async () => {
  const { shop } = aShop()
  await writeFound(shop, 'report.json', 'one')
  await writeFound(shop, 'report.json', 'another')
  expect(readdirSync(join(shop, '.clickpesa'))).toEqual(['report.json'])
  expect(readFileSync(join(shop, '.clickpesa', 'report.json'), 'utf8')).toBe('another')
})

test('a link that a shop brings is replaced, and what it leads to is not written to', async () => {
  const { precious, shop } = aShop()
  mkdirSync(join(shop, '.clickpesa'))
  symlinkSync(precious, join(shop, '.clickpesa', 'report.json'))
  await writeFound(shop, 'report.json', 'found')
  expect(readFileSync(precious, 'utf8')).toBe('mine')
  expect(readFileSync(join(shop, '.clickpesa', 'report.json'), 'utf8')).toBe('found')
})

test.each(['there', 'not there'])(
  'a folder of check that is a link to one that is %s is refused',
  async (name) => {
    const { precious, shop } = aShop()
    const elsewhere = join(dirname(precious), name)
    if (name === 'there') mkdirSync(elsewhere)
    symlinkSync(elsewhere, join(shop, '.clickpesa'))
    const refused = writeFound(shop, 'report.json', 'found')
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      hint: expect.stringContaining('remove'),
    })
    expect(readdirSync(dirname(precious)).sort()).toEqual([
      'precious',
      'shop',
      ...(name === 'there' ? [name] : []),
    ])
  },
)
