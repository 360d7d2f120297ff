import type { Actor } from '#http/actor'
import type { Booking } from '#module/booking'
import type { VenueLayout } from '#module/venues'
import { emitAll } from '#platform/outbox'
import type { Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { FoliosDeps } from './deps.ts'
import { nightEntries, nightsDue } from './nights-due.ts'
import { ensureFolios } from './open-folio.ts'
import { markPosted } from './store.ts'
import { postingOf, writeLines } from './write-lines.ts'

export interface NightsPosted { folios: number; charges: number; amount: number }

/**
 * Posts what is due of many stays, in the caller's transaction: folios that are missing are opened, and all charges go
 * in together. What was posted before is left out, so that it may run again. A closed folio takes nothing more.
 */
export async function postNights(deps: FoliosDeps, tx: Tx, actor: Actor, layout: VenueLayout, bookings: readonly Booking[], through: PlainDate): Promise<NightsPosted> {
  const now = deps.clock.now()
  const due = bookings.filter((booking) => nightsDue(booking, { postedThrough: null }, through).length > 0)
  const folios = await ensureFolios(deps, tx, actor, layout, due, now)
  const open = due.flatMap((booking) => { const folio = folios.get(booking.id); return folio === undefined || folio.status === 'closed' ? [] : [{ booking, folio, entries: nightEntries(booking, folio, through) }] }).filter((one) => one.entries.length > 0)
  const entries = open.flatMap((one) => one.entries)
  const written = await writeLines(deps.ledger, tx, postingOf(layout, actor, now), entries)
  await markPosted(tx, layout.id, open.map((one) => one.folio.id), through)
  const sums = open.map((one) => ({ folio: one.folio, amount: one.entries.reduce((total, entry) => total + entry.lines[0]!.line.amount, 0) }))
  await emitAll(tx, sums.map(({ folio, amount }) => ({ venue: layout.id, type: 'folio.charged', subject: folio.id, actor, at: now, facts: { booking: folio.booking, kind: folio.kind, amount, nights_through: through } })))
  return { folios: open.length, charges: written.length, amount: sums.reduce((total, one) => total + one.amount, 0) }
}
