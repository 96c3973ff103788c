import { describe, expect, test } from 'vitest'
import { MESSAGES, PARAMETERS } from '../../contracts/messages.js'
import { fidelityPage, fidelityParts } from '../../scripts/fidelity-page.js'
import { GRADES, SWITCH_NAMES } from '../../server/domain/dialect.js'
import { REFUSALS } from '../../server/errors.js'
import { openApiDocument, operationsOf } from '../support/openapi.js'

const PARTS = fidelityParts()

describe('docs/fidelity.md', () => {
  test.each(PARTS)('$title: every row has a grade and a source', ({ rows }) => {
    expect(rows.length).toBeGreaterThan(0)
    const bare = rows.filter(({ grade, source }) => !GRADES.some((known) => known === grade) || !source)
    expect(bare).toEqual([])
  })

  test('has every operation, refusal, switch and message', () => {
    const firstCells = (title: string) =>
      PARTS.find((part) => part.title === title)?.rows.map(({ cells }) => cells[0])
    const names = operationsOf(openApiDocument()).map(({ name }) => name)
    expect(firstCells('Operations')).toEqual(names.map((name) => `\`${name}\``))
    expect(new Set(firstCells('Refusals'))).toEqual(
      new Set(Object.keys(REFUSALS).map((code) => `\`${code}\``)),
    )
    const switches = firstCells('Dialect switches')?.map((cell) => /`(\w+)`/.exec(cell ?? '')?.[1])
    expect(new Set(switches)).toEqual(new Set(SWITCH_NAMES))
    for (const { $id } of [...PARAMETERS, ...MESSAGES]) expect(firstCells(`Fields of ${$id}`)).toBeDefined()
  })

  test('reaches fields inside of fields and of lists', () => {
    const cells = PARTS.flatMap(({ rows }) => rows.map((row) => row.cells[0]))
    expect(cells).toEqual(
      expect.arrayContaining(['`orderItems[].price`', '`data.customer.customerName`', '`[].status`']),
    )
  })

  test('links to each of its parts by the name that GitHub gives it', () => {
    const page = fidelityPage()
    const linked = [...page.matchAll(/^- \[(.+)\]\(#(.+)\)$/gm)]
    expect(linked.map(([, title]) => title)).toEqual(PARTS.map(({ title }) => title))
    expect(linked.map(([, , anchor]) => anchor)).toContain('fields-of-paymentreceivedmiddle2025')
  })
})
