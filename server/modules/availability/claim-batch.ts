import type { Reason } from '@holdfast/contract/kit'
import type { VenueId } from '#platform/id'
import { problem, type Problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { expiredAtOnce, giveBack, union, type Books } from './books.ts'
import { meetsHours, typesInDayUse, type Crowded } from './by-clock.ts'
import { decideGroup, recordOverbooked, type ClaimAsked } from './claim-units.ts'
import { daysOfUse } from './day-use.ts'
import { keysOf, type Granted } from './decide.ts'
import { isNailed } from './packing.ts'
import { explainReleased, releasedNights } from './pools.ts'
import { mayRepack } from './repack.ts'
import { notAvailable } from './refusal.ts'
import type { Setup } from './setup.ts'
import { emptySheet, isLease, rowName, type Keys, type Sheet } from './sheet.ts'
import type { Full } from './sitting-rules.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'
import type { Claim, Placed, SaleLine } from './types.ts'

/** A caller's wish at one venue: holders that belong together, all of them or none. */
export interface BatchAsked { venue: VenueId; group: readonly Omit<ClaimAsked, 'venue'>[] }
/** What became of it, `placed` for each holder. `alone`: it must be decided in a transaction of its own (see below). */
export type BatchOutcome = { outcome: 'placed'; placed: Placed[][] } | { outcome: 'refused'; problem: Problem } | { outcome: 'alone' }

/**
 * Many wishes, at one venue or at several, in one transaction: rows are locked in one order, all is decided in memory
 * in the order given, each row is written once. A refusal is that caller's alone. What needs more than its rows
 * (promised or leased rooms, calendars not yet made, a set-up that just changed) is answered `alone`.
 */
export async function claimBatch(books: Books, tx: Tx, asked: readonly BatchAsked[]): Promise<BatchOutcome[]> {
  const now = books.deps.clock.now()
  const outcomes: BatchOutcome[] = asked.map(() => ({ outcome: 'alone' }))
  const sheets = await lockSheets(books, tx, asked, now)
  const granted: { granted: Granted[]; venue: VenueId }[] = []
  const refused: { i: number; venue: VenueId; claims: readonly Claim[]; reasons: Reason[] }[] = []
  const used = await typesInDayUse(tx, claimsBySetup(asked, sheets))
  asked.forEach(({ venue, group }, i) => {
    const sheet = sheets.get(venue)
    const claims = group.flatMap((one) => one.claims)
    if (sheet === 'unknown') { outcomes[i] = { outcome: 'refused', problem: problem('not-found', { detail: 'This venue has nothing to book yet.' }) }; return }
    if (sheet === undefined || !isComplete(sheet, keysOf(sheet.setup, claims)) || needsMore(sheet, claims)) return
    const decision = decideGroup(sheet, group, now)
    if (!decision.ok && mayYet(sheet, decision, used)) return
    if (!decision.ok) { refused.push({ i, venue, claims, reasons: decision.reasons }); return }
    granted.push({ granted: decision.value, venue })
    outcomes[i] = { outcome: 'placed', placed: decision.value.map((one) => one.placed) }
  })
  await store.writeDecision(tx, [...sheets.values()].filter((sheet): sheet is Sheet => typeof sheet === 'object'), granted.flatMap((one) => one.granted.flatMap(({ lines }) => lines)))
  for (const one of granted) await recordOverbooked(books, tx, one.venue, one.granted)
  const released = await releasedNights(tx, refused)
  for (const { i, claims, reasons } of refused) outcomes[i] = { outcome: 'refused', problem: notAvailable(explainReleased(released, claims, reasons)) }
  return outcomes
}

/** The locked rows of each venue; left out: those whose requests must go alone. */
async function lockSheets(books: Books, tx: Tx, asked: readonly BatchAsked[], now: Temporal.Instant): Promise<Map<VenueId, Sheet | 'unknown'>> {
  const venues = [...new Set(asked.map((one) => one.venue))]
  const states = new Map((await store.readVenueStates(tx, venues, now)).map((state) => [state.venue_id, state]))
  const setups = await books.setups.atVersions(tx, [...states.values()])
  const sheets = new Map<VenueId, Sheet | 'unknown'>()
  const wanted: { setup: Setup; keys: Keys; expired: SaleLine[] }[] = []
  for (const venue of venues) {
    const state = states.get(venue)
    if (state === undefined) { sheets.set(venue, 'unknown'); continue }
    const setup = setups.get(venue)!
    const expired = state.expired ? await saleStore.lockExpired(tx, venue, now, expiredAtOnce) : []
    wanted.push({ setup, expired, keys: union(setup, keysOf(setup, asked.filter((one) => one.venue === venue).flatMap((one) => one.group.flatMap(({ claims }) => claims))), expired) })
  }
  const rows = await store.readRowsOf(tx, wanted.flatMap(({ setup, keys }) => keys.rows.map((key) => ({ ...key, venue: setup.venue }))), true)
  const days = await store.readDaysOf(tx, wanted.flatMap(({ setup, keys }) => keys.days.map((day) => ({ day, venue: setup.venue }))), true)
  const rowsOf = Map.groupBy(rows, (row) => row.venue_id)
  const daysOf = Map.groupBy(days, (day) => day.venue_id)
  for (const { setup, expired } of wanted) {
    const sheet = emptySheet(setup)
    store.putOnSheet(sheet, rowsOf.get(setup.venue) ?? [], daysOf.get(setup.venue) ?? [])
    const latest = Math.max(0, ...[...sheet.rows.values(), ...sheet.days.values()].map((row) => row.asOf))
    if (latest > setup.version) continue
    await giveBack(books, tx, sheet, expired, now)
    sheets.set(setup.venue, sheet)
  }
  return sheets
}

function isComplete(sheet: Sheet, keys: Keys): boolean {
  return keys.rows.every((key) => sheet.rows.has(rowName(key.grp, key.bucket))) && keys.days.every((day) => sheet.days.has(day))
}

/** Rooms and tables of a desk's lease, and nights on which rooms are promised or out of order. */
export function needsMore(sheet: Sheet, claims: readonly Claim[]): boolean {
  return claims.some((claim) => {
    if (isLease(claim.pool)) return true
    if (claim.kind !== 'stay') return false
    const { firstDay, endDay } = claim.hours === undefined ? { firstDay: claim.arrival, endDay: claim.departure } : daysOfUse(sheet.setup, claim)
    return isNailed(sheet, claim.roomType, firstDay, endDay)
  })
}

/** Refused as things stand; others might be moved to make room, or the clock be asked, which takes a transaction of its own. `used`: room types that have hours sold there. */
export function mayYet(sheet: Sheet, refused: Refused, used: ReadonlySet<string>): boolean {
  return (refused.full !== undefined && mayRepack(sheet, refused.full.sitting)) || (refused.crowded !== undefined && meetsHours(sheet.setup.venue, refused.crowded, used))
}
export interface Refused { full?: Full; crowded?: Crowded | undefined }

/** Everything that is asked of a venue, with its set-up. */
export const claimsBySetup = (asked: readonly BatchAsked[], sheets: ReadonlyMap<VenueId, Sheet | 'unknown'>) =>
  [...Map.groupBy(asked, (one) => one.venue)].flatMap(([venue, of]) => { const sheet = sheets.get(venue); return sheet === undefined || sheet === 'unknown' ? [] : [{ setup: sheet.setup, claims: of.flatMap(({ group }) => group.flatMap(({ claims }) => claims)) }] })
