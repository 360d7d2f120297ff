import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from 'pg'
import { fail } from './assert.ts'
import { CannotStart } from './cannot-start.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Database } from './sql.ts'

export interface Migration { number: number; name: string; checksum: string; text: string }
export interface Migrated { applied: Migration[] }

/** Any whole number that nothing else in the database locks: two processes that migrate at once take turns. */
const lockKey = 4_865_616_001
const lockWaitSeconds = 120

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))

/** The files `NNNN-name.sql` of a folder, by number. Gaps are allowed: number ranges are handed out to whoever writes them. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const found = readdirSync(folder).filter((file) => file.endsWith('.sql')).map((file) => {
    const [, number, name] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? fail(`${file} is not named like 0001-name.sql`)
    const text = readFileSync(join(folder, file), 'utf8')
    return { number: Number(number), name: name!, text, checksum: createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex') }
  }).sort((a, b) => a.number - b.number)
  found.forEach((one, i) => { if (found[i + 1]?.number === one.number) fail(`two migrations have the number ${one.number}`) })
  return found
}

/**
 * Brings a database to this code's schema. Each migration runs in a transaction of its own together with its row in
 * `platform.migration`, so an interrupted run is taken up where it stopped. Throws `CannotStart` when the database is
 * newer than this code, or when a migration that was applied reads otherwise now.
 */
export async function migrate(db: Database, options: { folder?: string; clock?: Clock; progress?: (name: string) => void } = {}): Promise<Migrated> {
  const known = readMigrations(options.folder)
  const clock = options.clock ?? systemClock
  const { client, release } = await db.dedicated()
  try {
    await client.query(`set lock_timeout = '${lockWaitSeconds}s'`)
    await client.query('select pg_advisory_lock($1)', [lockKey]).catch((error: { code?: string }) => {
      throw error.code === '55P03' ? new CannotStart(`Another process has been migrating this database for more than ${lockWaitSeconds} s: wait for it, or stop it.`) : error
    })
    await client.query(`
      create schema if not exists platform;
      create table if not exists platform.migration (
        number int primary key, name text not null, checksum text not null, applied_at timestamptz not null)`)
    const { rows: done } = await client.query<{ number: number; name: string; checksum: string }>('select number, name, checksum from platform.migration order by number')
    refuseOthers(known, done)
    const applied: Migration[] = []
    for (const migration of known.filter(({ number }) => !done.some((row) => row.number === number))) {
      options.progress?.(migration.name)
      await apply(client, migration, clock)
      applied.push(migration)
    }
    return { applied }
  } finally {
    await release() // gives the lock back too
  }
}

function refuseOthers(known: Migration[], done: { number: number; name: string; checksum: string }[]): void {
  for (const row of done) {
    const mine = known.find(({ number }) => number === row.number)
    if (mine === undefined) {
      throw new CannotStart(`The database has the migration ${label(row)}, which this version of Holdfast does not know: it was migrated by a newer version, so start that one.`)
    }
    if (mine.checksum !== row.checksum) {
      throw new CannotStart(`The migration ${label(row)} was changed after it was applied to this database: put it back as it was and write the change as a new migration.`)
    }
  }
}

async function apply(client: Client, migration: Migration, clock: Clock): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.text)
    await client.query('insert into platform.migration (number, name, checksum, applied_at) values ($1, $2, $3, $4)',
      [migration.number, migration.name, migration.checksum, clock.now().toString()])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw new Error(`migration ${label(migration)} failed: ${(error as Error).message}${where(migration.text, error)}`, { cause: error })
  }
}

/** `, line 12` from the position that PostgreSQL reports. */
function where(text: string, error: unknown): string {
  const position = Number((error as { position?: string }).position)
  return position > 0 ? `, line ${text.slice(0, position).split('\n').length}` : ''
}

function label(of: { number: number; name: string }): string {
  return `${String(of.number).padStart(4, '0')}-${of.name}`
}
