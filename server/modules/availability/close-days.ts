import type { ReservationId, VenueId } from '#platform/id'
import { fail } from '#platform/assert'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { addDays, dayNumber, type PlainDate } from '#platform/time'
import type { Books } from './books.ts'
import { isLeaseHolder } from './leases.ts'
import { bucketOf, emptySheet, stands } from './sheet.ts'
import type { Closure } from './setup.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'

/**
 * Closes a venue from `from` up to and including `to`. Answers the holders whose stays or sittings lie there: they
 * stay until staff solve each. Nothing is sold there after this commits, and nothing that was sold is missed.
 */
export async function addClosure(books: Books, tx: Tx, venue: VenueId, closure: Closure): Promise<{ holders: ReservationId[] }> {
  if (closure.from > closure.to) throw problem('invalid-request', { errors: [{ pointer: '/to', detail: 'must not be before from' }] })
  if (await store.lockVenue(tx, venue, 'to change') === undefined) fail('only a venue that is set up can be closed')
  const version = await store.nextVersion(tx)
  await store.insertClosure(tx, venue, closure, version)
  await stamp(books, tx, venue, version, closure.from, closure.to)
  const sales = await saleStore.readSalesBetween(tx, venue, null, closure.from, addDays(closure.to, 1))
  const now = books.deps.clock.now()
  const live = sales.filter((line) => stands(line, now))
  return { holders: [...new Set(live.map((line) => line.holder).filter((holder) => !isLeaseHolder(holder)))] }
}

/** Opens again. */
export async function removeClosure(books: Books, tx: Tx, venue: VenueId, id: string): Promise<void> {
  const locked = await store.lockVenue(tx, venue, 'to change')
  const found = (await store.readDefinition(tx, venue))?.closures.find((closure) => closure.id === id)
  if (locked === undefined || found === undefined) throw problem('not-found', { detail: 'There is no such closure.' })
  const version = await store.nextVersion(tx)
  await store.deleteClosure(tx, venue, id, version)
  await stamp(books, tx, venue, version, found.from, found.to)
}

export async function closures(reader: Reader, venue: VenueId): Promise<Closure[]> {
  return (await store.readDefinition(reader, venue))?.closures ?? []
}

/** Whoever waits for one of these rows learns from it that the set-up has changed, and decides by the new one. */
async function stamp(books: Books, tx: Tx, venue: VenueId, version: number, from: PlainDate, to: PlainDate): Promise<void> {
  const sheet = emptySheet(await books.setups.read(tx, venue))
  const rows = await store.rowsFrom(tx, venue, sheet.setup.definition.kind === 'hotel' ? bucketOf(dayNumber(from)) : dayNumber(from), true)
  const days = await store.daysFrom(tx, venue, from, true)
  store.putOnSheet(sheet, rows, days.filter((day) => day.day <= to))
  for (const row of [...sheet.rows.values(), ...sheet.days.values()]) Object.assign(row, { asOf: version, changed: true })
  await store.writeDecision(tx, [sheet])
}
