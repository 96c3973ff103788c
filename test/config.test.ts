import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FromSchema } from 'json-schema-to-ts'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type ConfigSources,
  configSchema,
  flagFor,
  readConfig,
  SINGLE_SETTINGS,
  SWITCHED_SETTINGS,
} from '../server/config.js'
import type { MerchantSettings } from '../server/domain/merchant.js'
import { variableFor } from '../server/environment.js'
import { SandboxMistake } from '../server/errors.js'
import { isLoopback } from '../server/lib/hosts.js'
import { packageRoot } from '../server/package-root.js'
import { merchantSettingsSchema } from '../server/schema/merchant-settings.js'
import { issuesIn } from '../server/schema/validator.js'
import { createSandbox } from '../server/testing/index.js'

describe('the sources of the configuration', () => {
  it('has a default for everything', async () => {
    expect(await readConfig()).toEqual({
      port: 4255,
      host: '127.0.0.1',
      publicUrl: null,
      checkoutUrl: null,
      trustedProxies: [],
      allowedHosts: [],
      allowReceivers: [],
      maxMerchants: 10_000,
      maxMemory: null,
      maxData: 16_384,
      scenarioFolder: null,
      data: null,
      profile: 'live',
      dialect: {},
      strict: false,
      selfCheck: false,
      tlsFolder: null,
      seed: null,
      controlToken: null,
      allowProduction: false,
      logLevel: null,
      logFormat: null,
      deliveryTimeoutMs: 30_000,
      drainMs: 0,
      merchant: {},
      json: false,
      warnings: [],
    })
  })

  it.each([
    ['port', 'port', '81', '82', '83', [81, 82, 83]],
    ['host', 'host', 'a.test', 'b.test', 'c.test', ['a.test', 'b.test', 'c.test']],
    [
      'publicUrl',
      'publicUrl',
      'http://a.test',
      'http://b.test/x/',
      'http://c.test//',
      ['http://a.test', 'http://b.test/x', 'http://c.test'],
    ],
    [
      'trustedProxies',
      'trustedProxies',
      '[loopback]',
      'private, 10.0.0.0/8',
      '192.168.1.7',
      [['loopback'], ['private', '10.0.0.0/8'], ['192.168.1.7']],
    ],
    [
      'allowedHosts',
      'allowedHosts',
      '[a.test]',
      'b.test, *.b.test',
      'c.test',
      [['a.test'], ['b.test', '*.b.test'], ['c.test']],
    ],
    [
      'allowReceivers',
      'allowReceivers',
      '[private]',
      'any, 10.0.0.0/8',
      'shop',
      [['private'], ['any', '10.0.0.0/8'], ['shop']],
    ],
    ['profile', 'profile', 'live', 'documented', 'legacy2025', ['live', 'documented', 'legacy2025']],
    ['maxMerchants', 'maxMerchants', '1', '2', '3', [1, 2, 3]],
    ['maxMemory', 'maxMemory', '16', '32', '64', [16, 32, 64]],
    ['maxData', 'maxData', '16', '32', '64', [16, 32, 64]],
    ['seed', 'seed', '1', '007', 'seven', ['1', '007', 'seven']],
    [
      'controlToken',
      'controlToken',
      'token-of-a',
      'token-of-b',
      'token-of-c',
      ['token-of-a', 'token-of-b', 'token-of-c'],
    ],
    ['logLevel', 'logLevel', 'info', 'debug', 'silent', ['info', 'debug', 'silent']],
    ['logFormat', 'logFormat', 'json', 'pretty', 'json', ['json', 'pretty', 'json']],
  ] as const)(
    'takes %s from the file, before it from the environment, before that from the flags',
    async (setting, key, inFile, inEnv, inFlag, [fromFile, fromEnv, fromFlag]) => {
      const folder = await folderWith({ 'sandbox.yaml': `${setting}: ${inFile}\n` })
      const config = 'sandbox.yaml'
      const env = { [variableFor(setting)]: inEnv }
      const read = async (sources: ConfigSources) => (await readConfig({ folder, ...sources }))[key]
      expect(await read({ flags: { config } })).toEqual(fromFile)
      expect(await read({ flags: { config }, env })).toEqual(fromEnv)
      expect(await read({ flags: { config, [setting]: inFlag }, env })).toEqual(fromFlag)
    },
  )

  it('takes variables as scripts and files of variables leave them', async () => {
    const env = {
      CLICKPESA_SANDBOX_PORT: '4300\r',
      CLICKPESA_SANDBOX_HOST: ' 127.0.0.1 ',
      CLICKPESA_SANDBOX_ALLOWED_HOSTS: 'a.test,, Shop.test ,',
      CLICKPESA_SANDBOX_STRICT: 'True',
      CLICKPESA_SANDBOX_SELF_CHECK: 'FALSE',
      CLICKPESA_SANDBOX_DATA: ' ',
    }
    expect(await readConfig({ env })).toMatchObject({
      port: 4300,
      host: '127.0.0.1',
      allowedHosts: ['a.test', 'Shop.test'],
      strict: true,
      selfCheck: false,
      data: null,
    })
    expect(await readConfig({ flags: { allowedHosts: '' } })).toMatchObject({ allowedHosts: [] })
  })

  it('leaves the variables of shops, proxies and other programs alone', async () => {
    const env = {
      CLICKPESA_API_KEY: 'live',
      CLICKPESA_BASE_URL: 'https://api.clickpesa.com',
      CLICKPESA_SANDBOX: '1',
      CLICKPESA_SANDBOX_URL: 'not an address',
      CLICKPESA_SANDBOX_CLIENT_ID: 'mine',
      PORT: 'three',
      HOST: '0.0.0.0',
      http_proxy: 'nowhere',
    }
    const { warnings, ...config } = await readConfig({ env })
    const { warnings: none, ...untouched } = await readConfig()
    expect(config).toEqual(untouched)
    expect(none).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(/^CLICKPESA_SANDBOX_CLIENT_ID is none of/)])
  })

  it('finds the file that data is kept in from where its name was written, and leaves an address as it is', async () => {
    const folder = await folderWith({ 'sandbox.yaml': 'data: ./kept.db\n' })
    const config = join(folder, 'sandbox.yaml')
    expect((await readConfig({ folder: '/elsewhere', flags: { config } })).data).toBe(join(folder, 'kept.db'))
    expect((await readConfig({ folder, env: { CLICKPESA_SANDBOX_DATA: 'x.db' } })).data).toBe(
      join(folder, 'x.db'),
    )
    const address = 'postgres://user:secret@db.test/sandbox'
    expect((await readConfig({ folder, flags: { data: address } })).data).toBe(address)
  })

  it('finds the scenario folder from where its name was written', async () => {
    const folder = await folderWith({ 'sandbox.yaml': 'scenarios: ./mine\n' })
    const config = join(folder, 'sandbox.yaml')
    expect((await readConfig({ folder: '/elsewhere', flags: { config } })).scenarioFolder).toBe(
      join(folder, 'mine'),
    )
    const env = { CLICKPESA_SANDBOX_SCENARIOS: 'theirs' }
    expect((await readConfig({ folder, env })).scenarioFolder).toBe(join(folder, 'theirs'))
    expect((await readConfig({ folder, env, flags: { scenarios: 'ours' } })).scenarioFolder).toBe(
      join(folder, 'ours'),
    )
  })

  it('reads every key of a file, as YAML and as JSON', async () => {
    const written = {
      port: 4300,
      host: '0.0.0.0',
      publicUrl: 'https://sandbox.shop.test',
      checkoutUrl: 'https://checkout.clickpesa.com',
      trustedProxies: ['loopback', '10.0.0.0/8'],
      allowedHosts: ['sandbox', '*.shop.test'],
      allowReceivers: ['private', '10.0.0.0/8', 'shop'],
      maxMerchants: 50,
      maxMemory: 64,
      maxData: 128,
      profile: 'documented',
      dialect: { queryUnknownReference: 'notFound404', linkExpirySeconds: 900 },
      strict: true,
      seed: 12,
      tls: true,
      tlsFolder: 'tls',
      controlToken: 'let-me-in',
      data: 'postgres://db.test/sandbox',
      allowProduction: true,
      logLevel: 'error',
      deliveryTimeout: '5s',
      drain: '10s',
      merchant: {
        name: 'Duka la Asha',
        email: 'asha@shop.test',
        clientId: 'IDMINE',
        apiKey: 'SKMINE',
        checksumKey: 'CHKMINE',
        checksumEnabled: true,
        returnUrl: 'http://shop.test/return',
        webhooks: { 'PAYMENT RECEIVED': 'http://shop.test/hook' },
        merchantWebhooks: { 'PAYMENT FAILED': 'http://shop.test/failed' },
        features: ['hosted-checkout', 'payment-api', 'payout-api'],
        scenario: 'slow-success',
        allowedAddresses: ['127.0.0.1'],
        frameAncestors: ['http://localhost:3000'],
        rateLimit: 120,
        clock: { start: '2026-05-04T09:00:00Z', frozen: true },
      },
    }
    const folder = await folderWith({ 'sandbox.json': JSON.stringify(written, null, 2) })
    const fromJson = await readConfig({ folder, env: { CLICKPESA_SANDBOX_CONFIG: 'sandbox.json' } })
    expect(fromJson).toEqual({
      port: 4300,
      host: '0.0.0.0',
      publicUrl: 'https://sandbox.shop.test',
      checkoutUrl: 'https://checkout.clickpesa.com',
      trustedProxies: ['loopback', '10.0.0.0/8'],
      allowedHosts: ['sandbox', '*.shop.test'],
      allowReceivers: ['private', '10.0.0.0/8', 'shop'],
      maxMerchants: 50,
      maxMemory: 64,
      maxData: 128,
      scenarioFolder: null,
      data: 'postgres://db.test/sandbox',
      profile: 'documented',
      dialect: written.dialect,
      strict: true,
      selfCheck: false,
      tlsFolder: join(folder, 'tls'),
      seed: '12',
      controlToken: 'let-me-in',
      allowProduction: true,
      logLevel: 'error',
      logFormat: null,
      deliveryTimeoutMs: 5000,
      drainMs: 10_000,
      merchant: written.merchant,
      json: false,
      warnings: [],
    })
    const yaml = `
      port: 4300
      dialect: { linkExpirySeconds: 900 }
      merchant:
        webhooks:
          PAYMENT RECEIVED: http://shop.test/hook
    `
    await writeFile(join(folder, 'sandbox.yaml'), yaml)
    const fromYaml = await readConfig({ folder, flags: { config: 'sandbox.yaml' } })
    expect(fromYaml).toMatchObject({
      port: 4300,
      dialect: { linkExpirySeconds: 900 },
      merchant: { webhooks: { 'PAYMENT RECEIVED': 'http://shop.test/hook' } },
    })
  })

  it('takes a file that says nothing', async () => {
    const folder = await folderWith({ 'empty.yaml': '', 'comments.yaml': '# port: 1\n\n  # host: x\n' })
    for (const config of ['empty.yaml', 'comments.yaml']) {
      expect(await readConfig({ folder, flags: { config } })).toMatchObject({ port: 4255 })
    }
  })

  it('reads CLICKPESA_SANDBOX_JSON as a yes or a no', async () => {
    const jsonFor = async (text: string) => (await readConfig({ env: { CLICKPESA_SANDBOX_JSON: text } })).json
    expect(await Promise.all(['true', '1', 'false', '0', ''].map(jsonFor))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
    expect(await issuesOf({ env: { CLICKPESA_SANDBOX_JSON: 'yes' } })).toEqual([
      'CLICKPESA_SANDBOX_JSON: found "yes", which should be true or false',
    ])
  })

  it.each(['strict', 'selfCheck'] as const)(
    'takes %s from the file, before it from the environment, before that from the flags',
    async (setting) => {
      const folder = await folderWith({ 'sandbox.yaml': `${setting}: true\n` })
      const config = 'sandbox.yaml'
      const env = { [variableFor(setting)]: 'false' }
      const read = async (sources: ConfigSources) => (await readConfig({ folder, ...sources }))[setting]
      expect(await read({ flags: { config } })).toBe(true)
      expect(await read({ flags: { config }, env })).toBe(false)
      expect(await read({ flags: { config, [setting]: true }, env })).toBe(true)
      expect(
        await issuesOf({ flags: { [setting]: true }, env: { [variableFor(setting)]: 'perhaps' } }),
      ).toEqual([`${variableFor(setting)}: found "perhaps", which should be true or false`])
    },
  )

  it('takes single dialect switches from flags, on top of those of the file', async () => {
    const folder = await folderWith({
      'sandbox.yaml': 'dialect: { bareToken: accept, linkExpirySeconds: 60 }\n',
    })
    const flags = { config: 'sandbox.yaml', dialect: ['linkExpirySeconds=900', 'badCredentialsStatus=401'] }
    expect((await readConfig({ folder, flags })).dialect).toEqual({
      bareToken: 'accept',
      linkExpirySeconds: 900,
      badCredentialsStatus: 401,
    })
    expect(
      await issuesOf({ flags: { dialect: ['bareTokn=accept', 'redirectStatusCode=301', 'bareToken'] } }),
    ).toEqual([
      expect.stringMatching(/^flag --dialect bareTokn: unknown key "bareTokn"; did you mean "bareToken"\?/),

      expect.stringMatching(/^flag --dialect bareToken: found ""/),
      'flag --dialect redirectStatusCode: found 301. One of: 302, 303',
    ])
  })

  it('takes an empty variable for one that is not set', async () => {
    const env = { CLICKPESA_SANDBOX_PORT: '', CLICKPESA_SANDBOX_DATA: '', CLICKPESA_SANDBOX_CONFIG: '' }
    expect(await readConfig({ env })).toMatchObject({ port: 4255 })
  })

  it('takes off the quotation marks that a file of variables kept', async () => {
    const env = { CLICKPESA_SANDBOX_PORT: '"4300"', CLICKPESA_SANDBOX_SEED: "' a seed '" }
    expect(await readConfig({ env })).toMatchObject({ port: 4300, seed: 'a seed' })
  })

  it('is not confused by the variables that Kubernetes makes for a service of our name', async () => {
    const env = {
      CLICKPESA_SANDBOX_PORT: 'tcp://10.0.0.7:4255',
      CLICKPESA_SANDBOX_PORT_4255_TCP: 'tcp://10.0.0.7:4255',
      CLICKPESA_SANDBOX_PORT_4255_TCP_ADDR: '10.0.0.7',
      CLICKPESA_SANDBOX_PORT_4255_TCP_PORT: '4255',
      CLICKPESA_SANDBOX_PORT_4255_TCP_PROTO: 'tcp',
      CLICKPESA_SANDBOX_SERVICE_HOST: '10.0.0.7',
      CLICKPESA_SANDBOX_SERVICE_PORT: '4255',
      CLICKPESA_SANDBOX_SERVICE_PORT_HTTP: '4255',
    }
    expect(await readConfig({ env })).toMatchObject({ port: 4255 })
  })

  it.each([
    { CLICKPESA_SANDBOX_NAME: '/runner/clickpesa-sandbox' },
    { CLICKPESA_SANDBOX_ENV_NODE_VERSION: '22' },
    { CLICKPESA_SANDBOX_1_PORT: 'tcp://172.17.0.2:4255', CLICKPESA_SANDBOX_1_NAME: '/shop/sandbox' },
    {
      CLICKPESA_SANDBOX_PORT_4255_4260_TCP: 'tcp://172.17.0.2:4255',
      CLICKPESA_SANDBOX_PORT_4255_TCP_START: 'x',
    },
    { CLICKPESA_SANDBOX_1_ENV_PORT: '1', CLICKPESA_SANDBOX_2_PORT_53_UDP_ADDR: '172.17.0.3' },
  ])('is not confused by the variables that Docker makes for a linked container: %j', async (env) => {
    expect(await readConfig({ env })).toMatchObject({ port: 4255, warnings: [] })
  })

  it('goes on without a variable that is like no setting, and says so', async () => {
    const { warnings } = await readConfig({
      env: { CLICKPESA_SANDBOX_FOO: 'x', CLICKPESA_SANDBOX_TEAM_CHANNEL: 'y' },
    })
    expect(warnings).toEqual([
      "CLICKPESA_SANDBOX_FOO is none of the sandbox's variables and is passed over.",
      "CLICKPESA_SANDBOX_TEAM_CHANNEL is none of the sandbox's variables and is passed over.",
    ])
  })

  it('cannot be changed afterwards, at any depth', async () => {
    const folder = await folderWith({ 'c.yaml': 'merchant: { clock: { frozen: true } }\n' })
    const config = await readConfig({ folder, flags: { config: 'c.yaml' } })
    expect(Object.isFrozen(config)).toBe(true)
    expect(Object.isFrozen(config.dialect)).toBe(true)
    expect(Object.isFrozen(config.merchant.clock)).toBe(true)
  })
})

describe('what is wrong with a configuration', () => {
  it('is told all at once, each with its source, what was found and what would be right', async () => {
    const folder = await folderWith({
      'sandbox.yaml': [
        'port: high',
        'profil: live',
        'dialect:',
        '  linkExpirySeconds: 0',
        '  queryUnknownRef: notFound404',
        'deliveryTimeout: 30 seconds',
        'merchant:',
        '  returnUrl: shop.test/return',
        '  webhooks:',
        '    PAYMENT RECIEVED: http://shop.test/hook',
      ].join('\n'),
    })
    const issues = await issuesOf({
      folder,
      flags: { config: 'sandbox.yaml', port: '99999', profile: 'live2' },
      env: { CLICKPESA_SANDBOX_PORT: 'x', CLICKPESA_SANDBOX_PUBLIC_ULR: 'http://a.test' },
    })
    expect(issues).toEqual([
      'flag --port: found 99999, which should be at most 65535',
      expect.stringMatching(/^flag --profile: found "live2"; did you mean live\?/),
      'CLICKPESA_SANDBOX_PORT: found "x", which should be of type integer',
      'CLICKPESA_SANDBOX_PUBLIC_ULR: there is no such variable; did you mean CLICKPESA_SANDBOX_PUBLIC_URL?',
      'sandbox.yaml:1: port: found "high", which should be of type integer',
      expect.stringMatching(/^sandbox\.yaml:2: profil: unknown key "profil"; did you mean "profile"\?/),
      expect.stringMatching(/^sandbox\.yaml:4: dialect\.linkExpirySeconds: found 0/),
      expect.stringMatching(/^sandbox\.yaml:5: dialect\.queryUnknownRef: unknown key/),
      expect.stringMatching(/^sandbox\.yaml:6: deliveryTimeout: found "30 seconds", .*500ms/),
      'sandbox.yaml:8: merchant.returnUrl: found "shop.test/return", which should be an absolute http or https URL, or a deep link of an app such as myapp://payment/return',
      expect.stringMatching(/^sandbox\.yaml:10: merchant\.webhooks\.PAYMENT RECIEVED: .*"PAYMENT RECEIVED"/),
    ])
  })

  it('is told for a source that another one overrules, too', async () => {
    const env = { CLICKPESA_SANDBOX_PROFILE: 'new' }
    expect(await issuesOf({ flags: { profile: 'live' }, env })).toHaveLength(1)
  })

  it('is one mistake with a hint where to look', async () => {
    const mistake = await mistakeOf({ flags: { port: '-1' } })
    expect(mistake.code).toBe('INVALID_CONFIG')
    expect(mistake.hint).toContain('docs/configuration.md')
  })

  it('can be a file that is not YAML', async () => {
    const folder = await folderWith({ 'c.yaml': 'port: 1\nhost: [\n', 'twice.yaml': 'port: 1\nport: 2\n' })
    expect(await issuesOf({ folder, flags: { config: 'c.yaml' } })).toEqual([
      expect.stringMatching(/^c\.yaml:[23]: /),
    ])
    expect(await issuesOf({ folder, flags: { config: 'twice.yaml' } })).toEqual([
      expect.stringMatching(/^twice\.yaml:2: .*unique/),
    ])
  })

  it('can be a number out of its range, an empty text, a folder', async () => {
    const folder = await folderWith({})
    expect(await issuesOf({ folder, flags: { port: '99999' } })).toEqual([
      'flag --port: found 99999, which should be at most 65535',
    ])
    expect(await issuesOf({ folder, flags: { seed: '' } })).toEqual([
      'flag --seed: found "", which should not be empty',
    ])
    expect(await issuesOf({ folder, flags: { config: '.' } })).toEqual([
      'flag --config: the file . cannot be read: it is a folder',
    ])
  })

  it('can be a file that is not there', async () => {
    const folder = await folderWith({})
    expect(await issuesOf({ folder, flags: { config: 'no.yaml' } })).toEqual([
      expect.stringMatching(/^flag --config: the file no\.yaml cannot be read: it is not there$/),
    ])
    expect(await issuesOf({ folder, env: { CLICKPESA_SANDBOX_CONFIG: 'no.yaml' } })).toEqual([
      expect.stringMatching(/^CLICKPESA_SANDBOX_CONFIG: the file no\.yaml cannot be read/),
    ])
  })

  it('can be an address that is none, a token that fits no header, a time of nothing', async () => {
    const folder = await folderWith({ 'c.yaml': 'deliveryTimeout: 0s\n' })
    const flags = { config: 'c.yaml', publicUrl: 'http://a.test/?x=1', controlToken: 'my secret' }
    const issues = await issuesOf({ folder, flags })
    expect(issues).toEqual([
      'flag --public-url: found "http://a.test/?x=1", which should be an absolute http or https URL with no ? and no #, and without /third-parties at its end',
      expect.stringMatching(/^flag --control-token: found something, .* neither spaces/),
      'c.yaml:1: deliveryTimeout: found "0s", which should be at least 1ms',
    ])
    expect(issues.join()).not.toContain('my secret')
  })

  it('is not the address that exec gives to its command', async () => {
    expect(await readConfig({ env: { CLICKPESA_SANDBOX_URL: 'http://127.0.0.1:1' } })).toBeDefined()
  })
})

describe('merchant settings', () => {
  it('are the same in the schema and in the domain', () => {
    // Compiles only while what the schema lets through is what a merchant can be opened with.
    const checked: (written: FromSchema<typeof merchantSettingsSchema>) => MerchantSettings = (it) => it
    expect(checked({ name: 'Duka' })).toEqual({ name: 'Duka' })
  })

  it.each([
    { returnUrl: null, rateLimit: null },
    { clock: { start: '2026-05-04T09:00:00Z' } },
    { features: [], approved: false, shop: false, profile: 'legacy2025' },
    { clientId: 'IDTEST.one-1_2' },
  ])('may be %j', (settings) => {
    expect(issuesIn(merchantSettingsSchema, settings)).toEqual([])
  })

  it.each([
    { clientId: 'has space' },
    { clientId: 'a/b' },
    { apiKey: 'Schlüssel' },
    { checksumKey: '' },
    { features: ['hosted'] },
    { rateLimit: 0 },
    { webhooks: { 'PAYMENT RECEIVED': 'ftp://a.test' } },
    { clock: { start: 'tomorrow' } },
    { dialect: { noSuchSwitch: 1 } },
    { other: 1 },
  ])('may not be %j', (settings) => {
    expect(issuesIn(merchantSettingsSchema, settings)).toHaveLength(1)
  })
})

describe('isLoopback', () => {
  it('may stand in the brackets that an address of IPv6 has before a port', async () => {
    expect((await readConfig({ flags: { host: '[::1]' } })).host).toBe('::1')
  })

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('is true for %s', (host) => {
    expect(isLoopback(host)).toBe(true)
  })
  it.each(['0.0.0.0', '::', '192.168.1.5', '127.0.0.1.evil.test', 'localhost.test', ''])(
    'is false for "%s"',
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )
})

describe('docs/configuration.md', () => {
  it('mentions every key, flag, variable and merchant setting', async () => {
    const page = await readFile(join(packageRoot, 'docs/configuration.md'), 'utf8')
    const expected = [
      ...Object.keys(configSchema.properties),
      ...Object.keys(merchantSettingsSchema.properties),
      ...[...SINGLE_SETTINGS, ...SWITCHED_SETTINGS, 'config'].flatMap((name) => [
        flagFor(name),
        variableFor(name),
      ]),
    ]
    expect(expected.filter((name) => !new RegExp(`\`${name}\``).test(page))).toEqual([])
  })

  it('shows a file that works', async () => {
    const page = await readFile(join(packageRoot, 'docs/configuration.md'), 'utf8')
    const folder = await folderWith({ 'sandbox.yaml': /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '' })
    expect(await readConfig({ folder, flags: { config: 'sandbox.yaml' } })).toMatchObject({
      port: 4300,
      scenarioFolder: join(folder, 'scenarios'),
      merchant: { checksumEnabled: true },
    })
  })
})

async function mistakeOf(sources: ConfigSources): Promise<SandboxMistake> {
  const error: unknown = await readConfig(sources).catch((thrown: unknown) => thrown)
  if (error instanceof SandboxMistake) return error
  throw new Error(`no mistake was found: ${JSON.stringify(error)}`)
}

async function issuesOf(sources: ConfigSources): Promise<string[]> {
  return (await mistakeOf(sources)).message.split('\n')
}

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-config-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

describe('a control token', () => {
  it.each(['short', 'x'.repeat(201), 'with a space', 'kāhawa-tamu'])(
    'is refused and not shown: %s',
    async (token) => {
      const folder = await folderWith({ 'c.yaml': `controlToken: ${token}\n` })
      const fits = /: found something, which should be a token of 8 to 200 letters/
      for (const [sources, where] of [
        [{ flags: { controlToken: token } }, 'flag --control-token'],
        [{ env: { CLICKPESA_SANDBOX_CONTROL_TOKEN: token } }, 'CLICKPESA_SANDBOX_CONTROL_TOKEN'],
        [{ folder, flags: { config: 'c.yaml' } }, 'c.yaml:1: controlToken'],
      ] as const) {
        const issues = await issuesOf(sources)
        expect(issues).toEqual([expect.stringMatching(fits)])
        expect(issues[0]?.startsWith(where)).toBe(true)
        expect(issues[0]).not.toContain(token)
      }
      await expect(createSandbox({ controlToken: token })).rejects.toThrow(fits)
    },
  )

  it('may have every printable sign', async () => {
    const token = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 33 + i))
    expect((await readConfig({ flags: { controlToken: token } })).controlToken).toBe(token)
  })
})
