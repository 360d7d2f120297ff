import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { HotelFigures } from './report.ts'

/**
 * The same figures computed straight from the file, by code that shares nothing with the replay: what a spreadsheet
 * would do with the columns. The replay's must equal these.
 */
export function figuresStraightFromFile(path: string): HotelFigures[] {
  const bytes = readFileSync(path)
  const [header, ...lines] = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line !== '')
  const names = header!.split(',')
  const column = (name: string) => names.indexOf(name)
  const [hotel, canceled, status, year, month, day, weekend, week, reserved, assigned, adr] = [
    'hotel', 'is_canceled', 'reservation_status', 'arrival_date_year', 'arrival_date_month', 'arrival_date_day_of_month', 'stays_in_weekend_nights', 'stays_in_week_nights', 'reserved_room_type', 'assigned_room_type', 'adr',
  ].map(column) as [number, number, number, number, number, number, number, number, number, number, number]
  const hotels = new Map<string, HotelFigures & { cents: number }>()
  for (const line of lines) {
    const cell = line.split(',')
    const name = cell[hotel]!
    if (!hotels.has(name)) hotels.set(name, { name, bookings: 0, cancelled: 0, no_shows: 0, checked_out: 0, moved_at_arrival: 0, room_nights: 0, revenue: 0, adr: 0, room_nights_by_month: {}, refused: 0, cents: 0 })
    const at = hotels.get(name)!
    at.bookings += 1
    if (cell[status] === 'Canceled') at.cancelled += 1
    if (cell[status] === 'No-Show') at.no_shows += 1
    if (cell[status] !== 'Check-Out') continue
    if (cell[canceled] !== '0') throw new Error('a row is checked out and cancelled at once')
    at.checked_out += 1
    if (cell[reserved]!.trim() !== cell[assigned]!.trim()) at.moved_at_arrival += 1
    const nights = Number(cell[weekend]) + Number(cell[week])
    at.room_nights += nights
    at.cents += Math.round(Number(cell[adr]) * 100) * nights
    const first = new Date(`${cell[month]} ${cell[day]}, ${cell[year]} 12:00:00 UTC`)
    for (let night = 0; night < nights; night += 1) {
      const key = new Date(first.getTime() + night * 86_400_000).toISOString().slice(0, 7)
      at.room_nights_by_month[key] = (at.room_nights_by_month[key] ?? 0) + 1
    }
  }
  return [...hotels.values()].map(({ cents, ...one }) => ({
    ...one, revenue: cents / 100, adr: one.room_nights === 0 ? 0 : cents / 100 / one.room_nights,
    room_nights_by_month: Object.fromEntries(Object.entries(one.room_nights_by_month).sort(([a], [b]) => (a < b ? -1 : 1))),
  })).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Where two sets of figures differ, in words; empty when nowhere. Sums are compared to the cent. */
export function differences(wanted: readonly HotelFigures[], got: readonly HotelFigures[]): string[] {
  const flat = (hotels: readonly HotelFigures[]) => new Map(hotels.flatMap(({ name, room_nights_by_month: months, ...rest }) => [
    ...Object.entries(rest).map(([key, value]) => [`${name}: ${key}`, key === 'adr' ? value.toFixed(6) : key === 'revenue' ? value.toFixed(2) : String(value)] as const),
    ...Object.entries(months).map(([month, nights]) => [`${name}: nights of ${month}`, String(nights)] as const),
  ]))
  const [a, b] = [flat(wanted), flat(got)]
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key)).map((key) => `${key} is ${a.get(key) ?? 'not there'} in the file and ${b.get(key) ?? 'not there'} here`)
}
