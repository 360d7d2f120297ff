import type { ReservationId, VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { addDays, type PlainDate } from '#platform/time'
import type { BatchAsked } from './claim-batch.ts'
import { decide } from './decide.ts'
import { post } from './post-line.ts'
import { mayRepack, movable, repack, type Budget, type Mover } from './repack.ts'
import { readSittings } from './sales-store.ts'
import type { Sheet } from './sheet.ts'
import type { Full } from './sitting-rules.ts'
import type { SaleChannel, SittingClaim } from './types.ts'

/** Steps for all that a batch asks: some 50 ms. */
const stepsForAll = 30_000

/** Whether the parties that were seen could make room; true when that cannot be told from what was seen. */
export type CouldMakeRoom = (sheet: Sheet, full: Full) => boolean

/**
 * For a look: where a sitting that is asked for has no table as the parties sit, these are read too, so that of many who
 * want what nobody can make room for none takes a transaction to be told so. One statement, and none where all fit.
 */
export async function lookAtParties(reader: Reader, asked: readonly BatchAsked[], sheets: ReadonlyMap<VenueId, Sheet>, now: Temporal.Instant): Promise<CouldMakeRoom> {
  const days = new Map<VenueId, PlainDate[]>()
  for (const [venue, of] of Map.groupBy(asked, (one) => one.venue)) {
    const sheet = sheets.get(venue)
    const full = sheet?.setup.definition.kind === 'restaurant' ? fullDays(sheet, of, now) : []
    if (full.length > 0) days.set(venue, full)
  }
  const all = [...days.values()].flat().sort()
  if (all.length === 0) return () => true
  const lines = await readSittings(reader, [...days.keys()], addDays(all[0]!, -1), addDays(all.at(-1)!, 2), now)
  const parties = new Map<VenueId, Mover[]>()
  for (const [venue, of] of days) {
    const around = lines.filter((line) => line.venue === venue && line.pool === null && of.some((day) => addDays(day, -1) <= line.firstDay && line.firstDay < addDays(day, 2)))
    parties.set(venue, movable(sheets.get(venue)!, around))
  }
  const budget: Budget = { steps: stepsForAll }
  const hopeless = new Set<string>()
  return (sheet, full) => {
    const movers = parties.get(sheet.setup.venue)
    // Who was seated a moment ago, by this very batch, might move too.
    if (movers === undefined || [...sheet.days.values()].some((day) => day.changed)) return true
    const name = `${sheet.setup.venue}/${full.sitting.startMs}/${full.sitting.toQuarter}/${full.fits.map((fit) => fit.tables.join('+')).join()}`
    if (hopeless.has(name)) return false
    if (budget.steps <= 0 || repack(sheet, full, movers, budget) !== null || budget.steps <= 0) return true
    hopeless.add(name)
    return false
  }
}

/** The days of sittings that have no table on the sheet and for which others might move; each wish is tried once, and the sheet is left as it was. */
function fullDays(sheet: Sheet, asked: readonly BatchAsked[], now: Temporal.Instant): PlainDate[] {
  const wishes = new Map<string, { claim: SittingClaim; channel: SaleChannel }>()
  for (const { channel, claims } of asked.flatMap((one) => one.group)) {
    for (const claim of claims) if (claim.kind === 'sitting') wishes.set(JSON.stringify([channel, claim.service, claim.at.epochMilliseconds, claim.party, claim.area, claim.tableClass, claim.tables, claim.ends?.epochMilliseconds]), { claim, channel })
  }
  return [...wishes.values()].flatMap(({ claim, channel }) => {
    const before = [...sheet.rows.values(), ...sheet.days.values()].filter((row) => !row.changed)
    const decision = decide(sheet, { holder: '' as ReservationId, channel, expiresAt: null, claims: [claim] }, now)
    if (!decision.ok) return decision.full !== undefined && mayRepack(sheet, decision.full.sitting) ? [decision.full.sitting.day] : []
    for (const line of decision.value.lines) post(sheet, line, 1)
    for (const row of before) row.changed = false
    return []
  })
}
