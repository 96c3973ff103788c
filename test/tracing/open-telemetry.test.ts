import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { quietLog, serveConfigured } from '../../server/cli/serve.js'
import { readConfig } from '../../server/config.js'
import { connectSandbox } from '../../server/testing/index.js'
import { wantedTracing } from '../../server/tracing/wanted.js'
import { startReceiver } from '../support/receiver.js'

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'

interface ReportedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[]
  readonly status: { readonly code?: number }
}

interface Report {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: ReportedSpan['attributes'] }
    readonly scopeSpans: readonly { readonly spans: readonly ReportedSpan[] }[]
  }[]
}

/** A collector that speaks OTLP over HTTP, as far as a sandbox needs one. */
async function startCollector() {
  const received: { path: string; type: string; bytes: Buffer }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const type = request.headers['content-type'] ?? ''
    received.push({ path: request.url ?? '', type, bytes: Buffer.concat(chunks) })
    response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '{}' : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const reports = () => received.map(({ bytes }) => JSON.parse(bytes.toString('utf8')) as Report)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    resources: () => reports().flatMap((one) => one.resourceSpans.map(({ resource }) => plain(resource))),
    spans: () =>
      reports().flatMap((one) =>
        one.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
  }
}

function plain({ attributes }: Pick<ReportedSpan, 'attributes'>): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}

/** A sandbox that is started as the command line starts it, with these variables. */
async function startWith(variables: Record<string, string>) {
  // The SDK reads its variables from the process.
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const said: string[] = []
  const err = (text: string) => said.push(text)
  const config = await readConfig({ flags: { port: '0' } })
  const running = await serveConfigured(config, { env: variables, err, folder: '.' }, quietLog(err))
  return { running, said }
}

/** Opens an order in a trace, pays it, and lets its webhook arrive. */
async function payTraced(url: string) {
  const receiver = await startReceiver(200)
  const sandbox = await connectSandbox(url)
  const webhooks = { 'PAYMENT RECEIVED': receiver.url }
  const merchant = await sandbox.createMerchant({ clock: { frozen: true }, webhooks })
  const headers = { 'client-id': merchant.clientId, 'api-key': merchant.apiKey }
  const { token } = await (
    await fetch(`${merchant.apiUrl}/generate-token`, { method: 'POST', headers })
  ).json()
  await fetch(`${merchant.apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: {
      authorization: token,
      'content-type': 'application/json',
      traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`,
    },
    body: JSON.stringify({ totalPrice: '1000', orderCurrency: 'TZS', orderReference: 'TRACED1' }),
  })
  await merchant.pay('TRACED1')
  await merchant.clock.advance('1h')
  return receiver
}

describe('a sandbox that OpenTelemetry is set up for', () => {
  test('reports the call, its changes and the webhook in the trace of the caller, one below the other', async () => {
    const collector = await startCollector()
    const { running, said } = await startWith({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=qa',
    })
    const receiver = await payTraced(running.url)
    await running.close()
    expect(said).toEqual([])
    expect(collector.received.map(({ path }) => path)).toContain('/v1/traces')
    expect(collector.resources()[0]).toMatchObject({
      'service.name': 'clickpesa-sandbox',
      'deployment.environment': 'qa',
    })
    const spans = collector.spans()
    const call = spans.find(({ parentSpanId }) => parentSpanId === 'b7ad6b7169203331')
    const webhook = spans.find(({ name }) => name === 'webhook PAYMENT RECEIVED')
    const parts = (id: string | undefined) => spans.filter(({ parentSpanId }) => parentSpanId === id)
    expect(call).toMatchObject({
      traceId: TRACE_ID,
      name: 'POST /third-parties/checkout-link/generate-checkout-url',
    })
    expect(call && plain(call)).toMatchObject({
      'http.response.status_code': 200,
      'clickpesa.order_reference': 'TRACED1',
    })
    expect(webhook).toMatchObject({ traceId: TRACE_ID, parentSpanId: call?.spanId })
    expect(webhook && plain(webhook)).toMatchObject({
      'clickpesa.outcome': 'received',
      'clickpesa.attempt': 1,
    })
    expect(receiver.received[0]?.headers.traceparent).toBe(`00-${TRACE_ID}-${webhook?.spanId}-01`)
    const names = (found: readonly ReportedSpan[]) => new Set(found.map(({ name }) => name))
    expect(names(parts(call?.spanId))).toEqual(new Set(['store transaction', 'webhook PAYMENT RECEIVED']))
    expect(names(parts(webhook?.spanId))).toEqual(new Set(['store transaction']))
    // The call for the token named no trace: it begins one.
    const token = spans.find(({ name }) => name === 'POST /third-parties/generate-token')
    expect(token?.parentSpanId ?? '').toBe('')
  })

  test('reports in the encoding that OpenTelemetry has by default', async () => {
    const collector = await startCollector()
    const { running } = await startWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    await fetch(`${running.url}/third-parties/generate-token`, { method: 'POST' })
    await running.close()
    expect(collector.received.map(({ type }) => type)).toEqual(['application/x-protobuf'])
    expect(collector.received[0]?.bytes.includes('POST /third-parties/generate-token')).toBe(true)
  })

  test('ends although its collector is away, and says so once', async () => {
    const { running, said } = await startWith({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    })
    await fetch(`${running.url}/third-parties/generate-token`, { method: 'POST' })
    await running.close()
    expect(said).toEqual([expect.stringMatching(/^traces are not reported: /)])
  })
})

describe('whether traces are reported', () => {
  const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
  test.each([
    ['no variables', {}, null],
    ['an address', otlp, 'protobuf'],
    [
      'an address for traces',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' },
      'protobuf',
    ],
    ['the exporter alone', { OTEL_TRACES_EXPORTER: 'otlp' }, 'protobuf'],
    ['JSON', { ...otlp, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'json'],
    [
      'JSON for traces alone',
      { ...otlp, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' },
      'json',
    ],
    ['no exporter', { ...otlp, OTEL_TRACES_EXPORTER: 'none' }, null],
    ['all switched off', { ...otlp, OTEL_SDK_DISABLED: 'true' }, null],
  ])('follows from the variables: %s', (_, variables: Record<string, string>, encoding) => {
    expect(wantedTracing(variables)).toEqual({ wanted: encoding && { encoding }, warnings: [] })
  })

  test.each([
    [
      { OTEL_TRACES_EXPORTER: 'zipkin' },
      /^OTEL_TRACES_EXPORTER: found "zipkin", which should be otlp or none/,
    ],
    [
      { ...otlp, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      /found "grpc", which should be http\/protobuf or http\/json/,
    ],
  ])('is said not to be where the variables want what nobody here does: %j', (variables, sentence) => {
    expect(wantedTracing(variables)).toEqual({ wanted: null, warnings: [expect.stringMatching(sentence)] })
  })
})
