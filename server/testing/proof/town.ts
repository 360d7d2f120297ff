import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemActor } from '#http/actor'
import type { RoomTypesInput, VenueLayout } from '#module/venues'
import type { VendorId, VenueId } from '#platform/id'
import { systemClock } from '#platform/clock'
import { openKeys } from '#platform/keys'
import { silentLog, type Log } from '#platform/log'
import { migrate } from '#platform/migrate'
import { openDatabase, type Database } from '#platform/sql'
import { addDays, businessDateAt } from '#platform/time'
import { buildApp, type App } from '../../app.ts'
import { readConfig } from '../../config.ts'
import { dinner, hotelInput, ratesInput, restaurantInput, roomTypesInput, tablesInput } from '../example-venues.ts'
import { startProcess, type Running, type Said } from '../processes.ts'

/**
 * Venues on one database and real processes that sell them: what the races, crashes and faults are played in. The clock
 * is the real one, as in the processes. `app` is an application in this process, for setting up and for looking.
 */
export interface Town {
  app: App
  db: Database
  databaseUrl: string
  vendor: VendorId
  /** Running processes, those that were killed not among them. */
  processes: Running[]
  start(role: Running['role']): Promise<Running>
  /** SIGKILL for one of them. */
  kill(one: Running): Promise<void>
  /** `take`: how its plans take their deposits. */
  hotel(roomTypes?: RoomTypesInput, take?: 'charge' | 'authorize'): Promise<VenueLayout>
  restaurant(): Promise<VenueLayout>
  close(): Promise<void>
}

export async function openTown(options: { databaseUrl: string; roles: Running['role'][]; env?: Record<string, string> }): Promise<Town> {
  const { databaseUrl } = options
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-proof-'))
  const config = readConfig({ DATA_DIR: dataDir, RATE_LIMIT: 'off', LOG_LEVEL: 'silent' })
  const db = openDatabase({ url: databaseUrl, connections: 6, patienceMs: 30_000 })
  await migrate(db)
  const log: Log = Object.assign({}, silentLog, { child: () => log, trace() {}, fatal() {}, level: 'silent' })
  const app = await buildApp({ config, db, databaseUrl, clock: systemClock, log, keys: openKeys(config.keyFile) })
  const { venues } = app.doors
  const processes: Running[] = []
  const everStarted: Running[] = []
  const start = async (role: Running['role']) => {
    const one = await startProcess({ role, databaseUrl, dataDir, ...(options.env && { env: options.env }) })
    processes.push(one)
    everStarted.push(one)
    return one
  }
  const vendor = (await venues.createVendor(systemActor, { name: 'Rio' })).id
  // Other processes hear of a new venue and its prices through the event log.
  const layout = async (id: VenueId) => {
    for (const one of processes) await until(20, `process ${one.port} sells ${id}`, async () => (await one.call('GET', `/v1/venues/${id}`)).body, isForSale)
    return (await venues.layoutOf(db, id))!
  }
  await Promise.all(options.roles.map(start))
  return {
    app, db, databaseUrl, vendor, processes, start,
    async kill(one) {
      processes.splice(processes.indexOf(one), 1)
      await one.kill()
    },
    async hotel(roomTypes = roomTypesInput(), take = 'charge') {
      const { id } = await venues.createVenue(systemActor, vendor, hotelInput())
      const rates = ratesInput(await venues.putRoomTypes(systemActor, id, roomTypes))
      await venues.putRates(systemActor, id, { ...rates, plans: rates.plans.map((plan) => ({ ...plan, deposit_take: take })) })
      await venues.publish(systemActor, id)
      return layout(id)
    },
    async restaurant() {
      const { id } = await venues.createVenue(systemActor, vendor, restaurantInput())
      await venues.putTables(systemActor, id, tablesInput())
      await venues.putServices(systemActor, id, { services: [dinner()] })
      await venues.publish(systemActor, id)
      return layout(id)
    },
    async close() {
      await Promise.all(everStarted.filter((one) => one.alive()).map((one) => one.stop()))
      await app.close()
      await db.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A body that is a venue, and no refusal. */
const isForSale = (body: Partial<Said>) => (body.services ?? []).length > 0 || (body.room_types ?? []).some((type) => type.from_price !== null)

/** A day that many days from the venue's today. */
export const dayFromNow = (venue: VenueLayout, days: number) => addDays(businessDateAt(systemClock.now(), venue.timeZone, venue.dayEnds), days)

/** Many rooms of one type. */
export const oneType = (name: string, rooms: number): RoomTypesInput => ({ room_types: [{ ...roomTypesInput().room_types[0]!, name, rooms: Array.from({ length: rooms }, (_, i) => ({ number: String(i + 1), floor: '1', features: [] })) }] })

/** Asks again until it holds, or fails after `seconds` with what was last seen. */
export async function until<T>(seconds: number, what: string, look: () => Promise<T>, holds: (seen: T) => boolean, everyMs = 20): Promise<T> {
  const giveUpAt = performance.now() + seconds * 1_000
  for (;;) {
    const seen = await look()
    if (holds(seen)) return seen
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${seconds} s; last seen: ${JSON.stringify(seen)?.slice(0, 500)}`)
    await new Promise((soon) => { setTimeout(soon, everyMs) })
  }
}
