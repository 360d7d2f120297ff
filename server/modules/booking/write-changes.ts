import type { Actor } from '#http/actor'
import { emitAll, type NewEvent } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { saveBookings } from './booking-store.ts'
import type { BookingDeps } from './deps.ts'
import type { Booking } from './types.ts'

/** A booking as it is to be, with the events that say so: decided in memory, written together. */
export interface Written { booking: Booking; events: NewEvent[] }

/** Writes any number of changes of different bookings in two statements. */
export async function writeAll(tx: Tx, changes: readonly Written[]): Promise<void> {
  await saveBookings(tx, changes.map((change) => change.booking))
  await emitAll(tx, changes.flatMap((change) => change.events))
}

/** The same, and those who listen are told of guests who came, of bookings that are over, and of no-shows that came after all. */
export async function writeAndTell(deps: Pick<BookingDeps, 'listeners'>, tx: Tx, actor: Actor, changes: readonly Written[]): Promise<void> {
  await writeAll(tx, changes)
  const over = changes.filter(({ booking }) => booking.status === 'cancelled' || booking.status === 'no_show').map((change) => change.booking)
  const reopened = changes.filter(({ booking, events }) => booking.status === 'confirmed' && events.some((event) => event.type === 'reservation.reopened')).map((change) => change.booking)
  const arrived = changes.filter(({ events }) => events.some((event) => event.type === 'reservation.arrived')).map((change) => change.booking)
  for (const listener of deps.listeners ?? []) {
    if (arrived.length > 0) await listener.arrived(tx, actor, arrived)
    if (over.length > 0) await listener.over(tx, actor, over)
    if (reopened.length > 0) await listener.reopened(tx, actor, reopened)
  }
}
