import { describe, expect, it } from 'vitest'
import { launch } from './launch.js'

/** Runs a piece of JavaScript as the command of `exec`. */
function execNode(code: string, env: Record<string, string> = {}) {
  return launch(['exec', '--', process.execPath, '-e', code], { env })
}

describe('exec', () => {
  it('gives its command a sandbox and the credentials for it', async () => {
    const program = `
      const { CLICKPESA_BASE_URL: url, CLICKPESA_CLIENT_ID: id, CLICKPESA_API_KEY: key } = process.env
      fetch(url + '/generate-token', { method: 'POST', headers: { 'client-id': id, 'api-key': key } })
        .then((answer) => answer.json())
        .then(({ success }) => console.log(JSON.stringify({ success, ...process.env })))`
    const { code, out, err } = await execNode(program).exited
    expect([code, err]).toEqual([0, ''])
    const seen = JSON.parse(out)
    expect(seen).toMatchObject({
      success: true,
      CLICKPESA_BASE_URL: `${seen.CLICKPESA_SANDBOX_URL}/third-parties`,
      CLICKPESA_SANDBOX_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      CLICKPESA_CLIENT_ID: 'IDSANDBOXDEFAULT0000000000000001',
      CLICKPESA_API_KEY: 'SKSANDBOXDEFAULT00000000000000000000000001',
      CLICKPESA_CHECKSUM_KEY: 'CHKSANDBOXDEFAULT000000000000000001',
    })
    expect(seen).not.toHaveProperty('CLICKPESA_SANDBOX_CONTROL_TOKEN')
  })

  it('exits as its command does', async () => {
    expect((await execNode('process.exit(7)').exited).code).toBe(7)
    expect((await execNode('process.kill(process.pid, "SIGKILL")').exited).code).toBe(128 + 9)
  })

  it('passes the options of its command on, also without --', async () => {
    const args = ['exec', process.execPath, '--no-warnings', '-p', '1 + 1']
    expect(await launch(args).exited).toMatchObject({ code: 0, out: '2\n', err: '' })
  })

  it('passes signals on, and waits for the end', async () => {
    const program = `
      setInterval(() => {}, 1000)
      process.on('SIGTERM', () => { console.log('told'); process.exit(3) })
      console.log('up')`
    const running = execNode(program)
    await running.line(/^up$/)
    running.process.kill('SIGTERM')
    expect(await running.exited).toMatchObject({ code: 3, out: 'up\ntold\n' })
  })

  it('says that a command is not there, as shells do', async () => {
    const { code, out, err } = await launch(['exec', '--', 'no-such-command']).exited
    expect([code, out, err]).toEqual([127, '', 'The command "no-such-command" was not found\n'])
  })

  it('keeps to a free port on this machine, whatever is configured', async () => {
    const env = {
      CLICKPESA_SANDBOX_PORT: '1',
      CLICKPESA_SANDBOX_HOST: '0.0.0.0',
      CLICKPESA_SANDBOX_PUBLIC_URL: 'http://pay.test',
      CLICKPESA_SANDBOX_CONTROL_TOKEN: 'my-token',
    }
    const program = `
      const { CLICKPESA_SANDBOX_URL: url, CLICKPESA_SANDBOX_CONTROL_TOKEN: token } = process.env
      fetch(url + '/sandbox/api/v1/merchants', { headers: { authorization: 'Bearer ' + token } })
        .then((answer) => console.log(url, answer.status))`
    const { code, out } = await execNode(program, env).exited
    expect([code, out]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+ 200\n$/)])
  })

  it('runs nothing with a broken configuration', async () => {
    const { code, out, err } = await execNode('console.log(1)', { CLICKPESA_SANDBOX_PROFILE: 'x' }).exited
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('CLICKPESA_SANDBOX_PROFILE: found "x"')
  })

  it('needs a command', async () => {
    expect(await launch(['exec']).exited).toMatchObject({ code: 2, err: expect.stringContaining('command') })
  })
})
