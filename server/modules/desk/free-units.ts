import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import type { PoolId, ReservationId, RoomId, TableId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { addDays, businessDateAt, instantAt, type PlainDate } from '#platform/time'
import type { DeskDeps } from './index.ts'
import type { FreeUnitsView } from './rules.ts'
import { requireBoard } from './who-may.ts'

export interface FreeUnitsAsked { reservation?: ReservationId | undefined; arrival?: PlainDate | undefined; departure?: PlainDate | undefined; at?: string | undefined; party?: number | undefined; /** What a desk has to itself, instead of the house's. */ lease?: PoolId | undefined }

/**
 * Rooms or tables that could be given: to a reservation, for nights, or for a party at a time. Staff who see the board
 * may ask. Rooms of the reserved type come first; another type's are a move at arrival.
 */
export async function freeUnits(deps: DeskDeps, actor: Actor, venue: VenueId, asked: FreeUnitsAsked): Promise<FreeUnitsView> {
  const layout = await deps.venues.layoutOf(deps.db, venue)
  requireBoard(actor, { vendor: layout.vendor, venue })
  if (asked.reservation !== undefined) return forReservation(deps, layout, asked.reservation)
  const now = deps.clock.now()
  if (layout.kind === 'hotel') {
    const arrival = asked.arrival ?? businessDateAt(now, layout.timeZone, layout.dayEnds)
    const departure = asked.departure ?? addDays(arrival, 1)
    return { rooms: named(layout, asked.lease === undefined ? await deps.availability.freeRooms(deps.db, venue, null, arrival, departure) : await deps.availability.leasedRooms(deps.db, venue, asked.lease, arrival, departure)), tables: [] }
  }
  const at = asked.at === undefined ? now : instantAt(asked.at.slice(0, 10) as PlainDate, asked.at.slice(11), layout.timeZone)
  const party = asked.party ?? 2
  return { rooms: [], tables: seats(layout, asked.lease === undefined ? await deps.availability.freeTables(deps.db, venue, at, null, party) : await deps.availability.leasedTables(deps.db, venue, asked.lease, at, party)) }
}

async function forReservation(deps: DeskDeps, layout: VenueLayout, id: ReservationId): Promise<FreeUnitsView> {
  const [booking] = await deps.booking.find(deps.db, await deps.booking.ofReservations(deps.db, [id]))
  const reservation = booking?.venue === layout.id ? booking.reservations.find((one) => one.id === id) : undefined
  if (reservation === undefined) throw problem('not-found', { detail: 'There is no such reservation at this venue.' })
  if (reservation.arrival !== null && reservation.departure !== null) {
    const rooms = named(layout, await deps.availability.freeRooms(deps.db, layout.id, null, reservation.arrival, reservation.departure, id))
    const own = (room: { room_type: string }) => Number(room.room_type !== reservation.roomType)
    return { rooms: rooms.toSorted((a, b) => own(a) - own(b)), tables: [] }
  }
  if (reservation.at === null) return { rooms: [], tables: [] }
  return { rooms: [], tables: seats(layout, await deps.availability.freeTables(deps.db, layout.id, reservation.at, reservation.ends, reservation.guests, id)) }
}

function named(layout: VenueLayout, free: readonly RoomId[]): FreeUnitsView['rooms'] {
  const wanted = new Set(free)
  return layout.roomTypes.flatMap((type) => type.rooms.filter((room) => wanted.has(room.id)).map((room) => ({ id: room.id, number: room.number, floor: room.floor, room_type: type.id, room_type_name: type.name })))
}

/** In the order given: those that fit the party come first. */
function seats(layout: VenueLayout, free: readonly TableId[]): FreeUnitsView['tables'] {
  const known = new Map(layout.areas.flatMap((area) => area.tables.map((table) => [table.id, { id: table.id, name: table.name, seats_max: table.seatsMax, area: area.name }] as const)))
  return free.flatMap((table) => known.get(table) ?? [])
}
