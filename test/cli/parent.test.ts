import { describe, expect, it } from 'vitest'
import { isWaitedForByScript, whenParentGoes } from '../../server/cli/parent.js'
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

  it('is noticed once when it is gone, and not looked for afterwards', async () => {
    const clock = new FakeClock()
    let parent = 100
    let gone = 0
    whenParentGoes(
      () => parent,
      clock,
      () => {
        gone += 1
      },
    )
    await clock.pass(60_000)
    expect(gone).toBe(0)
    parent = 1
    await clock.pass(1000)
    expect(gone).toBe(1)
    await clock.pass(60_000)
    expect(gone).toBe(1)
  })

  it('is not looked for any more when nobody asks', async () => {
    const clock = new FakeClock()
    let parent = 100
    const stop = whenParentGoes(
      () => parent,
      clock,
      () => {
        throw new Error('called all the same')
      },
    )
    stop()
    parent = 1
    await clock.pass(60_000)
  })
})
