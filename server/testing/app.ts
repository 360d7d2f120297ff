import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, type App } from '../app.ts'
import { readConfig } from '../config.ts'
import { settableClock } from '../platform/clock.ts'
import { keysForTests } from '../platform/keys.ts'
import { silentLog, type Log } from '../platform/log.ts'
import { testDatabase } from './database.ts'

export interface TestApp extends App {
  clock: ReturnType<typeof settableClock>
  databaseUrl: string
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
  const app = await buildApp({ config, db, databaseUrl: url, clock, log: options.log ?? testLog, keys: keysForTests() })
  return {
    ...app, clock, databaseUrl: url,
    async close() {
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
