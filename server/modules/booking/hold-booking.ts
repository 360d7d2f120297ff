import type { Actor } from '#http/actor'
import { newConfirmationCode, newId, routeOf, type BookingId, type PaymentId, type TripId } from '#platform/id'
import { isProblem, problem, type Problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { agreeOnQuote, type AgreedQuote } from './agree.ts'
import { bookingsOfTrip, findBookings, lockBookings, saveBookings } from './booking-store.ts'
import { keepClaims } from './inventory.ts'
import { markConfirmed } from './mark-confirmed.ts'
import type { BookingDeps } from './deps.ts'
import { tripSeconds } from './expire-holds.ts'
import { beginOnce, findOnce, finishOnce, forgetOnce, once } from './once-store.ts'
import { payableOf } from './payable.ts'
import { placeAll, type Agreed } from './place.ts'
import { letGo } from './release-hold.ts'
import { openerOf } from './opened.ts'
import { pageAfterPayment } from './page-of.ts'
import { changed } from './rules.ts'
import { hasText, staleness, type Held, type HoldLanes, type LaneHold } from './lane-hold.ts'
import { viewFresh } from './view-booking.ts'
import { beginTrip, endTrip, findTrip, tripStillHolding } from './trip-store.ts'
import type { Booking, Checkout, HoldInput, Once } from './types.ts'

/**
 * Holds what was quoted. First everything is decided without a lock (quotes, prices, who pays what now), then it is
 * written in each venue's own transaction: the key, the guest, the claims, the bookings, the payment, the events.
 * Anyone may hold; with nothing due now the booking is confirmed at once.
 */
export async function holdBooking(deps: BookingDeps, lanes: HoldLanes, actor: Actor, input: HoldInput, given?: Once): Promise<Checkout> {
  const result = await holdNow(deps, lanes, actor, input, given)
  if (result.payment != null) await deps.payments.openPage(result.payment)
  return checkoutOf(deps, result)
}

async function holdNow(deps: BookingDeps, lanes: HoldLanes, actor: Actor, input: HoldInput, given?: Once): Promise<Held> {
  // A quote's id carries its venue's route, so that its lane is known without looking it up.
  if (input.quotes.length === 1) return lanes.submit(routeOf(input.quotes[0]!), { actor, input, quote: input.quotes[0]!, given })
  // A repeated key is answered before its quotes are looked at: they may be gone since.
  const known = await findOnce(deps.db, actor, 'hold', given, deps.clock.now())
  return known === null ? holdTrip(deps, actor, input, await agreeOnQuotes(deps, input), given) : known
}

async function agreeOnQuotes(deps: BookingDeps, input: HoldInput): Promise<AgreedQuote[]> {
  const twice = input.quotes.findIndex((quote, i) => input.quotes.indexOf(quote) !== i)
  if (twice >= 0) throw problem('invalid-request', { detail: 'The same quote stands there twice.', errors: [{ pointer: `/quotes/${twice}`, detail: 'stands there twice' }] })
  return Promise.all(input.quotes.map((quote, i) => agreeOnQuote(deps, quote, `/quotes/${i}`)))
}

/** A hold by itself, in a transaction of its own: when no other comes at the same time, or when a batch cannot decide it. */
export async function holdAlone(deps: BookingDeps, { actor, input, quote: id, given }: LaneHold): Promise<Held> {
  const known = await findOnce(deps.db, actor, 'hold', given, deps.clock.now())
  if (known !== null) return known
  const quote = await agreeOnQuote(deps, id, '/quotes/0')
  return deps.db.transaction(async (tx) => {
    const { result } = await once(tx, actor, 'hold', given, deps.clock.now(), async () => {
      refuseStale(deps, [quote])
      const bookings = await hold(deps, tx, actor, input, [quote], null, quote.price.dueNow.amount > 0 ? 'hold' : 'booking')
      return { bookings: bookings.map((booking) => booking.id), payment: bookings[0]!.payment }
    })
    return result
  })
}

/** One venue's part: guest, note, claims, bookings. */
async function hold(deps: BookingDeps, tx: Tx, actor: Actor, input: HoldInput, quotes: readonly AgreedQuote[], trip: TripId | null, as: Agreed['as']): Promise<Booking[]> {
  const { layout } = quotes[0]!
  const guest = await deps.guests.findOrCreateGuest(tx, layout.vendor, { ...input.guest, account: actor.account })
  const bookings = await placeAll(deps, tx, actor, quotes.map((quote) => ({
    layout, terms: quote.terms, price: quote.price, quote: quote.id, channel: input.channel ?? actor.channel, guest, account: actor.account, hasNote: hasText(input.note), trip, as,
  })), trip === null ? (claimed) => startPayment(deps, tx, claimed) : undefined)
  if (hasText(input.note)) for (const booking of bookings) await deps.guests.putNote(tx, guest, 'wish', booking.id, input.note!)
  return bookings
}

/**
 * A trip: each venue in a transaction of its own. The trip's row is written before the first, so that a crash between
 * two leaves something that the sweeper finds and lets go; when a later venue refuses, the first are released here.
 */
async function holdTrip(deps: BookingDeps, actor: Actor, input: HoldInput, quotes: readonly AgreedQuote[], given?: Once): Promise<Held> {
  const now = deps.clock.now()
  const venues = [...new Set(quotes.map((quote) => quote.layout.id))]
  // One order for all trips: of two that want the same room and table, the one that has the first gets the second too.
  const inOrder = venues.toSorted().flatMap((venue) => quotes.filter((quote) => quote.layout.id === venue))
  const id = newId('trp', now.epochMilliseconds) as TripId
  const before = await deps.db.transaction(async (tx) => {
    const known = await beginOnce(tx, actor, 'hold', given, now)
    if (known !== null) return known
    refuseStale(deps, quotes)
    await beginTrip(tx, { id, code: newConfirmationCode(), account: actor.account, venues, createdAt: now, giveUpAt: now.add({ seconds: tripSeconds }) })
    return null
  })
  if (before !== null) return before
  const held: BookingId[] = []
  try {
    for (const venue of venues.toSorted()) held.push(...await holdVenueOfTrip(deps, actor, input, inOrder.filter((quote) => quote.layout.id === venue), id))
    return await deps.db.transaction((tx) => finishTrip(deps, tx, actor, id, quotes.map((quote) => held[inOrder.indexOf(quote)]!), given))
  } catch (error) {
    await deps.db.transaction((tx) => undoTrip(deps, tx, actor, id, given))
    throw isProblem(error) ? whichOfTrip(error, quotes, inOrder[held.length]) : error
  }
}

async function holdVenueOfTrip(deps: BookingDeps, actor: Actor, input: HoldInput, quotes: readonly AgreedQuote[], trip: TripId): Promise<BookingId[]> {
  return deps.db.transaction(async (tx) => {
    if (!await tripStillHolding(tx, trip)) throw problem('overloaded', { detail: 'It took too long, and what was held was let go. Try again.', retryAfterSeconds: 2 })
    return (await hold(deps, tx, actor, input, quotes, trip, 'hold')).map((booking) => booking.id)
  })
}

/** All venues have said yes: one payment for all, or, with nothing due anywhere, all are confirmed. */
async function finishTrip(deps: BookingDeps, tx: Tx, actor: Actor, id: TripId, held: readonly BookingId[], given?: Once): Promise<Held> {
  if (!await endTrip(tx, id, 'held')) throw problem('overloaded', { detail: 'It took too long, and what was held was let go. Try again.', retryAfterSeconds: 2 })
  const bookings = await lockBookings(tx, held)
  const payment = await startPayment(deps, tx, bookings)
  if (payment !== null) await saveBookings(tx, bookings.map((booking) => changed(booking, { payment }, {}, [])))
  if (payment === null) for (const booking of bookings) await keepAndConfirm(deps, tx, booking)
  const result = { bookings: [...held], trip: id, payment }
  await finishOnce(tx, actor, given, result)
  return result
}

async function keepAndConfirm(deps: BookingDeps, tx: Tx, booking: Booking): Promise<void> {
  if (!await keepClaims(deps, tx, booking)) throw problem('not-available', { detail: 'It took too long, and somebody else has it now.', reasons: [{ code: 'expired', detail: 'The hold ran out' }] })
  await markConfirmed(deps, tx, booking)
}

/**
 * A trip that is no longer `holding` was ended by the sweeper, or by our own commit whose answer was lost: that one
 * stands. What was held is asked of the database: a venue's commit may have happened although we never heard of it.
 */
async function undoTrip(deps: BookingDeps, tx: Tx, actor: Actor, id: TripId, given?: Once): Promise<void> {
  if (await endTrip(tx, id, 'released')) {
    const held = (await bookingsOfTrip(tx, id)).map((booking) => booking.id)
    for (const booking of await lockBookings(tx, held)) if (booking.status === 'held') await letGo(deps, tx, actor, booking, 'trip_refused', deps.clock.now())
  }
  await forgetOnce(tx, actor, given)
}

/** Says which part of the trip was refused, by its pointer. */
function whichOfTrip(error: Problem, quotes: readonly AgreedQuote[], refused: AgreedQuote | undefined): Problem {
  if (refused === undefined) return error
  return problem(error.code, { ...error.extra, detail: `${refused.layout.name}: ${error.extra.detail ?? error.title} Nothing of the trip was kept.`, errors: [{ pointer: `/quotes/${quotes.indexOf(refused)}`, detail: 'refused' }] })
}

async function startPayment(deps: BookingDeps, tx: Tx, bookings: readonly Booking[]): Promise<PaymentId | null> {
  const due = bookings.filter((booking) => booking.status === 'held' && booking.price.dueNow.amount > 0)
  if (due.length === 0) return null
  const expiresAt = due.map((booking) => booking.expiresAt!).reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? a : b))
  return deps.payments.start(tx, {
    payables: due.map((booking) => payableOf(booking)),
    returnUrl: pageAfterPayment(deps.publicUrl, due[0]!), expiresAt,
  })
}

function refuseStale(deps: BookingDeps, quotes: readonly AgreedQuote[]): void {
  const now = deps.clock.now()
  const stale = quotes.map((quote, i) => staleness(quote, now, i)).find((one) => one !== null)
  if (stale !== undefined) throw stale
}

async function checkoutOf(deps: BookingDeps, result: Held): Promise<Checkout> {
  const token = (booking: Booking) => deps.accessTokens.of(openerOf(booking))
  if (result.fresh !== undefined) return { bookings: [result.fresh.booking], trip: null, payment: result.payment ?? null, accessToken: token(result.fresh.booking), views: [await viewFresh(deps, result.fresh)] }
  const bookings = await findBookings(deps.db, result.bookings)
  const trip = result.trip == null ? null : await findTrip(deps.db, result.trip) ?? null
  return { bookings, trip, payment: result.payment ?? null, accessToken: token(bookings[0]!) }
}
