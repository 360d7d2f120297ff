import type { PoolId, RoomId, TableId, VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { addDays, type PlainDate } from '#platform/time'
import { viewBooks, type Books } from './books.ts'
import { readClaimsOf } from './claims-store.ts'
import { closestFirst, usualEnd } from './free-units.ts'
import { leaseHolder } from './leases.ts'
import { readSales } from './sales-store.ts'
import { restaurantOf } from './setup.ts'

/** Rooms of a lease that it can sell for all of the nights `[from, to)`; none when it is over. */
export async function leasedRooms(reader: Reader, venue: VenueId, pool: PoolId, from: PlainDate, to: PlainDate): Promise<RoomId[]> {
  const claims = await readClaimsOf(reader, venue, [pool])
  return claims.filter((claim) => claim.firstDay <= from && to <= claim.endDay).map((claim) => claim.unit as RoomId)
}

/** Tables of a lease that it can sell from `at` for the usual time of that party, those that fit the party first. */
export async function leasedTables(books: Books, reader: Reader, venue: VenueId, pool: PoolId, at: Temporal.Instant, party: number): Promise<TableId[]> {
  const { setup } = await viewBooks(books, reader, venue, () => ({ rows: [], days: [] }))
  const day = setup.days.dayOf(at)
  const lines = await readSales(reader, venue, [day, addDays(day, 1)].map((one) => leaseHolder(pool, one)))
  const until = usualEnd(setup, at, party).epochMilliseconds
  // What it has of a table may lie in several lines, one after the other.
  const has = (table: TableId) => lines.filter((line) => line.tables?.includes(table)).toSorted((a, b) => Temporal.Instant.compare(a.startsAt!, b.startsAt!))
    .reduce((end, line) => (line.startsAt!.epochMilliseconds <= end ? Math.max(end, line.endsAt!.epochMilliseconds) : end), at.epochMilliseconds) >= until
  return closestFirst(restaurantOf(setup).tables.filter((table) => has(table.id)), party).map((table) => table.id)
}
