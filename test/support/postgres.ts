import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

const idle: string[] = []

/** Address of a database that no other test uses, which may hold what an earlier one left: it has to be cleared. */
export async function aUsedPostgresDatabase(): Promise<string> {
  return idle.pop() ?? aPostgresDatabase()
}

/** Address of a database that is new. */
export async function aPostgresDatabase(): Promise<string> {
  const server = inject('postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client(server)
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const address = new URL(server)
  address.pathname = `/${name}`
  return address.href
}

/** Lets another test use the database, once it is cleared. */
export function isDoneWith(address: string) {
  idle.push(address)
}
