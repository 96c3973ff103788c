import { posix } from 'node:path'

/** Where the guide is served. */
export const GUIDE_PATH = '/sandbox/guide'

/** What a page of the guide is called, by the file of this package that it shows: `testing` for `docs/testing.md`. */
export function pageName(file: string): string {
  const inner = file.replace(/^docs\//, '').replace(/\.md$/, '')
  const name = inner.endsWith('/README') ? posix.dirname(inner) : inner
  return name.replace(/^[A-Z]+$/, (all) => all.toLowerCase())
}
