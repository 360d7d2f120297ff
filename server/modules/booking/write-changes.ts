import { emitAll, type NewEvent } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import { saveBookings } from './booking-store.ts'
import type { Booking } from './types.ts'

/** A booking as it is to be, with the events that say so: decided in memory, written together. */
export interface Written { booking: Booking; events: NewEvent[] }

/** Writes any number of changes of different bookings in two statements. */
export async function writeAll(tx: Tx, changes: readonly Written[]): Promise<void> {
  await saveBookings(tx, changes.map((change) => change.booking))
  await emitAll(tx, changes.flatMap((change) => change.events))
}
