// What server/sandbox/sandbox.ts gets instead of the memory store when the tests run with TEST_STORE=sqlite or
// TEST_STORE=postgres.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../server/store/open-store.js'
import type { Store } from '../../server/store/store.js'
import { StoreFailed } from '../../server/store/store-failed.js'
import { answering } from './answering.js'
import { aPostgresDatabase } from './postgres.js'

interface Opened {
  readonly store: Store
  /** Closes the store, or lets another test have it. */
  readonly leave: () => Promise<void> | void
}

async function openDefault(): Promise<Opened> {
  if (process.env.TEST_STORE === 'postgres') {
    // To connect, and to look whether the tables are there, takes longer than many a test.
    const store = idle.pop() ?? (await openStore(await aPostgresDatabase()))
    await store.clear()
    return { store, leave: () => void idle.push(store) }
  }
  const folder = await mkdtemp(join(inMemory, 'sandbox-sqlite-'))
  const file = join(folder, 'sandbox.db')
  unused ??= anUnusedFile()
  await writeFile(file, await unused)
  const store = await openStore(file)
  const leave = async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { store, leave }
}

/** Stores that a test has left, each with its connections; they end with the process. */
const idle: Store[] = []

/** A folder that is kept in memory where there is one: thousands of files are made here, and no machine fails in a test. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** What a file is before anything is written to it; to make its tables anew for every test takes as long as many a test. */
let unused: Promise<Buffer> | undefined

async function anUnusedFile(): Promise<Buffer> {
  const folder = await mkdtemp(join(inMemory, 'sandbox-sqlite-'))
  const file = join(folder, 'sandbox.db')
  await (await openStore(file)).close()
  const bytes = await readFile(file)
  await rm(folder, { recursive: true, force: true })
  return bytes
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
    const { leave } = await this.#opened
    await leave()
  }

  #ask<T>(question: (store: Store) => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StoreFailed(new Error('it is closed'), false))
    return answering(this.#opened.then(({ store }) => question(store)))
  }
}
