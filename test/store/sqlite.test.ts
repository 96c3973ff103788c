import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../server/store/open-store.js'
import { storeConformance } from './conformance.js'

storeConformance({
  create: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-sqlite-'))
    const store = await openStore(join(folder, 'sandbox.db'))
    const close = store.close.bind(store)
    store.close = async () => {
      await close()
      await rm(folder, { recursive: true })
    }
    return store
  },
})
