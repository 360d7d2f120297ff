import type { Actor } from '#http/actor'
import type { Booking } from '#module/booking'
import type { VenueId } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { FoliosDeps } from './deps.ts'
import { postingOf } from './write-lines.ts'

const known = new WeakMap<FoliosDeps, Set<VenueId>>()

/**
 * The first guest who comes opens a hotel's books: from then on each business date is closed, and the night posted.
 * What other systems recorded comes without books.
 */
export async function openBooks(deps: FoliosDeps, tx: Tx, actor: Actor, bookings: readonly Booking[]): Promise<void> {
  const open = known.get(deps) ?? new Set()
  known.set(deps, open)
  for (const venue of new Set(bookings.filter((booking) => booking.kind === 'stay' && booking.channel !== 'import').map((booking) => booking.venue))) {
    if (open.has(venue)) continue
    await deps.ledger.openBook(tx, postingOf(await deps.venues.layoutOf(tx, venue), actor, deps.clock.now()))
    tx.afterCommit(() => { open.add(venue) })
  }
}
