import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { typesInDayUse } from './by-clock.ts'
import { claimsBySetup, mayYet, needsMore, type BatchAsked, type BatchOutcome } from './claim-batch.ts'
import type { Books } from './books.ts'
import { decideGroup } from './claim-units.ts'
import { lookAtParties, type CouldMakeRoom } from './full-sittings.ts'
import { isTight, look, type Looked } from './look.ts'
import { explainReleased, releasedNights, type Released } from './pools.ts'
import { notAvailable } from './refusal.ts'
import { writeSeen } from './seen-store.ts'
import { nightKeys, rowOf, type Sheet } from './sheet.ts'
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
  const [looked, released] = await Promise.all([
    look(books, reader, asked, now),
    releasedNights(reader, asked.map(({ venue, group }) => ({ venue, claims: group.flatMap(({ claims }) => claims) }))),
  ])
  if (looked === null) return null
  // Only where not all can have what is free: by the clock there may be more.
  const tight = claimsBySetup(asked, looked.sheets).filter(({ setup, claims }) => isTight(looked.sheets.get(setup.venue)!, claims))
  const [used, couldMakeRoom] = await Promise.all([typesInDayUse(reader, tight), lookAtParties(reader, asked, looked.sheets, now)])
  return seen(asked, looked, { released, used, couldMakeRoom }, now)
}

function seen(asked: readonly BatchAsked[], looked: Looked, { released, used, couldMakeRoom }: { released: Released; used: ReadonlySet<string>; couldMakeRoom: CouldMakeRoom }, now: Temporal.Instant): Seen {
  const lines: SaleLine[] = []
  return {
    decide: (wanted) => asked.map(({ venue, group }, i): BatchOutcome => {
      if (!wanted(i)) return { outcome: 'alone' }
      const sheet = looked.sheets.get(venue)
      if (sheet === undefined) return { outcome: 'refused', problem: problem('not-found', { detail: 'This venue has nothing to book yet.' }) }
      const claims = group.flatMap((one) => one.claims)
      if (group.some((one) => one.override !== undefined) || needsMore(sheet, claims)) return { outcome: 'alone' }
      const decision = decideGroup(sheet, group, now)
      if (!decision.ok) return mayYet(sheet, decision, used) && (decision.full === undefined || couldMakeRoom(sheet, decision.full)) ? { outcome: 'alone' } : { outcome: 'refused', problem: notAvailable(explainReleased(released, claims, decision.reasons)) }
      const mine = decision.value.flatMap((one) => one.lines)
      for (const line of mine) if (line.kind === 'stay') guard(sheet, line)
      lines.push(...mine)
      return { outcome: 'placed', placed: decision.value.map((one) => one.placed) }
    }),
    take(tx) {
      if (lines.length > 0) writeSeen(tx, [...looked.sheets.values()], looked.seen, lines)
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
