import { readFile } from 'node:fs/promises'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { dialectPage } from '../../scripts/dialect-page.js'
import {
  type Dialect,
  dialectOf,
  dialectSchema,
  GRADES,
  PROFILES,
  SWITCH_NAMES,
  type Switch,
} from '../../server/domain/dialect.js'
import { SWITCHES } from '../../server/domain/dialect-switches.js'
import { issuesIn } from '../../server/schema/validator.js'

/** What each profile says, as [live, documented, legacy2025]; switches left out are alike in all three. */
const PROFILES_DIFFER = {
  errorEnvelope: ['nest', 'messageOnly', 'nest'],
  checksumDefaultMethod: ['canonical', 'canonical', 'legacy'],
  totalPriceType: ['stringOrNumber', 'stringOnly', 'stringOrNumber'],
  referenceLengthLimit: ['pushOnly20', 'pushOnly20', 'none'],
  clientIdInReplies: ['present', 'present', 'absent'],
  linkClosesAfter: ['firstSuccess', 'never', 'never'],
  redirectParams: ['full', 'none', 'full'],
  paymentIdStyle: ['operatorCode', 'referencePrefixed', 'operatorCode'],
  pushPhoneError: ['countryCodeText', 'unsupportedText', 'countryCodeText'],
  pushPreviewFee: ['amountPlusCharge', 'chargeOnly', 'chargeOnly'],
  webhookChecksum: ['topLevel', 'topLevel', 'insideDataLegacy'],
  webhookAmountFormat: ['integerString', 'integerString', 'twoDecimals'],
  webhookEventKey: ['event', 'event', 'eventTypeOnFailure'],
  paymentReceivedShape: ['current', 'current', 'march2025'],
  appWebhookCoverage: ['allAppActivity', 'allAppActivity', 'none'],
  notificationRetry: ['invented', 'none', 'invented'],
  callbackChecksum: ['whenEnabled', 'never', 'never'],
  queryUnknownReference: ['badRequest400', 'notFound404', 'badRequest400'],
  queryLinkWithoutAttempt: ['emptyArray200', 'sameAsUnknown', 'emptyArray200'],
  paymentsAllOlderFilters: ['ignored', 'ignored', 'honoured'],
  payoutTransferKey: ['transferType', 'transferType', 'settlementType'],
}

const LIVE: Dialect = {
  badCredentialsStatus: 403,
  doubledBearer: 'refuse',
  bareToken: 'refuse',
  olderTokens: 'stayValid',
  errorEnvelope: 'nest',
  missingChecksumMessage: 'checksumIsRequired',
  checksumWhileDisabled: 'ignore',
  checksumDefaultMethod: 'canonical',
  canonicalNonAscii: 'raw',
  totalPriceType: 'stringOrNumber',
  unknownBodyFields: 'ignore',
  referenceLengthLimit: 'pushOnly20',
  clientIdInReplies: 'present',
  linkExpirySeconds: 'none',
  linkClosesAfter: 'firstSuccess',
  redirectParams: 'full',
  redirectOnFailure: 'stay',
  redirectStatusCode: 302,
  paymentIdStyle: 'operatorCode',
  pushPhoneError: 'countryCodeText',
  pushPreviewFee: 'amountPlusCharge',
  bulkBillPayBody: 'objectOnly',
  webhookChecksum: 'topLevel',
  webhookSignatureHeader: 'none',
  webhookNonAscii: 'raw',
  webhookAmountFormat: 'integerString',
  webhookEventKey: 'event',
  paymentReceivedShape: 'current',
  settledRedelivery: 'off',
  appWebhookCoverage: 'allAppActivity',
  notificationRetry: 'invented',
  callbackBody: 'flat',
  callbackChecksum: 'whenEnabled',
  queryUnknownReference: 'badRequest400',
  queryLinkWithoutAttempt: 'emptyArray200',
  queryAmountFormat: 'number',
  queryExtraAmount: 'off',
  queryAttemptOrder: 'newestFirst',
  paymentsAllOlderFilters: 'ignored',
  payoutFeeBearer: 'merchant',
  payoutCooldown: 'sameReceiver',
  payoutAccountName: 'asSent',
  payoutUnknownBank: 'refuse',
  payoutTransferKey: 'transferType',
  payoutInitiatedOn: 'success',
  balanceShape: 'array',
  balanceCreditedOn: 'settlement',
}

const SAMPLE_OVERRIDES: readonly { overrides: Record<string, unknown>; good: boolean }[] = [
  { overrides: {}, good: true },
  { overrides: { linkExpirySeconds: 900 }, good: true },
  { overrides: { linkExpirySeconds: 'none', redirectStatusCode: 303 }, good: true },
  { overrides: { queryAmountFormat: 'string2dp', olderTokens: 'revoked' }, good: true },
  { overrides: { linkExpirySeconds: 0 }, good: false },
  { overrides: { linkExpirySeconds: 1.5 }, good: false },
  { overrides: { linkExpirySeconds: '900' }, good: false },
  { overrides: { redirectStatusCode: '302' }, good: false },
  { overrides: { olderTokens: null }, good: false },
  { overrides: { olderTokens: 'Revoked' }, good: false },
  { overrides: { olderToken: 'revoked' }, good: false },
  { overrides: { toString: 'refuse' }, good: false },
]

describe('a set of overrides that came from outside', () => {
  test('is told every unknown switch and impossible value at once, with what would be right', () => {
    const found = issuesIn(dialectSchema, {
      queryAttemptsOrder: 'newestFirst',
      errorEnvelope: 'nestjs',
      linkExpirySeconds: -5,
      badCredentialsStatus: '401',
      bareToken: 'accept',
    })
    const messages = Object.fromEntries(found.map(({ path, message }) => [path.join(), message]))
    expect(messages).toMatchObject({
      queryAttemptsOrder: expect.stringContaining('did you mean "queryAttemptOrder"?'),
      errorEnvelope: expect.stringContaining('did you mean nest? One of: nest, messageOnly'),
      linkExpirySeconds: expect.stringContaining('found -5'),
      badCredentialsStatus: expect.stringContaining('found "401"'),
    })
    expect(messages).not.toHaveProperty('bareToken')
  })

  test.each(SAMPLE_OVERRIDES)('is judged right: $overrides', ({ overrides, good }) => {
    expect(issuesIn(dialectSchema, overrides).length === 0).toBe(good)
    expect(new Ajv({ strict: true }).validate(dialectSchema, overrides)).toBe(good)
  })

  test('may be a whole profile', () => {
    for (const profile of PROFILES) expect(issuesIn(dialectSchema, { ...dialectOf(profile) })).toEqual([])
  })
})

describe('the table of switches', () => {
  test.each(SWITCH_NAMES)(
    'gives evidence and a meaning for every value of %s, and explains what it decides',
    (name) => {
      const { decides, values }: Switch = SWITCHES[name]
      expect(decides).toMatch(/\.$/)
      expect(values.length).toBeGreaterThanOrEqual(2)
      for (const { means, evidence } of values) {
        expect(means).toMatch(/\.$/)
        expect(evidence.length).toBeGreaterThanOrEqual(1)
        for (const { grade, note } of evidence) {
          expect(GRADES).toContain(grade)
          expect(note).not.toBe('')
        }
      }
    },
  )

  test.each(SWITCH_NAMES)('lists no value of %s twice, and puts each profile on a listed one', (name) => {
    const { values, profiles }: Switch = SWITCHES[name]
    const fixed = values.flatMap((position) => ('value' in position ? [position.value] : []))
    expect(new Set(fixed).size).toBe(fixed.length)
    for (const profile of PROFILES) expect(fixed).toContain(profiles[profile])
  })
})

describe('dialectOf', () => {
  test('gives the live profile as the best evidence has it', () => {
    expect(dialectOf('live')).toEqual(LIVE)
  })

  test('lets the profiles differ in the known rows and nowhere else', () => {
    const rows = SWITCH_NAMES.map(
      (name) => [name, PROFILES.map((profile) => dialectOf(profile)[name])] as const,
    )
    const differing = rows.filter(([, values]) => new Set(values).size > 1)
    expect(Object.fromEntries(differing)).toEqual(PROFILES_DIFFER)
  })

  test('puts overrides on top of the profile', () => {
    const dialect = dialectOf('legacy2025', { linkExpirySeconds: 900, errorEnvelope: 'messageOnly' })
    expect(dialect).toEqual({
      ...dialectOf('legacy2025'),
      linkExpirySeconds: 900,
      errorEnvelope: 'messageOnly',
    })
  })

  test('gives a dialect nobody can change', () => {
    expect(Object.isFrozen(dialectOf('live'))).toBe(true)
  })
})

describe('docs/dialect.md', () => {
  test('is what the table says today', async () => {
    const page = await readFile(new URL('../../docs/dialect.md', import.meta.url), 'utf8')
    expect(page, 'run `npm run generate`').toBe(dialectPage())
  })

  test('has a section for every switch and a row for every value', () => {
    const page = dialectPage()
    for (const name of SWITCH_NAMES) {
      const section = page.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? ''
      const { values }: Switch = SWITCHES[name]
      expect(section.match(/^\| (`|an integer)/gm)).toHaveLength(values.length)
    }
  })
})
