import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { configSchema } from '../../server/config.js'
import { readYaml } from '../../server/schema/yaml-file.js'
import { PARSERS, readOrRefuse } from '../fuzz/parsers.js'
import { hostile } from '../support/arbitrary.js'
import { runs } from '../support/runs.js'

const RUNS = runs(150, 20_000)

/** `npm run fuzz` looks longer, led by the code that is reached. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_511)

const PIECES = [
  ...'{}[]:,-&*!|>%@"\'\\/#?=;. \n\t\0\ud800\u202e\u001b'.split(''),
  ...[
    '{"a":',
    'a: ',
    '&a ',
    '*a',
    '<<: ',
    '!!js ',
    '__proto__',
    '\\u0000',
    '1e400',
    '-0',
    '9007199254740993',
  ],
  ...[
    'http://',
    'javascript:',
    '[::1]',
    '127.0.0.1',
    'localhost',
    ':4255',
    '%2f',
    '..',
    'host=',
    '99999999d',
  ],
]

const texts = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 5 })), {
    maxLength: 60,
  }),
  hostile.map((value) => [typeof value === 'string' ? value : JSON.stringify(value)]),
)

describe('a text of a stranger', () => {
  test.each(Object.keys(PARSERS))('is read as %s, or refused in words', (parser) => {
    fc.assert(
      fc.property(texts, (pieces) => readOrRefuse(parser, pieces.join(''))),
      { numRuns: RUNS, seed: SEED },
    )
  })

  test('whose YAML has keys that are not texts is refused by us, without the words of a library', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    expect(readYaml('c.yaml', '{ { 7*7: } : 1 }', configSchema).ok).toBe(false)
    expect(warned).not.toHaveBeenCalled()
    warned.mockRestore()
  })
})
