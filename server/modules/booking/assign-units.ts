import type { Actor } from '#http/actor'
import { systemActor } from '#http/actor'
import type { OnMoved } from '#module/availability'
import type { VenueLayout } from '#module/venues'
import type { ReservationId, RoomId, TableId, VenueId } from '#platform/id'
import { emitAll } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { bookingOfReservation, bookingsOfReservations, findBooking, findBookings, lockBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { layoutOf } from './layouts.ts'
import { once } from './once-store.ts'
import { changed, hasExpired, isLive, wrongState } from './rules.ts'
import { reservationEvent } from './tell.ts'
import type { Booking, Once, Reservation } from './types.ts'
import { requireStaff } from './who-may.ts'
import { writeAll } from './write-changes.ts'

/** Where a stay or a party is to be: certain units, or those of another; promised or not; or none yet. */
export interface AssignInput {
  room?: RoomId | undefined
  tables?: TableId[] | undefined
  swapWith?: ReservationId | undefined
  pinned?: boolean | undefined
  release?: true | undefined
  version?: number | undefined
}

interface Assigning { deps: BookingDeps; tx: Tx; layout: VenueLayout; input: AssignInput }
interface Place { booking: Booking; reservation: Reservation }

/**
 * Staff give a stay its room or a party its table, before it comes or while it is there: chosen, promised, swapped with
 * another's, or given back. The nights and the time stay as they are; the constraint has the last word.
 */
export async function assignUnits(deps: BookingDeps, actor: Actor, venue: VenueId, id: ReservationId, input: AssignInput, given?: Once): Promise<Booking> {
  const layout = await layoutOf(deps, deps.db, venue)
  requireStaff(actor, { vendor: layout.vendor, venue }, 'checkIn')
  const found = await bookingOfReservation(deps.db, venue, id)
  const other = input.swapWith === undefined ? undefined : await bookingOfReservation(deps.db, venue, input.swapWith)
  if (found === undefined || (input.swapWith !== undefined && other === undefined)) throw problem('not-found', { detail: 'There is no such reservation at this venue.' })
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await once(tx, actor, `assign ${id}`, given, now, async () => {
      const locked = await lockBookings(tx, [...new Set([found, ...(other === undefined ? [] : [other])])].sort())
      const place = placeOf(locked, id, input.version, now)
      const step: Assigning = { deps, tx, layout, input }
      const patches = other === undefined ? new Map([[id, await assignOne(step, place.reservation)]]) : await swap(step, place.reservation, placeOf(locked, input.swapWith!, undefined, now).reservation)
      await writeAll(tx, locked.filter((booking) => booking.reservations.some((one) => patches.has(one.id))).map((booking) => {
        const next = { ...changed(booking, {}, {}, []), reservations: booking.reservations.map((one) => (patches.has(one.id) ? { ...one, ...patches.get(one.id)!.patch, version: one.version + 1 } : one)) }
        const events = next.reservations.filter((one) => patches.has(one.id)).map((one) => reservationEvent('reservation.assigned', next, one, { actor, at: now, facts: { units: patches.get(one.id)!.units } }))
        return { booking: next, events }
      }))
      return { bookings: [found] }
    })
    return (await findBooking(tx, found))!
  })
}

function placeOf(locked: readonly Booking[], id: ReservationId, version: number | undefined, now: Temporal.Instant): Place {
  const booking = locked.find((one) => one.reservations.some((reservation) => reservation.id === id))!
  const reservation = booking.reservations.find((one) => one.id === id)!
  if (version !== undefined && version !== booking.version) throw problem('version-conflict', { detail: 'Somebody changed this booking meanwhile. Look at it again.', facts: { version: booking.version } })
  if (!isLive(reservation.status) || hasExpired(booking, now)) throw wrongState({ status: reservation.status }, 'given a room or a table')
  return { booking, reservation }
}

interface Assigned { units: (RoomId | TableId)[]; patch: Partial<Reservation> }
/** Only who is there has their units in the record; before that they may still be moved. */
const assigned = (reservation: Reservation, units: (RoomId | TableId)[], patch: Partial<Reservation> = {}): Assigned => ({ units, patch: reservation.status === 'arrived' ? { ...patch, units } : patch })

async function assignOne(step: Assigning, reservation: Reservation): Promise<Assigned> {
  const { deps, tx, layout, input } = step
  const at = { venue: layout.id, holder: reservation.id }
  const wrong = reservation.roomType === null ? input.room !== undefined || input.release : input.tables !== undefined
  if (wrong) throw problem('invalid-request', { detail: reservation.roomType === null ? 'A party has tables, and always some.' : 'A stay has a room.', errors: [{ pointer: reservation.roomType === null ? (input.release ? '/release' : '/room') : '/tables', detail: 'is for the other kind of venue' }] })
  if (reservation.roomType === null) {
    const seated = await deps.availability.seat(tx, { ...at, tables: input.tables, pinned: reservation.status === 'arrived' ? true : input.pinned ?? true })
    return assigned(reservation, seated.tables)
  }
  if (input.release === true) {
    if (reservation.status === 'arrived') throw wrongState({ status: 'arrived' }, 'left without a room')
    await deps.availability.unassign(tx, at)
    return { units: [], patch: {} }
  }
  const has = input.room ?? (await deps.availability.placements(tx, layout.id, [reservation.id])).get(reservation.id)?.rooms[0]?.room
  const room = await deps.availability.assignRoom(tx, { ...at, room: has, as: reservation.status === 'arrived' ? 'in_house' : input.pinned === false ? 'soft' : 'pinned' })
  const roomType = layout.roomTypes.find((type) => type.rooms.some((one) => one.id === room))?.id ?? reservation.roomType
  return assigned(reservation, [room], { roomType })
}

async function swap({ deps, tx, layout }: Assigning, a: Reservation, b: Reservation): Promise<Map<ReservationId, Assigned>> {
  if (a.id === b.id || (a.roomType === null) !== (b.roomType === null)) throw problem('invalid-request', { detail: 'Choose another reservation to change with.', errors: [{ pointer: '/swap_with', detail: 'is not another of the same kind' }] })
  const asked = { venue: layout.id, holders: [a.id, b.id] as const }
  await (a.roomType === null ? deps.availability.swapTables(tx, asked) : deps.availability.swap(tx, asked))
  const placed = await deps.availability.placements(tx, layout.id, [a.id, b.id])
  const unitsOf = (one: Reservation) => { const its = placed.get(one.id); return [...its?.rooms.map(({ room }) => room) ?? [], ...its?.tables ?? []] }
  return new Map([a, b].map((one) => [one.id, assigned(one, unitsOf(one))]))
}

/** Parties that were moved to let another in: told in the same transaction, so that the desk and the board see it at once. */
export const tellMoved = (): OnMoved => async (tx, { venue, parties, at }) => {
  const bookings = await findBookings(tx, await bookingsOfReservations(tx, parties.map(({ holder }) => holder)))
  await emitAll(tx, bookings.filter((booking) => booking.venue === venue).flatMap((booking) => booking.reservations.flatMap((reservation) => {
    const party = parties.find(({ holder }) => holder === reservation.id)
    return party === undefined ? [] : [reservationEvent('reservation.assigned', booking, reservation, { actor: systemActor, at, reason: 'made_room', facts: { units: party.to, was: party.from } })]
  })))
}
