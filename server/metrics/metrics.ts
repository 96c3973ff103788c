import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { endpointAt } from '../../contracts/endpoint-at.js'
import type { EndpointId } from '../../contracts/endpoints.js'
import type { JournalEntry, RequestEntry } from '../domain/journal.js'
import type { Written } from '../engine/transaction.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { Tally, type TallyLabels } from './tally.js'
import { Timings } from './timings.js'

const PREFIX = 'clickpesa_sandbox_'

/** The bounds of the histograms, in seconds. */
const SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]

/** What the sandbox counts about itself, for Prometheus. Counts begin with the process. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #requests = this.#tally('requests_total', 'Calls to the ClickPesa API.', ['endpoint', 'status'])
  readonly #refusals = this.#tally('refusals_total', 'Calls that were refused, by the reason.', [
    'endpoint',
    'code',
  ])
  readonly #payments = this.#tally('payments_total', 'Payments that came to a status.', ['status'])
  readonly #attempts = this.#tally(
    'delivery_attempts_total',
    'Attempts to deliver a webhook or a callback.',
    ['outcome'],
  )
  readonly #internalErrors = new Counter({
    name: `${PREFIX}internal_errors_total`,
    help: 'Faults of the sandbox itself.',
    registers: [this.#registry],
  })
  readonly #duration = this.#timings('request_duration_seconds', 'How long calls took.', 'endpoint')
  readonly #transactions = this.#timings(
    'store_transaction_duration_seconds',
    'How long changes took, until they were saved.',
    null,
  )
  readonly #sandbox: Sandbox

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
    this.#gauge('merchants', 'Merchants that are open.', () => sandbox.queries.count('merchants', {}))
    this.#gauge('agenda_tasks', 'What is planned.', () => sandbox.queries.count('tasks', {}))
    this.#gauge(
      'agenda_lag_seconds',
      'How long what is due in real time has been waiting.',
      async () => sandbox.agendaLagMs() / 1000,
    )
    this.#limits()
  }

  /** Measures the process too: processor time, memory, event loop. Once for a process. */
  measureProcess() {
    collectDefaultMetrics({ register: this.#registry })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** All figures, as Prometheus reads them. Rejects with StoreFailed where the store does not answer. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** Counts what was written down of what happened. */
  count(written: Written) {
    if (written.kind === 'request') this.#call(written.entry, written.endpoint)
    else this.#event(written.entry)
  }

  countInternalError() {
    this.#internalErrors.inc()
  }

  /** Takes note of how long a change took, in milliseconds. */
  timeTransaction(ms: number) {
    this.#transactions.observe(ms / 1000)
  }

  #call({ method, path, status, durationMs, refusal }: RequestEntry, known: EndpointId | null) {
    const endpoint = known ?? endpointAt(method, path.split('?', 1)[0] ?? '') ?? 'unknown'
    this.#requests.add(endpoint, String(status))
    this.#duration.observe(durationMs / 1000, endpoint)
    if (refusal) this.#refusals.add(endpoint, refusal.code)
  }

  #event({ type, data }: JournalEntry) {
    if (type === 'payment:created') this.#payments.add('PROCESSING')
    if (type === 'payment:moved') this.#payments.add(String(data?.to))
    if (type === 'delivery:attempted') this.#attempts.add(String(data?.outcome))
  }

  /** What the table of limits has, so that a dashboard can show how near they are. */
  #limits() {
    const limits = new Gauge({
      name: `${PREFIX}limit`,
      help: 'The bounds, which /sandbox/guide/limits explains.',
      labelNames: ['limit', 'unit', 'per'],
      registers: [this.#registry],
    })
    for (const { what, most, unit, per } of this.#sandbox.limits) {
      limits.set({ limit: what, unit, per }, most)
    }
  }

  #tally<const Label extends string>(
    name: string,
    help: string,
    labelNames: TallyLabels<Label>,
  ): Tally<Label> {
    const tally = new Tally(labelNames)
    new Counter({
      name: PREFIX + name,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        tally.handOver(this)
      },
    })
    return tally
  }

  #timings(name: string, help: string, label: string | null): Timings {
    return new Timings(this.#registry, { name: PREFIX + name, help, label }, SECONDS)
  }

  #gauge(name: string, help: string, read: () => Promise<number>) {
    new Gauge({
      name: PREFIX + name,
      help,
      registers: [this.#registry],
      async collect() {
        this.set(await read())
      },
    })
  }
}
