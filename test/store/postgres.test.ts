import { openStore } from '../../server/store/open-store.js'
import { aUsedPostgresDatabase, isDoneWith } from '../support/postgres.js'
import { storeConformance } from './conformance.js'

storeConformance({
  create: async () => {
    const address = await aUsedPostgresDatabase()
    const store = await openStore(address)
    await store.clear()
    const close = store.close.bind(store)
    store.close = async () => {
      await close()
      isDoneWith(address)
    }
    return store
  },
})
