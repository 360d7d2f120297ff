import type { ReservationId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { openBooks, type Books } from './books.ts'
import { readClaimsOf } from './claims-store.ts'
import { decideOrMakeRoom, recordOverbooked, refuseUnpackable, type Claimed } from './claim-units.ts'
import { keysOf } from './decide.ts'
import { rerangeRooms } from './assign-room.ts'
import { mendLeases } from './leases.ts'
import { nailedKeys } from './packing.ts'
import { notAvailable } from './refusal.ts'
import { explainReleased, releasedNights } from './pools.ts'
import { post } from './post-line.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'
import type { Setup } from './setup.ts'
import type { Claim, SaleChannel, SaleLine } from './types.ts'

export interface AmendAsked { venue: VenueId; holder: ReservationId; claims: Claim[]; channel?: SaleChannel; override?: { reason: string } | undefined }

/**
 * What a holder has becomes what it wants: the old is given back and the new decided on the same rows in memory, so each
 * row is written once with the net difference, and a refusal leaves the old claim as it was.
 */
export async function amendClaim(books: Books, tx: Tx, asked: AmendAsked): Promise<Claimed> {
  const before = await saleStore.lockSales(tx, asked.venue, asked.holder)
  if (before.length === 0) throw problem('not-available', { detail: 'What was claimed has been given back.', reasons: [{ code: 'expired', detail: 'The hold has run out.' }] })
  const isPromised = (await readClaimsOf(tx, asked.venue, [asked.holder])).some(({ heldAs }) => heldAs === 'pinned')
  const { sheet, expired } = await openBooks(books, tx, asked.venue, (setup) => {
    const { rows, days } = keysOf(setup, asked.claims)
    return { rows: isPromised ? [...rows, ...asked.claims.flatMap((claim) => (claim.kind === 'stay' ? nailedKeys(claim.roomType, claim.arrival, claim.departure) : []))] : rows, days }
  }, before)
  for (const line of before) post(sheet, line, 1)
  const first = before[0]!
  const decision = await decideOrMakeRoom(books, tx, sheet, { holder: asked.holder, channel: asked.channel ?? first.channel, expiresAt: first.expiresAt, claims: asked.claims, override: asked.override, before }, books.deps.clock.now(), { own: new Set([asked.holder]) })
  if (!decision.ok) throw notAvailable(explainReleased(await releasedNights(tx, [{ venue: asked.venue, claims: asked.claims }]), asked.claims, decision.reasons))
  if (asked.override === undefined) await refuseUnpackable(tx, sheet, [decision.value])
  await rerangeRooms(tx, sheet, asked.holder, decision.value.lines)
  await saleStore.deleteSales(tx, asked.venue, [asked.holder])
  await store.writeDecision(tx, [sheet], decision.value.lines)
  await mendLeases(tx, sheet.setup, before)
  await recordOverbooked(books, tx, asked.venue, [decision.value])
  return { placed: decision.value.placed, expired }
}

/**
 * An early departure: the nights from `departure` on are free at once; of a sitting, the rest of its turn from now on.
 * Restrictions do not bind who is already here.
 */
export async function shortenStay(books: Books, tx: Tx, asked: { venue: VenueId; holder: ReservationId; departure: PlainDate }): Promise<void> {
  const lines = await saleStore.lockSales(tx, asked.venue, asked.holder)
  if (lines.every((line) => line.kind === 'stay' && line.endDay <= asked.departure)) return
  const { sheet, setup } = await openBooks(books, tx, asked.venue, () => ({ rows: [], days: [] }), lines)
  const now = books.deps.clock.now()
  const kept = lines.map((line) => (line.kind === 'stay' ? shorterStay(line, asked.departure) : shorterSitting(setup, line, now))).filter((line) => line !== null)
  for (const line of lines) post(sheet, line, 1)
  for (const line of kept) post(sheet, line, -1)
  await rerangeRooms(tx, sheet, asked.holder, kept)
  await saleStore.deleteSales(tx, asked.venue, [asked.holder])
  await store.writeDecision(tx, [sheet], kept)
}

function shorterStay(line: SaleLine, departure: PlainDate): SaleLine | null {
  if (line.startsAt !== null) return line
  if (line.firstDay >= departure) return null
  return { ...line, endDay: departure < line.endDay ? departure : line.endDay }
}

function shorterSitting(setup: Setup, line: SaleLine, now: Temporal.Instant): SaleLine {
  const ms = Math.max(now.epochMilliseconds, line.startsAt!.epochMilliseconds + 60_000)
  const toQuarter = Math.max(line.fromQuarter! + 1, setup.days.quarterTo(line.firstDay, ms))
  return toQuarter >= line.toQuarter! ? line : { ...line, toQuarter, endsAt: Temporal.Instant.fromEpochMilliseconds(ms) }
}
