import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, type App } from '../app.ts'
import { readConfig } from '../config.ts'
import { settableClock } from '../platform/clock.ts'
import { keysForTests } from '../platform/keys.ts'
import { silentLog, type Log } from '../platform/log.ts'
import { openDatabase } from '../platform/sql.ts'
import { testDatabase } from './database.ts'

export interface TestApp extends App {
  clock: ReturnType<typeof settableClock>
  databaseUrl: string
  /** A second application on the same database, with a pool, caches and modules of its own: as another process is. */
  another(): Promise<App>
}

/**
 * The whole application on a database of its own, with a clock that the test sets (2027-03-01, 10:00 UTC at first) and
 * without rate limits. Requests go in by `app.server.inject`; workers run only after `startWorkers`.
 */
export async function testApp(options: { now?: string; env?: Record<string, string>; log?: Log } = {}): Promise<TestApp> {
  const { db, url, close } = await testDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-app-'))
  const clock = settableClock(options.now ?? '2027-03-01T10:00:00Z')
  const config = readConfig({ DATA_DIR: dataDir, RATE_LIMIT: 'off', LOG_LEVEL: 'silent', ...options.env })
  const keys = keysForTests()
  const log = options.log ?? testLog
  const app = await buildApp({ config, db, databaseUrl: url, clock, log, keys })
  const closeOthers: (() => Promise<void>)[] = []
  return {
    ...app, clock, databaseUrl: url,
    async another() {
      const own = openDatabase({ url, connections: 8 })
      const other = await buildApp({ config, db: own, databaseUrl: url, clock, log, keys })
      closeOthers.push(async () => { await other.close(); await own.close() })
      return other
    },
    async close() {
      for (const closeOther of closeOthers) await closeOther()
      await app.close()
      await close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

// Fastify asks its logger for children; errors are printed, so that a failing test shows the bug behind a 500.
const testLog: Log = Object.assign({}, silentLog, {
  error(facts: object, message: string) { console.error(message, facts) },
  fatal(facts: object, message: string) { console.error(message, facts) },
  trace() {}, level: 'error',
  child() { return testLog },
})
