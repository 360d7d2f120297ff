import { newId, routeOf } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { AgreedTerms } from './agree.ts'
import { insertReservations, saveBookings, saveTerms } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { claimsOf, claimTogether } from './inventory.ts'
import { changed, guestsPerRoom, isLive } from './rules.ts'
import { daysOf } from './place.ts'
import type { Booking, Reservation, Terms } from './types.ts'

/**
 * Makes new terms of a locked booking true, in the calendar and in the record: each reservation's claims become the new
 * ones by their net difference, rooms more are claimed, rooms fewer given back. Throws `not-available`, and then the
 * caller's transaction leaves everything as it was.
 */
export async function applyTerms(deps: BookingDeps, tx: Tx, booking: Booking, agreed: AgreedTerms): Promise<Booking> {
  const { price, layout } = agreed
  const live = booking.reservations.filter((reservation) => isLive(reservation.status))
  const wanted = wantedOf(live, booking, agreed.terms)
  let terms = agreed.terms
  const kept: Reservation[] = []
  for (const reservation of wanted.kept) {
    const { placed } = await deps.availability.amend(tx, { venue: booking.venue, holder: reservation.id, claims: claimsOf(reservation, agreed.terms), channel: booking.status === 'arrived' ? 'desk' : booking.channel })
    const got = placed[0]
    if (got?.kind !== 'sitting') { kept.push(reservation); continue }
    terms = { sitting: { ...agreed.terms.sitting!, ends: got.ends, businessDate: got.businessDate } }
    kept.push({ ...reservation, ends: got.ends, businessDate: got.businessDate })
  }
  const next = changed(booking, { terms, price, ...daysOf(terms, layout) }, {}, [])
  if (wanted.added.length > 0) {
    await claimTogether(deps, tx, [{ booking: { ...next, reservations: wanted.added } }])
    await insertReservations(tx, wanted.added)
  }
  for (const reservation of wanted.dropped) await deps.availability.release(tx, { venue: booking.venue, holder: reservation.id })
  const now = deps.clock.now()
  const dropped = wanted.dropped.map((reservation): Reservation => ({ ...reservation, status: 'cancelled', endedAt: now, version: reservation.version + 1 }))
  const over = booking.reservations.filter((reservation) => !isLive(reservation.status))
  next.reservations = [...kept.map((reservation) => ({ ...reservation, version: reservation.version + 1 })), ...wanted.added, ...dropped, ...over].sort((a, b) => a.ordinal - b.ordinal)
  await saveBookings(tx, [next])
  await saveTerms(tx, next)
  return next
}

function wantedOf(live: readonly Reservation[], booking: Booking, terms: Terms): { kept: Reservation[]; added: Reservation[]; dropped: Reservation[] } {
  if (terms.sitting !== undefined) {
    const { party, service, at, ends, businessDate } = terms.sitting
    return { kept: [{ ...live[0]!, guests: party, service, at, ends, businessDate }], added: [], dropped: [] }
  }
  const { roomType, arrival, departure, guests, rooms } = terms.stay
  const perRoom = guestsPerRoom(guests, rooms)
  const kept = live.slice(0, rooms).map((reservation, i) => ({ ...reservation, guests: perRoom[i]!, roomType, arrival, departure }))
  const lastOrdinal = Math.max(...booking.reservations.map((reservation) => reservation.ordinal))
  const added = perRoom.slice(kept.length).map((count, i): Reservation => ({
    ...kept[0]!, id: newId('rsv', booking.createdAt.epochMilliseconds, routeOf(booking.venue)), ordinal: lastOrdinal + i + 1, guests: count, version: 1, status: booking.status, arrivedAt: null, endedAt: null, units: [],
  }))
  return { kept, added, dropped: live.slice(rooms) }
}
