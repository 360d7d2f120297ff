import { buildApp, type App } from '../app.ts'
import type { AppDeps } from '../application.ts'
import { systemActor } from '#http/actor'
import type { Step, StepResult } from '#module/booking'
import type { VenueLayout } from '#module/venues'
import { assert } from '#platform/assert'
import { CannotStart } from '#platform/cannot-start'
import { settableClock } from '#platform/clock'
import { routeOf, seededId, type RoomTypeId } from '#platform/id'
import type { Database, Tx } from '#platform/sql'
import { instantAt } from '#platform/time'
import { daysOf, keptRooms, neededRooms, stepsOfDay, type Day } from './days.ts'
import { beginLane, beginRun, countRefusals, markDone, noteRefusals, openProgress, readLane, readRun, refusedRows, type Lane, type Refusal } from './progress-store.ts'
import type { Recorded, RecordedFile } from './recorded.ts'
import { hotelFigures, type HotelFigures } from './report.ts'

const timeZone = 'Europe/Lisbon'
/** When in the day each kind of thing happens, so that the clock only ever goes on. */
const hours: Record<(typeof stepsOfDay)[number], string> = { booked: '09:00', cancelled: '11:00', arrived: '16:00', missed: '22:00', left: '22:30' }
/** Days are put together until they have so many steps; then they are committed as one. */
const stepsInOne = 400

export interface Progress { date: string; done: number; total: number; perSecond: number; secondsLeft: number }
export interface ReplayOptions {
  deps: Omit<AppDeps, 'clock'>
  file: RecordedFile
  capacity: 'computed' | 'kept'
  progress(at: Progress): void
  /** Asked between two transactions; what is done then stays done. */
  stopped(): boolean
}
export interface HotelReport { figures: HotelFigures; rooms: Map<string, number>; refusals: { what: Refusal['what']; why: string; count: number }[]; seconds: number }
export interface ReplayReport { finished: boolean; hotels: HotelReport[]; seconds: number; bookings: number }

/**
 * Runs recorded bookings through the use cases, a lane for each hotel: lanes share nothing but the database. Each has
 * an application of its own, whose clock is set by the data. Days are committed with the place that they reached.
 */
export async function runReplay(options: ReplayOptions): Promise<ReplayReport> {
  const { deps, file, capacity } = options
  await openProgress(deps.db)
  const run = await readRun(deps.db)
  if (run === undefined) await beginRun(deps.db, { fingerprint: file.fingerprint, capacity })
  else if (run.fingerprint !== file.fingerprint || run.capacity !== capacity) throw new CannotStart('What is there was made from another file or with other capacities: begin anew with --fresh.')
  const byHotel = Map.groupBy(file.rows, (row) => row.hotel)
  const meter = openMeter(options, file.rows.length)
  const lanes = await Promise.all([...byHotel].sort(([a], [b]) => (a < b ? -1 : 1)).map(([hotel, rows]) => openLane(options, hotel, daysOf(rows), meter)))
  try {
    await Promise.all(lanes.map((lane) => lane.run()))
    const hotels = await Promise.all(lanes.map((lane) => lane.report()))
    return { finished: lanes.every((lane) => lane.finished()), hotels, seconds: meter.seconds(), bookings: meter.done() }
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()))
  }
}

/** Bookings a second over the last half minute, and how long the rest will take at that. */
function openMeter(options: Pick<ReplayOptions, 'progress'>, total: number) {
  const begun = performance.now()
  const marks: { at: number; done: number }[] = [{ at: begun, done: 0 }]
  let done = 0
  let before = 0
  return {
    skip(rows: number) { before += rows },
    add(rows: number, date: string) {
      done += rows
      const at = performance.now()
      marks.push({ at, done })
      while (marks.length > 2 && at - marks[0]!.at > 30_000) marks.shift()
      const perSecond = (done - marks[0]!.done) / Math.max(0.001, (at - marks[0]!.at) / 1_000)
      options.progress({ date, done: before + done, total, perSecond, secondsLeft: (total - before - done) / Math.max(0.1, perSecond) })
    },
    seconds: () => (performance.now() - begun) / 1_000,
    done: () => done,
  }
}

async function openLane(options: ReplayOptions, hotel: string, days: readonly Day[], meter: ReturnType<typeof openMeter>) {
  const clock = settableClock(instantAt(days[0]!.date, '08:00', timeZone))
  const app = await buildApp({ ...options.deps, clock })
  const rooms = options.capacity === 'kept' ? new Map(Object.entries(keptRooms[hotel] ?? {})) : neededRooms(days)
  const { db } = options.deps
  const lane = await readLane(db, hotel) ?? await makeHotel(app, db, hotel, rooms)
  const layout = (await app.doors.venues.layoutOf(db, lane.venue))!
  const context: LaneContext = { app, clock, db, hotel, lane, layout, types: new Map(layout.roomTypes.map((type) => [type.name, type.id])), refused: await refusedRows(db, hotel) }
  const left = days.filter((day) => lane.doneUntil === null || day.date > lane.doneUntil)
  meter.skip(lane.doneRows)
  let finished = left.length === 0
  return {
    async run() {
      for (const some of inBatches(left)) {
        if (options.stopped()) return
        const begun = performance.now()
        const rows = some.reduce((total, day) => total + day.booked.length, 0)
        await db.transaction(async (tx) => {
          const refusals = await runDays(context, tx, some)
          await noteRefusals(tx, refusals)
          await markDone(tx, hotel, some.at(-1)!.date, rows, (performance.now() - begun) / 1_000)
          for (const refusal of refusals) if (refusal.what === 'booking') context.refused.add(refusal.row)
        })
        meter.add(rows, some.at(-1)!.date)
      }
      finished = true
    },
    finished: () => finished,
    async report(): Promise<HotelReport> {
      const refusals = await countRefusals(db, hotel)
      const figures = await app.doors.booking.figuresOf(db, lane.venue)
      return { figures: hotelFigures(hotel, figures, context.refused.size), rooms, refusals, seconds: (await readLane(db, hotel))!.seconds }
    },
    close: () => app.close(),
  }
}

function* inBatches(days: readonly Day[]): Generator<Day[]> {
  let some: Day[] = []
  let steps = 0
  for (const day of days) {
    some.push(day)
    steps += stepsOfDay.reduce((total, kind) => total + day[kind].length, 0)
    if (steps < stepsInOne) continue
    yield some
    some = []
    steps = 0
  }
  if (some.length > 0) yield some
}

interface LaneContext { app: App; clock: ReturnType<typeof settableClock>; db: Database; hotel: string; lane: Pick<Lane, 'venue' | 'guest'>; layout: VenueLayout; types: ReadonlyMap<string, RoomTypeId>; refused: Set<number> }

async function runDays(context: LaneContext, tx: Tx, days: readonly Day[]): Promise<Refusal[]> {
  const refusals: Refusal[] = []
  const refused = new Set(context.refused)
  for (const day of days) {
    for (const kind of stepsOfDay) {
      const rows = day[kind].filter((row) => kind === 'booked' || !refused.has(row.row))
      if (rows.length === 0) continue
      context.clock.set(instantAt(day.date, hours[kind], timeZone))
      for (const refusal of await runRows(context, tx, kind, rows)) {
        refusals.push(refusal)
        if (refusal.what === 'booking') refused.add(refusal.row)
      }
    }
  }
  return refusals
}

async function runRows(context: LaneContext, tx: Tx, kind: (typeof stepsOfDay)[number], rows: readonly Recorded[]): Promise<Refusal[]> {
  const { app, hotel, lane } = context
  const known = kind === 'booked' ? rows.filter((row) => context.types.has(row.reserved)) : rows
  const refusals: Refusal[] = rows.filter((row) => !known.includes(row)).map((row) => ({ hotel, row: row.row, what: 'booking', why: `no rooms of type ${row.reserved}` }))
  const results = await app.doors.booking.runTogether(tx, systemActor, lane.venue, known.map((row) => stepOf(context, kind, row)))
  const again: Recorded[] = []
  for (const [i, result] of results.entries()) {
    const row = known[i]!
    if (result.done) {
      if (kind === 'arrived' && row.assigned !== row.reserved && !context.types.has(row.assigned)) refusals.push({ hotel, row: row.row, what: 'move', why: `no rooms of type ${row.assigned}` })
    } else if (kind === 'booked') refusals.push({ hotel, row: row.row, what: 'booking', why: whyOf(result, row) })
    else {
      assert(kind === 'arrived', `row ${row.row}: ${kind} was refused: ${result.code}`)
      refusals.push({ hotel, row: row.row, what: 'move', why: whyOf(result, { ...row, reserved: row.assigned }) })
      again.push(row)
    }
  }
  // No room of the assigned type: they live in the type that they booked.
  if (again.length > 0) refusals.push(...await runRows(context, tx, kind, again.map((row) => ({ ...row, assigned: row.reserved }))))
  return refusals
}

function whyOf(result: Exclude<StepResult, { done: true }>, row: Recorded): string {
  return `${result.reasons.map((reason) => reason.code).join(', ') || result.code}, type ${row.reserved}`
}

function stepOf({ hotel, lane, types }: LaneContext, kind: (typeof stepsOfDay)[number], row: Recorded): Step {
  const route = routeOf(lane.venue)
  const booking = seededId('bk', `${hotel}:${row.row}`, route)
  switch (kind) {
    case 'booked': return {
      kind: 'import',
      stay: {
        id: booking, reservation: seededId('rsv', `${hotel}:${row.row}`, route), guest: lane.guest, roomType: types.get(row.reserved)!, roomTypeName: row.reserved,
        arrival: row.arrival, departure: row.departure, guests: row.guests, nightly: row.nightly,
      },
    }
    case 'cancelled': return { kind: 'cancel', booking, reason: 'other' }
    case 'arrived': return { kind: 'move', booking, input: { to: 'arrived', ...(row.assigned === row.reserved ? {} : { roomType: types.get(row.assigned) }) } }
    case 'missed': return { kind: 'move', booking, input: { to: 'no_show', reason: 'no_contact' } }
    case 'left': return { kind: 'move', booking, input: { to: 'completed' } }
  }
}

async function makeHotel(app: App, db: Database, hotel: string, rooms: ReadonlyMap<string, number>): Promise<Pick<Lane, 'venue' | 'guest' | 'doneUntil' | 'doneRows'>> {
  const { venues, guests } = app.doors
  return db.transaction(async (tx) => {
    const vendor = await venues.createVendor(systemActor, { name: hotel }, { tx })
    const layout = await venues.createVenue(systemActor, vendor.id, {
      kind: 'hotel', name: hotel, city: hotel.startsWith('Resort') ? 'Faro' : 'Lisbon', country: 'PT', address: 'Not in the data', location: { lat: 38.72, lon: -9.14 }, time_zone: timeZone, currency: 'EUR', check_in_from: '15:00', check_out_until: '12:00', day_ends: '04:00', horizon_days: 730,
    }, { tx })
    await venues.putRoomTypes(systemActor, layout.id, {
      room_types: [...rooms].map(([name, count]) => ({
        name, description: '', sleeps: 30, beds: '', size_m2: null, facilities: [], overbooking: 0,
        rooms: Array.from({ length: count }, (_, i) => ({ number: `${name}${String(i + 1).padStart(3, '0')}`, floor: '', features: [] })),
      })),
    }, { tx })
    // The data names nobody: all bookings of a hotel stand under one nameless profile.
    const guest = await guests.createPerson(tx, { vendor: vendor.id, name: 'Guest of the data set' })
    const lane = { hotel, venue: layout.id, guest }
    await beginLane(tx, lane)
    return { ...lane, doneUntil: null, doneRows: 0 }
  })
}
