import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { mayYet, needsMore, type BatchAsked, type BatchOutcome } from './claim-batch.ts'
import { fillAsDefined, union, type Books } from './books.ts'
import { decideGroup } from './claim-units.ts'
import { keysOf } from './decide.ts'
import { explainReleased, releasedNights, type Released } from './pools.ts'
import { notAvailable } from './refusal.ts'
import { emptySheet, nightKeys, rowName, rowOf, type Keys, type Sheet } from './sheet.ts'
import * as seenStore from './seen-store.ts'
import { putOnSheet } from './store.ts'
import type { SaleLine } from './types.ts'

/** What was seen of some venues, and what may be decided from it. */
export interface Seen {
  /** Decides those wishes that are still wanted, in the order given; the others stay `alone`. Once. */
  decide(wanted: (i: number) => boolean): BatchOutcome[]
  /**
   * Sends all that was granted, in one statement. It ends the transaction with `STALE` when a row has changed since it
   * was seen, so that the commit can be sent right behind it and no lock is held while anybody waits for an answer.
   */
  take(tx: Tx): void
}

/**
 * Many wishes, at one venue or at several: their rows are read without a lock and decided on in memory. Null when that
 * cannot be told from what is kept in memory and a look (a hold has run out here, the set-up has just changed): then
 * `claimBatch` does it with locks. `alone` is what needs more than its rows, as there.
 */
export async function seeBatch(books: Books, reader: Reader, asked: readonly BatchAsked[]): Promise<Seen | null> {
  const now = books.deps.clock.now()
  const venues = [...new Set(asked.map((one) => one.venue))]
  const unknown = venues.filter((venue) => books.setups.kept(venue) === undefined)
  if (unknown.length > 0) await books.setups.many(reader, unknown)
  const sheets = new Map<VenueId, Sheet>()
  const keys = new Map<VenueId, Keys>()
  const wishes = Map.groupBy(asked, (one) => one.venue)
  for (const venue of venues) {
    const setup = books.setups.kept(venue)
    if (setup === undefined) continue
    sheets.set(venue, emptySheet(setup))
    keys.set(venue, union(setup, keysOf(setup, wishes.get(venue)!.flatMap((one) => one.group.flatMap(({ claims }) => claims))), []))
  }
  const [found, released] = await Promise.all([
    seenStore.readSeen(reader, [...keys].map(([venue, of]) => ({ venue, ...of })), now),
    releasedNights(reader, asked.map(({ venue, group }) => ({ venue, claims: group.flatMap(({ claims }) => claims) }))),
  ])
  if (found.states.length < sheets.size) return null
  for (const state of found.states) {
    const sheet = sheets.get(state.venue_id)!
    if (state.expired || state.version !== sheet.setup.version) return null
  }
  const versions = new Map<object, number>()
  for (const [venue, sheet] of sheets) {
    putOnSheet(sheet, found.rows.filter((row) => row.venue_id === venue), found.days.filter((day) => day.venue_id === venue))
    for (const row of [...sheet.rows.values(), ...sheet.days.values()]) if (row.asOf > sheet.setup.version) return null
    // A row that is not there is as defined; it is made along with the decision.
    fillAsDefined(sheet, keys.get(venue)!)
  }
  for (const row of found.rows) versions.set(sheets.get(row.venue_id)!.rows.get(rowName(row.grp, row.bucket))!, row.version)
  for (const day of found.days) versions.set(sheets.get(day.venue_id)!.days.get(day.day)!, day.version)
  return seen(asked, sheets, versions, released, now)
}

function seen(asked: readonly BatchAsked[], sheets: ReadonlyMap<VenueId, Sheet>, versions: ReadonlyMap<object, number>, released: Released, now: Temporal.Instant): Seen {
  const lines: SaleLine[] = []
  return {
    decide: (wanted) => asked.map(({ venue, group }, i): BatchOutcome => {
      if (!wanted(i)) return { outcome: 'alone' }
      const sheet = sheets.get(venue)
      if (sheet === undefined) return { outcome: 'refused', problem: problem('not-found', { detail: 'This venue has nothing to book yet.' }) }
      const claims = group.flatMap((one) => one.claims)
      if (group.some((one) => one.override !== undefined) || needsMore(sheet, claims)) return { outcome: 'alone' }
      const decision = decideGroup(sheet, group, now)
      if (!decision.ok) return mayYet(sheet, decision) ? { outcome: 'alone' } : { outcome: 'refused', problem: notAvailable(explainReleased(released, claims, decision.reasons)) }
      const mine = decision.value.flatMap((one) => one.lines)
      for (const line of mine) if (line.kind === 'stay') guard(sheet, line)
      lines.push(...mine)
      return { outcome: 'placed', placed: decision.value.map((one) => one.placed) }
    }),
    take(tx) {
      if (lines.length > 0) seenStore.writeSeen(tx, [...sheets.values()], versions, lines)
    },
  }
}

/**
 * What is sold from a pool, and hours beside others', may leave the rows of the nights as they are; but it was decided by
 * them: were a room promised there meanwhile, it would take packing. Rows that are written are guarded by their version.
 */
function guard(sheet: Sheet, line: SaleLine): void {
  if (line.pool === null && line.startsAt === null) return
  for (const { grp, bucket } of nightKeys(line.grp, line.firstDay, line.endDay)) rowOf(sheet, grp, bucket).changed = true
}
