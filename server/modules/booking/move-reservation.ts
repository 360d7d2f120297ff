import type { Actor } from '#http/actor'
import { chargeIfNoShow } from '#module/pricing'
import type { ReservationId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { businessDateAt, compareInstants, type PlainDate } from '#platform/time'
import { bookingOfReservation, findBooking, lockBookings } from './booking-store.ts'
import { cancelLocked, type Known } from './cancel-booking.ts'
import { cancelRoom, counts } from './cancel-room.ts'
import type { VenueLayout } from '#module/venues'
import type { BookingDeps } from './deps.ts'
import { claimAgain, giveUnit, isDayUse, leaveEarly, releaseClaims, takeUnitBack } from './inventory.ts'
import { once } from './once-store.ts'
import { settleDeposit } from './settle-deposit.ts'
import { asOf, changed, hasExpired, mayMove, statusOf, words, wrongState } from './rules.ts'
import { bookingEvent, reservationEvent, type ReservationEvent } from './tell.ts'
import type { Booking, MoveInput, Once, Reservation } from './types.ts'
import { requireStaff } from './who-may.ts'
import { writeAndTell, type Written } from './write-changes.ts'
import { layoutOf } from './layouts.ts'

interface Step { deps: BookingDeps; tx: Tx; actor: Actor; layout: VenueLayout; booking: Booking; reservation: Reservation; input: MoveInput; now: Temporal.Instant; today: PlainDate; known: Known | undefined }

/** One move of one reservation by staff: check in or seat, complete, no-show, cancel, undo. Reasons are codes and go into the record. */
export async function moveReservation(deps: BookingDeps, actor: Actor, venue: VenueId, id: ReservationId, input: MoveInput, given?: Once): Promise<Booking> {
  const layout = await layoutOf(deps, deps.db, venue)
  requireStaff(actor, { vendor: layout.vendor, venue }, 'checkIn')
  const found = await bookingOfReservation(deps.db, venue, id)
  if (found === undefined) throw problem('not-found', { detail: 'There is no such reservation at this venue.' })
  return deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    await once(tx, actor, `move ${id}`, given, now, async () => {
      const [booking] = await lockBookings(tx, [found])
      await writeAndTell(deps, tx, actor, [await moveLocked(deps, tx, actor, layout, booking!, id, input, now)])
      return { bookings: [found] }
    })
    return (await findBooking(tx, found))!
  })
}

/** The move itself, of a booking that the caller has locked. */
export async function moveLocked(deps: BookingDeps, tx: Tx, actor: Actor, layout: VenueLayout, booking: Booking, id: ReservationId, input: MoveInput, now: Temporal.Instant, known?: Known): Promise<Written> {
  const reservation = booking.reservations.find((one) => one.id === id)!
  const today = businessDateAt(now, layout.timeZone, layout.dayEnds)
  if (input.version !== undefined && input.version !== booking.version) throw problem('version-conflict', { detail: 'Somebody changed this booking meanwhile. Look at it again.', facts: { version: booking.version } })
  const status = hasExpired(booking, now) ? asOf(booking, now).status : reservation.status
  if (!mayMove(status, input.to)) throw problem('wrong-state', { detail: `The reservation is ${words[status]}; it cannot become ${words[input.to]}. Nothing was changed.`, facts: { state: status } })
  const moved = await steps[input.to]({ deps, tx, actor, layout, booking, reservation, input, now, today, known })
  await settleDeposit(deps, tx, moved.booking)
  return moved
}

const steps: Record<MoveInput['to'], (step: Step) => Promise<Written>> = {
  async arrived(step) {
    const { deps, tx, reservation, input, now } = step
    if (reservation.status === 'completed') return reopen(step)
    refuseTooEarly(step)
    const placed = step.known?.arrived ?? await giveUnit(deps, tx, step.layout, reservation, input, step.booking.terms)
    return written(step, 'reservation.arrived', { status: 'arrived', arrivedAt: now, ...placed })
  },
  async completed(step) {
    const { deps, tx, reservation, now, today } = step
    const patch = { status: 'completed' as const, endedAt: now }
    if (reservation.arrival === null) {
      await leaveEarly(deps, tx, reservation, reservation.businessDate!)
      return written(step, 'reservation.completed', patch)
    }
    if (isDayUse(reservation, step.booking.terms)) {
      // The room is free for the night as soon as its guest has gone.
      await releaseClaims(deps, tx, step.booking, [reservation.id])
      return written(step, 'reservation.completed', patch)
    }
    if (today >= reservation.departure!) return written(step, 'reservation.completed', patch)
    // Leaving early frees the nights at once; the price stays, and what they cost is the folio's matter.
    const departure = today > reservation.arrival ? today : reservation.arrival
    await leaveEarly(deps, tx, reservation, departure)
    return written(step, 'reservation.completed', { ...patch, departure }, { left_early: true })
  },
  async no_show(step) {
    const { deps, tx, booking, reservation, now } = step
    refuseTooEarly(step)
    if (step.known?.released !== true) await releaseClaims(deps, tx, booking, [reservation.id])
    return written(step, 'reservation.no_show', { status: 'no_show', endedAt: now }, { charge: chargeIfNoShow(booking.price.policy, booking.price).amount })
  },
  async cancelled(step) {
    const { deps, tx, actor, booking, reservation, input, now } = step
    // The house lets the guest off free; a guest who asked pays by the policy.
    const free = input.reason !== undefined && ['overbooked', 'mistake', 'house', 'weather'].includes(input.reason)
    const alone = booking.reservations.every((one) => one.id === reservation.id || !counts(one))
    if (alone) return cancelLocked(deps, tx, actor, booking, { reason: input.reason ?? 'other', free }, now, step.known)
    // A hold is paid as a whole: its guest chooses anew.
    if (reservation.status === 'held') throw wrongState(booking, 'cancelled room by room before it is paid')
    return cancelRoom(deps, tx, actor, booking, reservation, { reason: input.reason ?? null, free }, now)
  },
  async confirmed(step) {
    const { deps, tx, booking, reservation } = step
    if (reservation.status === 'arrived') {
      const back = await takeUnitBack(deps, tx, reservation, booking.terms)
      return written(step, 'reservation.reopened', { status: 'confirmed', arrivedAt: null, units: [], ...back })
    }
    if (!await claimAgain(deps, tx, booking, [reservation])) throw problem('not-available', { detail: 'What was given back has gone to somebody else meanwhile.', reasons: [{ code: 'sold_out', detail: 'Taken since it was marked as a no-show' }] })
    return written(step, 'reservation.reopened', { status: 'confirmed', endedAt: null })
  },
}

/** Undo of a completion by mistake: the guest is still there. Nights that an early departure gave back stay given back. */
async function reopen(step: Step): Promise<Written> {
  if ((step.reservation.arrival === null || isDayUse(step.reservation, step.booking.terms)) && !await claimAgain(step.deps, step.tx, step.booking, [step.reservation])) throw problem('not-available', { detail: 'It has gone to somebody else meanwhile.', reasons: [{ code: 'sold_out', detail: 'Taken since they left' }] })
  const { deps, tx, layout, reservation, input } = step
  const placed = await giveUnit(deps, tx, layout, reservation, input, step.booking.terms)
  return written(step, 'reservation.reopened', { status: 'arrived', endedAt: null, ...placed })
}

/** Hotels: not before the arrival day by the venue's business date. Restaurants: a no-show not before the slot; at the desk a party may sit down earlier on its day. */
function refuseTooEarly({ reservation, layout, today, now, actor, input }: Step): void {
  const day = reservation.arrival ?? reservation.businessDate!
  const beforeSlot = reservation.at !== null && compareInstants(now, reservation.at) < 0 && (input.to === 'no_show' || actor.channel === 'api')
  if (today >= day && !beforeSlot) return
  const from = reservation.at === null ? day : reservation.at.toZonedDateTimeISO(layout.timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })
  throw problem('too-early', { detail: `That can be said from ${from} on, by the venue's clock. Nothing was changed.`, facts: { from } })
}

function written(step: Step, type: ReservationEvent, patch: Partial<Reservation>, facts: Record<string, string | number | boolean> = {}): Written {
  const { actor, booking, reservation, input, now } = step
  const next = changed(booking, {}, patch, [reservation.id])
  next.status = statusOf(next.reservations)
  const over = ['completed', 'cancelled', 'no_show'].includes(next.status)
  next.endedAt = over ? now : null
  next.endReason = over ? input.reason ?? null : null
  if (next.status === 'no_show') next.charged = chargeIfNoShow(booking.price.policy, booking.price).amount
  else if (booking.status === 'no_show') next.charged = null
  if (next.status !== 'held') next.expiresAt = null
  const moved = next.reservations.find((one) => one.id === reservation.id)!
  const said = { actor, at: now, reason: input.reason ?? null }
  const events = [
    reservationEvent(type, next, moved, { ...said, facts: { was: reservation.status, ...facts } }),
    ...(next.status === 'cancelled' ? [bookingEvent('booking.cancelled', next, said)] : []),
  ]
  return { booking: next, events }
}
