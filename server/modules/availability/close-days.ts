import { randomBytes } from 'node:crypto'
import type { ReservationId, VenueId } from '#platform/id'
import { fail } from '#platform/assert'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import { addDays, dayNumber, type PlainDate } from '#platform/time'
import type { Books } from './books.ts'
import { bucketOf, emptySheet } from './sheet.ts'
import type { Closure } from './setup.ts'
import * as store from './store.ts'

/**
 * Closes a venue from `from` up to and including `to`. Answers the holders whose stays or sittings lie there: they
 * stay until staff solve each. Nothing is sold there after this commits, and nothing that was sold is missed.
 */
export async function addClosure(books: Books, tx: Tx, asked: { venue: VenueId; id?: string; from: PlainDate; to: PlainDate; reason: string }): Promise<{ id: string; touched: ReservationId[] }> {
  if (asked.from > asked.to) throw problem('invalid-request', { errors: [{ pointer: '/to', detail: 'must not be before from' }] })
  const version = await store.lockVenue(tx, asked.venue, 'to change') ?? fail('only a venue that is set up can be closed')
  const closure: Closure = { id: asked.id ?? `cls_${randomBytes(9).toString('hex')}`, from: asked.from, to: asked.to, reason: asked.reason }
  await store.insertClosure(tx, asked.venue, closure)
  await stamp(books, tx, asked.venue, version + 1, asked.from, asked.to)
  const sales = await store.readSalesBetween(tx, asked.venue, null, asked.from, addDays(asked.to, 1))
  const now = books.deps.clock.now()
  const live = sales.filter((line) => line.expiresAt === null || Temporal.Instant.compare(line.expiresAt, now) > 0)
  return { id: closure.id, touched: [...new Set(live.map((line) => line.holder))] }
}

/** Opens again. */
export async function removeClosure(books: Books, tx: Tx, asked: { venue: VenueId; closure: string }): Promise<void> {
  const version = await store.lockVenue(tx, asked.venue, 'to change')
  const found = (await store.readDefinition(tx, asked.venue))?.closures.find((closure) => closure.id === asked.closure)
  if (version === undefined || found === undefined) throw problem('not-found', { detail: 'There is no such closure.' })
  await store.deleteClosure(tx, asked.venue, asked.closure)
  await stamp(books, tx, asked.venue, version + 1, found.from, found.to)
}

export async function closures(reader: Reader, venue: VenueId): Promise<Closure[]> {
  return (await store.readDefinition(reader, venue))?.closures ?? []
}

/** Whoever waits for one of these rows learns from it that the set-up has changed, and decides by the new one. */
async function stamp(books: Books, tx: Tx, venue: VenueId, version: number, from: PlainDate, to: PlainDate): Promise<void> {
  const sheet = emptySheet(await books.setups.read(tx, venue))
  const rows = await store.lockRowsFrom(tx, venue, sheet.setup.definition.kind === 'hotel' ? bucketOf(dayNumber(from)) : dayNumber(from))
  const days = await store.lockDaysFrom(tx, venue, from)
  store.putOnSheet(sheet, rows, days.filter((day) => day.day <= to))
  for (const row of [...sheet.rows.values(), ...sheet.days.values()]) Object.assign(row, { asOf: version, changed: true })
  await store.writeSheet(tx, sheet)
}
