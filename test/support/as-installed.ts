import { fileURLToPath } from 'node:url'

const TESTING = fileURLToPath(new URL('../../server/testing', import.meta.url))

/** Lets examples import the package by its name, as in a project that has installed it. */
export const asInstalled = [
  { find: /^clickpesa-sandbox$/, replacement: `${TESTING}/index.ts` },
  { find: /^clickpesa-sandbox\/(\w+)$/, replacement: `${TESTING}/$1.ts` },
]
