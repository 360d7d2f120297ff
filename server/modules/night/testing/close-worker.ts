import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '#server/app'
import { readConfig } from '#server/config'
import { systemActor } from '#http/actor'
import { openNight } from '#module/night'
import { settableClock } from '#platform/clock'
import type { VenueId } from '#platform/id'
import { keysForTests } from '#platform/keys'
import { openDatabase } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { openLogger } from '#server/start/logger'

// A process of its own that closes a business date, a few stays at a time, so that a test can kill it in the middle.
const [url, venue, date, now, batch] = process.argv.slice(2) as [string, VenueId, PlainDate, string, string]
const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-night-'))
const db = openDatabase({ url, connections: 4 })
const log = openLogger('silent')
const app = await buildApp({ config: readConfig({ DATA_DIR: dataDir, RATE_LIMIT: 'off', LOG_LEVEL: 'silent' }), db, databaseUrl: url, clock: settableClock(now), log, keys: keysForTests() })
const night = openNight({ ...app.doors, db, clock: settableClock(now), log, staysAtOnce: Number(batch) })
console.log('ready')
await night.closeDate(systemActor, venue, date)
console.log('closed')
await app.close()
await db.close()
rmSync(dataDir, { recursive: true, force: true })
