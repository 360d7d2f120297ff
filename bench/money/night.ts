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
import { spread } from '../figures.ts'
import { cpuSeconds } from '../machine.ts'
import { onServer } from './on-server.ts'

const rooms = Number(process.env['ROOMS'] ?? 500)
const nights = 6
const arrival = plainDate('2027-03-01')
const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })

/** The night audit of a full hotel, ms: the first night opens the folios as well. */
export function nightAudit(): Promise<Record<string, string | number>[]> {
  return onServer(measureNight)
}

/** A hotel full to the last room, with breakfast, value-added tax in the price and a city tax on it: its business date is closed night after night. */
async function measureNight(db: Database, url: string, processes: () => number[]): Promise<Record<string, string | number>[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-night-'))
  const clock = settableClock('2027-03-01T15:00:00Z')
  const config = readConfig({ DATA_DIR: dataDir, RATE_LIMIT: 'off', LOG_LEVEL: 'silent' })
  const app = await buildApp({ config, db, databaseUrl: url, clock, log: openLogger('silent'), keys: openKeys(join(dataDir, 'keys.json')) })
  try {
    const { venues, booking, night, ledger, folios } = app.doors
    const vendor = (await venues.createVendor(systemActor, { name: 'Bench' })).id
    const venue = (await venues.createVenue(systemActor, vendor, { kind: 'hotel', name: 'Bench', description: 'A house of five hundred rooms, to be measured.', city: 'Lisbon', country: 'PT', address: 'Rua 1', location: { lat: 38.7, lon: -9.1 }, time_zone: 'Europe/Lisbon', currency: 'EUR', facilities: [] } as never)).id
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
    if (await ledger.balance(db, venue, 'guest') === 0) throw new Error('nothing was posted')
    return [
      { night: 'first, with folios to open', rooms: stays.length, charges: stays.length * 3, ms: times[0]!, least: times[0]!, most: times[0]!, 'CPU of both': cpu[0]! },
      (({ median, min, max }) => ({ night: 'each further, median', rooms: stays.length, charges: stays.length * 3, ms: median, least: min, most: max, 'CPU of both': spread(cpu.slice(1)).median }))(spread(times.slice(1))),
    ]
  } finally {
    await app.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
