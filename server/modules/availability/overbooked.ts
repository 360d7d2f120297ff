import type { VenueId } from '#platform/id'
import type { Reader, Tx } from '#platform/sql'
import { addDays } from '#platform/time'
import { viewBooks, type Books } from './books.ts'
import { findOverbooked, readOverbooked, solveOverbooked, type OverbookedCase } from './claims-store.ts'
import { nightKeys, nightOf } from './sheet.ts'

export type { OverbookedCase } from './claims-store.ts'
/** `stillOver`: by how many rooms the worst of its nights is still sold beyond capacity; 0 for tables, and when it has solved itself. */
export type OverbookedNow = OverbookedCase & { stillOver: number }

/** What was sold beyond capacity, by whom and why, newest first. */
export async function overbookedCases(books: Books, reader: Reader, venue: VenueId, filter: { solved: boolean; before: string | null; limit: number }): Promise<OverbookedNow[]> {
  return withCounts(books, reader, venue, await readOverbooked(reader, venue, filter))
}

/** A case is closed; undefined when there is none that is open. */
export async function closeOverbooked(books: Books, tx: Tx, venue: VenueId, id: string, solution: string): Promise<OverbookedNow | undefined> {
  const solved = await solveOverbooked(tx, venue, id, solution, books.deps.clock.now())
  return solved === undefined ? undefined : (await withCounts(books, tx, venue, [solved]))[0]
}
export const hasOverbooked = async (reader: Reader, venue: VenueId, id: string): Promise<boolean> => (await findOverbooked(reader, venue, id)) !== undefined

async function withCounts(books: Books, reader: Reader, venue: VenueId, cases: OverbookedCase[]): Promise<OverbookedNow[]> {
  if (cases.length === 0) return []
  const rooms = (grp: string) => grp.startsWith('rt_')
  const sheet = await viewBooks(books, reader, venue, () => ({ rows: cases.filter((one) => rooms(one.grp)).flatMap((one) => one.nights.flatMap((night) => nightKeys(one.grp, night, addDays(night, 1)))), days: [] }))
  return cases.map((one) => ({
    ...one, stillOver: !rooms(one.grp) ? 0 : Math.max(0, ...one.nights.map((night) => nightOf(sheet, one.grp, night).over)),
  }))
}
