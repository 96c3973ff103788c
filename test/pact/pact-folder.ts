import { mkdtemp, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { packageRoot } from '../../server/package-root.js'

/** Where the committed pacts are. */
export const PACTS = join(packageRoot, 'contracts/pacts')

/** The contract of the example shop. */
export const SHOP_PACT = join(PACTS, 'example-shop-clickpesa.json')

/** The contract of the example client, which calls every operation. */
export const CLIENT_PACT = join(PACTS, 'example-client-clickpesa.json')

/** A folder for pacts that are being written: into an old file they would only be added. */
export function freshFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'pacts-'))
}

/**
 * Puts a written pact in its place, without the versions of the tools that wrote it. Keeps the one that is
 * there when none was written, because just a few tests were asked for.
 */
export async function keepPact(folder: string, place: string) {
  const text = await readFile(join(folder, basename(place)), 'utf8').catch(() => null)
  if (text === null) return
  const { metadata, ...pact } = JSON.parse(text) as { metadata: { pactSpecification: object } }
  const { pactSpecification } = metadata
  const kept = `${JSON.stringify({ ...pact, metadata: { pactSpecification } }, null, 2)}\n`
  // Other tests read the file meanwhile: it is whole at any time, and touched only when it changes.
  if (kept === (await readFile(place, 'utf8').catch(() => ''))) return
  const whole = `${place}.${process.pid}`
  await writeFile(whole, kept)
  await rename(whole, place)
}
