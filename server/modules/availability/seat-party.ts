import type { ReservationId, TableId, VenueId } from '#platform/id'
import { fail } from '#platform/assert'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { openBooks, type Books } from './books.ts'
import { notAvailable } from './claim-units.ts'
import { post, segmentsOf, tableIsFree } from './sheet.ts'
import { restaurantOf } from './setup.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'

export interface SeatAsked { venue: VenueId; holder: ReservationId; tables?: TableId[] | undefined }

/** Seats a party at the tables it was given, or at others that staff choose and that are free for the whole sitting. */
export async function seatParty(books: Books, tx: Tx, asked: SeatAsked): Promise<TableId[]> {
  const lines = await saleStore.lockSales(tx, asked.venue, asked.holder)
  const line = lines.find((one) => one.kind === 'sitting') ?? fail(`${asked.holder} has no sitting to be seated for`)
  const tables = asked.tables
  if (tables === undefined || tables.toSorted().join() === line.tables!.toSorted().join()) return line.tables!
  const { sheet, setup } = await openBooks(books, tx, asked.venue, () => ({ rows: [], days: [] }), lines)
  const known = new Set(restaurantOf(setup).tables.map((table) => table.id))
  if (!tables.every((table) => known.has(table)) || new Set(tables).size !== tables.length) throw problem('not-found', { detail: 'There is no such table here.' })
  post(sheet, line, 1)
  const segments = segmentsOf(setup, line.firstDay, line.fromQuarter!, line.toQuarter!)
  if (!tables.every((table) => tableIsFree(sheet, table, segments))) throw notAvailable([{ code: 'sold_out', detail: 'That table is taken at that time.' }])
  const moved = { ...line, tables }
  post(sheet, moved, -1)
  await saleStore.deleteSales(tx, asked.venue, [asked.holder])
  await store.writeDecision(tx, [sheet], lines.map((one) => (one === line ? moved : one)))
  return tables
}
