import type { Met } from '#module/guests'
import { newId, routeOf, type PaymentId, type TableId } from '#platform/id'
import { emitAll } from '#platform/outbox'
import type { TransactionOptions, Tx } from '#platform/sql'
import type { AgreedQuote } from './agree.ts'
import { insertBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { seeClaims } from './inventory.ts'
import { agreedOf, staleness, type Held, type LaneHold } from './lane-hold.ts'
import { insertTogether, lookTogether } from './once-store.ts'
import { pageAfterPayment } from './page-of.ts'
import { payableOf } from './payable.ts'
import { draft } from './place.ts'
import { bookingEvent } from './tell.ts'
import type { Booking } from './types.ts'

interface Wish { hold: LaneHold; i: number; quote: AgreedQuote; booking: Booking }
interface Made extends Wish { met: Met; tables: TableId[] }

/**
 * Many holds in two journeys to the database, however many: a look (rows, guests, keys) without any lock, and one
 * transaction that is sent whole, commit included. A row, a guest or a key that has changed in between ends it
 * (`STALE`, a broken constraint), and nothing was done. Null: this needs locks.
 */
export async function holdAsSeen(deps: BookingDeps, batch: readonly LaneHold[], options: TransactionOptions = {}): Promise<(Held | Error | 'alone')[] | null> {
  const now = deps.clock.now()
  const wishes = await wishesOf(deps, batch, now)
  const { seen, met, known } = await deps.db.reading(async (reader) => {
    // Keys last: whoever took the same key and the last room has committed both, or neither is seen.
    const [seen, met, known] = await Promise.all([
      seeClaims(deps, reader, wishes),
      deps.guests.meetGuests(reader, wishes.map(({ hold, quote }) => ({ vendor: quote.layout.vendor, details: { ...hold.input.guest, account: hold.actor.account } }))),
      lookTogether(reader, 'hold', batch, now),
    ])
    return { seen, met, known }
  })
  if (seen === null) return null
  const answers = known.map((answer): Held | Error | 'alone' => answer ?? 'alone')
  // A code with a limit is counted behind its lock: such a hold goes alone.
  const isNew = (k: number) => known[wishes[k]!.i] === null && wishes[k]!.quote.terms.stay?.promo === undefined && met[k] !== null && staleness(wishes[k]!.quote, now, 0) === null && deps.payments.refuses(wishes[k]!.booking.price.dueNow) === null
  const placed = seen.decide(isNew)
  const made: Made[] = []
  for (const [k, wish] of wishes.entries()) {
    if (known[wish.i] === null) answers[wish.i] = staleness(wish.quote, now, 0) ?? placed[k]!.problem ?? 'alone'
    const { booking, tables } = placed[k]!
    if (booking !== undefined) made.push({ ...wish, booking: complete(booking, met[k]!, now), met: met[k]!, tables })
  }
  if (made.length > 0) await deps.db.transaction(async (tx) => { send(deps, tx, made, now, seen) }, options)
  for (const { i, booking, met: { person }, tables, hold } of made) {
    answers[i] = { bookings: [booking.id], payment: booking.payment, fresh: { booking, person, tables, note: booking.hasNote ? hold.input.note! : null } }
  }
  return answers
}

/** Who asks by a quote that is there, with the booking as it would be. */
async function wishesOf(deps: BookingDeps, batch: readonly LaneHold[], now: Temporal.Instant): Promise<Wish[]> {
  const quotes = await deps.quoting.loadQuotes(deps.db, [...new Set(batch.map((hold) => hold.quote))])
  const layouts = await deps.venues.layoutsOf(deps.db, [...new Set([...quotes.values()].map((quote) => quote.venue))])
  return batch.flatMap((hold, i) => {
    const quote = quotes.get(hold.quote)
    const layout = quote === undefined ? undefined : layouts.get(quote.venue)
    if (quote === undefined || layout === undefined) return []
    const agreed: AgreedQuote = { id: quote.id, layout, terms: quote.terms, price: quote.price, expiresAt: quote.expiresAt }
    return [{ hold, i, quote: agreed, booking: draft(agreedOf(hold, agreed), now) }]
  })
}

function complete(booking: Booking, met: Met, now: Temporal.Instant): Booking {
  const payment = booking.status === 'held' && booking.price.dueNow.amount > 0 ? newId('pay', now.epochMilliseconds, routeOf(booking.venue)) as PaymentId : null
  return { ...booking, guest: met.id, payment }
}

/** Everything that these bookings write, in the order in which rows are taken (keys, then calendars); each statement is one for all of them. */
function send(deps: BookingDeps, tx: Tx, made: readonly Made[], now: Temporal.Instant, seen: { take(tx: Tx): void }): void {
  const bookings = made.map(({ booking }) => booking)
  tx.finally(insertTogether(tx, 'hold', made.map(({ hold, booking }) => ({ actor: hold.actor, given: hold.given, result: { bookings: [booking.id], payment: booking.payment } })), now))
  seen.take(tx)
  const notes = made.flatMap(({ hold, booking, met }) => (booking.hasNote ? [met.note('wish', booking.id, hold.input.note!)] : []))
  deps.guests.keepMet(tx, made.map(({ met }) => met), notes)
  deps.payments.startEach(tx, bookings.filter((booking) => booking.payment !== null).map((booking) => ({
    id: booking.payment!, payables: [payableOf(booking)],
    returnUrl: pageAfterPayment(deps.publicUrl, booking)(booking.payment!), expiresAt: booking.expiresAt!,
  })))
  tx.finally(insertBookings(tx, bookings))
  tx.finally(emitAll(tx, made.map(({ hold, booking }) => bookingEvent(booking.status === 'held' ? 'booking.held' : 'booking.confirmed', booking, { actor: hold.actor, at: now }))))
}
