import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { keysForTests } from '../platform/keys.ts'
import { silentLog, type Log } from '../platform/log.ts'
import { sql } from '../platform/sql.ts'
import { testDatabase, type TestDatabase } from '../testing/database.ts'
import { daysOf, neededRooms } from './days.ts'
import { readRecorded } from './recorded.ts'
import { runReplay } from './run-replay.ts'
import { madeUpBookings } from './testing/made-up.ts'
import { differences, figuresStraightFromFile } from './straight-from-file.ts'

// The real file lies beside the project and is not part of it. Where it is not there, made-up rows of the same shape stand in.
const real = join(import.meta.dirname, '../../../shared/data/hotel_bookings.csv.gz')
let folder: string
let sample: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-replay-'))
  sample = join(folder, 'sample.csv')
  writeFileSync(sample, existsSync(real) ? sampleOf(gunzipSync(readFileSync(real)).toString('utf8')) : madeUpBookings(2_500))
})
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

/** Three weeks of arrivals of both hotels, all their odd rows included: 2,500 bookings. */
function sampleOf(text: string): string {
  const [header, ...lines] = text.split(/\r?\n/)
  return [header, ...lines.filter((line) => /^[^,]*,[^,]*,[^,]*,2016,October,4[0-2],/.test(line))].join('\n')
}

const quiet = Object.assign({}, silentLog, { trace() {}, fatal() {}, level: 'silent', child: () => quiet }) as Log
async function replay(at: TestDatabase, file: string, options: { capacity?: 'computed' | 'kept'; stopAfter?: number } = {}) {
  let seen = 0
  return runReplay({
    deps: { config: readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' }), db: at.db, databaseUrl: at.url, log: quiet, keys: keysForTests() },
    file: await readRecorded(file), capacity: options.capacity ?? 'computed', progress() { seen += 1 }, stopped: () => options.stopAfter !== undefined && seen >= options.stopAfter,
  })
}

describe('a replay of recorded bookings', () => {
  test('ends with the figures of the file, with nothing refused, also when it was stopped on the way', { timeout: 180_000 }, async () => {
    const at = await testDatabase()
    try {
      const first = await replay(at, sample, { stopAfter: 4 })
      expect(first.finished).toBe(false)
      const report = await replay(at, sample)
      expect(report.finished).toBe(true)
      expect(differences(figuresStraightFromFile(sample), report.hotels.map((hotel) => hotel.figures))).toEqual([])
      expect(report.hotels.map((hotel) => [hotel.figures.refused, hotel.refusals])).toEqual([[0, []], [0, []]])
      // What was claimed is what is left: past stays, no cancelled ones.
      const { broken } = await at.db.one<{ broken: number }>(sql`
        select count(*) as broken from booking.reservation r where r.arrival < r.departure
          and (r.status = 'completed') <> exists (select 1 from availability.sale s where s.venue_id = r.venue_id and s.holder_id = r.id)`)
      expect(broken).toBe(0)
      await expect(replay(at, sample, { capacity: 'kept' })).rejects.toThrow('--fresh')
    } finally {
      await at.close()
    }
  })

  test('with fewer rooms says for each refusal why, and every row of the file is accounted for', { timeout: 180_000 }, async () => {
    const at = await testDatabase()
    const rows = readFileSync(sample, 'utf8').split(/\r?\n/).filter((line) => line !== '')
    const crowded = join(folder, 'crowded.csv')
    // The same bookings of one hotel over again: more than its rooms can take.
    const half = rows.slice(1).filter((line) => line.startsWith('Resort')).slice(0, 400)
    writeFileSync(crowded, [rows[0], ...half, ...half].join('\n'))
    try {
      const report = await replay(at, crowded, { capacity: 'kept' })
      const [hotel] = report.hotels
      const refused = hotel!.refusals.filter((one) => one.what === 'booking').reduce((total, one) => total + one.count, 0)
      expect(hotel!.figures.refused).toBe(refused)
      expect(hotel!.figures.bookings + refused).toBe(half.length * 2)
      expect(hotel!.refusals.every((one) => /^(sold_out, type [A-Z]|no rooms of type [A-Z])$/.test(one.why))).toBe(true)
      expect(refused).toBeGreaterThan(0)
    } finally {
      await at.close()
    }
  })

  test('takes odd rows by a stated rule and counts each', async () => {
    const header = readFileSync(sample, 'utf8').split(/\r?\n/)[0]!
    const row = (over: Record<string, string>) => header.split(',').map((name) => ({
      hotel: 'Resort Hotel', is_canceled: '0', lead_time: '2', arrival_date_year: '2016', arrival_date_month: 'February', arrival_date_day_of_month: '29', stays_in_weekend_nights: '0', stays_in_week_nights: '2', adults: '2', children: '0', babies: '0',
      reserved_room_type: 'A', assigned_room_type: 'A', adr: '50', reservation_status: 'Check-Out', reservation_status_date: '3/2/2016', ...over,
    } as Record<string, string>)[name] ?? 'x').join(',')
    const odd = join(folder, 'odd.csv')
    writeFileSync(odd, [header,
      row({ stays_in_week_nights: '0', reservation_status_date: '2/29/2016' }), row({ adr: '-6.38' }), row({ adr: '5400' }), row({ adr: '0' }), row({ children: 'NA' }), row({ adults: '0' }), row({ adults: '55' }),
      row({ reservation_status_date: '2/27/2016' }), row({ reservation_status: 'No-Show', is_canceled: '1', reservation_status_date: '1/1/2016' }), row({ arrival_date_month: 'Smarch' }), row({ adr: 'cheap' }),
    ].join('\n'))
    const file = await readRecorded(odd)
    expect(file.odd).toEqual({ zeroNights: 1, zeroRates: 1, negativeRates: 1, absurdRates: 1, missingChildren: 1, nobody: 1, largeParties: 1, otherCheckOut: 1, earlyNoShow: 1, unreadable: 2 })
    expect(file.unreadable.map((one) => one.row)).toEqual([10, 11])
    expect(file.rows.map((one) => [one.made, one.outcomeOn, one.nightly, one.guests]).slice(0, 2)).toEqual([['2016-02-27', '2016-02-29', 5_000, 2], ['2016-02-27', '2016-03-02', -638, 2]])
  })

  test('needs no more rooms than were ever claimed for one night', () => {
    const one = (row: number, reserved: string, assigned: string) => ({ row, hotel: 'H', made: '2016-01-01', arrival: '2016-02-01', departure: '2016-02-03', nights: 2, guests: 1, reserved, assigned, nightly: 1, outcome: 'Check-Out', outcomeOn: '2016-02-03' }) as never
    expect([...neededRooms(daysOf([one(1, 'A', 'A'), one(2, 'A', 'B'), one(3, 'A', 'A')]))]).toEqual([['A', 3], ['B', 1]])
  })
})
