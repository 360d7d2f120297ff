import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '@holdfast/server/adapters/postgres/embedded'
import { migrate } from '@holdfast/server/platform/migrate'
import { openDatabase, type Database } from '@holdfast/server/platform/sql'
import { family } from '../machine.ts'

/** A migrated database on a PostgreSQL of its own, gone afterwards. `processes` are this one's and PostgreSQL's, for the CPU that both use. */
export async function onServer<T>(work: (db: Database, url: string, processes: () => number[]) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-money-'))
  chmodSync(dataDir, 0o711)
  const server = await startEmbedded({ dataDir })
  const url = await server.url('bench')
  const db = openDatabase({ url, connections: 8, statementTimeoutMs: 900_000 })
  try {
    await migrate(db)
    return await work(db, url, () => [...new Set([...family(process.pid), ...family(server.pid())])])
  } finally {
    await db.close()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}
