import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BUILT_IN_SCENARIOS } from '../../server/scenario/load.js'
import { runHere } from './fake-io.js'

describe('scenarios', () => {
  it('lists every scenario with its title, one on a line', async () => {
    const { code, out } = await runHere(['scenarios'])
    const files = (await readdir(BUILT_IN_SCENARIOS)).filter((file) => file.endsWith('.yaml'))
    const names = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('  ')[0])
    expect(code).toBe(0)
    expect([...names].sort()).toEqual(files.map((file) => file.replace('.yaml', '')).sort())
    expect(out).toMatch(/^success +The payment succeeds$/m)
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
    const line = /^monday +Mondays are slow$/m
    expect((await runHere(['scenarios', '--scenarios', '.'], { folder })).out).toMatch(line)
    const env = { CLICKPESA_SANDBOX_SCENARIOS: folder }
    expect((await runHere(['scenarios'], { env })).out).toMatch(line)
  })

  it.each([
    ['push', 'push-fee-fails-once'],
    ['push-t', 'push-timeout'],
    ['sucess', 'success'],
  ])('names the nearest of "%s"', async (name, nearest) => {
    const { code, out, err } = await runHere(['scenarios', name])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`there is no scenario "${name}"; did you mean "${nearest}"?`)
  })
})
