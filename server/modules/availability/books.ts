import type { ReservationId, VenueId } from '#platform/id'
import type { Clock } from '#platform/clock'
import { problem } from '#platform/problem'
import type { Database, Reader, Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { compileSetup, quartersPerDay, type Setup } from './setup.ts'
import { keysOfLine, post } from './post-line.ts'
import { emptySheet, freshDay, freshRow, rowName, type Key, type Keys, type Sheet } from './sheet.ts'
import { deleteClaimsOf } from './claims-store.ts'
import type { OnMoved } from './make-room.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'
import type { SaleLine } from './types.ts'

/** Called in the transaction that gave expired holds back, so that whoever owns them can mark them. */
export type OnExpired = (tx: Tx, expired: { venue: VenueId; holders: ReservationId[]; at: Temporal.Instant }) => Promise<void>
/** `setupsKept`: of how many venues the set-up is kept in memory, at some two kilobytes each; 50,000 unless told. */
export interface AvailabilityDeps { db: Database; clock: Clock; log?: unknown; setupsKept?: number | undefined }
export interface Books { deps: AvailabilityDeps; setups: Setups; onExpired: OnExpired[]; onMoved: OnMoved[] }

// ---- set-ups, kept by version -----------------------------------------------------------------------------------

export class Setups {
  private readonly most: number
  constructor(most = 50_000) { this.most = most }
  /** `committed`: read outside a transaction, whose set-up might be rolled back. `used`: again since it was kept or spared. */
  private readonly known = new Map<VenueId, { setup: Setup; committed: boolean; used: boolean }>()

  /** As it was in force when it was read last; rows that were touched by a later change say so. */
  kept(venue: VenueId): Setup | undefined {
    const kept = this.known.get(venue)
    if (kept === undefined || !kept.committed) return undefined
    kept.used = true
    return kept.setup
  }

  /** The set-up in force as the transaction sees it; `version` is what it just read. */
  async at(reader: Reader, venue: VenueId, version: number): Promise<Setup> {
    const kept = this.known.get(venue)
    return kept !== undefined && kept.setup.version === version ? kept.setup : this.read(reader, venue)
  }
  async read(reader: Reader, venue: VenueId): Promise<Setup> {
    const found = await store.readDefinition(reader, venue)
    if (found === undefined) throw problem('not-found', { detail: 'This venue has nothing to book yet.' })
    return this.keep(reader, compileSetup(venue, found.version, found.stored, found.closures))
  }
  /** Many at once as they are in force now; venues that there are not are left out. */
  async fresh(reader: Reader, venues: VenueId[]): Promise<Map<VenueId, Setup>> {
    const found = await store.readDefinitions(reader, venues)
    return new Map(found.map((one) => [one.venue, this.keep(reader, compileSetup(one.venue, one.version, one.stored, one.closures))]))
  }
  /** Many at once, by versions that were just read: one statement for all that changed or are not kept. */
  async atVersions(reader: Reader, versions: readonly { venue_id: VenueId; version: number }[]): Promise<Map<VenueId, Setup>> {
    const found = new Map<VenueId, Setup>()
    const stale: VenueId[] = []
    for (const { venue_id, version } of versions) {
      const kept = this.known.get(venue_id)
      if (kept === undefined || kept.setup.version !== version) { stale.push(venue_id); continue }
      kept.used = true
      kept.committed ||= !isTransaction(reader)
      found.set(venue_id, kept.setup)
    }
    if (stale.length > 0) for (const [venue, setup] of await this.fresh(reader, stale)) found.set(venue, setup)
    return found
  }
  async many(reader: Reader, venues: VenueId[]): Promise<Map<VenueId, Setup>> {
    return this.atVersions(reader, await store.readVersions(reader, venues))
  }
  private keep(reader: Reader, setup: Setup): Setup {
    this.known.delete(setup.venue)
    this.known.set(setup.venue, { setup, committed: !isTransaction(reader), used: false })
    // The oldest goes, unless it was used meanwhile: then it counts as new once more.
    while (this.known.size > this.most) {
      const [venue, oldest] = this.known.entries().next().value!
      this.known.delete(venue)
      if (oldest.used) this.known.set(venue, { ...oldest, used: false })
    }
    return setup
  }
}
const isTransaction = (reader: Reader): boolean => (reader as Partial<Tx>).inTransaction === true

// ---- sheets -----------------------------------------------------------------------------------------------------

export const expiredAtOnce = 200

export interface Opened { setup: Setup; sheet: Sheet; expired: ReservationId[] }

/**
 * Opens the books for a change: first the lines of `mine` (already locked by the caller) and of holds that have run out
 * are known, then all their rows and those of `keys` are locked in one order. Expired holds are given back at once.
 */
export async function openBooks(books: Books, tx: Tx, venue: VenueId, keysFor: (setup: Setup) => Keys, mine: SaleLine[] = []): Promise<Opened> {
  const now = books.deps.clock.now()
  const state = await store.readVenueState(tx, venue, now)
  if (state === undefined) throw problem('not-found', { detail: 'This venue has nothing to book yet.' })
  let setup = await books.setups.at(tx, venue, state.version)
  const expired = state.expired ? (await saleStore.lockExpired(tx, venue, now, expiredAtOnce)).filter((line) => !mine.some((own) => own.holder === line.holder)) : []
  for (let attempt = 1; ; attempt += 1) {
    const keys = union(setup, keysFor(setup), [...mine, ...expired])
    const sheet = await lockSheet(tx, setup, keys)
    // A row that was touched by a later change of the set-up than ours says so: decide by that one.
    const latest = Math.max(0, ...[...sheet.rows.values(), ...sheet.days.values()].map((row) => row.asOf))
    if (latest <= setup.version || attempt >= 3) {
      const holders = await giveBack(books, tx, sheet, expired, now)
      return { setup: sheet.setup, sheet, expired: holders }
    }
    setup = await books.setups.read(tx, venue)
  }
}

export async function giveBack(books: Books, tx: Tx, sheet: Sheet, expired: SaleLine[], now: Temporal.Instant): Promise<ReservationId[]> {
  if (expired.length === 0) return []
  for (const line of expired) post(sheet, line, 1)
  const holders = [...new Set(expired.map((line) => line.holder))]
  await saleStore.deleteSales(tx, sheet.setup.venue, holders)
  await deleteClaimsOf(tx, sheet.setup.venue, holders)
  for (const handler of books.onExpired) await handler(tx, { venue: sheet.setup.venue, holders, at: now })
  return holders
}

export function union(setup: Setup, keys: Keys, lines: SaleLine[]): Keys {
  const rows = new Map<string, Key>()
  const days = new Set<PlainDate>()
  for (const some of [keys, ...lines.map((line) => keysOfLine(setup, line))]) {
    for (const key of some.rows) rows.set(rowName(key.grp, key.bucket), key)
    for (const day of some.days) days.add(day)
  }
  return { rows: [...rows.values()].sort((a, b) => (a.grp < b.grp ? -1 : a.grp > b.grp ? 1 : a.bucket - b.bucket)), days: [...days].sort() }
}

/**
 * Locks the rows of some keys, calendar before service days. Rows that nobody needed before are made first, as defined:
 * set-up before rows, and new rows before locks, is the order in which everybody waits.
 */
async function lockSheet(tx: Tx, setup: Setup, keys: Keys): Promise<Sheet> {
  const sheet = emptySheet(setup)
  if (!isMade(setup, keys)) await addMissing(tx, setup, keys)
  await load(tx, sheet, keys, true)
  const missing = missingOn(sheet, keys)
  if (missing.rows.length + missing.days.length > 0) {
    await addMissing(tx, setup, missing)
    await load(tx, sheet, missing, true)
  }
  for (const name of namesOf(keys)) setup.made.add(name)
  return sheet
}

const namesOf = (keys: Keys): string[] => [...keys.rows.map((key) => rowName(key.grp, key.bucket)), ...keys.days]
const isMade = (setup: Setup, keys: Keys): boolean => namesOf(keys).every((name) => setup.made.has(name))

/** Nobody changes the set-up from here to our commit, so what we add is as defined and will be seen by the next change. */
async function addMissing(tx: Tx, setup: Setup, keys: Keys): Promise<void> {
  const there = emptySheet(setup)
  await load(tx, there, keys, false)
  const missing = missingOn(there, keys)
  if (missing.rows.length + missing.days.length === 0) return
  await store.lockVenue(tx, setup.venue, 'to add rows')
  const latest = await store.readDefinition(tx, setup.venue)
  const made = latest === undefined || latest.version === setup.version ? setup : compileSetup(setup.venue, latest.version, latest.stored, latest.closures)
  await store.insertRows(tx, setup.venue, missing.rows.map((key) => ({ ...key, free: freshRow(made, key).free, as_of: made.version })))
  await store.insertDays(tx, setup.venue, missing.days.map((day) => ({ day, bits: made.positionCount * quartersPerDay, as_of: made.version })))
}

async function load(reader: Reader, sheet: Sheet, keys: Keys, lock: boolean): Promise<void> {
  const rows = await store.readRows(reader, sheet.setup.venue, keys.rows, lock)
  const days = await store.readDays(reader, sheet.setup.venue, keys.days, lock)
  store.putOnSheet(sheet, rows, days)
}

function missingOn(sheet: Sheet, keys: Keys): Keys {
  return {
    rows: keys.rows.filter((key) => !sheet.rows.has(rowName(key.grp, key.bucket))),
    days: keys.days.filter((day) => !sheet.days.has(day)),
  }
}

/** The books as they stand, without a lock, with expired holds counted as free: for offers, slots and a first look. */
export async function viewBooks(books: Books, reader: Reader, venue: VenueId, keysFor: (setup: Setup) => Keys): Promise<Sheet> {
  const now = books.deps.clock.now()
  const state = await store.readVenueState(reader, venue, now)
  if (state === undefined) throw problem('not-found', { detail: 'This venue has nothing to book yet.' })
  const setup = await books.setups.at(reader, venue, state.version)
  const keys = union(setup, keysFor(setup), [])
  const sheet = emptySheet(setup)
  await load(reader, sheet, keys, false)
  fillAsDefined(sheet, keys)
  if (state.expired) giveBackInView(sheet, await saleStore.readExpired(reader, [venue], now))
  return sheet
}

/** Whether anything was missing. */
export function fillAsDefined(sheet: Sheet, keys: Keys): boolean {
  const missing = missingOn(sheet, keys)
  for (const key of missing.rows) sheet.rows.set(rowName(key.grp, key.bucket), freshRow(sheet.setup, key))
  for (const day of missing.days) sheet.days.set(day, freshDay(sheet.setup, day))
  return missing.rows.length + missing.days.length > 0
}

/** Counts expired holds as free where the sheet shows all of their rows; rows beyond what was asked are of no interest. */
export function giveBackInView(sheet: Sheet, expired: SaleLine[]): void {
  for (const line of expired) {
    const keys = keysOfLine(sheet.setup, line)
    const shown = keys.rows.some((key) => sheet.rows.has(rowName(key.grp, key.bucket))) || keys.days.some((day) => sheet.days.has(day))
    if (!shown) continue
    fillMissingQuietly(sheet, keys)
    post(sheet, line, 1)
  }
}

/** Rows that were not asked for get a stand-in that everything can be given back to. */
function fillMissingQuietly(sheet: Sheet, keys: Keys): void {
  const missing = missingOn(sheet, keys)
  for (const key of missing.rows) sheet.rows.set(rowName(key.grp, key.bucket), freshRow(sheet.setup, key))
  for (const day of missing.days) {
    const whole = freshDay(sheet.setup, day)
    whole.busy.fill(1)
    sheet.days.set(day, whole)
  }
}
