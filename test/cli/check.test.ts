import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { replaySchema } from '../../server/check/replay.js'
import { checkReportSchema } from '../../server/check/reports/report.js'
import { quietLog, serveConfigured } from '../../server/cli/serve.js'
import { readConfig } from '../../server/config.js'
import { issuesIn } from '../../server/schema/validator.js'
import { freePort } from '../support/free-port.js'
import { fakeIo, runHere } from './fake-io.js'
import { wordsFor } from './words-for.js'

const DUKA = fileURLToPath(new URL('../../examples/duka-python', import.meta.url))

/** A copy of the shop in Python with a config of its own, changed as told. */
async function shopFolder(
  change: (files: { shop: string; config: string }) => Partial<{ shop: string; config: string }> = () => ({}),
) {
  const folder = await mkdtemp(join(tmpdir(), 'check-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(DUKA, folder, { recursive: true })
  const port = await freePort()
  const read = (file: string) => readFile(join(folder, file), 'utf8')
  const config = (await read('check.yaml')).replace(':3000', `:${port}`)
  const files = { shop: await read('duka.py'), config, ...change({ shop: await read('duka.py'), config }) }
  await writeFile(join(folder, 'duka.py'), files.shop)
  await writeFile(join(folder, 'check.yaml'), files.config)
  const check = (...args: string[]) =>
    runHere(['check', ...args], {
      folder,
      env: { ...(process.env as Record<string, string>), PORT: String(port) },
    })
  return { folder, check, read, write: (file: string, text: string) => writeFile(join(folder, file), text) }
}

const QUICK = ['--explore', '0s', '--only', 'webhook-duplicate'] as const
const CREDITS_AGAIN = {
  line: '            if order.credits:\n                # Another',
  becomes: '            if order.credits and not is_paid:\n                # Another',
}

test('a right shop passes', async () => {
  const { check } = await shopFolder()
  const { code, out, err } = await check(...QUICK, '--', 'python3', 'duka.py')
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/^✓ \d+ orders, nothing wrong was found/m)
})

test('what shows a mistake again stands as a shell takes it, with the config and the way it was started', async () => {
  const { folder, check, read } = await shopFolder(({ shop }) => ({
    shop: shop.replace(CREDITS_AGAIN.line, CREDITS_AGAIN.becomes),
  }))
  await rename(join(folder, 'duka.py'), join(folder, "asha's duka.py"))
  await rename(join(folder, 'check.yaml'), join(folder, 'my check.yaml'))
  const command = ['python3', "asha's duka.py", '--note=$HOME `id` "x"; echo *']
  const { out } = await check(...QUICK, '--config', 'my check.yaml', '--', ...command)
  const again = /^ {4}again +(.*)$/m.exec(out)?.[1] ?? ''
  const words = wordsFor(again)
  expect(words).toEqual([
    'check',
    '--replay',
    '.clickpesa/fulfils-again.json',
    '--config',
    'my check.yaml',
    '--',
    ...command,
  ])
  const replayed = await check(...words.slice(1))
  expect(replayed.out).toContain('✗ fulfils an order more than once')
  expect(await read('.clickpesa/fulfils-again.json')).toContain('"version"')
})

test('a mistake is told by its name, kept, played again, and gone once the shop is mended', async () => {
  const { folder, check, read, write } = await shopFolder(({ shop }) => ({
    shop: shop.replace(CREDITS_AGAIN.line, CREDITS_AGAIN.becomes),
  }))
  const reports = [
    '--report',
    'junit=check.xml',
    '--report',
    'json=out/check.json',
    '--report',
    'html=check.html',
  ]
  const wrong = await check(...QUICK, ...reports, '--', 'python3', 'duka.py')
  expect([wrong.code, wrong.err]).toEqual([1, ''])
  expect(wrong.out).toMatch(/✗ fulfils an order more than once\n {4}when .*webhook-duplicate/)
  expect(wrong.out).toContain('--replay .clickpesa/fulfils-again.json -- python3 duka.py')
  expect(JSON.parse(await read('.clickpesa/fulfils-again.json'))).toMatchObject({
    version: 1,
    order: { amount: '12500', currency: 'TZS' },
    expected: 'fulfils-again',
  })
  expect(await read('check.xml')).toContain('<failure message="fulfils an order more than once"')
  const json = JSON.parse(await read('out/check.json'))
  expect(json).toMatchObject({ version: 1, isFlawless: false })
  expect(issuesIn(checkReportSchema, json)).toEqual([])
  expect(await read('check.html')).toContain('<h2>fulfils an order more than once</h2>')

  expect(await pageOfCheck(folder)).toContain('<h2>fulfils an order more than once</h2>')

  const again = await check('--replay', '.clickpesa/fulfils-again.json', '--', 'python3', 'duka.py')
  expect(again.code).toBe(1)
  await write('duka.py', (await read('duka.py')).replace(CREDITS_AGAIN.becomes, CREDITS_AGAIN.line))
  const mended = await check('--replay', '.clickpesa/fulfils-again.json', '--', 'python3', 'duka.py')
  expect([mended.code, mended.out]).toEqual([
    0,
    expect.stringContaining('does not show its mistake any more'),
  ])
  // One mistake was played again; the report of the whole check is as it was.
  expect(JSON.parse(await read('.clickpesa/report.json'))).toEqual(json)
})

/** What the inspector of a sandbox that is started in a folder shows of the check that was run there. */
async function pageOfCheck(folder: string): Promise<string> {
  const { io } = fakeIo({ folder })
  const running = await serveConfigured(await readConfig({ flags: { port: '0' } }), io, quietLog(io.err))
  onTestFinished(() => running.close())
  return (await fetch(`${running.url}/sandbox/check`)).text()
}

test.each([
  ['there is no config', () => ({}), ['--config', 'none.yaml'], /none\.yaml cannot be read[\s\S]*check init/],
  [
    'the config does not say how to buy',
    ({ config }: { config: string }) => ({ config: config.replace(/^buy:.*$/m, '') }),
    [],
    /check\.yaml:1: .*buy/,
  ],
  [
    'the config names no address to buy at',
    ({ config }: { config: string }) => ({ config: config.replace('POST: /orders, ', '') }),
    [],
    /check\.yaml:3: buy: names no address: give one, such as "POST: \/orders"/,
  ],
  [
    'the order has no id',
    ({ config }: { config: string }) => ({ config: config.replace('id: /id', 'id: /number') }),
    [],
    /no order could be paid.*POST \/orders has no id at \/number; it answered \{"id":/,
  ],
  [
    'what is fulfilled cannot be read',
    ({ config }: { config: string }) => ({
      config: config.replace('fulfilments: /credits', 'fulfilments: /none'),
    }),
    [],
    /look: GET \/orders\/\{id\} has neither a number nor a list at \/none/,
  ],
  [
    'a probe gets HTML',
    ({ shop }: { shop: string }) => ({
      shop: shop.replace('json.dumps(content)', '("<html>" + str(content))'),
    }),
    [],
    /POST \/orders answered 201 with something else than JSON, which is needed: <html>/,
  ],
  [
    'the command ends at once',
    ({ shop }: { shop: string }) => ({ shop: `print("no database")\nraise SystemExit(3)\n${shop}` }),
    [],
    /the command "python3 duka\.py" ended with exit code 3\nIt printed last:\nno database/,
  ],
  [
    'its calls are refused',
    ({ shop }: { shop: string }) => ({
      shop: shop.replace('"client-id": self.client_id', '"client-id": "x"'),
    }),
    [],
    /no order could be paid[\s\S]*POST \/third-parties\/generate-token was answered with 4\d\d/,
  ],
] as const)('a shop cannot be judged when %s', async (_, change, args, message) => {
  const { check } = await shopFolder(change as Parameters<typeof shopFolder>[0])
  const { code, err } = await check('--explore', '0s', ...args, '--', 'python3', 'duka.py')
  expect(err).toMatch(message)
  expect(code).toBe(2)
})

test('a shop that ends while it is checked leaves what it ended at, which shows nothing once it is mended', async () => {
  const refused =
    'if self.clickpesa.checksum_key and not self.clickpesa.is_signed(body):\n            return 400'
  const ends = refused.replace('return 400', 'print("out of memory", flush=True)\n            os._exit(7)')
  const { check, read, write } = await shopFolder(({ shop }) => ({ shop: shop.replace(refused, ends) }))
  const only = ['--explore', '0s', '--only', 'forged-success'] as const
  const ended = await check(...only, '--', 'python3', 'duka.py')
  expect(ended.err).toMatch(/That was in "forged-success.*", step \d+: .+\n/)
  expect(ended.err).toMatch(/"python3 duka\.py" ended with exit code 7\nIt printed last:\nout of memory/)
  expect(ended.err).toContain('check --replay .clickpesa/not-judged.json -- python3 duka.py')
  expect(ended.code).toBe(2)
  expect(issuesIn(replaySchema, JSON.parse(await read('.clickpesa/not-judged.json')))).toEqual([])

  const again = ['--replay', '.clickpesa/not-judged.json', '--', 'python3', 'duka.py'] as const
  expect(await check(...again)).toMatchObject({ code: 2, err: expect.stringContaining('exit code 7') })
  await write('duka.py', (await read('duka.py')).replace(ends, refused))
  expect(await check(...again)).toMatchObject({
    code: 0,
    out: expect.stringContaining('does not show its mistake any more'),
  })
})

test('a shop that listens late is waited for', async () => {
  const { check } = await shopFolder(({ shop }) => ({ shop: `import time\ntime.sleep(1.5)\n${shop}` }))
  expect(await check(...QUICK, '--', 'python3', 'duka.py')).toMatchObject({ code: 0, err: '' })
})

test('a shop whose address is taken already is not judged in place of the other', async () => {
  const { check, read } = await shopFolder()
  const other = createServer((_, response) => response.end())
  onTestFinished(() => void other.close())
  const port = Number(/:(\d+)/.exec(await read('check.yaml'))?.[1])
  await new Promise<void>((listening) => other.listen(port, '127.0.0.1', listening))
  const { code, err } = await check(...QUICK, '--', 'python3', 'duka.py')
  expect([code, err]).toEqual([2, expect.stringContaining('something listens at http://127.0.0.1:')])
})

test('`init` writes a config that says everything, and leaves one alone that is there', async () => {
  const { folder, check } = await shopFolder()
  await rm(join(folder, 'check.yaml'))
  expect(await check('init')).toMatchObject({ code: 0, out: expect.stringContaining('Wrote check.yaml') })
  expect(await check('init')).toMatchObject({ code: 2, err: expect.stringContaining('is there already') })
  const { readCheckConfig } = await import('../../server/check/config.js')
  const text = await readFile(join(folder, 'check.yaml'), 'utf8')
  expect(readCheckConfig('check.yaml', text).buy.path).toBe('/orders')
  const whole = text.replaceAll(/^# (again|time|words|policy|answers|listens|checksum):/gm, '$1:')
  expect(readCheckConfig('check.yaml', whole).time?.path).toBe('/jobs/tick?now={now}')
})
