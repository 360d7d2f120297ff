import type { ReservationId, TableId, VenueId } from '#platform/id'
import type { Tx } from '#platform/sql'
import { addDays } from '#platform/time'
import type { Books } from './books.ts'
import { mayRepack, movable, repack } from './repack.ts'
import * as saleStore from './sales-store.ts'
import { markTable, segmentsOf, type Sheet } from './sheet.ts'
import type { Full } from './sitting-rules.ts'

/** Called in the transaction that moved parties to other tables, so that whoever keeps them can tell. */
export type OnMoved = (tx: Tx, moved: { venue: VenueId; parties: { holder: ReservationId; from: TableId[]; to: TableId[] }[]; at: Temporal.Instant }) => Promise<void>

/**
 * Moves parties that were promised no certain table, so that a sitting fits which has none free. The sheet's service
 * days are locked by the caller, so nobody else moves a party meanwhile; who is being changed by somebody else right now
 * stays where it is. `own`: holders that the caller has taken off the sheet. False: it cannot be done.
 */
export async function makeRoom(books: Books, tx: Tx, sheet: Sheet, full: Full, own: ReadonlySet<string> = new Set()): Promise<boolean> {
  const { setup } = sheet
  if (!mayRepack(sheet, full.sitting)) return false
  const now = books.deps.clock.now()
  const lines = (await saleStore.lockSittings(tx, setup.venue, addDays(full.sitting.day, -1), addDays(full.sitting.day, 2), now)).filter((line) => !own.has(line.holder))
  const found = repack(sheet, full, movable(sheet, lines))
  if (found === null) return false
  const segments = (line: (typeof lines)[number]) => segmentsOf(setup, line.firstDay, line.fromQuarter!, line.toQuarter!)
  for (const { line } of found.moves) for (const table of line.tables!) markTable(sheet, table, segments(line), 0)
  for (const { line, tables } of found.moves) for (const table of tables) markTable(sheet, table, segments(line), 1)
  await saleStore.setTables(tx, setup.venue, found.moves.map(({ line, tables }) => ({ holder: line.holder, line: line.line, tables })))
  const parties = found.moves.map(({ line, tables }) => ({ holder: line.holder, from: line.tables!, to: tables }))
  for (const handler of books.onMoved) await handler(tx, { venue: setup.venue, parties, at: now })
  return true
}
