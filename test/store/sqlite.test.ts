import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlStore } from '../../server/store/sql/open.js'
import { storeConformance } from './conformance.js'

storeConformance({
  create: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-sqlite-'))
    const store = await openSqlStore(join(folder, 'sandbox.db'))
    const close = store.close.bind(store)
    store.close = async () => {
      await close()
      await rm(folder, { recursive: true })
    }
    return store
  },
})
