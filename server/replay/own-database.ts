import pg from 'pg'
import type { Config } from '../config.ts'
import { openConfiguredDatabase } from '../start/open-database.ts'

/** Drops a database beside the configured one. Connections to it are ended. */
export async function dropDatabase(config: Pick<Config, 'dataDir' | 'databaseUrl'>, name: string): Promise<void> {
  const beside = await openConfiguredDatabase(config, { share: true, migrate: false, connections: 1 })
  try {
    const client = new pg.Client({ connectionString: beside.url })
    client.on('error', () => {})
    await client.connect()
    try { await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`) } finally { await client.end() }
  } finally {
    await beside.close()
  }
}

/** The same database, with commits that do not wait for the disk. */
export function withoutWaiting(url: string): string {
  const changed = new URL(url)
  changed.searchParams.set('options', '-c synchronous_commit=off')
  return changed.href
}
