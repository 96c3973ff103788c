// What server/sandbox/sandbox.ts gets instead of the memory store when the tests run with TEST_STORE=sqlite or
// TEST_STORE=postgres.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../server/store/open-store.js'
import type { Store } from '../../server/store/store.js'
import { answering } from './answering.js'
import { aUsedPostgresDatabase, isDoneWith } from './postgres.js'

interface Opened {
  readonly store: Store
  readonly leave: () => Promise<void> | void
}

async function openDefault(): Promise<Opened> {
  if (process.env.TEST_STORE === 'postgres') {
    const address = await aUsedPostgresDatabase()
    const store = await openStore(address)
    await store.clear()
    return { store, leave: () => isDoneWith(address) }
  }
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-sqlite-'))
  const store = await openStore(join(folder, 'sandbox.db'))
  return { store, leave: () => rm(folder, { recursive: true, force: true }) }
}

/** A store that is opened when it is first asked, since a sandbox makes its own without waiting. */
export class MemoryStore implements Store {
  readonly #opened = openDefault()
  #isClosed = false

  get: Store['get'] = (...asked) => this.#ask((store) => store.get(...asked))
  find: Store['find'] = (...asked) => this.#ask((store) => store.find(...asked))
  count: Store['count'] = (...asked) => this.#ask((store) => store.count(...asked))
  transact: Store['transact'] = (...asked) => this.#ask((store) => store.transact(...asked))
  nextDueAt: Store['nextDueAt'] = (...asked) => this.#ask((store) => store.nextDueAt(...asked))
  dueTasks: Store['dueTasks'] = (...asked) => this.#ask((store) => store.dueTasks(...asked))
  allNextDue: Store['allNextDue'] = () => this.#ask((store) => store.allNextDue())
  exportMerchant: Store['exportMerchant'] = (id) => this.#ask((store) => store.exportMerchant(id))
  importMerchant: Store['importMerchant'] = (...asked) => this.#ask((store) => store.importMerchant(...asked))
  removeMerchant: Store['removeMerchant'] = (id) => this.#ask((store) => store.removeMerchant(id))
  clear: Store['clear'] = () => this.#ask((store) => store.clear())

  isFull(): boolean {
    return false
  }

  async close() {
    if (this.#isClosed) return
    this.#isClosed = true
    const { store, leave } = await this.#opened
    await store.close()
    await leave()
  }

  #ask<T>(question: (store: Store) => Promise<T>): Promise<T> {
    return answering(this.#opened.then(({ store }) => question(store)))
  }
}
