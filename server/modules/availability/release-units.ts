import type { ReservationId, VenueId } from '#platform/id'
import type { Tx } from '#platform/sql'
import { openBooks, type Books } from './books.ts'
import { deleteClaimsOf } from './claims-store.ts'
import { leaseAgain, lockLeased, mendLeases } from './leases.ts'
import { post } from './post-line.ts'
import * as saleStore from './sales-store.ts'
import { isLease } from './sheet.ts'
import * as store from './store.ts'
import type { SaleLine } from './types.ts'

/** Gives everything of a holder back. Answers false when there was nothing (it had expired, or was released before). */
export async function releaseUnits(books: Books, tx: Tx, asked: { venue: VenueId; holder: ReservationId }): Promise<boolean> {
  const lines = await saleStore.lockSales(tx, asked.venue, asked.holder)
  if (lines.length === 0) return false
  const sittings = sittingsOf(lines)
  const leased = await lockLeased(tx, asked.venue, sittings)
  const { sheet, setup } = await openBooks(books, tx, asked.venue, () => ({ rows: [], days: [] }), [...lines, ...leased])
  for (const line of [...lines, ...leased]) post(sheet, line, 1)
  await store.writeDecision(tx, [sheet], await leaseAgain(tx, sheet, sittings))
  await saleStore.deleteSales(tx, asked.venue, [asked.holder])
  await deleteClaimsOf(tx, asked.venue, [asked.holder])
  await mendLeases(tx, setup, lines)
  return true
}

/** Sittings that were sold from a lease go back to it while it lives. */
export const sittingsOf = (lines: readonly SaleLine[]) => lines.filter((line) => line.kind === 'sitting' && isLease(line.pool)).map((line) => ({ pool: line.pool, day: line.firstDay }))

/** A hold becomes a booking. False when the hold is gone (somebody needed it after it had run out): claim again then. */
export async function keepUnits(_books: Books, tx: Tx, asked: { venue: VenueId; holder: ReservationId }): Promise<boolean> {
  return saleStore.setExpiry(tx, asked.venue, asked.holder, null)
}

/** A hold runs until `expiresAt`. False when it is gone. */
export async function extendHold(_books: Books, tx: Tx, asked: { venue: VenueId; holder: ReservationId; expiresAt: Temporal.Instant }): Promise<boolean> {
  return saleStore.setExpiry(tx, asked.venue, asked.holder, asked.expiresAt)
}
