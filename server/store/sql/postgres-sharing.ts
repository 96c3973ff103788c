import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Claim, SharedChange, Sharing, SharingListener } from '../sharing.js'

const CHANNEL = 'sandbox'

/** PostgreSQL takes less than 8,000 bytes in a message. */
const MAX_MESSAGE_BYTES = 7000

type Message = { readonly by: string } & ({ readonly changed: SharedChange } | { readonly wanted: string })

/** The time of the database, which is the same for all processes, in milliseconds. */
const NOW = '(extract(epoch from clock_timestamp()) * 1000)'

const CLAIM = `
  insert into leases as lease values ($1, $2, ${NOW} + $3)
  on conflict (merchant_id) do update set holder = excluded.holder, until = excluded.until
  where lease.holder = excluded.holder or lease.until < ${NOW}
  returning (select holder from leases before where before.merchant_id = $1) as before`

/** Messages by LISTEN and NOTIFY, and leases that run by the clock of the database. */
export class PostgresSharing implements Sharing {
  readonly #pool: pg.Pool
  readonly #connect: () => pg.Client
  readonly #self = randomUUID()
  #listening: pg.Client | null = null
  #isConnecting = false
  #listener: SharingListener | null = null
  #untold: Message[] = []
  #isClosed = false
  #telling: Promise<unknown> = Promise.resolve()

  /** `pool` for what is asked and told, `connect` for the connection that hears. */
  constructor(pool: pg.Pool, connect: () => pg.Client) {
    this.#pool = pool
    this.#connect = connect
  }

  listen(listener: SharingListener) {
    this.#listener = listener
    this.stayConnected()
  }

  stayConnected() {
    if (this.#listening || this.#isConnecting || this.#isClosed) return
    this.#isConnecting = true
    void this.#hear().finally(() => {
      this.#isConnecting = false
    })
  }

  tell(changed: SharedChange) {
    this.#send({ by: this.#self, changed })
  }

  want(wanted: string) {
    this.#send({ by: this.#self, wanted })
  }

  async alone<T>(act: () => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    try {
      await client.query('select pg_advisory_lock(hashtext($1))', [CHANNEL])
      return await act()
    } finally {
      // A connection that is closed has no lock.
      client.release(true)
    }
  }

  async claim(merchantId: string, forMs: number): Promise<Claim> {
    const { rows } = await this.#pool.query({
      name: 'claim',
      text: CLAIM,
      values: [merchantId, this.#self, forMs],
    })
    const [claimed] = rows
    if (claimed) {
      const { before } = claimed
      return { isOurs: true, wasLeftBehind: before !== null && before !== this.#self }
    }
    const held = await this.#pool.query(`select until - ${NOW} as left from leases where merchant_id = $1`, [
      merchantId,
    ])
    return { isOurs: false, forMs: Math.max(1, Math.ceil(held.rows[0]?.left ?? 1)) }
  }

  async release(merchantId: string) {
    await this.#pool.query('delete from leases where merchant_id = $1 and holder = $2', [
      merchantId,
      this.#self,
    ])
    this.tell({ merchantId, orders: [], dueAt: 0 })
  }

  /** Gives up all that this process has. */
  async close() {
    this.#isClosed = true
    await this.#telling.catch(() => {})
    await this.#pool.query('delete from leases where holder = $1', [this.#self]).catch(() => {})
    await this.#listening?.end().catch(() => {})
  }

  /** Messages of one turn of the event loop go together. */
  #send(message: Message) {
    this.#untold.push(message)
    if (this.#untold.length > 1) return
    this.#telling = this.#telling.then(() => this.#sendAll()).catch(() => {})
  }

  async #sendAll() {
    const messages = this.#untold.map(shortened)
    this.#untold = []
    if (this.#isClosed) return
    await this.#pool.query('select pg_notify($1, message) from unnest($2::text[]) as message', [
      CHANNEL,
      messages,
    ])
  }

  async #hear() {
    const client = this.#connect()
    client.on('notification', ({ payload = '' }) => this.#heard(JSON.parse(payload)))
    client.on('error', () => {})
    client.once('end', () => {
      if (this.#listening === client) this.#listening = null
    })
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
      this.#listening = client
      // What was told before is not heard.
      this.#listener?.onChange(null)
    } catch {
      client.end().catch(() => {})
    }
  }

  #heard(message: Message) {
    if (message.by === this.#self) return
    if ('changed' in message) this.#listener?.onChange(message.changed)
    else this.#listener?.onWanted(message.wanted)
  }
}

function shortened(message: Message): string {
  const text = JSON.stringify(message)
  if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES || !('changed' in message)) return text
  return JSON.stringify({ ...message, changed: { ...message.changed, orders: null } })
}
