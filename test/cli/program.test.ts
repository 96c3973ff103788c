import { describe, expect, it } from 'vitest'
import { wantsColours } from '../../server/cli/colours.js'
import { flagFor, SINGLE_SETTINGS, SWITCHED_SETTINGS } from '../../server/config.js'
import { packageVersion } from '../../server/package-root.js'
import { runHere } from './fake-io.js'

const COMMANDS = [
  'start',
  'exec',
  'pay',
  'claim',
  'verify',
  'prune',
  'scenarios',
  'checksum',
  'compare',
  'mcp',
  'check',
  'healthcheck',
]

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

  it.each(['--version', '-V', '-v', 'version'])('says by %s which version it is', async (asked) => {
    expect(await runHere([asked])).toEqual({ code: 0, out: `${packageVersion}\n`, err: '' })
  })

  it('describes every option of every command, and says no more of what has no default', async () => {
    for (const command of COMMANDS) {
      const { out } = await runHere([command, '--help'])
      expect(out).not.toContain('(default: [])')
      const options = out.split('Options:\n')[1]?.split('\n\n')[0] ?? ''
      for (const line of options.split('\n').filter((one) => /^ {2}-/.test(one))) {
        expect(line).toMatch(/^ {2}(-\w, )?--[\w-]+( <[\w=]+>)? {2,}\S/)
      }
    }
  })

  it.each([
    [['pay'], 'pay'],
    [['exec'], 'exec'],
    [['prune'], 'prune'],
    [['start', 'now'], 'start'],
    [['--port'], 'start'],
    [['verify'], 'verify'],
  ])('says where help is after %j', async (args, command) => {
    const { code, err } = await runHere(args)
    expect([code, err]).toEqual([2, expect.stringContaining(`\`clickpesa-sandbox ${command} --help\``)])
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

describe('an option for every setting', () => {
  it('that the documents name is taken by start', async () => {
    const { out } = await runHere(['start', '--help'])
    for (const setting of [...SINGLE_SETTINGS, ...SWITCHED_SETTINGS]) {
      expect(out).toContain(`\n  ${flagFor(setting)} `)
    }
  })
})

describe('colours', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: 'true' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '' }, false, false],
  ])('by %o on a terminal: %s', (env, isTerminal, colours) => {
    expect(wantsColours(env, isTerminal)).toBe(colours)
  })
})
