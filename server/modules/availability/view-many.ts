import type { VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { fillAsDefined, giveBackInView, type Books } from './books.ts'
import type { Setup } from './setup.ts'
import { emptySheet, type Keys, type Sheet } from './sheet.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'

/** The books of many venues as they stand, in five statements however many there are. Venues for which `keysFor` answers null are left out. */
export async function viewMany(books: Books, reader: Reader, venues: VenueId[], keysFor: (setup: Setup) => Keys | null): Promise<Map<VenueId, Sheet>> {
  const setups = await books.setups.many(reader, venues)
  const wanted = [...setups.values()].map((setup) => ({ setup, keys: keysFor(setup) })).filter((one): one is { setup: Setup; keys: Keys } => one.keys !== null)
  const rows = await store.readRowsOf(reader, wanted.flatMap(({ setup, keys }) => keys.rows.map((key) => ({ ...key, venue: setup.venue }))))
  const days = await store.readDaysOf(reader, wanted.flatMap(({ setup, keys }) => keys.days.map((day) => ({ venue: setup.venue, day }))))
  const expired = await saleStore.readExpired(reader, wanted.map(({ setup }) => setup.venue), books.deps.clock.now())
  const rowsOf = Map.groupBy(rows, (row) => row.venue_id)
  const daysOf = Map.groupBy(days, (day) => day.venue_id)
  const expiredOf = Map.groupBy(expired, (line) => line.venue)
  return new Map(wanted.map(({ setup, keys }) => {
    const sheet = emptySheet(setup)
    store.putOnSheet(sheet, rowsOf.get(setup.venue) ?? [], daysOf.get(setup.venue) ?? [])
    fillAsDefined(sheet, keys)
    giveBackInView(sheet, expiredOf.get(setup.venue) ?? [])
    return [setup.venue, sheet]
  }))
}
