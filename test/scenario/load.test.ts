import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ENDPOINT_IDS, endpointOf } from '../../contracts/endpoints.js'
import { BUILT_IN_SCENARIOS, loadScenarios, readScenario, scenarioFrom } from '../../server/scenario/load.js'

const BEHIND_TOKEN = ENDPOINT_IDS.filter((id) => endpointOf(id).needsToken)

const FINE = 'title: Fine\nabout: Nothing wrong.\n'

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'scenarios-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

/** What is wrong with a file, a line each: `line: message`. */
function issuesOf(text: string, file = 'mine.yaml'): string[] {
  const read = readScenario(file, text)
  return read.ok ? [] : read.issues.map(({ line, message }) => `${line}: ${message}`)
}

describe('a broken scenario file', () => {
  test.each<[what: string, lines: string[], issues: string[]]>([
    [
      'an unknown key',
      ['title: x', 'about: y', 'timelne:', '  - { after: 1s, status: SUCCESS }'],
      [
        '3: timelne: unknown key "timelne"; did you mean "timeline"? Allowed: title, about, match, pays, timeline, webhook, callback, return, query, collected, attempts, api, tokenLifetime, collectionMethods, payout, merchant, expect',
      ],
    ],
    [
      'an unknown key inside',
      ['title: x', 'about: y', 'webhook:', '  delay: 1s', '  sent: false'],
      [
        '5: webhook.sent: unknown key "sent"; did you mean "send"? Allowed: send, delay, copies, apart, sideBySide, retry, retries, after, damage',
      ],
    ],
    [
      'a key that every object inherits',
      ['title: x', 'about: y', '__proto__: { a: 1 }', 'constructor: 1'],
      [
        '3: __proto__: unknown key "__proto__". Allowed: title, about, match, pays, timeline, webhook, callback, return, query, collected, attempts, api, tokenLifetime, collectionMethods, payout, merchant, expect',
        '4: constructor: unknown key "constructor". Allowed: title, about, match, pays, timeline, webhook, callback, return, query, collected, attempts, api, tokenLifetime, collectionMethods, payout, merchant, expect',
      ],
    ],
    [
      'durations that are none',
      [
        'title: x',
        'about: y',
        'timeline:',
        '  - { after: 1 s, status: SUCCESS }',
        'return: { delay: -5s }',
        'webhook: { delay: 4000d }',
      ],
      [
        '4: timeline[0].after: found "1 s", which should be a duration such as 500ms, 5s, 2m, 1h or 3d',
        '5: return.delay: found "-5s", which should be a duration such as 500ms, 5s, 2m, 1h or 3d',
        '6: webhook.delay: found "4000d", which should be a duration such as 500ms, 5s, 2m, 1h or 3d',
      ],
    ],
    [
      'a status that is none',
      ['title: x', 'about: y', 'timeline:', '  - after: 1s', '    status: SUCCES'],
      [
        '5: timeline[0].status: found "SUCCES"; did you mean SUCCESS? One of: PENDING, PROCESSING, SUCCESS, SETTLED, FAILED, ON-HOLD, REFUNDED, REVERSED',
      ],
    ],
    [
      'values of the wrong type',
      ['title: 1', 'about: [y]', 'timeline: {}', 'webhook: never', 'callback: { send: no }'],
      [
        '1: title: found 1, which should be of type string',
        '2: about: found ["y"], which should be of type string',
        '3: timeline: found {}, which should be of type array',
        '4: webhook: found "never", which should be of type object',
        '5: callback.send: found "no", which should be of type boolean',
      ],
    ],
    ['nothing that is needed', ['timeline: []'], ['1: "title" is missing', '1: "about" is missing']],
    [
      'faults that are none',
      ['title: x', 'about: y', 'api:', '  - endpoint: token', '    status: 100', '    times: 0'],
      [
        `4: api[0].endpoint: found "token". One of: ${ENDPOINT_IDS.join(', ')}`,
        '5: api[0].status: found 100, which should be at least 200',
        '6: api[0].times: found 0, which should be at least 1',
      ],
    ],
    [
      'no attempt',
      ['title: x', 'about: y', 'attempts: []'],
      ['3: attempts: found [], which should not be empty'],
    ],
    [
      'moves that the gateway could never make',
      [
        'title: x',
        'about: y',
        'timeline:',
        '  - { after: 1s, status: FAILED }',
        '  - after: 1s',
        '    status: SUCCESS',
        '  - { after: 1s, status: REVERSED }',
      ],
      [
        '6: timeline[1].status: FAILED cannot become SUCCESS; add "force: true" to do it anyway',
        '7: timeline[2].status: SUCCESS cannot become REVERSED; add "force: true" to do it anyway',
      ],
    ],
    [
      'an impossible move in one of several attempts',
      [
        'title: x',
        'about: y',
        'attempts:',
        '  - timeline: [{ after: 1s, status: SUCCESS }]',
        '  - timeline:',
        '      - { after: 1s, status: SETTLED }',
      ],
      [
        '6: attempts[1].timeline[0].status: PROCESSING cannot become SETTLED; add "force: true" to do it anyway',
      ],
    ],
    [
      'channels that wait for what never comes, or for each other',
      [
        'title: x',
        'about: y',
        'attempts:',
        '  - webhook: { after: return }',
        '    return: { send: false }',
        '  - webhook: { after: callback }',
        '    callback: { after: return }',
        '    return: { after: webhook }',
        '  - timeline:',
        '      - { after: 1s, status: SUCCESS, webhook: { after: callback }, callback: { send: false } }',
      ],
      [
        '4: attempts[0].webhook.after: waits for the return, which is never sent',
        '6: attempts[1].webhook.after: waits in a circle: webhook after callback after return after webhook',
        '7: attempts[1].callback.after: waits in a circle: callback after return after webhook after callback',
        '8: attempts[1].return.after: waits in a circle: return after webhook after callback after return',
        '10: attempts[2].timeline[0].webhook.after: waits for the callback, which is never sent',
      ],
    ],
    [
      'parts that contradict themselves',
      [
        'title: x',
        'about: y',
        'webhook: { send: false, delay: 1s }',
        'callback: { apart: 1s, retry: none, retries: [5s, 5s] }',
        'return: { when: at-once, after: webhook, status: SUCCESS, parameters: none }',
        'query: { missing: true, lag: 1s }',
      ],
      [
        '3: webhook.delay: says how something is sent that is not: take out "delay" or "send: false"',
        '4: callback.apart: there is only one copy; say "copies: 2" or more',
        '4: callback.retries: there is a named schedule too: say "retry" or "retries"',
        '4: callback.retries[1]: "5s" is not later than the attempt before; times count from the first attempt',
        '5: return.after: the webhook comes after the outcome, "when: at-once" before it',
        '5: return.status: an address with "parameters: none" has no status',
        '6: query.lag: cannot show on a payment that is never listed',
        '5: return.after: waits for the webhook, which is never sent',
      ],
    ],
    [
      'notifications that no event tells of',
      [
        'title: x',
        'about: y',
        'timeline:',
        '  - { after: 1s, status: ON-HOLD, webhook: { send: true } }',
        '  - { after: 1s, status: FAILED, callback: { delay: 1s } }',
      ],
      [
        '4: timeline[0].webhook: no event tells of ON-HOLD, so no webhook can be sent; one with "damage: { event: … }" can',
        '5: timeline[1].callback: the callbackUrl is called for money only, not for FAILED',
      ],
    ],
    [
      'a customer who leaves and pays',
      ['title: x', 'about: y', 'pays: false', 'timeline: [{ after: 1s, status: SUCCESS }]'],
      ['4: timeline: says how a payment goes, but with "pays: false" there is none'],
    ],
    [
      'damage that is none, or cannot be done',
      [
        'title: x',
        'about: y',
        'webhook: { damage: { checksum: stale } }',
        'callback: { damage: { shape: march2025 } }',
      ],
      [
        '4: callback.damage.shape: unknown key "shape". Allowed: amount, currency, status, orderReference, extraFields, checksum, text',
      ],
    ],
    [
      'a stale checksum of a message that was never changed',
      ['title: x', 'about: y', 'webhook: { damage: { checksum: stale } }'],
      [
        '3: webhook.damage.checksum: a stale checksum is that of the message before it was changed; change something: amount, currency, status, orderReference, clientId, extraFields',
      ],
    ],
    [
      'amounts and triggers that are none',
      [
        'title: x',
        'about: y',
        'collected: { fee: "1,5%" }',
        'match:',
        '  phoneNumbers: ["0744000111"]',
        '  amounts: [many]',
        '  orderReferences: [A*B]',
      ],
      [
        '3: collected.fee: found "1,5%", which should be an amount or a share such as 150 or 1.5%',
        '5: match.phoneNumbers[0]: found "0744000111", which should be a phone number of Tanzania such as 255744000111',
        '6: match.amounts[0]: found "many", which should be an amount such as 12500 or 250.50',
        '7: match.orderReferences[0]: found "A*B", which should be letters and digits, with or without a * at the end, such as ORDER1001 or TEST*',
      ],
    ],
    [
      'an expectation that says two things, or goes back in time',
      [
        'title: x',
        'about: y',
        'expect:',
        '  sees:',
        '    - { at: 2s, webhook: PAYMENT RECEIVED, callback: SUCCESS }',
        '    - { at: 1s }',
      ],
      [
        '5: expect.sees[0]: says webhook and callback; say one of webhook, callback, return, query',
        '6: expect.sees[1]: says nothing; say one of webhook, callback, return, query',
        '6: expect.sees[1].at: 1s is before 2s; write them in order',
      ],
    ],
    [
      'faults that contradict themselves',
      [
        'title: x',
        'about: y',
        'api:',
        '  - { endpoint: query-payment }',
        '  - { delay: 0s }',
        '  - { status: 503, refuse: rate-limited, connection: reset }',
        '  - { status: 200 }',
        "  - { body: '<p>', message: a, contentType: text/html }",
        '  - { status: 204, body: x, contentType: text/plain }',
        '  - { status: 502, body: x }',
        "  - { status: 502, body: '', contentType: text/html }",
        '  - { status: 502, body: x, contentType: "é" }',
        '  - { connection: hangs, delay: 1s }',
        '  - { delay: 301s }',
        '  - { delay: 5m, workDone: false }',
        '  - { connection: cut-off, workDone: false }',
        '  - { refuse: token-expired, endpoint: generate-token, workDone: true }',
        '  - { refuse: feature-missing, endpoint: query-payment }',
      ],
      [
        '4: api[0]: nothing goes wrong here; say what does, with one of status, refuse, connection, hold, delay',
        '5: api[1]: nothing goes wrong here; say what does, with one of status, refuse, connection, hold, delay',
        '6: api[2]: status and refuse and connection exclude each other: keep one, and write another entry for the other',
        '7: api[3].status: found 200, which is not an error: give 400 to 599, or the body that comes with it',
        '8: api[4]: nothing goes wrong here; say what does, with one of status, refuse, connection, hold, delay',
        '8: api[4].message: message needs a status, as in "status: 502"',
        '8: api[4].body: body needs a status, as in "status: 502"',
        '8: api[4].contentType: contentType needs a status, as in "status: 502"',
        '8: api[4].message: message and body exclude each other: body is the whole answer, message a part of one',
        "9: api[5].body: an answer with status 204 cannot carry a body; leave the text empty ('')",
        '10: api[6].body: say what the body claims to be, as in "contentType: text/html"',
        '11: api[7].contentType: an empty body is of no type: leave contentType out',
        '12: api[8].contentType: only printable ASCII characters can be sent, as in "text/html; charset=utf-8"',
        '13: api[9].delay: a call that hangs is never answered: leave delay out',
        '14: api[10].delay: found 301s: an answer can be delayed by 5m at most; "connection: hangs" never answers',
        '15: api[11].workDone: the right answer is there only once the work is done: leave workDone out',
        '16: api[12].workDone: the right answer is there only once the work is done: leave workDone out',
        '17: api[13].workDone: what ClickPesa refuses changes nothing: leave workDone out, or give a status instead',
        `17: api[13].endpoint: ClickPesa never refuses generate-token so; token-expired goes with ${BEHIND_TOKEN.join(', ')}`,
        '18: api[14].endpoint: ClickPesa never refuses query-payment so; feature-missing goes with generate-checkout-url',
      ],
    ],
    [
      'headers that cannot be sent',
      [
        'title: x',
        'about: y',
        'api:',
        '  - status: 503',
        '    headers:',
        '      "a b": x',
        '      Content-Type: text/html',
        '      content-length: "1"',
        '      x-name: José',
        '      x-fine: Jose',
        '  - { connection: reset, headers: { x-fine: y } }',
      ],
      [
        '6: api[0].headers.a b: "a b" is not a name of a header',
        '7: api[0].headers.Content-Type: give it as contentType, beside body',
        '8: api[0].headers.content-length: the connection sets this header itself',
        '9: api[0].headers.x-name: only printable ASCII characters can be sent in a header',
        '11: api[1].headers: headers need an answer that they come with: give status or refuse',
      ],
    ],
    [
      'a life of tokens that cannot be counted',
      ['title: x', 'about: y', 'tokenLifetime: 1500ms'],
      ['3: tokenLifetime: found 1500ms; a token counts in whole seconds, 1s or more'],
    ],
    [
      'a life of tokens that is none',
      ['title: x', 'about: y', 'tokenLifetime: 0s'],
      ['3: tokenLifetime: found 0s; a token counts in whole seconds, 1s or more'],
    ],
    [
      'expected calls that nobody could see',
      [
        'title: x',
        'about: y',
        'expect:',
        '  calls:',
        '    - { call: pay, answers: 200 }',
        '    - { call: query-payment }',
        '    - { call: query-payment, answers: hangs, takes: 1s }',
        '    - { call: query-payment, answers: reset, text: a }',
      ],
      [
        '5: expect.calls[0].answers: paying is not a call to the API: leave answers out',
        '6: expect.calls[1]: "answers" is missing: give a status, hangs, reset, cut-off or held',
        '7: expect.calls[2].takes: a call that hangs takes for ever: leave takes out',
        '8: expect.calls[3].text: there is no whole answer to look at when the call ends with reset',
      ],
    ],
    ['a key twice', ['title: x', 'title: z', 'about: y'], ['2: Map keys must be unique']],
    [
      'an ending that is missing',
      ['title: x', 'about: y', 'merchant: { fulfilled: 1 }'],
      ['3: merchant: "ends" is missing: say what the merchant ends with, or name a policy'],
    ],
    [
      'choices without their policy',
      [
        'title: x',
        'about: y',
        'merchant:',
        '  fulfilled: 1',
        '  ends: paid',
        '  review: { fulfilled: 0, ends: review }',
      ],
      ['6: merchant.review: is a choice of a policy, and no policy is named'],
    ],
    [
      'choices of another policy',
      [
        'title: x',
        'about: y',
        'merchant:',
        '  policy: overpaid',
        '  fulfil: { fulfilled: 1, ends: paid }',
        '  accept: { fulfilled: 0, ends: open }',
      ],
      [
        '3: merchant: "review" is missing: the policy overpaid needs fulfil and review',
        '6: merchant.accept: does not belong to the policy overpaid, which needs fulfil and review',
      ],
    ],
    [
      'wrong indentation',
      ['title: x', '  about: y'],
      [
        '1: Nested mappings are not allowed in compact mappings',
        '1: Implicit keys need to be on a single line',
      ],
    ],
    ['a quote that is not closed', ['title: "x', 'about: y'], ['3: Missing closing "quote']],
    [
      'a tag that would make an object',
      ['title: !!js/function "x"', 'about: y'],
      ['1: Unresolved tag: tag:yaml.org,2002:js/function'],
    ],
    [
      'several documents',
      [FINE, '---', FINE],
      ['4: Source contains multiple documents; please use YAML.parseAllDocuments()'],
    ],
    [
      'an alias for nothing',
      ['title: x', 'about: *nothing'],
      ['2: an alias cannot be followed: Unresolved alias (the anchor must be set before the alias): nothing'],
    ],
    [
      'an alias for what it is part of',
      ['title: x', 'about: &a', '  b: *a'],
      ['3: an alias cannot be followed: Converting circular structure to JSON'],
    ],
    [
      'aliases that multiply',
      ['title: x', 'a: &a [x, x]', `about: [${Array(30).fill('*a').join(', ')}]`],
      ['3: an alias cannot be followed: Excessive alias count indicates a resource exhaustion attack'],
    ],
    ['a list', ['- title: x'], ['1: found [{"title":"x"}], which should be of type object']],
    ['nothing in it', [''], ['1: found null, which should be of type object']],
  ])('with %s is reported with its line', (_, lines, issues) => {
    expect(issuesOf(`${lines.join('\n')}\n`)).toEqual(issues)
  })

  test.each(['Webhook.yaml', 'web_hook.yaml', '-a.yaml', 'a--b.yaml', 'é.yaml', '.yaml'])(
    'cannot be called %s',
    (file) => {
      const name = file.replace('.yaml', '')
      expect(issuesOf(FINE, file)).toEqual([
        `1: "${name}" is not a scenario name: use small letters, digits and single hyphens, as in webhook-lost`,
      ])
    },
  )

  test('may bend the table by force, and may use aliases as long as they come to an end', () => {
    const forced =
      'timeline:\n  - { after: &a 1s, status: FAILED }\n  - { after: *a, status: SUCCESS, force: true }\n'
    expect(issuesOf(`${FINE}${forced}`)).toEqual([])
  })
})

describe('a folder of scenarios', () => {
  test('with broken files gives every problem of every file at once', async () => {
    const folder = await folderOf({
      'first.yaml': 'title: x\n',
      'fine.yaml': FINE,
      'second.yml': 'title: x\nabout: y\nwebhok: {}\n',
      'notes.txt': 'not a scenario',
      'Third.yaml': FINE,
    })
    const failure = await loadScenarios(folder).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'INVALID_SCENARIO', hint: expect.stringContaining('schema') })
    const lines = (failure as Error).message.split('\n').sort()
    expect(lines).toEqual([
      expect.stringMatching(/Third\.yaml:1: "Third" is not a scenario name/),
      expect.stringMatching(/first\.yaml:1: "about" is missing$/),
      expect.stringMatching(/second\.yml:3: webhok: unknown key "webhok"; did you mean "webhook"\?/),
    ])
  })

  test('that is not there is a mistake in the configuration', async () => {
    await expect(loadScenarios(join(tmpdir(), 'there', 'is', 'no', 'such', 'folder'))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
    })
  })

  test('adds to the built-in ones, and replaces those of the same name', async () => {
    const folder = await folderOf({ 'mine.yaml': FINE, 'success.yml': FINE })
    const scenarios = await loadScenarios(folder)
    expect(scenarios.get('mine')?.title).toBe('Fine')
    expect(scenarios.get('success')?.title).toBe('Fine')
    expect(scenarios.has('webhook-lost')).toBe(true)
  })

  test('of the sandbox itself loads whole, each file under its own name and in words for a tester', async () => {
    const files = (await readdir(BUILT_IN_SCENARIOS)).filter((file) => file.endsWith('.yaml'))
    const scenarios = await loadScenarios()
    expect([...scenarios.keys()].sort()).toEqual(files.map((file) => file.replace('.yaml', '')).sort())
    for (const { title, about, written } of scenarios.values()) {
      expect(title).toMatch(/^[A-Z].*[^.]$/)
      expect(about).toMatch(/A correct\s+merchant /)
      expect(written.title).toBe(title)
    }
  })
})

describe('a scenario given at run time', () => {
  test('is refused with all its problems', () => {
    const broken = { title: 'x', timeline: [{ after: '1s', status: 'DONE' }], extra: 1 }
    expect(() => scenarioFrom('Not a name', broken)).toThrow(
      [
        'name: "Not a name" is not a scenario name: use small letters, digits and single hyphens, as in webhook-lost',
        '"about" is missing',
        'extra: unknown key "extra". Allowed: title, about, match, pays, timeline, webhook, callback, return, query, collected, attempts, api, tokenLifetime, collectionMethods, payout, merchant, expect',
        'timeline[0].status: found "DONE". One of: PENDING, PROCESSING, SUCCESS, SETTLED, FAILED, ON-HOLD, REFUNDED, REVERSED',
      ].join('\n'),
    )
  })

  test.each([null, undefined, 'text', 7, []])('is refused when it is %j', (written) => {
    expect(() => scenarioFrom('mine', written)).toThrow(/should be of type object/)
  })

  test('is refused when it asks for a move that the gateway could never make', () => {
    const timeline = [{ after: '1s', status: 'SETTLED' }]
    expect(() => scenarioFrom('mine', { title: 'x', about: 'y', timeline })).toThrow(
      'timeline[0].status: PROCESSING cannot become SETTLED',
    )
  })
})
