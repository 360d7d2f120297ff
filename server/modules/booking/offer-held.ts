import type { Reason } from '@holdfast/contract/kit'
import type { Actor } from '#http/actor'
import type { AccountId, BookingId, GuestId, PaymentId, VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { isProblem, problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { agreeOn, type Asked } from './agree.ts'
import { findBooking, lockBookings, saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { attempt, extendClaims, keepClaims } from './inventory.ts'
import { layoutOf } from './layouts.ts'
import { markConfirmed } from './mark-confirmed.ts'
import { pageAfterPayment } from './page-of.ts'
import { payableOf } from './payable.ts'
import { placeAll, placeEach, type Agreed } from './place.ts'
import { letGo } from './release-hold.ts'
import { changed, hasExpired } from './rules.ts'
import { bookingEvent } from './tell.ts'
import type { Booking, Channel } from './types.ts'

/** What is to be held for a guest who did not ask at this moment: who waited for it. */
export interface OfferAsked extends Asked { guest: GuestId; account: AccountId | null; channel: Channel; minutes: number }
export type Offered = Booking | { refused: Reason[] }

/**
 * Holds for several guests of one venue, in the order given, each with all or nothing: the first whom what is free fits
 * gets it. All rows are locked in one order before anything is decided, so that nobody further back is served by what
 * became free while those before were looked at. Whether they may wait for it was asked by the caller.
 */
export async function offerEach(deps: BookingDeps, tx: Tx, actor: Actor, venue: VenueId, asked: readonly OfferAsked[]): Promise<Offered[]> {
  const now = deps.clock.now()
  const answers: Offered[] = asked.map(() => ({ refused: [] }))
  const agreed: { i: number; agreed: Agreed }[] = []
  for (const [i, one] of asked.entries()) {
    try {
      agreed.push({ i, agreed: toHold(one, await agreeOn(deps, tx, venue, one, now)) })
    } catch (error) {
      if (!isProblem(error)) throw error
      answers[i] = { refused: error.reasons }
    }
  }
  const placed = await each(deps, tx, actor, agreed.map((one) => one.agreed))
  for (const [k, { i }] of agreed.entries()) answers[i] = placed[k]!
  return answers
}

function toHold({ guest, account, channel, minutes }: OfferAsked, { layout, terms, price }: Awaited<ReturnType<typeof agreeOn>>): Agreed {
  return { layout: { ...layout, holdMinutes: minutes }, terms, price, channel, quote: null, guest, account, hasNote: false, trip: null, as: 'hold', asOffer: true }
}

/**
 * All in one lock first. Where rooms are promised among the nights, a batch is refused as one, and each is asked for by
 * itself; a party alone is asked for again, because others may make room for it where they are not promised their table.
 */
async function each(deps: BookingDeps, tx: Tx, actor: Actor, agreed: readonly Agreed[]): Promise<Offered[]> {
  let answers: Offered[] = []
  if (agreed.length === 0) return answers
  const decided = await attempt(tx, async () => { answers = await placeEach(deps, tx, actor, agreed) })
  if (decided && (agreed.length > 1 || agreed[0]!.terms.sitting === undefined || !('refused' in answers[0]!))) return answers
  for (const [i, one] of agreed.entries()) {
    answers[i] ??= { refused: [{ code: 'sold_out', detail: 'Rooms that were promised lie in the way' }] }
    await attempt(tx, async () => { answers[i] = (await placeAll(deps, tx, actor, [one]))[0]! })
  }
  return answers
}

/**
 * The guest takes what was held for them: confirmed at once when nothing is due, or at the desk; else its payment
 * begins, with at least the venue's usual minutes to pay. Again is the same.
 */
export async function takeOffer(deps: BookingDeps, tx: Tx, actor: Actor, id: BookingId, at: 'site' | 'desk'): Promise<{ booking: Booking; payment: PaymentId | null }> {
  const now = deps.clock.now()
  const [booking] = await lockBookings(tx, [id])
  if (booking === undefined || ['expired', 'cancelled', 'no_show'].includes(booking.status) || hasExpired(booking, now)) throw problem('hold-expired', { detail: 'The time to answer is over, and it went to the next in line.' })
  if (booking.status !== 'held') return { booking, payment: booking.payment }
  if (at === 'desk' || booking.price.dueNow.amount === 0) {
    if (!await keepClaims(deps, tx, booking)) throw problem('not-available', { detail: 'It took too long, and somebody else has it now.', reasons: [{ code: 'expired', detail: 'The hold ran out' }] })
    await markConfirmed(deps, tx, booking)
    return { booking: (await findBooking(tx, id))!, payment: null }
  }
  if (booking.payment !== null) return { booking, payment: booking.payment }
  return startPaying(deps, tx, actor, booking, now)
}

async function startPaying(deps: BookingDeps, tx: Tx, actor: Actor, booking: Booking, now: Temporal.Instant): Promise<{ booking: Booking; payment: PaymentId }> {
  const { holdMinutes } = await layoutOf(deps, tx, booking.venue)
  const usual = now.add({ minutes: holdMinutes })
  const expiresAt = Temporal.Instant.compare(usual, booking.expiresAt!) > 0 ? usual : booking.expiresAt!
  const payment = await deps.payments.start(tx, {
    payables: [payableOf(booking)], returnUrl: pageAfterPayment(deps.publicUrl, booking), expiresAt,
  })
  const paying = changed(booking, { payment, expiresAt }, {}, [])
  if (expiresAt !== booking.expiresAt && !await extendClaims(deps, tx, paying)) throw problem('hold-expired', { detail: 'The time to answer is over, and it went to the next in line.' })
  await saveBookings(tx, [paying])
  await emit(tx, bookingEvent('booking.extended', paying, { actor, at: now, reason: 'offer_taken' }))
  return { booking: paying, payment }
}

/** Lets go what was held for a guest who does not want it. True when there was something to let go. */
export async function withdrawOffer(deps: BookingDeps, tx: Tx, actor: Actor, id: BookingId, reason: string): Promise<boolean> {
  const now = deps.clock.now()
  const [booking] = await lockBookings(tx, [id])
  if (booking?.status !== 'held' || hasExpired(booking, now)) return false
  await letGo(deps, tx, actor, booking, reason, now)
  return true
}
