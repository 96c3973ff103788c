import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BUILT_IN_SCENARIOS } from '../../server/scenario/load.js'
import { runHere } from './fake-io.js'

describe('scenarios', () => {
  it('lists every scenario with its title, one on a line, below what it is mostly about', async () => {
    const { code, out } = await runHere(['scenarios'])
    const files = (await readdir(BUILT_IN_SCENARIOS)).filter((file) => file.endsWith('.yaml'))
    const names = out
      .trimEnd()
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .map((line) => line.trim().split('  ')[0])
    expect(code).toBe(0)
    expect([...names].sort()).toEqual(files.map((file) => file.replace('.yaml', '')).sort())
    expect(out).toMatch(/^How the payment goes\n(?: {2}.*\n)* {2}success +The payment succeeds$/m)
    expect(out).toMatch(/\n\nWebhooks and callbacks\n(?: {2}.*\n)* {2}webhook-duplicate +/)
  })

  it('explains one in plain English', async () => {
    const { code, out } = await runHere(['scenarios', 'push-timeout'])
    expect(code).toBe(0)
    expect(out).toMatch(/^push-timeout: Nobody answers the prompt on the phone\n\n/)
    expect(out.replaceAll('\n', ' ')).toContain('after 1m it becomes FAILED with the message')
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(88)
  })

  it('writes both as JSON', async () => {
    const all = JSON.parse((await runHere(['scenarios', '--json'])).out)
    expect(all).toContainEqual({ name: 'success', title: 'The payment succeeds', about: expect.any(String) })
    const one = JSON.parse((await runHere(['scenarios', 'success', '--json'])).out)
    expect(one).toMatchObject({
      name: 'success',
      explanation: expect.any(String),
      written: expect.any(Object),
    })
  })

  it('knows the scenarios of a folder, from the flag or from the environment', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-scenarios-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await writeFile(join(folder, 'monday.yaml'), 'title: Mondays are slow\nabout: Nothing else.\n')
    const line = /^ {2}monday +Mondays are slow$/m
    expect((await runHere(['scenarios', '--scenarios', '.'], { folder })).out).toMatch(line)
    const env = { CLICKPESA_SANDBOX_SCENARIOS: folder }
    expect((await runHere(['scenarios'], { env })).out).toMatch(line)
  })

  it.each([
    [['funds'], 'insufficient-balance'],
    [['wrong', 'pin'], 'wrong-pin'],
    [['push-t'], 'push-timeout'],
  ])('finds those with the words %j, also where other words are used', async (words, name) => {
    const { code, out } = await runHere(['scenarios', ...words])
    expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^ {2}${name} `, 'm'))])
    expect(out).not.toMatch(/^ {2}webhook-duplicate /m)
    const found = JSON.parse((await runHere(['scenarios', ...words, '--json'])).out)
    expect(found).toContainEqual({ name, title: expect.any(String), about: expect.any(String) })
  })

  it('names the nearest where none has the words', async () => {
    const { code, out, err } = await runHere(['scenarios', 'sucess'])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('no scenario is named "sucess", and none has these words; did you mean "success"?')
  })
})
