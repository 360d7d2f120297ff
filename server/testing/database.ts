import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openDatabase, type Database } from '../platform/sql.ts'
import { migrate } from '../platform/migrate.ts'

export interface TestDatabase {
  db: Database
  url: string
  /** Closes the pool and drops the database. */
  close(): Promise<void>
}

/** Read by workers: the server of this run and the database with all migrations that each test's database is copied from. */
export const serverVariable = 'HOLDFAST_TEST_SERVER'
const templateName = 'holdfast_template'

/**
 * A fresh, migrated and empty database: a copy of the template, made in milliseconds. `{ migrated: false }` gives one
 * without any migration.
 */
export async function testDatabase(options: { migrated?: boolean; connections?: number } = {}): Promise<TestDatabase> {
  const server = process.env[serverVariable]
  if (server === undefined) throw new Error('tests with a database run under vitest, whose global set-up starts the server')
  const name = `t_${process.pid}_${randomBytes(5).toString('hex')}`
  const template = options.migrated === false ? 'template0' : templateName
  // Copying files is quicker than writing the copy through the log.
  await admin(server, `create database ${name} template ${template} strategy file_copy`)
  const url = withDatabase(server, name)
  const db = openDatabase({ url, connections: options.connections ?? 8 })
  return {
    db, url,
    async close() {
      await db.close()
      await admin(server, `drop database if exists ${name} with (force)`)
    },
  }
}

/** Called once a run, by the global set-up: migrates the template. */
export async function makeTemplate(server: string): Promise<void> {
  await admin(server, `drop database if exists ${templateName} with (force)`)
  await admin(server, `create database ${templateName} template template0`)
  const db = openDatabase({ url: withDatabase(server, templateName), connections: 1 })
  try { await migrate(db) } finally { await db.close() }
}

export function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function admin(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  client.on('error', () => {})
  await client.connect()
  try { await client.query(statement) } finally { await client.end() }
}
