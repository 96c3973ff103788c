import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

const idle: string[] = []

/** Address of a database that no other test uses. It may hold what an earlier test left. */
export async function aPostgresDatabase(): Promise<string> {
  const known = idle.pop()
  if (known) return known
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

/** Lets another test use the database. */
export function isDoneWith(address: string) {
  idle.push(address)
}
