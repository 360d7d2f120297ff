import type { Actor } from '#http/actor'
import type { Claim } from '#module/availability'
import type { PaymentFact } from '#module/payments'
import { chargeIfCancelled, priceOnWire } from '#module/pricing'
import { newId, routeOf, type BookingId, type ReservationId } from '#platform/id'
import { money, type Money } from '#platform/money'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { systemActor } from '#http/actor'
import { endAmendment, insertAmendment, pendingAmendment, type Amendment } from './amendment-store.ts'
import { agreeOn, type AgreedTerms, type Asked } from './agree.ts'
import { findBooking, lockBookings, saveBookings } from './booking-store.ts'
import { applyTerms } from './apply-terms.ts'
import { markConfirmed } from './mark-confirmed.ts'
import type { BookingDeps } from './deps.ts'
import { attempt } from './inventory.ts'
import type { Wanted } from './nearest.ts'
import { once } from './once-store.ts'
import { isGuaranteed, payableOf } from './payable.ts'
import { pageAfterPayment } from './page-of.ts'
import { asOf, changed, hasExpired, wrongState } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, BookingView, Change, Once, Terms } from './types.ts'
import { mayChange, maySee, type Seat } from './who-may.ts'
import { layoutOf } from './layouts.ts'

/**
 * New dates, people, rooms, type, or time: all of it or nothing. The net difference is claimed, the price is made anew.
 * When more is due now, the difference is held and the old booking stays until it is paid; when less, the rest goes
 * back as far as the frozen policy lets it. A refusal leaves the booking as it was.
 */
export async function amendBooking(deps: BookingDeps, actor: Actor, id: BookingId, change: Change, given?: Once): Promise<Booking> {
  const { seat } = await mayChange(deps.db, actor, id)
  const payment = await deps.db.transaction(async (tx) => {
    const now = deps.clock.now()
    const { result } = await once(tx, actor, `amend ${id}`, given, now, async () => {
      const [booking] = await lockBookings(tx, [id])
      requireAmendable(booking!, seat, now)
      const agreed = await agreeOn(deps, tx, booking!.venue, askedOf(booking!, change, await zoneOf(deps, tx, booking!)), now)
      await dropPendingAmendment(deps, tx, booking!, 'refused')
      return { bookings: [id], payment: await amendLocked(deps, tx, actor, seat, booking!, agreed) }
    })
    return result.payment ?? null
  })
  if (payment !== null) await deps.payments.openPage(payment)
  return (await findBooking(deps.db, id))!
}

/** What a change would cost, without a claim: whether it is free is said when it is asked for. */
export async function previewAmendment(deps: BookingDeps, actor: Actor, id: BookingId, change: Change): Promise<{ price: BookingView['price']; difference: Money; dueNow: Money }> {
  const { booking, seat } = await maySee(deps.db, actor, id)
  const now = deps.clock.now()
  requireAmendable(booking, seat, now)
  const { terms, price, layout } = await agreeOn(deps, deps.db, booking.venue, askedOf(booking, change, await zoneOf(deps, deps.db, booking)), now)
  const paid = await deps.payments.of(deps.db, [booking.id])
  const paidNow = paid.reduce((total, one) => total + one.captured.amount - one.refunded.amount, 0)
  const due = !isGuaranteed({ price }) && (booking.status === 'held' || asksForMore(booking, seat, price.dueNow.amount)) ? Math.max(0, price.dueNow.amount - paidNow) : 0
  const arrivalAt = terms.sitting?.at ?? Temporal.PlainDate.from(terms.stay!.arrival).toZonedDateTime({ timeZone: layout.timeZone, plainTime: layout.checkInFrom }).toInstant()
  return {
    price: priceOnWire(price, { now, arrivalAt, timeZone: layout.timeZone }),
    difference: money(price.total.amount - booking.price.total.amount, price.total.currency), dueNow: money(due, price.total.currency),
  }
}

function requireAmendable(booking: Booking, seat: Seat, now: Temporal.Instant): void {
  if (hasExpired(booking, now) || booking.status === 'expired') throw problem('hold-expired', { detail: 'The hold has run out. Look whether it is still free, and hold it again.' })
  const allowed = seat === 'guest' ? ['held', 'confirmed'] : ['held', 'confirmed', 'arrived']
  if (!allowed.includes(booking.status)) throw wrongState(asOf(booking, now), 'changed')
  if (booking.status === 'held' && booking.trip !== null) throw problem('wrong-state', { detail: 'It is held together with the rest of a trip. Pay or release the trip first.' })
}

/** What is left out stays as it is. */
function askedOf(booking: Booking, change: Change, timeZone: string): Asked {
  const { stay, sitting } = booking.terms
  if (stay !== undefined) {
    if (change.at !== undefined || change.party !== undefined) throw problem('invalid-request', { detail: 'This is a stay: it has dates and guests.', errors: [{ pointer: change.at !== undefined ? '/at' : '/party', detail: 'is for restaurants' }] })
    const arrival = change.arrival ?? stay.arrival
    // A day use that is moved to another day stays a day use; with a departure of its own it becomes a stay.
    const dayUse = change.dayUse ?? stay.dayUse
    const departure = change.departure ?? (dayUse === undefined ? stay.departure : arrival)
    return { stay: { roomType: change.roomType ?? stay.roomType, ratePlan: stay.ratePlan, arrival, departure, guests: change.guests ?? stay.guests, rooms: change.rooms ?? stay.rooms, group: stay.group, children: childrenOf(stay, change), promo: stay.promo, extras: stay.extras, exempt: stay.exempt, ...(dayUse === undefined || departure > arrival ? {} : { dayUse }) } }
  }
  const foreign = (['roomType', 'arrival', 'departure', 'rooms', 'children', 'dayUse'] as const).find((key) => change[key] !== undefined)
  if (foreign !== undefined) throw problem('invalid-request', { detail: 'This is a table: it has a time and a party.', errors: [{ pointer: `/${foreign === 'roomType' ? 'room_type' : foreign === 'dayUse' ? 'day_use' : foreign}`, detail: 'is for hotels' }] })
  return { sitting: { at: change.at ?? satAt(booking).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }), party: change.party ?? change.guests ?? sitting!.party, area: sitting!.area, tableClass: sitting!.tableClass } }
}

/** Ages are kept as long as they can be those of this many people: with fewer guests they are asked anew, or none is a child. */
function childrenOf(stay: NonNullable<Booking['terms']['stay']>, change: Change): readonly number[] {
  if (change.children !== undefined) return change.children
  const children = stay.children ?? []
  return children.length <= (change.guests ?? stay.guests) - (change.rooms ?? stay.rooms) ? children : []
}

/** What a change asks for, as it would be asked anew: to look for what is nearest when it is refused. */
export async function wantedByChange(deps: BookingDeps, id: BookingId, change: Change): Promise<Wanted[]> {
  const booking = await findBooking(deps.db, id)
  if (booking === undefined) return []
  const { stay, sitting } = askedOf(booking, change, await zoneOf(deps, deps.db, booking))
  return [{ venue: booking.venue, ...(stay === undefined ? {} : { stay: { roomType: stay.roomType, ratePlan: stay.ratePlan, arrival: stay.arrival, departure: stay.departure, guests: stay.guests, rooms: stay.rooms, dayUse: stay.dayUse } }), ...(sitting === undefined ? {} : { sitting: { at: sitting.at, party: sitting.party, tableClass: sitting.tableClass } }) }]
}

/** Who came early keeps the time at which they sat down. */
const satAt = (booking: Booking): Temporal.Instant => (booking.status === 'arrived' ? booking.reservations[0]!.at : null) ?? booking.terms.sitting!.at

const zoneOf = async (deps: BookingDeps, reader: Reader, booking: Booking): Promise<string> => (await layoutOf(deps, reader, booking.venue)).timeZone

/** Staff settle at the desk; a guest who booked with a deposit pays the deposit of what they want now. */
const asksForMore = (booking: Booking, seat: Seat, dueNow: number): boolean => seat === 'guest' && dueNow > booking.price.dueNow.amount

async function amendLocked(deps: BookingDeps, tx: Tx, actor: Actor, seat: Seat, booking: Booking, agreed: AgreedTerms): Promise<Amendment['payment'] | null> {
  const { terms, price } = agreed
  if (booking.status === 'held') return amendHeld(deps, tx, actor, booking, agreed)
  const paid = await deps.payments.refundable(tx, booking.id, price.total.currency)
  if (!isGuaranteed(booking) && asksForMore(booking, seat, price.dueNow.amount) && price.dueNow.amount > paid.amount) return holdDifference(deps, tx, booking, terms, price, paid)
  const refund = refundAfter(booking, price, paid, deps.clock.now())
  const next = await applyTerms(deps, tx, booking, agreed)
  if (refund > 0) await deps.payments.refund(tx, { booking: booking.id, amount: money(refund, price.total.currency), reason: 'amended' })
  if (isGuaranteed(booking)) await deps.payments.changeGuarantee(tx, { booking: booking.id, amount: price.dueNow, neededAt: next.startsAt })
  await emit(tx, bookingEvent('booking.amended', next, { actor, at: deps.clock.now(), facts: factsOf(booking, next, refund) }))
  return null
}

/** Of what was paid beyond the new deposit, so much as cancelling the old booking now would give back. */
function refundAfter(booking: Booking, price: Booking['price'], paid: Money, now: Temporal.Instant): number {
  const kept = chargeIfCancelled(booking.price.policy, booking.price, booking.startsAt, now).amount
  return Math.max(0, paid.amount - Math.max(price.dueNow.amount, Math.min(kept, price.total.amount)))
}

/** A hold that is not paid yet: its page is closed, and another is opened for what is due then. */
async function amendHeld(deps: BookingDeps, tx: Tx, actor: Actor, booking: Booking, agreed: AgreedTerms): Promise<Amendment['payment'] | null> {
  await deps.payments.giveUp(tx, booking.id)
  const next = await applyTerms(deps, tx, { ...booking, payment: null }, agreed)
  await emit(tx, bookingEvent('booking.amended', next, { actor, at: deps.clock.now(), facts: factsOf(booking, next, 0) }))
  if (next.price.dueNow.amount === 0) {
    for (const reservation of next.reservations) await deps.availability.keep(tx, { venue: next.venue, holder: reservation.id })
    await markConfirmed(deps, tx, next)
    return null
  }
  const payment = await deps.payments.start(tx, {
    payables: [payableOf(next)], returnUrl: pageAfterPayment(deps.publicUrl, booking), expiresAt: next.expiresAt!,
  })
  await saveBookings(tx, [changed(next, { payment }, {}, [])])
  return payment
}

/** More is due: what the change needs beyond the booking is held by a holder of its own, until it is paid. */
async function holdDifference(deps: BookingDeps, tx: Tx, booking: Booking, terms: Terms, price: Booking['price'], paid: Money): Promise<Amendment['payment']> {
  const now = deps.clock.now()
  const layout = await layoutOf(deps, tx, booking.venue)
  const expiresAt = now.add({ minutes: layout.holdMinutes })
  const holder = newId('rsv', now.epochMilliseconds, routeOf(booking.venue)) as ReservationId
  const claims = beyond(booking.terms, terms)
  if (claims.length > 0) await deps.availability.claim(tx, { venue: booking.venue, holder, holderKind: 'hold', expiresAt, channel: booking.channel, claims })
  const payment = await deps.payments.start(tx, {
    payables: [{ booking: booking.id, venue: booking.venue, vendor: booking.vendor, amount: money(price.dueNow.amount - paid.amount, price.total.currency) }],
    returnUrl: pageAfterPayment(deps.publicUrl, booking), expiresAt,
  })
  await insertAmendment(tx, { id: newId('amd', now.epochMilliseconds, routeOf(booking.venue)), venue: booking.venue, booking: booking.id, holder, terms, price, payment, status: 'pending', expiresAt, createdAt: now })
  return payment
}

/** What the new terms claim that the old do not: the nights before and after, the rooms more; for another type or a table, all of it. */
export function beyond(old: Terms, wanted: Terms): Claim[] {
  if (wanted.sitting !== undefined) return [{ kind: 'sitting', service: wanted.sitting.service, at: wanted.sitting.at, party: wanted.sitting.party, ...(wanted.sitting.area === undefined ? {} : { area: wanted.sitting.area }), ...(wanted.sitting.tableClass === undefined ? {} : { tableClass: wanted.sitting.tableClass }) }]
  const [from, to] = [old.stay!, wanted.stay]
  const claim = (arrival: typeof to.arrival, departure: typeof to.departure, quantity: number): Claim[] => (arrival < departure && quantity > 0 ? [{ kind: 'stay', roomType: to.roomType, arrival, departure, quantity, ...(to.pool === undefined ? {} : { pool: to.pool, spill: true, contracted: to.group?.contracted }) }] : [])
  const apart = from.roomType !== to.roomType || to.departure <= from.arrival || from.departure <= to.arrival
  if (apart) return claim(to.arrival, to.departure, to.rooms)
  const earlier = to.arrival < from.arrival ? from.arrival : to.arrival
  const later = to.departure > from.departure ? from.departure : to.departure
  return [...claim(to.arrival, earlier, to.rooms), ...claim(earlier, later, to.rooms - from.rooms), ...claim(later, to.departure, to.rooms)]
}

/** The difference is paid: it is given back and claimed by the booking itself in one go. Gone meanwhile, the money goes back. */
export async function applyPaidAmendment(deps: BookingDeps, tx: Tx, amendment: Amendment, paid: PaymentFact): Promise<void> {
  if (amendment.status === 'applied') return
  const now = deps.clock.now()
  const [booking] = await lockBookings(tx, [amendment.booking])
  const layout = await layoutOf(deps, tx, amendment.venue)
  let next: Booking | undefined
  const done = booking!.status === 'confirmed' && amendment.status !== 'refused' && await attempt(tx, async () => {
    await deps.availability.release(tx, { venue: amendment.venue, holder: amendment.holder })
    next = await applyTerms(deps, tx, booking!, { layout, terms: amendment.terms, price: amendment.price })
  })
  await endAmendment(tx, amendment, done ? 'applied' : 'refused')
  if (done) {
    await emit(tx, bookingEvent('booking.amended', next!, { actor: systemActor, at: now, facts: factsOf(booking!, next!, 0) }))
    return
  }
  await deps.availability.release(tx, { venue: amendment.venue, holder: amendment.holder })
  const amount = paid.parts.find((part) => part.booking === amendment.booking)?.amount
  if (amount !== undefined) await deps.payments.refund(tx, { booking: amendment.booking, amount, reason: 'paid_in_vain' })
  await emit(tx, bookingEvent('booking.paid_in_vain', booking!, { actor: systemActor, at: now, reason: 'no_longer_available', facts: { refund: amount?.amount ?? 0, amendment: true } }))
}

/** Ends a change that waits for its payment, of a booking that the caller has locked. */
export async function dropPendingAmendment(deps: BookingDeps, tx: Tx, booking: Booking, status: 'expired' | 'refused'): Promise<void> {
  const pending = await pendingAmendment(tx, booking.id)
  if (pending === undefined) return
  await deps.availability.release(tx, { venue: pending.venue, holder: pending.holder })
  await endAmendment(tx, pending, status)
}

const factsOf = (before: Booking, after: Booking, refund: number) => ({
  was_total: before.price.total.amount, was_starts_on: before.startsOn, was_ends_on: before.endsOn, was_room_type: before.terms.stay?.roomType, was_guests: before.terms.stay?.guests ?? before.terms.sitting?.party, refund,
})
