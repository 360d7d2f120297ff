import { openAvailability, type Availability, type HotelDefinition } from '@holdfast/server/modules/availability/index'
import { settableClock } from '@holdfast/server/platform/clock'
import { newId, routeOf, seededId, type ReservationId, type RoomId, type RoomTypeId, type VenueId } from '@holdfast/server/platform/id'
import type { Database } from '@holdfast/server/platform/sql'
import { sql } from '@holdfast/server/platform/sql'
import { addDays, plainDate, type PlainDate } from '@holdfast/server/platform/time'

/** The same hotels for every design: two room types with ten rooms each, 300 days to sell. */
export const nightsOnSale = 300
export const roomsOfType = 10
export const firstNight = plainDate('2027-01-10')
export const clock = settableClock('2027-01-01T12:00:00Z')

export interface World { db: Database; availability: Availability; venues: VenueId[]; typesOf(venue: VenueId): [RoomTypeId, RoomTypeId] }
export interface Wish { venue: VenueId; type: RoomTypeId; arrival: PlainDate; departure: PlainDate; nights: number; night: number }

const typeIds = (venue: VenueId): [RoomTypeId, RoomTypeId] => [seededId('rt', `${venue} 0`, routeOf(venue)), seededId('rt', `${venue} 1`, routeOf(venue))]

/** Sets up `count` hotels, with their calendars made, and the tables of the rivals. */
export async function makeWorld(db: Database, count: number, rooms = roomsOfType, options: { rivals?: boolean } = {}): Promise<World> {
  const availability = openAvailability({ db, clock })
  const venues = Array.from({ length: count }, (_, i) => seededId('ven', `bench ${i} of ${count} × ${rooms}`) as VenueId)
  for (let i = 0; i < venues.length; i += 200) {
    await db.transaction(async (tx) => {
      for (const venue of venues.slice(i, i + 200)) await availability.define(tx, venue, hotelOf(venue, rooms))
    })
  }
  const types = venues.flatMap((venue) => typeIds(venue).map((type) => ({ venue, type })))
  const first = Math.floor(Date.parse(firstNight) / 86_400_000 / 32)
  const last = Math.floor((Date.parse(firstNight) / 86_400_000 + nightsOnSale + 10) / 32)
  for (let i = 0; i < types.length; i += 2_000) {
    const some = types.slice(i, i + 2_000)
    await db.transaction(async (tx) => {
      await tx.run(sql`insert into availability.calendar (venue_id, grp, bucket, free, as_of) select t.venue, t.type, b, array_fill(${rooms}::smallint, array[32]), 0
        from unnest(${some.map((one) => one.venue)}::text[], ${some.map((one) => one.type)}::text[]) t (venue, type), generate_series(${first}::int, ${last}::int) b on conflict do nothing`)
      if (options.rivals !== false) await tx.run(sql`insert into bench.night (venue_id, room_type, night, used, capacity) select t.venue, t.type, ${firstNight}::date + n, 0, ${rooms}
        from unnest(${some.map((one) => one.venue)}::text[], ${some.map((one) => one.type)}::text[]) t (venue, type), generate_series(0, ${nightsOnSale + 10}::int) n on conflict do nothing`)
    })
  }
  const known = new Map(venues.map((venue) => [venue, typeIds(venue)]))
  return { db, availability, venues, typesOf: (venue) => known.get(venue)! }
}

function hotelOf(venue: VenueId, rooms: number): HotelDefinition {
  return {
    kind: 'hotel', timeZone: 'Europe/Lisbon', dayEnds: '04:00', horizonDays: 400, checkInFrom: '15:00', checkOutUntil: '11:00',
    roomTypes: typeIds(venue).map((id) => ({ id, overbooking: 0, rooms: Array.from({ length: rooms }, (_, i) => seededId('rm', `${id} ${i}`, routeOf(venue)) as RoomId) })),
  }
}

/** Who asks for what: uniform over the venues, or by Zipf (the first venue is asked for most). One to seven nights. */
export function wishes(world: World, load: 'uniform' | 'zipf'): () => Wish {
  let seed = 42
  const random = () => { seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0; return seed / 2 ** 32 }
  const sums: number[] = []
  world.venues.forEach((_, i) => sums.push((sums.at(-1) ?? 0) + (load === 'zipf' ? 1 / (i + 1) : 1)))
  const pick = () => {
    const at = random() * sums.at(-1)!
    let [low, high] = [0, sums.length - 1]
    while (low < high) { const middle = (low + high) >> 1; if (sums[middle]! < at) low = middle + 1; else high = middle }
    return low
  }
  return () => {
    const venue = world.venues[pick()]!
    const night = Math.floor(random() * nightsOnSale)
    const nights = 1 + Math.floor(random() * random() * 7)
    return { venue, type: world.typesOf(venue)[random() < 0.5 ? 0 : 1], arrival: addDays(firstNight, night), departure: addDays(firstNight, night + nights), nights, night }
  }
}

let count = 0
export const newHolder = (venue: VenueId): ReservationId => newId('rsv', 1_800_000_000_000 + (count += 1), routeOf(venue))

/** What every design writes beside the reservation itself: a booking, an event and an idempotency key. */
export const rivalTables = `
  create schema if not exists bench;
  create table if not exists bench.booking (venue_id text, id text, code text, status text, total int, body jsonb, created_at timestamptz, primary key (venue_id, id));
  create table if not exists bench.bare (venue_id text, id text primary key, at timestamptz);
  create table if not exists bench.outbox (id bigint generated always as identity primary key, venue_id text, type text, subject text, facts jsonb, at timestamptz);
  create table if not exists bench.key (venue_id text, key text, result text, at timestamptz, primary key (venue_id, key));
  create table if not exists bench.night (venue_id text, room_type text, night date, used int not null, capacity int not null, primary key (venue_id, room_type, night), check (used <= capacity)) with (fillfactor = 80);
  create table if not exists bench.stay (venue_id text, room_type text, room int, during daterange not null, booking text,
    constraint stay_once exclude using gist (venue_id with =, room_type with =, room with =, during with &&));`
