import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '@holdfast/server/app'
import { readConfig } from '@holdfast/server/config'
import { systemActor } from '@holdfast/server/http/actor'
import { settableClock } from '@holdfast/server/platform/clock'
import { openKeys } from '@holdfast/server/platform/keys'
import { openLogger } from '@holdfast/server/start/logger'
import type { Database } from '@holdfast/server/platform/sql'
import { addDays, plainDate } from '@holdfast/server/platform/time'
import { spread, table } from '../figures.ts'
import { cpuSeconds } from '../machine.ts'

export interface NightFigures { rooms: number; firstNight: number; nights: { median: number; min: number; max: number }; cpu: { median: number; min: number; max: number }; charges: number; amount: number }

const rooms = Number(process.env['ROOMS'] ?? 500)
const nights = 6
const arrival = plainDate('2027-03-01')
const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })

/** A hotel full to the last room, with breakfast, value-added tax in the price and a city tax on it: its business date is closed night after night. */
export async function measureNight(db: Database, url: string, processes: () => number[]): Promise<NightFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-night-'))
  const clock = settableClock('2027-03-01T15:00:00Z')
  const config = readConfig({ DATA_DIR: dataDir, RATE_LIMIT: 'off', LOG_LEVEL: 'silent' })
  const app = await buildApp({ config, db, databaseUrl: url, clock, log: openLogger('silent'), keys: openKeys(join(dataDir, 'keys.json')) })
  try {
    const { venues, booking, night, ledger, folios } = app.doors
    const vendor = (await venues.createVendor(systemActor, { name: 'Bench' })).id
    const venue = (await venues.createVenue(systemActor, vendor, { kind: 'hotel', name: 'Bench', description: '', city: 'Lisbon', country: 'PT', address: 'Rua 1', location: { lat: 38.7, lon: -9.1 }, time_zone: 'Europe/Lisbon', currency: 'EUR', facilities: [] } as never)).id
    const layout = await venues.putRoomTypes(systemActor, venue, { room_types: Array.from({ length: Math.ceil(rooms / 100) }, (_, t) => ({ name: `Type ${t}`, description: '', beds: '', size_m2: 20, facilities: [], overbooking: 0, sleeps: 2, rooms: Array.from({ length: Math.min(100, rooms - t * 100) }, (__, r) => ({ number: String(t * 1000 + r), floor: String(t), features: [] })) })) } as never)
    await venues.putRates(systemActor, venue, {
      room_types: layout.roomTypes.map((type) => ({ room_type: type.id, price: eur(12_345), single_percent: 90, extra_guest: null, included_guests: 2 })), weekday_percent: [100, 100, 100, 100, 110, 115, 100], seasons: [],
      plans: [{ name: 'With breakfast', board: 'breakfast', percent: 100, per_person: eur(1_500), cancellation: [{ until_hours: null, charge_percent: 100 }], deposit_percent: 0, min_stay: 1, max_stay: null, advance_days_min: 0 }], city_tax: { name: 'City tax', per_person_night: eur(400), max_nights: 7 },
    } as never)
    await venues.publish(systemActor, venue)
    const stays = layout.roomTypes.flatMap((type) => type.rooms.map(() => type.id))
    for (let i = 0; i < stays.length; i += 4) await Promise.all(stays.slice(i, i + 4).map((roomType) => booking.deskBook(systemActor, venue, { channel: 'walk_in', guest: { name: 'Somebody' }, stay: { roomType, arrival, departure: addDays(arrival, nights), guests: 2, rooms: 1 } })))
    const times: number[] = []
    const cpu: number[] = []
    for (let n = 0; n < nights - 1; n += 1) {
      clock.set(Temporal.Instant.from(`${addDays(arrival, n + 1)}T04:00:00Z`))
      const at = performance.now()
      const used = cpuSeconds(processes())
      await night.closeDate(systemActor, venue, addDays(arrival, n))
      times.push(performance.now() - at)
      cpu.push((cpuSeconds(processes()) - used) * 1_000)
    }
    const differences = await folios.reconcile(db, venue)
    if (differences.length > 0) throw new Error(`books and folios do not agree: ${JSON.stringify(differences.slice(0, 3))}`)
    const [, ...later] = times
    const figures = { rooms: stays.length, firstNight: times[0]!, nights: spread(later), cpu: spread(cpu.slice(1)), charges: rooms * 3, amount: await ledger.balance(db, venue, 'guest') }
    table(`Night audit of ${figures.rooms} rooms, three charges each, ms`, [{ 'first, with folios to open': figures.firstNight, 'each further, median': figures.nights.median, least: figures.nights.min, most: figures.nights.max, 'cpu of Node and PostgreSQL': figures.cpu.median }])
    return figures
  } finally {
    await app.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
