import type { ReservationId, TableId, VenueId } from '#platform/id'
import { fail } from '#platform/assert'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { openBooks, type Books } from './books.ts'
import { notAvailable } from './refusal.ts'
import { chosenFit } from './decide.ts'
import { makeRoom } from './make-room.ts'
import * as saleStore from './sales-store.ts'
import { restaurantOf, type Setup } from './setup.ts'
import { keysOfLine, post } from './post-line.ts'
import { segmentsOf, tableIsFree, type Sheet } from './sheet.ts'
import { bestFreeFit, fittingTables, sittingAt, wishOfLine, type Full, type Sitting } from './sitting-rules.ts'
import * as store from './store.ts'
import type { SaleLine } from './types.ts'

export interface SeatAsked {
  venue: VenueId
  holder: ReservationId
  /** Chosen by staff; without them those that the party has. */
  tables?: TableId[] | undefined
  /** It sits down now: nobody moves it any more, and who comes before their time has their turn from now on. */
  now?: true | undefined
  /** Promised (or no longer): it is not moved to let others in. */
  pinned?: boolean | undefined
}
export interface Seated { tables: TableId[]; at: Temporal.Instant; ends: Temporal.Instant }

/**
 * Seats a party, or gives it other tables before it comes. Where others have these tables and were not promised them,
 * they are moved; otherwise it is refused.
 */
export async function seatParty(books: Books, tx: Tx, asked: SeatAsked): Promise<Seated> {
  const lines = await saleStore.lockSales(tx, asked.venue, asked.holder)
  const line = lines.find((one) => one.kind === 'sitting') ?? fail(`${asked.holder} has no sitting to be seated for`)
  const pinned = asked.now === true || (asked.pinned ?? (asked.tables !== undefined || line.pinned))
  const now = books.deps.clock.now()
  const early = asked.now === true && now.epochMilliseconds < line.startsAt!.epochMilliseconds
  const same = asked.tables === undefined || asked.tables.toSorted().join() === line.tables!.toSorted().join()
  if (same && !early) {
    await saleStore.setPinned(tx, asked.venue, asked.holder, pinned)
    return { tables: line.tables!, at: line.startsAt!, ends: line.endsAt! }
  }
  const moved = (setup: Setup): SaleLine => ({ ...line, ...(early ? turnFrom(setup, line, now) : {}), pinned })
  const { sheet, setup } = await openBooks(books, tx, asked.venue, (latest) => keysOfLine(latest, moved(latest)), lines)
  post(sheet, line, 1)
  const wanted = moved(setup)
  const seated = { ...wanted, tables: await tablesFor(books, tx, sheet, wanted, asked) }
  post(sheet, seated, -1)
  await saleStore.deleteSales(tx, asked.venue, [asked.holder])
  await store.writeDecision(tx, [sheet], lines.map((one) => (one === line ? seated : one)))
  return { tables: seated.tables, at: seated.startsAt!, ends: seated.endsAt! }
}

/** Their turn begins when they sit down, in the shift for which they are booked. */
function turnFrom(setup: Setup, line: SaleLine, now: Temporal.Instant): Pick<SaleLine, 'startsAt' | 'endsAt' | 'fromQuarter' | 'toQuarter'> {
  const start = Math.max(now.epochMilliseconds, setup.days.startMs(line.firstDay))
  const service = setup.services.get(line.grp as never) ?? fail(`the service ${line.grp} is booked and not set up`)
  const { fromQuarter, toQuarter, endMs } = sittingAt(setup, service, line.firstDay, start, line.quantity)
  return { startsAt: Temporal.Instant.fromEpochMilliseconds(start), endsAt: Temporal.Instant.fromEpochMilliseconds(endMs), fromQuarter, toQuarter }
}

/** The chosen tables; or the own, or the best that is free, for who comes early. Others make room where they can. */
async function tablesFor(books: Books, tx: Tx, sheet: Sheet, line: SaleLine, asked: SeatAsked): Promise<TableId[]> {
  const { setup } = sheet
  const segments = segmentsOf(setup, line.firstDay, line.fromQuarter!, line.toQuarter!)
  const free = (tables: readonly TableId[]) => tables.every((table) => tableIsFree(sheet, table, segments))
  const own = new Set([asked.holder])
  const sitting: Sitting = { service: setup.services.get(line.grp as never)!, day: line.firstDay, startMs: line.startsAt!.epochMilliseconds, endMs: line.endsAt!.epochMilliseconds, fromQuarter: line.fromQuarter!, toQuarter: line.toQuarter! }
  if (asked.tables !== undefined) {
    const known = new Set(restaurantOf(setup).tables.map((table) => table.id))
    if (!asked.tables.every((table) => known.has(table)) || new Set(asked.tables).size !== asked.tables.length) throw problem('not-found', { detail: 'There is no such table here.' })
    if (free(asked.tables) || await makeRoom(books, tx, sheet, { sitting, fits: [chosenFit(asked.tables)] }, own)) return asked.tables
    throw notAvailable([{ code: 'sold_out', detail: 'That table is taken at that time.' }])
  }
  if (free(line.tables!)) return line.tables!
  const full: Full = { sitting, fits: fittingTables(setup, line.quantity, { walkIn: true, ...wishOfLine(setup, line) }) }
  const best = bestFreeFit(sheet, sitting, full.fits) ?? (await makeRoom(books, tx, sheet, full, own) ? bestFreeFit(sheet, sitting, full.fits) : undefined)
  if (best === undefined) throw notAvailable([{ code: 'sold_out', detail: 'No table is free from now until the end of their turn.' }])
  return best.tables
}

/** Two parties change tables, each at its own time; both are promised what they have then. */
export async function swapTables(books: Books, tx: Tx, asked: { venue: VenueId; holders: readonly [ReservationId, ReservationId] }): Promise<void> {
  const lines = await saleStore.lockSalesOf(tx, asked.venue, asked.holders)
  const [a, b] = asked.holders.map((holder) => lines.find((line) => line.holder === holder && line.kind === 'sitting'))
  if (a === undefined || b === undefined) throw problem('not-found', { detail: 'Both parties need a table of their own to change.' })
  const { sheet, setup } = await openBooks(books, tx, asked.venue, () => ({ rows: [], days: [] }), lines)
  for (const line of [a, b]) post(sheet, line, 1)
  const swapped = [{ ...a, tables: b.tables, pinned: true }, { ...b, tables: a.tables, pinned: true }]
  for (const line of swapped) {
    const segments = segmentsOf(setup, line.firstDay, line.fromQuarter!, line.toQuarter!)
    if (!line.tables!.every((table) => tableIsFree(sheet, table, segments))) throw notAvailable([{ code: 'sold_out', detail: 'One of these tables is taken by somebody else at that time.' }])
    post(sheet, line, -1)
  }
  await saleStore.deleteSales(tx, asked.venue, [...asked.holders])
  await store.writeDecision(tx, [sheet], swapped)
}
