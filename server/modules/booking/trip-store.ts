import type { AccountId, TripId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { Trip } from './types.ts'

/** Written before the first venue is held: whoever finds it unfinished after `giveUpAt` lets go what was held for it. */
export async function beginTrip(tx: Tx, trip: { id: TripId; code: string; account: AccountId | null; venues: VenueId[]; createdAt: Temporal.Instant; giveUpAt: Temporal.Instant }): Promise<void> {
  await tx.run(sql`
    insert into booking.trip (id, code, status, account_id, venues, created_at, give_up_at)
    values (${trip.id}, ${trip.code}, 'holding', ${trip.account}, ${trip.venues}, ${trip.createdAt}, ${trip.giveUpAt})`)
}

/** False when it is not `holding` any more: somebody else has ended it. */
export async function endTrip(tx: Tx, id: TripId, status: 'held' | 'released'): Promise<boolean> {
  return await tx.run(sql`update booking.trip set status = ${status} where id = ${id} and status = 'holding'`) === 1
}

export async function findTrip(reader: Reader, id: TripId): Promise<Trip | undefined> {
  return reader.maybe<Trip>(sql`select id, code, status, account_id as account, venues from booking.trip where id = ${id}`)
}

export async function tripOfCode(reader: Reader, code: string): Promise<TripId | null> {
  return (await reader.maybe<{ id: TripId }>(sql`select id from booking.trip where code = ${code}`))?.id ?? null
}

/** False when a sweeper took it for left behind. Keeps it from being ended while a venue of it is held. */
export async function tripStillHolding(tx: Tx, id: TripId): Promise<boolean> {
  return (await tx.rows(sql`select 1 from booking.trip where id = ${id} and status = 'holding' for share`)).length === 1
}

export async function lockUnfinishedTrips(tx: Tx, now: Temporal.Instant, limit: number): Promise<TripId[]> {
  const rows = await tx.rows<{ id: TripId }>(sql`select id from booking.trip where status = 'holding' and give_up_at <= ${now} order by give_up_at limit ${limit} for update skip locked`)
  return rows.map((row) => row.id)
}
