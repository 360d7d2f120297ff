import { actorRef, type Actor } from '#http/actor'
import type { Ledger, NewJournal, Posting } from '#module/ledger'
import type { VenueLayout } from '#module/venues'
import { newId, routeOf } from '#platform/id'
import type { Tx } from '#platform/sql'
import { businessDateAt } from '#platform/time'
import { journalLines, type NewLine } from './rules.ts'
import { insertLines, type LineRowIn } from './store.ts'
import type { Folio, FolioLineId } from './types.ts'

/** One journal with the lines of folios that stand on it: as a rule one; two where a balance moves between accounts. */
export interface Entry {
  key: string
  kind: 'charge' | 'payment' | 'refund' | 'deposit' | 'settlement' | 'correction' | 'transfer' | 'split' | 'night' | 'fee'
  reason?: string | null
  subject?: string | undefined
  /** The journal that is taken back, when this one is its exact opposite. */
  reverses?: number | undefined
  lines: { folio: Pick<Folio, 'id' | 'kind'>; line: NewLine }[]
}

/** Whose books are posted to, by whom, at which moment. */
export const postingOf = (layout: Pick<VenueLayout, 'id' | 'currency' | 'timeZone' | 'dayEnds'>, actor: Actor, now: Temporal.Instant): Posting =>
  ({ venue: layout.id, currency: layout.currency, at: now, opens: businessDateAt(now, layout.timeZone, layout.dayEnds), actor: actorRef(actor) })

/**
 * Posts journals and writes their lines, however many, in two statements. What was posted under its key before is left
 * out. Where two lines of a journal face each other (a balance that moves), they are its two halves.
 */
export async function writeLines(ledger: Ledger, tx: Tx, to: Posting, entries: readonly Entry[]): Promise<FolioLineId[]> {
  const posted = await ledger.post(tx, to, entries.map(journalOf))
  const rows: LineRowIn[] = []
  entries.forEach((entry, i) => {
    const journal = posted[i]!
    if (journal.repeated) return
    entry.lines.forEach(({ folio, line }, k) => {
      rows.push({
        venue_id: to.venue, id: line.id ?? newId('fln', to.at.epochMilliseconds, routeOf(to.venue)), folio_id: folio.id, win: line.window, kind: line.kind, category: line.category, description: line.description,
        service_date: line.date, business_date: journal.businessDate, at: to.at, quantity: line.quantity, amount: line.amount, net: line.net, taxes: line.taxes, tip: line.tip ?? 0, method: line.method ?? null,
        reservation_id: line.reservation ?? null, account: line.account, journal: journal.no, key: k === 0 ? entry.key : `${entry.key}:${k}`, voids: line.voids ?? null, reason: line.reason ?? null,
        actor: to.actor, shift_id: line.shift ?? null, pair_venue: line.pair?.venue ?? null, pair_line: line.pair?.line ?? null,
      })
    })
  })
  await insertLines(tx, rows)
  return rows.map((row) => row.id)
}

function journalOf(entry: Entry): NewJournal {
  const facing = entry.lines.length === 2
  // Two halves: what one folio no longer owes, the other does. Each brings its own side only.
  const lines = facing ? entry.lines.map(({ folio, line }) => journalLines(folio, line)[0]!) : entry.lines.flatMap(({ folio, line }) => journalLines(folio, line))
  return { key: entry.key, kind: entry.kind, subject: entry.subject ?? entry.lines[0]!.folio.id, reason: entry.reason ?? undefined, reverses: entry.reverses, lines }
}
