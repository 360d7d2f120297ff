import { newId, routeOf, seededId, type ReservationId, type RoomId, type RoomTypeId, type ServiceId, type TableId, type VenueId } from '#platform/id'
import { settableClock } from '#platform/clock'
import { testDatabase } from '#server/testing/database'
import { plainDate } from '#platform/time'
import { openAvailability } from './index.ts'
import type { Claim, HotelDefinition, RestaurantDefinition, SaleChannel, SittingClaim, StayClaim } from './types.ts'

/** Names of test fixtures become ids that are the same in every run. */
export const venueId = seededId('ven', 'test') as VenueId
export const typeId = (name: string) => seededId('rt', name) as RoomTypeId
export const roomId = (name: string) => seededId('rm', name) as RoomId
export const tableId = (name: string) => seededId('tb', name) as TableId
export const serviceId = (name: string) => seededId('svc', name) as ServiceId

export function hotel(types: Record<string, number>, more: Partial<HotelDefinition> = {}): HotelDefinition {
  return {
    kind: 'hotel', timeZone: 'Europe/Lisbon', dayEnds: '04:00', horizonDays: 400, checkInFrom: '15:00', checkOutUntil: '11:00',
    roomTypes: Object.entries(types).map(([name, rooms]) => ({ id: typeId(name), rooms: Array.from({ length: rooms }, (_, i) => roomId(`${name}${i + 1}`)), overbooking: 0 })), ...more,
  }
}

/** Tables as name → [least, most] seats; one dinner from 18:00 to 22:00, two hours, every day. */
export function restaurant(tables: Record<string, [number, number]>, more: Partial<RestaurantDefinition> = {}): RestaurantDefinition {
  return {
    kind: 'restaurant', timeZone: 'Europe/Lisbon', dayEnds: '04:00', horizonDays: 400,
    tables: Object.entries(tables).map(([name, [seatsMin, seatsMax]]) => ({ id: tableId(name), seatsMin, seatsMax })), combinations: [],
    services: [{ id: serviceId('dinner'), days: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '22:00', turnMinutes: [{ partyMax: 50, minutes: 120 }], bufferMinutes: 0, intervalMinutes: 15 }], ...more,
  }
}

export const stayClaim = (type: string, arrival: string, departure: string, quantity = 1): StayClaim =>
  ({ kind: 'stay', roomType: typeId(type), arrival: plainDate(arrival), departure: plainDate(departure), quantity })
export const sittingClaim = (at: string, party: number, more: Partial<SittingClaim> = {}): SittingClaim =>
  ({ kind: 'sitting', service: serviceId('dinner'), at: Temporal.ZonedDateTime.from(`${at}[Europe/Lisbon]`).toInstant(), party, ...more })

/** A venue on a database of its own, with the clock at 2027-03-01 12:00 UTC. */
export async function openTestVenue(definition: HotelDefinition | RestaurantDefinition) {
  const database = await testDatabase({ connections: 12 })
  const clock = settableClock('2027-03-01T12:00:00Z')
  const availability = openAvailability({ db: database.db, clock })
  const { db } = database
  await db.transaction((tx) => availability.define(tx, venueId, definition))
  let count = 0
  const newHolder = () => newId('rsv', 1_800_000_000_000 + (count += 1), routeOf(venueId)) as ReservationId
  return {
    ...database, clock, availability, newHolder,
    define: (changed: HotelDefinition | RestaurantDefinition) => db.transaction((tx) => availability.define(tx, venueId, changed)),
    /** Books at once. Answers the holder and what it got. */
    async book(claims: Claim | Claim[], more: { channel?: SaleChannel; override?: { reason: string }; holder?: ReservationId } = {}) {
      const holder = more.holder ?? newHolder()
      const claimed = await db.transaction((tx) => availability.claim(tx, { venue: venueId, holder, holderKind: 'booking', channel: more.channel ?? 'site', claims: [claims].flat(), override: more.override }))
      return { holder, ...claimed }
    },
    async hold(claims: Claim | Claim[], minutes = 10) {
      const holder = newHolder()
      const expiresAt = clock.now().add({ minutes })
      const claimed = await db.transaction((tx) => availability.claim(tx, { venue: venueId, holder, holderKind: 'hold', expiresAt, channel: 'site', claims: [claims].flat() }))
      return { holder, ...claimed }
    },
    release: (holder: ReservationId) => db.transaction((tx) => availability.release(tx, { venue: venueId, holder })),
    amend: (holder: ReservationId, claims: Claim | Claim[]) => db.transaction((tx) => availability.amend(tx, { venue: venueId, holder, claims: [claims].flat() })),
    assign: (holder: ReservationId, room?: string, as?: 'soft' | 'pinned' | 'in_house') =>
      db.transaction((tx) => availability.assignRoom(tx, { venue: venueId, holder, room: room === undefined ? undefined : roomId(room), as })),
    freeNights: async (type: string, from: string, to: string) => (await availability.freeNights(db, venueId, plainDate(from), plainDate(to))).get(typeId(type)),
    slots: (date: string, party: number) => availability.slots(db, venueId, { date: plainDate(date), party }),
  }
}
export type TestVenue = Awaited<ReturnType<typeof openTestVenue>>
