import { routeOf } from '#platform/id'
import { openLanes } from '#platform/lanes'
import { brokenConstraint, isStale, type TransactionOptions, type Tx } from '#platform/sql'
import { agreeOnQuote, type AgreedQuote } from './agree.ts'
import type { BookingDeps } from './deps.ts'
import { holdAsSeen } from './hold-as-seen.ts'
import { claimAcross } from './inventory.ts'
import { agreedOf, staleness, type Held, type HoldLanes, type LaneHold } from './lane-hold.ts'
import { beginTogether, finishTogether, type OnceResult } from './once-store.ts'
import { pageAfterPayment } from './page-of.ts'
import { payableOf } from './payable.ts'
import { draft, writePlaced } from './place.ts'
import type { Booking } from './types.ts'

/**
 * Holds that come at once share a transaction: by venue they go into lanes, and while a lane's batch is under way the
 * next gathers. Each batch is decided from a look without locks; when that misses twice, with locks (`holdTogether`); what
 * a batch cannot decide goes `alone`.
 */
export function openHoldLanes(deps: BookingDeps, alone: (hold: LaneHold) => Promise<Held>): HoldLanes {
  return openLanes<LaneHold, Held>({
    lanes: 16, batchMost: 64, queueMost: 2_000,
    async run(batch, isAgain) {
      const options = isAgain || new Set(batch.map(({ quote }) => routeOf(quote))).size === 1 ? {} : { lockTimeoutMs: waitTogetherMs }
      let answers = await holdAsSeen(deps, batch, options).catch(missed)
      if (answers === 'missed') answers = await holdAsSeen(deps, batch, options).catch(missed)
      if (answers === 'missed' || answers === null) answers = batch.length === 1 ? ['alone'] : await holdLocked(deps, batch, options)
      return Promise.all(answers.map(async (answer, i) => (answer === 'alone' ? alone(batch[i]!).catch((error: Error) => error) : answer)))
    },
  })
}

/** A batch of several venues waits so long for rows that somebody else has locked; then each venue's part goes by itself, and the free ones are done. */
const waitTogetherMs = 250

/** What was decided from has changed meanwhile: a row (`STALE`), or a guest or key that another wrote (a broken constraint). Nothing was written. */
function missed(error: unknown): 'missed' {
  if (isStale(error) || brokenConstraint(error) !== undefined) return 'missed'
  throw error
}

/** The same with locks, for those whose quotes are there. */
async function holdLocked(deps: BookingDeps, batch: readonly LaneHold[], options: TransactionOptions): Promise<(Held | Error | 'alone')[]> {
  const agreed = await Promise.all(batch.map((hold) => agreeOnQuote(deps, hold.quote, '/quotes/0').catch(() => null)))
  const there = batch.flatMap((hold, i) => (agreed[i] === null ? [] : [{ ...hold, quote: agreed[i]!, i }]))
  const answers: (Held | Error | 'alone')[] = batch.map(() => 'alone')
  const held = await deps.db.transaction((tx) => holdTogether(deps, tx, there), options)
  for (const [k, { i }] of there.entries()) answers[i] = held[k]!
  return answers
}

type AgreedHold = Omit<LaneHold, 'quote'> & { quote: AgreedQuote }

/**
 * Many holds in one transaction, each with a result of its own: keys first, then all claims on rows locked in one order
 * and written once, then for those that got theirs the guest, the payment, the booking and its event.
 */
async function holdTogether(deps: BookingDeps, tx: Tx, batch: readonly AgreedHold[]): Promise<(Held | Error | 'alone')[]> {
  const now = deps.clock.now()
  const begun = await beginTogether(tx, 'hold', batch, now)
  const going = batch.flatMap((hold, i) => (begun[i] === null ? [{ hold, i }] : []))
  const answers = begun.map((answer, i): Held | Error | 'alone' => (answer === null ? staleness(batch[i]!.quote, now, 0) ?? 'alone' : answer))
  const asked = going.filter(({ hold, i }) => answers[i] === 'alone' && hold.quote.terms.stay?.promo === undefined).map(({ hold, i }) => ({ hold, i, booking: draft(agreedOf(hold, hold.quote), now) }))
  const claimed = await claimAcross(deps, tx, asked.map(({ booking }) => ({ booking })))
  const made: { hold: AgreedHold; i: number; booking: Booking }[] = []
  for (const [k, { hold, i }] of asked.entries()) {
    const outcome = claimed[k]!
    if (outcome === 'alone' || outcome instanceof Error) answers[i] = outcome
    else made.push({ hold, i, booking: await complete(deps, tx, hold, outcome) })
  }
  await writePlaced(tx, made.map(({ hold, booking }) => ({ actor: hold.actor, booking })), now)
  for (const { hold, booking } of made) if (booking.hasNote) await deps.guests.putNote(tx, booking.guest, 'wish', booking.id, hold.input.note!)
  const done = made.map(({ hold, i, booking }) => ({ ...hold, i, result: { bookings: [booking.id], payment: booking.payment } satisfies OnceResult }))
  for (const { i, result } of done) answers[i] = result
  await finishTogether(tx, done, going.filter(({ i }) => !done.some((one) => one.i === i)).map(({ hold }) => hold))
  return answers
}

/** Only for those that have their claims: nobody's name is kept for a refusal. */
async function complete(deps: BookingDeps, tx: Tx, hold: AgreedHold, booking: Booking): Promise<Booking> {
  const guest = await deps.guests.findOrCreateGuest(tx, hold.quote.layout.vendor, { ...hold.input.guest, account: hold.actor.account })
  if (booking.status !== 'held') return { ...booking, guest }
  const payment = await deps.payments.start(tx, {
    payables: [payableOf(booking)],
    returnUrl: pageAfterPayment(deps.publicUrl, booking), expiresAt: booking.expiresAt!,
  })
  return { ...booking, guest, payment }
}
