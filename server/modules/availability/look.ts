import type { VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { fillAsDefined, union, type Books } from './books.ts'
import type { BatchAsked } from './claim-batch.ts'
import { keysOf } from './decide.ts'
import { countsOf, readSeen, type AsSeen, type SeenRows } from './seen-store.ts'
import type { Setup } from './setup.ts'
import { emptySheet, forNights, rowName, stayKeys, type Keys, type Row, type Sheet } from './sheet.ts'
import { putOnSheet } from './store.ts'
import type { Claim, StayClaim } from './types.ts'

/** Sheets of those venues that there are, and how each stored row was when it was seen. */
export interface Looked { sheets: Map<VenueId, Sheet>; seen: Map<object, AsSeen> }

interface View { venue: VenueId; claims: Claim[]; plain: boolean; setup: Setup | undefined; keys: Keys; fresh: boolean; state: boolean; missing: boolean; expired: boolean }

/**
 * The rows that some wishes need, read without a lock in one journey. Rows say themselves when the set-up has changed
 * (`as_of`), and a hold that has run out matters only to whom its rooms are wanting. So the venue's state (version,
 * expired holds) is looked at for sittings, for rows that are not there, and for nights on which not all of these wishes
 * can have what is free: a second journey, which a venue that was nearly full last time is spared. Null: with locks.
 */
export async function look(books: Books, reader: Reader, asked: readonly BatchAsked[], now: Temporal.Instant): Promise<Looked | null> {
  const views = [...Map.groupBy(asked, (one) => one.venue)].map(([venue, wishes]) => viewOf(books, venue, wishes))
  // Where keys hang on the set-up it is read first, otherwise along with the rows.
  const before = views.filter((view) => view.setup === undefined && !view.plain)
  if (before.length > 0) compiled(before, await books.setups.fresh(reader, before.map(({ venue }) => venue)))
  for (const view of before) if (view.setup !== undefined) view.keys = union(view.setup, keysOf(view.setup, view.claims), [])
  const looked: Looked = { sheets: new Map(), seen: new Map() }
  const unknown = views.filter((view) => view.setup === undefined && view.plain)
  for (let open = views.filter((view) => view.setup !== undefined || view.plain); open.length > 0;) {
    const [setups, found] = await Promise.all([
      unknown.length === 0 ? undefined : books.setups.fresh(reader, unknown.map(({ venue }) => venue)),
      readSeen(reader, open.map(({ venue, keys, state }) => ({ venue, ...keys, state })), now),
    ])
    if (setups !== undefined) compiled(unknown.splice(0), setups)
    open = open.filter((view) => view.setup !== undefined)
    if (!isInForce(found, open, looked)) return null
    const tight = new Set(open.filter((view) => view.plain && isTight(looked.sheets.get(view.venue)!, view.claims)))
    if (open.some((view) => view.expired && (tight.has(view) || !view.plain))) return null
    for (const view of open) if (tight.has(view)) nearlyFull.add(view.setup!); else nearlyFull.delete(view.setup!)
    open = open.filter((view) => !view.state && (tight.has(view) || (view.missing && !view.fresh)))
    for (const view of open) view.state = true
  }
  return looked
}

function viewOf(books: Books, venue: VenueId, wishes: readonly BatchAsked[]): View {
  const claims = wishes.flatMap((one) => one.group.flatMap((holder) => holder.claims))
  const setup = books.setups.kept(venue)
  const plain = claims.every(isPlain)
  const keys = plain ? distinct(claims.filter(isPlain)) : setup === undefined ? { rows: [], days: [] } : union(setup, keysOf(setup, claims), [])
  return { venue, claims, plain, setup, keys, fresh: setup === undefined, missing: false, expired: false, state: !plain || (setup !== undefined && nearlyFull.has(setup)) }
}

function compiled(views: View[], setups: ReadonlyMap<VenueId, Setup>): void {
  for (const view of views) view.setup = setups.get(view.venue)
}

/** Nights of a type and of the house: what they need is told from the claim alone. */
const isPlain = (claim: Claim): claim is StayClaim => claim.kind === 'stay' && claim.pool == null && claim.hours === undefined

function distinct(claims: readonly StayClaim[]): Keys {
  const rows = claims.flatMap((claim) => stayKeys(claim.roomType, null, claim.arrival, claim.departure))
  if (claims.length === 1) return { rows, days: [] }
  return { rows: [...new Map(rows.map((key) => [rowName(key.grp, key.bucket), key])).values()], days: [] }
}

/** Puts what was found on sheets, those of a former look anew. False when a set-up is not in force any more. */
function isInForce(found: SeenRows, views: readonly View[], looked: Looked): boolean {
  for (const { venue, setup } of views) looked.sheets.set(venue, emptySheet(setup!))
  for (const row of found.rows) {
    const sheet = looked.sheets.get(row.venue_id)
    if (sheet === undefined) continue
    if (row.as_of > sheet.setup.version) return false
    const on: Row = { grp: row.grp, bucket: row.bucket, free: countsOf(row.free), over: row.over, nailed: row.nailed, asOf: row.as_of, changed: false }
    sheet.rows.set(rowName(row.grp, row.bucket), on)
    looked.seen.set(on, { version: row.version, place: row.place })
  }
  for (const day of found.days) {
    const sheet = looked.sheets.get(day.venue_id)!
    if (day.as_of > sheet.setup.version) return false
    putOnSheet(sheet, [], [day])
    looked.seen.set(sheet.days.get(day.day)!, { version: day.version })
  }
  // A row that is not there is as defined; it is made along with the decision.
  for (const view of views) view.missing = fillAsDefined(looked.sheets.get(view.venue)!, view.keys)
  const states = new Map(found.states.map((state) => [state.venue_id, state]))
  for (const view of views) view.expired = states.get(view.venue)?.expired === true
  return views.every(({ venue, state, setup }) => !state || states.get(venue)?.version === setup!.version)
}

/** Venues where wishes were more than what is free, by their set-up. A hint: it spares a journey. */
const nearlyFull = new WeakSet<Setup>()

/** Whether somebody would be refused if all of these, of whole nights and of the house, came for what is there. */
export function isTight(sheet: Sheet, claims: readonly Claim[]): boolean {
  const wanted = new Map<Row, number[]>()
  let short = false
  for (const claim of claims.filter(isPlain)) {
    forNights(sheet, claim.roomType, claim.arrival, claim.departure, (row, i) => {
      let of = wanted.get(row)
      if (of === undefined) wanted.set(row, of = [])
      of[i] = (of[i] ?? 0) + claim.quantity
      if (of[i] > row.free[i]!) short = true
    })
  }
  return short
}
