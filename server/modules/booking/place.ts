import type { Reason } from '@holdfast/contract/kit'
import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import { assert } from '#platform/assert'
import { newConfirmationCode, newId, routeOf, type AccountId, type BookingId, type GuestId, type PaymentId, type QuoteId, type ReservationId, type TripId } from '#platform/id'
import { emitAll } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { addDays, instantAt, type PlainDate } from '#platform/time'
import { insertBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { claimEach, claimTogether } from './inventory.ts'
import { guestsPerRoom } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, Channel, FrozenPrice, Reservation, Terms } from './types.ts'

/** What is to be sold, decided before any row is locked: of whom, what, at which price, for whom, and until when it is held. */
export interface Agreed {
  layout: Pick<VenueLayout, 'id' | 'vendor' | 'timeZone' | 'checkInFrom' | 'holdMinutes'>
  terms: Terms
  price: FrozenPrice
  channel: Channel
  quote: QuoteId | null
  guest: GuestId
  account: AccountId | null
  hasNote: boolean
  trip: TripId | null
  /** A hold is paid within the venue's minutes; `booking` needs no payment and is confirmed at once. */
  as: 'hold' | 'booking'
  override?: { reason: string } | undefined
  /** Held for who waited, with a time to answer of its own: it is not extended. */
  asOffer?: boolean
  /** Ids made from another system's keys, so that an import that is run again finds what it made. */
  ids?: { booking: BookingId; reservation: ReservationId } | undefined
}

/**
 * The write: claims for all that was agreed at one venue, bookings, price lines and events, in the caller's
 * transaction. It takes several at once; one refusal refuses all. `payFor` starts their payment, once they are claimed.
 */
export async function placeAll(deps: BookingDeps, tx: Tx, actor: Actor, agreed: readonly Agreed[], payFor?: (bookings: readonly Booking[]) => Promise<PaymentId | null>): Promise<Booking[]> {
  const now = deps.clock.now()
  const drafts = agreed.map((one) => draft(one, now))
  const claimed = await claimTogether(deps, tx, drafts.map((booking, i) => ({ booking, override: agreed[i]!.override })))
  const payment = await payFor?.(claimed) ?? null
  const bookings = claimed.map((booking) => ({ ...booking, payment }))
  for (const booking of bookings) await takePromo(deps, tx, booking, now)
  await writePlaced(tx, bookings.map((booking) => ({ booking, actor })), now)
  return bookings
}

/** A code with a limit is used in the transaction that holds the stay; a hold uses it until it runs out. */
async function takePromo(deps: BookingDeps, tx: Tx, booking: Booking, now: Temporal.Instant): Promise<void> {
  const promo = booking.terms.stay?.promo
  if (promo !== undefined) await deps.pricing.promos.take(tx, booking.venue, promo.code, booking.id, now, booking.expiresAt)
}

/** The same for callers who have nothing to do with each other: each has all or nothing, with a result of its own. */
export async function placeEach(deps: BookingDeps, tx: Tx, actor: Actor, agreed: readonly Agreed[]): Promise<(Booking | { refused: Reason[] })[]> {
  const now = deps.clock.now()
  const results = await claimEach(deps, tx, agreed.map((one) => ({ booking: draft(one, now), override: one.override })))
  await writePlaced(tx, results.flatMap((result) => ('refused' in result ? [] : [{ booking: result, actor }])), now)
  return results
}

/** The rows and events of bookings that have their claims, each told by who made it. */
export async function writePlaced(tx: Tx, some: readonly { booking: Booking; actor: Actor }[], now: Temporal.Instant): Promise<void> {
  await insertBookings(tx, some.map(({ booking }) => booking))
  await emitAll(tx, some.map(({ booking, actor }) => bookingEvent(booking.status === 'held' ? 'booking.held' : 'booking.confirmed', booking, { actor, at: now })))
}

/** A booking as it will be, before it has its claims. */
export function draft(agreed: Agreed, now: Temporal.Instant): Booking {
  const { layout, terms } = agreed
  const ms = now.epochMilliseconds
  const route = routeOf(layout.id)
  const id = agreed.ids?.booking ?? newId('bk', ms, route)
  const held = agreed.as === 'hold'
  const one = (ordinal: number, of: Partial<Reservation>): Reservation => ({
    id: agreed.ids?.reservation ?? newId('rsv', ms, route), venue: layout.id, booking: id, ordinal, status: held ? 'held' : 'confirmed', version: 1, guests: 1,
    roomType: null, arrival: null, departure: null, service: null, at: null, ends: null, businessDate: null, arrivedAt: null, endedAt: null, units: [], ...of,
  })
  const reservations = terms.stay !== undefined
    ? guestsPerRoom(terms.stay.guests, terms.stay.rooms).map((guests, i) => one(i + 1, { guests, roomType: terms.stay.roomType, arrival: terms.stay.arrival, departure: terms.stay.departure }))
    : [one(1, { guests: terms.sitting.party, service: terms.sitting.service, at: terms.sitting.at, ends: terms.sitting.ends, businessDate: terms.sitting.businessDate })]
  return {
    id, venue: layout.id, vendor: layout.vendor, code: newConfirmationCode(), status: held ? 'held' : 'confirmed', version: 1, channel: agreed.channel, kind: terms.stay === undefined ? 'sitting' : 'stay',
    terms, price: agreed.price, ...daysOf(terms, layout), guest: agreed.guest, account: agreed.account, hasNote: agreed.hasNote, quote: agreed.quote, trip: agreed.trip, payment: null,
    expiresAt: held ? now.add({ minutes: layout.holdMinutes }) : null, heldMinutes: held ? layout.holdMinutes : 0, extended: agreed.asOffer === true,
    createdAt: now, confirmedAt: held ? null : now, endedAt: null, endReason: null, charged: null, reservations,
  }
}

/** From when to when, for lists; and the instant from which the cancellation ladder counts back. */
export function daysOf(terms: Terms, layout: Pick<VenueLayout, 'timeZone' | 'checkInFrom'>): { startsOn: PlainDate; endsOn: PlainDate; startsAt: Temporal.Instant } {
  if (terms.stay !== undefined) return { startsOn: terms.stay.arrival, endsOn: terms.stay.departure, startsAt: instantAt(terms.stay.arrival, terms.stay.dayUse?.from ?? layout.checkInFrom, layout.timeZone) }
  assert(terms.sitting.businessDate !== undefined, 'a sitting has its business date')
  return { startsOn: terms.sitting.businessDate, endsOn: addDays(terms.sitting.businessDate, 1), startsAt: terms.sitting.at }
}
