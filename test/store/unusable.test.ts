import { chmod, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import pg from 'pg'
import { describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../server/config.js'
import { openStore } from '../../server/store/open-store.js'
import { StoreUnavailable } from '../../server/store/store-unavailable.js'
import { launch } from '../cli/launch.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { temporaryFile } from '../support/temporary-file.js'

async function objectionTo(place: string): Promise<StoreUnavailable> {
  const opened = await openStore(place).catch((error: unknown) => error)
  if (opened instanceof StoreUnavailable) return opened
  throw new Error(`${place} was opened`, { cause: opened })
}

describe('a file that cannot be used is refused in one sentence, and not touched', () => {
  test('because it is not a database', async () => {
    const file = temporaryFile('dear diary, '.repeat(100))
    expect((await objectionTo(file)).message).toBe(`${file} is not a database`)
    expect(await readFile(file, 'utf8')).toBe('dear diary, '.repeat(100))
  })

  test.each(['mysql://localhost/shop', 'sqlite://data.db', 'file:///tmp/data.db', 'mongodb+srv://h/x'])(
    'because it is an address of something else: %s',
    async (place) => {
      const { message, hint } = await objectionTo(place)
      expect(message).toBe(
        `addresses that begin with ${new URL(place).protocol} lead to no database that the sandbox can use`,
      )
      expect(hint).toContain('postgres://')
      expect((await readConfig({ flags: { data: place } })).data).toBe(place)
    },
  )

  test('because another program made it', async () => {
    const file = temporaryFile('')
    const theirs = new Database(file)
    theirs.exec('create table bookmarks (url text)')
    theirs.close()
    const before = await readFile(file)
    expect((await objectionTo(file)).message).toBe(`${file} is a database of another program`)
    expect(await readFile(file)).toEqual(before)
  })

  test('because its folder is not there', async () => {
    const file = join(temporaryFile(''), '../nowhere/sandbox.db')
    expect((await objectionTo(file)).message).toMatch(/^the folder .*nowhere for .* is not there$/)
  })

  test('because it is a folder', async () => {
    const folder = join(temporaryFile(''), '../sandbox.db')
    await mkdir(folder)
    expect((await objectionTo(folder)).message).toBe(`${folder} cannot be opened`)
  })

  test('because another process has it', async () => {
    const file = join(temporaryFile(''), '../sandbox.db')
    const first = launch(['start', '--port', '0', '--json', '--data', file])
    await first.line(/ready/)
    const second = await launch(['start', '--port', '0', '--data', file]).exited
    expect(second).toMatchObject({ code: 1, out: '' })
    expect(second.err).toContain(`data: ${file} is used by another process\n`)
  })

  test.skipIf(process.getuid?.() === 0)('because it may only be read', async () => {
    const file = join(temporaryFile(''), '../sandbox.db')
    await (await openStore(file)).close()
    await chmod(file, 0o444)
    expect((await objectionTo(file)).message).toBe(`${file} may only be read`)
  })

  test('because a newer version has written it', async () => {
    const file = join(temporaryFile(''), '../sandbox.db')
    await (await openStore(file)).close()
    const newer = new Database(file)
    newer.exec("insert into sandbox_migrations values ('9999-from-the-future', '2099')")
    newer.close()
    const { message, hint } = await objectionTo(file)
    expect(message).toBe(
      `${file} was written by a newer version of the sandbox (it has 9999-from-the-future)`,
    )
    expect(hint).toMatch(/^start that version/)
  })
})

describe('a PostgreSQL database that cannot be used is refused in one sentence, without its password', () => {
  const changed = (change: (address: URL) => void) => {
    const address = new URL(inject('postgres'))
    change(address)
    return address.href
  }

  test.each<[why: string, address: () => string, message: RegExp]>([
    [
      'nothing listens there',
      () => 'postgres://u:secret@127.0.0.1:1/shop',
      /shop on 127\.0\.0\.1:1 cannot be reached: nothing listens there/,
    ],
    [
      'there is no such host',
      () => 'postgres://u:secret@nowhere.invalid/shop',
      /shop on nowhere\.invalid cannot be reached: /,
    ],
    [
      'the password is wrong',
      () => changed((url) => (url.password = 'secret')),
      /refuses the user or password/,
    ],
    [
      'the database is not there',
      () => changed((url) => (url.pathname = '/no_such')),
      /no_such on .* is not there/,
    ],
  ])('because %s', async (_, address, message) => {
    const refused = await objectionTo(address())
    expect(refused.message).toMatch(message)
    expect(`${refused.message} ${refused.hint}`).not.toContain('secret')
  })

  test('because the user may not make tables', async () => {
    const address = await aPostgresDatabase()
    const admin = new pg.Client(address)
    await admin.connect()
    const role = `reader_${new URL(address).pathname.slice(-12)}`
    await admin.query(`create role ${role} login password 'secret'`)
    await admin.end()
    const asReader = new URL(address)
    asReader.username = role
    asReader.password = 'secret'
    expect((await objectionTo(asReader.href)).message).toMatch(/gives the user too few rights$/)
  })

  test('because a newer version has written it', async () => {
    const address = await aPostgresDatabase()
    await (await openStore(address)).close()
    const admin = new pg.Client(address)
    await admin.connect()
    await admin.query("insert into sandbox_migrations values ('9999-from-the-future', '2099')")
    await admin.end()
    expect((await objectionTo(address)).message).toContain('was written by a newer version of the sandbox')
  })

  test('stops the start with exit code 1', async () => {
    const { code, err } = await launch(['start', '--data', 'postgres://u:secret@127.0.0.1:1/shop']).exited
    expect(code).toBe(1)
    expect(err).toContain('data: the PostgreSQL database shop on 127.0.0.1:1 cannot be reached')
    expect(err).not.toContain('secret')
  })
})

test.each([
  [
    'SQLite',
    async () => join(temporaryFile(''), '../sandbox.db'),
    (place: string, statement: string) => {
      const file = new Database(place)
      file.exec(statement)
      file.close()
    },
  ],
  [
    'PostgreSQL',
    aPostgresDatabase,
    async (place: string, statement: string) => {
      const client = new pg.Client(place)
      await client.connect()
      await client.query(statement)
      await client.end()
    },
  ],
] as const)(
  '%s that fails only once it is used ends a start with a sentence too',
  async (_, placeFor, run) => {
    const place = await placeFor()
    await (await openStore(place)).close()
    await run(place, 'drop table seeding')
    const { code, err } = await launch(['start', '--port', '0', '--data', place]).exited
    expect(code).toBe(1)
    expect(err).toMatch(/data: the store failed: .*seeding/)
    expect(err).toContain('look at the database or the disk, and start again')
    expect(err).not.toMatch(/\n +at /)
  },
)

test('many processes can make the tables of one database at the same time', async () => {
  const address = await aPostgresDatabase()
  const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(address)))
  expect(await Promise.all(stores.map((store) => store.count('merchants', {})))).toEqual([0, 0, 0, 0, 0])
  await Promise.all(stores.map((store) => store.close()))
})
