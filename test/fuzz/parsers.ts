import { diagnoseChecksum } from '../../server/checksum-diagnosis/diagnose.js'
import { arranged, pactIn } from '../../server/cli/pact-file.js'
import { compareTraffic } from '../../server/compare/compare.js'
import { redactedTraffic } from '../../server/compare/redact.js'
import { configSchema } from '../../server/config.js'
import { readJsonBody } from '../../server/control/json-body.js'
import { checksumOf, escapedChecksumOf } from '../../server/domain/checksum.js'
import { parseAmount } from '../../server/domain/money.js'
import { isReturnUrl, returnAddress } from '../../server/domain/return.js'
import { traceContextIn } from '../../server/domain/trace-context.js'
import { Refusal, SandboxMistake } from '../../server/errors.js'
import { inflated } from '../../server/gateway/inflated.js'
import { readJsonObject } from '../../server/gateway/json-body.js'
import { forwardedAddress } from '../../server/http/forwarded-address.js'
import { asCurl } from '../../server/inspector/curl.js'
import { harOf } from '../../server/inspector/har.js'
import { parseDuration } from '../../server/lib/duration.js'
import { hidePasswords } from '../../server/lib/hide-passwords.js'
import { hostIn, hostOfUrl, isIpAddress, isLoopbackHost } from '../../server/lib/hosts.js'
import { printable } from '../../server/lib/printable.js'
import { readScenario } from '../../server/scenario/load.js'
import { explainScenario } from '../../server/scenario/scenario.js'
import { OUR_FORMATS, WIRE_FORMATS } from '../../server/schema/formats.js'
import { readYaml } from '../../server/schema/yaml-file.js'
import { aRequest } from '../support/builders.js'

const JSON_TYPE = 'application/json'

/**
 * Everything that reads a text of strangers and needs nothing else. Each may refuse the text in words; whatever else it throws
 * is a mistake of ours.
 */
export const PARSERS: Readonly<Record<string, (text: string) => unknown>> = {
  scenario: (text) => {
    const read = readScenario('mine.yaml', text)
    if (read.ok) explainScenario(read.scenario)
  },
  config: (text) => readYaml('c.yaml', text, configSchema),
  traffic: (text) => compareTraffic('x.har', text, 'live'),
  redacted: (text) => redactedTraffic('x.har', text),
  pact: (text) => arranged('p.json', pactIn('p.json', text)),
  gatewayBody: (text) => {
    const bytes = Buffer.from(text, 'latin1')
    const body = readJsonObject(bytes, bytes.toString(), JSON_TYPE)
    for (const method of ['canonical', 'legacy'] as const) checksumOf(body, 'key', method)
    escapedChecksumOf(body, 'key')
  },
  controlBody: (text) => readJsonBody(text, JSON_TYPE, false),
  checksum: (text) => {
    const payload = readJsonObject(Buffer.from(text), text, JSON_TYPE)
    const asked = { payload, rawText: text, checksum: 'ab'.repeat(32), checksumKey: 'CHKSANDBOX' }
    diagnoseChecksum(asked, { effort: 'quick' })
  },
  compressed: (text) => {
    for (const encoding of ['gzip', 'deflate', 'br', text.slice(0, 20)]) {
      inflated(Buffer.from(text, 'latin1'), encoding).catch(mustBeRefusal)
    }
  },
  forwarded: (text) => {
    const { authority, prefix } = forwardedAddress({
      forwarded: text,
      'x-forwarded-host': text,
      'x-forwarded-port': text,
      'x-forwarded-prefix': text,
    })
    if (prefix?.startsWith('//')) throw new Error(`a path that is another host: ${prefix}`)
    if (authority !== undefined && hostIn(authority) === null) throw new Error(`no authority: ${authority}`)
  },
  host: (text) => {
    const host = hostIn(text) ?? ''
    if (isLoopbackHost(host) && !isLocal(host)) throw new Error(`not this machine: ${text}`)
    isIpAddress(host)
    hostOfUrl(text)
  },
  returnUrl: (text) => {
    if (!isReturnUrl(text)) return
    const address = returnAddress(text, 'ORDER1', 'SUCCESS', 'full')
    if (/^(javascript|data|vbscript|file):/i.test(address) || /[\r\n]/.test(address)) throw new Error(address)
  },
  formats: (text) => {
    for (const format of Object.values({ ...WIRE_FORMATS, ...OUR_FORMATS })) format(text)
    const amount = parseAmount(text)
    if (amount !== null && !Number.isSafeInteger(amount))
      throw new Error(`an amount that is not exact: ${text}`)
    const duration = parseDuration(text)
    if (duration !== null && !Number.isFinite(duration)) throw new Error(`a duration without an end: ${text}`)
  },
  logged: (text) => {
    const [method = '', path = '', body = ''] = text.split('\n', 3)
    const request = { ...aRequest(1), method, path, body, headers: { 'x-text': text } }
    harOf([request], 'http://127.0.0.1:4255', '1')
    const curl = asCurl(request, 'http://127.0.0.1:4255')
    if (CONTROL.test(curl)) throw new Error(`a control character on the clipboard: ${JSON.stringify(curl)}`)
  },
  traces: (text) => traceContextIn({ traceparent: text, tracestate: text, baggage: text }),
  terminal: (text) => {
    if (CONTROL.test(printable(hidePasswords(text)))) throw new Error('a control character on the terminal')
  },
}

/** Reads a text, which the parser may refuse in words; rejects nothing else. */
export function readOrRefuse(parser: string, text: string) {
  try {
    PARSERS[parser]?.(text)
  } catch (error) {
    mustBeRefusal(error)
  }
}

function mustBeRefusal(error: unknown) {
  if (!(error instanceof SandboxMistake || error instanceof Refusal)) throw error
}

function isLocal(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[?::1\]?|\[?::ffff:7f[\da-f]{2}:[\da-f]+\]?|([\w-]+\.)*localhost\.?)$/i.test(
    host,
  )
}

const CONTROL = /(?![\t\n])\p{Cc}/u
