import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import { businessDateAt } from '#platform/time'
import { agreeOn } from './agree.ts'
import { findBooking } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { layoutOf } from './layouts.ts'
import { moveLocked } from './move-reservation.ts'
import { once } from './once-store.ts'
import { placeAll } from './place.ts'
import type { Booking, DeskInput, Once, Terms } from './types.ts'
import { requireStaff } from './who-may.ts'
import { writeAndTell } from './write-changes.ts'

/** Staff book for whoever stands there or calls: confirmed at once, paid at the desk. A walk-in for today is arrived at once. */
export async function deskBook(deps: BookingDeps, actor: Actor, venue: VenueId, input: DeskInput, given?: Once): Promise<Booking> {
  const layout = await layoutOf(deps, deps.db, venue)
  requireStaff(actor, { vendor: layout.vendor, venue }, 'bookAtDesk')
  if (input.override !== undefined) requireStaff(actor, { vendor: layout.vendor, venue }, 'overrideAvailability')
  refuseBareLease(input)
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    const { result } = await once(tx, actor, `desk ${venue}`, given, now, async () => {
      const tables = input.sitting?.table === undefined ? undefined : [input.sitting.table]
      const agreed = await agreeOn(deps, tx, venue, { stay: input.stay ?? input.stays?.[0], sitting: input.sitting === undefined ? undefined : { at: input.sitting.at, party: input.sitting.party, tableClass: input.sitting.tableClass, tables, lease: input.sitting.lease }, override: input.override !== undefined }, now)
      refuseLaterWalkIn(layout, input, agreed.terms, now)
      const guest = input.known ?? await deps.guests.findOrCreateGuest(tx, layout.vendor, input.guest)
      const hasNote = (input.note?.trim() ?? '') !== ''
      const rest = await Promise.all((input.stays ?? []).slice(1).map((stay) => agreeOn(deps, tx, venue, { stay, override: input.override !== undefined }, now)))
      const [booking, ...later] = await placeAll(deps, tx, actor, [agreed, ...rest].map((one) => ({ ...one, channel: input.channel, quote: null, guest, account: null, hasNote, trip: null, as: 'booking' as const, override: input.override })))
      for (const [i, stay] of [input.stay ?? input.stays?.[0], ...(input.stays ?? []).slice(1)].entries()) {
        if (stay?.room !== undefined) await deps.availability.assignRoom(tx, { venue, holder: [booking!, ...later][i]!.reservations[0]!.id, room: stay.room, as: 'pinned' })
      }
      if (hasNote) for (const one of [booking!, ...later]) await deps.guests.putNote(tx, guest, 'wish', one.id, input.note!)
      if (input.channel === 'walk_in') await arriveAll(deps, tx, actor, layout, booking!, now)
      return { bookings: [booking!, ...later].map(({ id }) => id) }
    })
    return (await findBooking(tx, result.bookings[0]!))!
  })
}

/** What is leased is named: the desk sells this room or table, not one of them. */
function refuseBareLease(input: DeskInput): void {
  if (input.stay?.lease !== undefined && input.stay.dayUse !== undefined) throw problem('invalid-request', { detail: 'A lease has nights to sell. Sell the hours of a day from the house.', errors: [{ pointer: '/stay/day_use', detail: 'is not sold from a lease' }] })
  const pointer = input.sitting?.lease !== undefined && input.sitting.table === undefined ? '/sitting/table'
    : [input.stay, ...input.stays ?? []].some((stay) => stay?.lease !== undefined && (stay.room === undefined || stay.rooms !== 1)) ? '/stay/room' : undefined
  if (pointer !== undefined) throw problem('invalid-request', { detail: 'Name the one room or table of the lease that is sold.', errors: [{ pointer, detail: 'is needed with a lease, for one room' }] })
}

/** Who walks in arrives now; for another day they are booked as any caller. */
function refuseLaterWalkIn(layout: VenueLayout, input: DeskInput, terms: Terms, now: Temporal.Instant): void {
  const day = terms.stay?.arrival ?? terms.sitting!.businessDate
  if (input.channel !== 'walk_in' || day === businessDateAt(now, layout.timeZone, layout.dayEnds)) return
  const pointer = terms.stay === undefined ? '/sitting/at' : '/stay/arrival'
  throw problem('invalid-request', { detail: 'A walk-in arrives today. Choose another channel for another day.', errors: [{ pointer, detail: 'is not today' }] })
}

async function arriveAll(deps: BookingDeps, tx: Parameters<typeof moveLocked>[1], actor: Actor, layout: Parameters<typeof moveLocked>[3], booking: Booking, now: Temporal.Instant): Promise<void> {
  let current = booking
  for (const { id } of booking.reservations) {
    const change = await moveLocked(deps, tx, { ...actor, channel: 'walk_in' }, layout, current, id, { to: 'arrived' }, now)
    await writeAndTell(deps, tx, actor, [change])
    current = change.booking
  }
}
