import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../server/package-root.js'

const POLICY = readFileSync(join(packageRoot, 'SECURITY.md'), 'utf8')

/** The rows of the threat model, each with its cells. */
const ROWS = POLICY.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| asset'))
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '')))

const named = (text: string) => [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file)

describe('the threat model', () => {
  test.each(ROWS)('says for %s who attacks it, what defends it, and which test does: %s', (...cells) => {
    expect(cells.map((cell) => cell.length > 0)).toEqual([true, true, true, true])
    const files = named(cells[3] ?? '')
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((file) => !existsSync(join(packageRoot, file)))).toEqual([])
  })
})
