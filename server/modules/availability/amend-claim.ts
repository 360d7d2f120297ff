import type { ReservationId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { openBooks, type Books } from './books.ts'
import { notAvailable, recordOverbooked, type Claimed } from './claim-units.ts'
import { decide, keysOf } from './decide.ts'
import { rerangeRooms } from './assign-room.ts'
import { post } from './sheet.ts'
import * as store from './store.ts'
import type { Claim, SaleChannel } from './types.ts'

export interface AmendAsked { venue: VenueId; holder: ReservationId; claims: Claim[]; channel?: SaleChannel; override?: { reason: string } | undefined }

/**
 * What a holder has becomes what it wants: the old is given back and the new decided on the same rows in memory, so each
 * row is written once with the net difference, and a refusal leaves the old claim as it was.
 */
export async function amendClaim(books: Books, tx: Tx, asked: AmendAsked): Promise<Claimed> {
  const before = await store.lockSales(tx, asked.venue, asked.holder)
  if (before.length === 0) throw problem('not-available', { detail: 'What was claimed has been given back.', reasons: [{ code: 'expired', detail: 'The hold has run out.' }] })
  const { sheet, expired } = await openBooks(books, tx, asked.venue, (setup) => keysOf(setup, asked.claims), before)
  for (const line of before) post(sheet, line, 1)
  const first = before[0]!
  const decision = decide(sheet, { holder: asked.holder, channel: asked.channel ?? first.channel, expiresAt: first.expiresAt, claims: asked.claims, override: asked.override, before }, books.deps.clock.now())
  if (!decision.ok) throw notAvailable(decision.reasons)
  await store.writeSheet(tx, sheet)
  await store.deleteSales(tx, asked.venue, [asked.holder])
  await store.insertSales(tx, decision.value.lines)
  await recordOverbooked(books, tx, asked.venue, [decision.value])
  await rerangeRooms(books, tx, sheet.setup, asked.holder, decision.value.lines)
  return { placed: decision.value.placed, expired }
}

/** An early departure (or a party that left): the rest is free at once. Restrictions do not bind who is already here. */
export async function shortenStay(books: Books, tx: Tx, asked: { venue: VenueId; holder: ReservationId; departure: PlainDate }): Promise<void> {
  const lines = await store.lockSales(tx, asked.venue, asked.holder)
  if (lines.every((line) => line.endDay <= asked.departure)) return
  const { sheet, setup } = await openBooks(books, tx, asked.venue, () => ({ rows: [], days: [] }), lines)
  for (const line of lines) post(sheet, line, 1)
  const kept = lines.filter((line) => line.kind === 'stay' && line.firstDay < asked.departure).map((line) => ({ ...line, endDay: asked.departure < line.endDay ? asked.departure : line.endDay }))
  for (const line of kept) post(sheet, line, -1)
  await store.writeSheet(tx, sheet)
  await store.deleteSales(tx, asked.venue, [asked.holder])
  await store.insertSales(tx, kept)
  await rerangeRooms(books, tx, setup, asked.holder, kept)
}
