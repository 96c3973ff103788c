import { describe, expect, it } from 'vitest'
import { packageVersion } from '../../server/package-root.js'
import { runHere } from './fake-io.js'

const COMMANDS = ['start', 'exec', 'pay', 'prune', 'scenarios', 'checksum', 'healthcheck']

describe('the command line', () => {
  it('lists its commands', async () => {
    const { code, out } = await runHere(['--help'])
    expect(code).toBe(0)
    for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
  })

  it.each(COMMANDS)('explains %s', async (command) => {
    const { code, out } = await runHere([command, '--help'])
    expect([code, out.split('\n')[0]]).toEqual([0, expect.stringContaining(`clickpesa-sandbox ${command}`)])
  })

  it('says which version it is', async () => {
    expect(await runHere(['--version'])).toEqual({ code: 0, out: `${packageVersion}\n`, err: '' })
  })

  it('names the nearest command of one that it does not have', async () => {
    const { code, err } = await runHere(['scenaros'])
    expect(code).toBe(2)
    expect(err).toContain('There is no command "scenaros"; did you mean "scenarios"?')
  })

  it('names the nearest option, also where the command is left out', async () => {
    const { code, err } = await runHere(['--prot', '4300'])
    expect(code).toBe(2)
    expect(err).toContain('did you mean --port?'.replace('did', 'Did'))
  })

  it('starts nothing with a broken configuration, and says all that is wrong', async () => {
    const env = { CLICKPESA_SANDBOX_HOTS: 'x' }
    const { code, out, err } = await runHere(['--port', 'x', '--data', ''], { env })
    expect([code, out]).toEqual([1, ''])
    expect(err.trimEnd().split('\n')).toEqual([
      'flag --port: found "x", which should be of type integer',
      expect.stringMatching(/^flag --data: /),
      'CLICKPESA_SANDBOX_HOTS: there is no such variable; did you mean CLICKPESA_SANDBOX_HOST?',
      expect.stringContaining('docs/configuration.md'),
    ])
  })
})
