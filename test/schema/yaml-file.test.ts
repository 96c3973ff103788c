import { describe, expect, test } from 'vitest'
import { configSchema } from '../../server/config.js'
import { scenarioSchema } from '../../server/scenario/scenario.js'
import { readYaml } from '../../server/schema/yaml-file.js'
import { FAR_BELOW_QUADRATIC, growth, unknownKeys } from './growth.js'

function issuesOf(text: string, schema: object = configSchema) {
  const read = readYaml('mine.yaml', text, schema)
  return read.ok ? [] : read.issues.map(({ line, message }) => `${line}: ${message}`)
}

const yamlOf = (count: number) =>
  Object.keys(unknownKeys(count))
    .map((key) => `${key}: 0\n`)
    .join('')

describe('a YAML file with thousands of lines', () => {
  test.each([
    ['keys of no configuration', configSchema, yamlOf],
    ['keys of no scenario', scenarioSchema, (count: number) => `title: x\nabout: y\n${yamlOf(count)}`],
    ['a list of keys', configSchema, (count: number) => '- a: 1\n'.repeat(count / 2)],
  ])('is read in a time that grows with its size: %s', async (_, schema, textOf) => {
    const act = (count: number) => {
      const text = textOf(count / 2)
      return () => issuesOf(text, schema)
    }
    expect(await growth(act)).toBeLessThan(FAR_BELOW_QUADRATIC)
  })

  test('has the first issues told in their order, and how many more there are', () => {
    const issues = issuesOf(`port: high\n${yamlOf(30)}`)
    expect(issues).toHaveLength(21)
    expect(issues.slice(0, 2)).toEqual([
      expect.stringMatching(/^2: k0: unknown key "k0"/),
      expect.stringMatching(/^3: k1: unknown key "k1"/),
    ])
    expect(issues.at(-1)).toBe('1: and 11 more')
    expect(issuesOf('- [\n'.repeat(50)).at(-1)).toMatch(/: and \d+ more$/)
  })
})

test('keys that come twice are told wherever they stand', () => {
  expect(issuesOf('port: 1\nmerchant: { name: a, name: b }\nport: 2\n')).toEqual([
    '2: Map keys must be unique',
    '3: Map keys must be unique',
  ])
})
