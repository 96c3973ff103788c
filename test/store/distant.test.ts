import { DistantStore } from '../support/distant-store.js'
import { storeConformance } from './conformance.js'

storeConformance({ create: async () => new DistantStore() })
