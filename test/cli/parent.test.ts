import { describe, expect, it } from 'vitest'
import { isWaitedForByScript, type Waiting, whenParentGoes, whoWaits } from '../../server/cli/parent.js'
import { FakeClock } from '../support/fake-clock.js'

describe('a script of npm that starts the sandbox', () => {
  it.each([
    ['node dist/server/main.js', true],
    ['clickpesa-sandbox start --port 4255', true],
    ["'clickpesa-sandbox'", true],
    ['npm run build && clickpesa-sandbox start > sandbox.log 2>&1', true],
    ['clickpesa-sandbox exec -- npm test &> all.log', true],
    ['clickpesa-sandbox start & clickpesa-sandbox healthcheck --wait 30s', false],
    ['clickpesa-sandbox start 2>&1 &', false],
    ['./scripts/up.sh', false],
    [undefined, false],
  ])('`%s` waits for it: %s', (script, waits) => {
    expect(isWaitedForByScript({ npm_lifecycle_script: script })).toBe(waits)
  })

  it.each<[string, Waiting, Waiting]>([
    ['that began it', { parent: 100, beyond: undefined }, { parent: 1, beyond: undefined }],
    ['whose shell goes with it', { parent: 100, beyond: 90 }, { parent: 1, beyond: undefined }],
    ['whose shell stays', { parent: 100, beyond: 90 }, { parent: 100, beyond: 1 }],
  ])('is noticed once when it is gone: npm %s', async (_which, first, later) => {
    const clock = new FakeClock()
    let waiting = first
    let gone = 0
    whenParentGoes(
      () => waiting,
      clock,
      () => {
        gone += 1
      },
    )
    await clock.pass(60_000)
    expect(gone).toBe(0)
    waiting = later
    await clock.pass(1000)
    expect(gone).toBe(1)
    await clock.pass(60_000)
    expect(gone).toBe(1)
  })

  it('is not taken for gone when nobody can tell for a while', async () => {
    const clock = new FakeClock()
    let beyond: number | undefined = 90
    whenParentGoes(
      () => ({ parent: 100, beyond }),
      clock,
      () => {
        throw new Error('called all the same')
      },
    )
    for (const told of [undefined, 90, undefined, 90]) {
      beyond = told
      await clock.pass(60_000)
    }
  })

  it('is not looked for any more when nobody asks', async () => {
    const clock = new FakeClock()
    let parent = 100
    const stop = whenParentGoes(
      () => ({ parent, beyond: undefined }),
      clock,
      () => {
        throw new Error('called all the same')
      },
    )
    stop()
    parent = 1
    await clock.pass(60_000)
  })

  it('is known by its number, and who began it by nothing where it does not run a shell', () => {
    expect(whoWaits()).toMatchObject({ parent: process.ppid })
    expect(whoWaits(process.pid)).toEqual({ parent: process.pid, beyond: undefined })
    expect(whoWaits(2 ** 30)).toEqual({ parent: 2 ** 30, beyond: undefined })
  })
})
