import { MemoryStore } from '../../server/store/memory.js'
import { storeConformance } from './conformance.js'

storeConformance({ create: async () => new MemoryStore() })
