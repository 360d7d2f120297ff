import type { Actor } from '#http/actor'
import { routeOf, type BookingId } from '#platform/id'
import { openLanes, type Lanes } from '#platform/lanes'
import { isProblem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { pendingAmendments } from './amendment-store.ts'
import { lockBookings } from './booking-store.ts'
import { cancelBooking, cancelLocked, type CancelInput } from './cancel-booking.ts'
import type { BookingDeps } from './deps.ts'
import { beginEach, finishTogether, type OnceResult } from './once-store.ts'
import { releaseHold, releaseLocked } from './release-hold.ts'
import type { Booking, Once } from './types.ts'
import { mayChangeEach, notFound } from './who-may.ts'
import { writeAll, type Written } from './write-changes.ts'

/** Somebody cancels a booking, or lets a hold go. */
export interface LaneChange { actor: Actor; booking: BookingId; given: Once | undefined; change: { kind: 'cancel'; input: CancelInput } | { kind: 'release' } }
export type ChangeLanes = Lanes<LaneChange, Booking>

/**
 * Cancellations and releases that come at once share a transaction, by venue in lanes as holds do, each with its own
 * result and key. One that comes by itself, one of a trip, and one that a batch cannot decide take the ordinary way.
 */
export function openChangeLanes(deps: BookingDeps): ChangeLanes {
  return openLanes<LaneChange, Booking>({
    lanes: 8, batchMost: 64, queueMost: 1_000,
    async run(batch) {
      const answers = batch.length === 1 ? ['alone' as const] : await changeTogether(deps, batch)
      return Promise.all(answers.map(async (answer, i) => (answer === 'alone' ? alone(deps, batch[i]!).catch((error: Error) => error) : answer)))
    },
  })
}

export const submitChange = (lanes: ChangeLanes, change: LaneChange): Promise<Booking> => lanes.submit(routeOf(change.booking), change)

function alone(deps: BookingDeps, { actor, booking, given, change }: LaneChange): Promise<Booking> {
  return change.kind === 'cancel' ? cancelBooking(deps, actor, booking, change.input, given) : releaseHold(deps, actor, booking, given)
}

type Answer = Booking | Error | 'alone'

/** May they? Then one transaction: keys, bookings locked in one order, all claims given back together, each decided, all written together. */
async function changeTogether(deps: BookingDeps, batch: readonly LaneChange[]): Promise<Answer[]> {
  const seen = await mayChangeEach(deps.db, batch.map(({ actor, booking }) => ({ actor, id: booking })))
  const twice = new Set<BookingId>()
  const answers = batch.map(({ booking }, i): Answer => {
    const mine = seen[i]
    if (mine === undefined) return notFound()
    if (twice.has(booking) || mine.trip !== null) return 'alone'
    twice.add(booking)
    return mine
  })
  const going = batch.flatMap((change, i) => (typeof answers[i] === 'object' && !(answers[i] instanceof Error) ? [{ ...change, i }] : []))
  if (going.length < 2) return answers.map((answer) => (answer instanceof Error ? answer : 'alone'))
  const done = await deps.db.transaction((tx) => changeLocked(deps, tx, going))
  for (const [k, { i }] of going.entries()) answers[i] = done[k]!
  return answers
}

async function changeLocked(deps: BookingDeps, tx: Tx, going: readonly LaneChange[]): Promise<Answer[]> {
  const now = deps.clock.now()
  const begun = await beginEach(tx, going.map(({ actor, given, booking, change }) => ({ actor, given, operation: `${change.kind} ${booking}` })), now)
  const ids = going.map(({ booking }) => booking)
  const bookings = new Map((await lockBookings(tx, ids)).map((booking) => [booking.id, booking]))
  // Most have nothing to do with money or waiting changes: asked once for all.
  const [payments, amendments] = await Promise.all([deps.payments.of(tx, ids), pendingAmendments(tx, ids)])
  const [paying, amending] = [new Set(payments.map((payment) => payment.booking)), new Set(amendments)]
  const answers = begun.map((answer, k): Answer | null => (answer === null ? null : answer === 'alone' || answer instanceof Error ? answer : bookings.get(going[k]!.booking)!))
  const written: Written[] = []
  const freed: Booking[] = []
  for (const [k, one] of going.entries()) {
    if (answers[k] !== null) continue
    const booking = bookings.get(one.booking)!
    // A waiting change has claims of its own, which would be taken out of the order of all.
    const result = amending.has(booking.id) ? 'alone' as const : await decideChange(deps, tx, one, booking, paying.has(booking.id), now)
    if (result === 'alone' || result instanceof Error) { answers[k] = result; continue }
    answers[k] = result.booking
    written.push(result)
    freed.push(booking)
  }
  // Venue by venue, in one order: as many statements as there are venues.
  for (const [venue, some] of [...Map.groupBy(freed, (booking) => booking.venue)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await deps.availability.releaseTogether(tx, venue, some.flatMap((booking) => booking.reservations.map((reservation) => reservation.id)))
  }
  await writeAll(tx, written)
  const keyed = going.flatMap((one, k) => (begun[k] === null ? [{ ...one, refused: answers[k] === 'alone' || answers[k] instanceof Error, result: { bookings: [one.booking] } satisfies OnceResult }] : []))
  await finishTogether(tx, keyed.filter((one) => !one.refused), keyed.filter((one) => one.refused))
  return answers.map((answer) => answer!)
}

/** One change of a locked booking, whose claims go back with those of the others. Whoever is refused is so before anything of theirs is written. */
async function decideChange(deps: BookingDeps, tx: Tx, { actor, change }: LaneChange, booking: Booking, mayBePaid: boolean, now: Temporal.Instant): Promise<Written | Error> {
  const work = change.kind === 'cancel'
    ? cancelLocked(deps, tx, actor, booking, change.input, now, { mayBePaid, mayBeAmending: false, released: true })
    : releaseLocked(deps, tx, actor, booking, 'released', now, { mayBePaid, released: true })
  return work.catch((error: unknown) => { if (isProblem(error)) return error; throw error })
}
