// What server/sandbox/sandbox.ts gets instead of the memory store when the tests run with TEST_STORE=distant.
export { DistantStore as MemoryStore } from './distant-store.js'
