import { systemActor } from '#http/actor'
import { emitAll } from '#platform/outbox'
import type { Database, Tx } from '#platform/sql'
import { overdueAmendments } from './amendment-store.ts'
import { dropPendingAmendment } from './amend-booking.ts'
import { bookingsOfTrip, findBookings, lockBookings, lockExpired, saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import { dropOldKeys } from './once-store.ts'
import { letGo } from './release-hold.ts'
import { changed } from './rules.ts'
import { bookingEvent } from './tell.ts'
import { endTrip, lockUnfinishedTrips } from './trip-store.ts'

const batch = 1_000
/** A trip is held within seconds; one that is not finished then was left by a crash. */
export const tripSeconds = 30
/** A key whose work was cut is free so much later than its trip: whoever repeats it begins anew. */
const keySecondsMore = 15

/**
 * Marks holds that have run out and gives back what they claimed. What they claimed was free for others from their
 * time on already; this is for the record, the mail and the board. Several processes may sweep at once.
 */
export async function expireHolds(deps: BookingDeps): Promise<number> {
  const db = deps.db as Database
  let done = 0
  let failure: unknown
  // Each by itself: a venue whose rows somebody does not let go keeps back its own part, and not trips, changes and keys.
  const part = async (work: () => Promise<number>) => { try { done += await work() } catch (error) { failure ??= error } }
  await part(async () => {
    let swept = 0
    for (let last = batch; last === batch; swept += last) last = await db.transaction((tx) => expireSome(deps, tx))
    return swept
  })
  await part(() => db.transaction((tx) => releaseUnfinishedTrips(deps, tx)))
  await part(() => dropOverdueAmendments(deps))
  await part(async () => { await db.transaction((tx) => dropOldKeys(tx, deps.clock.now(), tripSeconds + keySecondsMore)); return 0 })
  if (failure !== undefined) throw failure
  return done
}

async function expireSome(deps: BookingDeps, tx: Tx): Promise<number> {
  const now = deps.clock.now()
  const ids = await lockExpired(tx, now, batch)
  const over = (await findBookings(tx, ids)).map((booking) =>
    changed(booking, { status: 'expired', expiresAt: null, endedAt: now, endReason: 'hold_ran_out' }, { status: 'expired', endedAt: now }))
  // Venue by venue, in one order: as many statements as there are venues, however many holds.
  for (const [venue, some] of [...Map.groupBy(over, (booking) => booking.venue)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await deps.availability.releaseTogether(tx, venue, some.flatMap((booking) => booking.reservations.map((reservation) => reservation.id)))
  }
  for (const booking of over) if (booking.payment !== null) await deps.payments.giveUp(tx, booking.id)
  await saveBookings(tx, over)
  await emitAll(tx, over.map((booking) => bookingEvent('booking.expired', booking, { actor: systemActor, at: now, reason: 'hold_ran_out' })))
  return over.length
}

async function releaseUnfinishedTrips(deps: BookingDeps, tx: Tx): Promise<number> {
  const now = deps.clock.now()
  const trips = await lockUnfinishedTrips(tx, now, 100)
  for (const trip of trips) {
    await endTrip(tx, trip, 'released')
    for (const booking of await lockBookings(tx, (await bookingsOfTrip(tx, trip)).map((one) => one.id))) {
      if (booking.status === 'held') await letGo(deps, tx, systemActor, booking, 'trip_unfinished', now)
    }
  }
  return trips.length
}

async function dropOverdueAmendments(deps: BookingDeps): Promise<number> {
  const ids = await overdueAmendments(deps.db, deps.clock.now(), batch)
  for (const id of ids) {
    await deps.db.transaction(async (tx) => {
      const [booking] = await lockBookings(tx, [id])
      if (booking !== undefined) await dropPendingAmendment(deps, tx, booking, 'expired')
    })
  }
  return ids.length
}
