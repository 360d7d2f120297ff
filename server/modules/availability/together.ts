import type { Reason } from '@holdfast/contract/kit'
import type { ReservationId, RoomId, RoomTypeId, VenueId } from '#platform/id'
import type { Tx } from '#platform/sql'
import { hoursOf } from './hours.ts'
import { openBooks, type Books } from './books.ts'
import { decideGroup, recordOverbooked, refuseUnpackable, type ClaimAsked } from './claim-units.ts'
import * as claims from './claims-store.ts'
import { keysOf, type Granted } from './decide.ts'
import { bestFitRoom, type Fixed } from './pack.ts'
import { isNailed, spanOf } from './packing.ts'
import { leaseAgain, lockLeased, mendLeases } from './leases.ts'
import { sittingsOf } from './release-units.ts'
import * as saleStore from './sales-store.ts'
import { post } from './post-line.ts'
import { nightKeys, nightsShort, type Sheet } from './sheet.ts'
import { soldOut } from './stay-rules.ts'
import * as store from './store.ts'
import type { Placed, RoomClaim, SaleLine } from './types.ts'

/** Gives everything of several holders of one venue back, in as many statements as for one. */
export async function releaseTogether(books: Books, tx: Tx, venue: VenueId, holders: readonly ReservationId[]): Promise<void> {
  const lines = await saleStore.lockSalesOf(tx, venue, holders)
  if (lines.length === 0) return
  const sittings = sittingsOf(lines)
  const leased = await lockLeased(tx, venue, sittings)
  const { sheet, setup } = await openBooks(books, tx, venue, () => ({ rows: [], days: [] }), [...lines, ...leased])
  for (const line of [...lines, ...leased]) post(sheet, line, 1)
  await store.writeDecision(tx, [sheet], await leaseAgain(tx, sheet, sittings))
  await saleStore.deleteSales(tx, venue, [...holders])
  await claims.deleteClaimsOf(tx, venue, [...holders])
  await mendLeases(tx, setup, lines)
}

/** What became of a group: what each of its holders got, or why the group was refused. */
export type GroupDecision = { ok: true; placed: Placed[][] } | { ok: false; reasons: Reason[] }

/**
 * Decides several groups of holders of one venue on the same rows, in the order given: each group has all or nothing,
 * and one that is refused leaves the others. Where promises or rooms out of order lie among the nights, counts alone do
 * not decide, and all are refused as one (`not-available`): ask for each by itself then.
 */
export async function claimEach(books: Books, tx: Tx, venue: VenueId, groups: readonly (readonly Omit<ClaimAsked, 'venue'>[])[]): Promise<GroupDecision[]> {
  const now = books.deps.clock.now()
  const { sheet } = await openBooks(books, tx, venue, (setup) => keysOf(setup, groups.flat().flatMap((one) => one.claims)))
  const granted: Granted[] = []
  const decisions = groups.map((group): GroupDecision => {
    const decision = decideGroup(sheet, group, now)
    if (!decision.ok) return decision
    granted.push(...decision.value)
    return { ok: true, placed: decision.value.map((one) => one.placed) }
  })
  await refuseUnpackable(tx, sheet, granted)
  await store.writeDecision(tx, [sheet], granted.flatMap((one) => one.lines))
  await recordOverbooked(books, tx, venue, granted)
  return decisions
}

export interface Arriving { holder: ReservationId; /** The type to live in; without it the one that was booked. */ roomType?: RoomTypeId | undefined }
/** `alone`: promises or soft assignments lie in the way, so it is to be asked for by itself. */
export type Arrival = { room: RoomId } | { refused: Reason[] } | 'alone'

/**
 * Gives rooms to several stays that arrive, in the order given and in as many statements as for one: each the best fit
 * of its type, after a move to another type where that was wished and is free. One that is refused leaves the others.
 */
export async function arriveTogether(books: Books, tx: Tx, venue: VenueId, arriving: readonly Arriving[]): Promise<Map<ReservationId, Arrival>> {
  const lines = new Map((await saleStore.lockSalesOf(tx, venue, arriving.map((one) => one.holder))).filter((line) => line.kind === 'stay').map((line) => [line.holder, line]))
  const stays = arriving.flatMap((one) => { const line = lines.get(one.holder); return line === undefined ? [] : [{ line, moved: one.roomType === undefined || one.roomType === line.grp ? line : { ...line, grp: one.roomType, pool: null } }] })
  if (stays.length === 0) return new Map()
  const { sheet, setup } = await openBooks(books, tx, venue, () => ({ rows: stays.flatMap(({ line, moved }) => (moved.grp === line.grp ? [] : nightKeys(moved.grp, line.firstDay, line.endDay))), days: [] }), [...lines.values()])
  const types = [...new Set(stays.map(({ moved }) => moved.grp as RoomTypeId))]
  const first = stays.map(({ line }) => line.firstDay).reduce((a, b) => (a < b ? a : b))
  const taken = (await claims.readClaims(tx, venue, types.flatMap((type) => setup.roomsOfType.get(type) ?? []), first, null)).filter((claim) => !lines.has(claim.holder as ReservationId))
  const fixed = Map.groupBy(taken.map((claim): Fixed & { type: string } => ({ room: claim.unit, ...spanOf(setup, claim), type: setup.typeOfRoom.get(claim.unit)! })), (one) => one.type)
  const answers = new Map<ReservationId, Arrival>()
  const placed: RoomClaim[] = []
  for (const { line, moved } of stays) {
    const others = fixed.get(moved.grp) ?? []
    const answer = arrive(sheet, line, moved, setup.roomsOfType.get(moved.grp as RoomTypeId) ?? [], others)
    answers.set(line.holder, answer)
    if (answer === 'alone' || 'refused' in answer) continue
    placed.push({ unit: answer.room, holder: line.holder, heldAs: 'in_house', firstDay: line.firstDay, endDay: line.endDay })
    fixed.set(moved.grp, [...others, { room: answer.room, ...spanOf(setup, line), type: moved.grp }])
  }
  await write(tx, sheet, stays.filter(({ line, moved }) => line.grp !== moved.grp && placed.some((claim) => claim.holder === line.holder)).map(({ moved }) => moved), placed)
  return answers
}

/** One arrival on the sheet; when it is not granted the sheet is as it was. */
function arrive(sheet: Sheet, line: SaleLine, moved: SaleLine, rooms: readonly RoomId[], others: readonly Fixed[]): Arrival {
  if (line.startsAt !== null || isNailed(sheet, moved.grp, moved.firstDay, moved.endDay)) return 'alone'
  if (moved.grp !== line.grp) {
    const short = nightsShort(sheet, moved.grp as RoomTypeId, line.firstDay, line.endDay, line.quantity)
    if (short.length > 0) return { refused: [soldOut(short, line.quantity, 0)] }
  }
  const room = bestFitRoom(rooms, [...others], spanOf(sheet.setup, line))
  if (room === undefined) return 'alone'
  if (moved.grp !== line.grp) { post(sheet, line, 1); post(sheet, moved, -1) }
  return { room }
}

async function write(tx: Tx, sheet: Sheet, moved: SaleLine[], placed: RoomClaim[]): Promise<void> {
  if (moved.length > 0) await saleStore.deleteSales(tx, sheet.setup.venue, moved.map((line) => line.holder))
  await store.writeDecision(tx, [sheet], moved)
  await claims.deleteClaimsOf(tx, sheet.setup.venue, placed.map((claim) => claim.holder))
  await claims.insertClaims(tx, sheet.setup.venue, placed.map((claim) => ({ ...claim, ...hoursOf(sheet.setup, claim) })))
}
