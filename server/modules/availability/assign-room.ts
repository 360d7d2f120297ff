import type { ReservationId, RoomId, RoomTypeId, VenueId } from '#platform/id'
import { fail } from '#platform/assert'
import { problem } from '#platform/problem'
import { brokenConstraint, type Tx } from '#platform/sql'
import { fromDayNumber } from '#platform/time'
import { openBooks, type Books } from './books.ts'
import { notAvailable } from './refusal.ts'
import * as claims from './claims-store.ts'
import { dayOfUse, hoursAmongNights, isDayUse, spanOfLine } from './day-use.ts'
import { bestFitRoom, packStays, splitStay, type Fixed, type Span } from './pack.ts'
import { fitsAll, gatherPuzzle, isNailed, nail, nailedKeys, spanOf } from './packing.ts'
import { hoursOf } from './hours.ts'
import { leaseHas, mendLease } from './leases.ts'
import { readLeaseUnits } from './pools-store.ts'
import type { Setup } from './setup.ts'
import { keysOfLine, post } from './post-line.ts'
import { isLease, nightsBeyond, nightsShort, type Sheet } from './sheet.ts'
import { soldOut } from './stay-rules.ts'
import * as saleStore from './sales-store.ts'
import * as store from './store.ts'
import type { HeldAs, RoomClaim, SaleLine } from './types.ts'

export interface AssignAsked {
  venue: VenueId
  holder: ReservationId
  /** Without one the best fit of the booked type. One of another type moves the stay to that type. */
  room?: RoomId | undefined
  /** Without it: in_house from the arrival day on, before that pinned when a room was chosen and soft when not. */
  as?: Exclude<HeldAs, 'out_of_order'> | undefined
}

/**
 * Gives a stay its room. Soft assignments of others are moved out of the way; a stay that fits by count is refused only
 * when promises and rooms out of order leave no single room, and then with the split that would do.
 */
export async function assignRoom(books: Books, tx: Tx, asked: AssignAsked): Promise<RoomId> {
  const lines = await saleStore.lockSales(tx, asked.venue, asked.holder)
  const line = lines.find((one) => one.kind === 'stay') ?? fail(`${asked.holder} has no stay to give a room to`)
  const { sheet, setup } = await openBooks(books, tx, asked.venue, (latest) => {
    const type = asked.room === undefined ? undefined : latest.typeOfRoom.get(asked.room)
    const { rows, days } = type === undefined || type === line.grp ? { rows: [], days: [] } : keysOfLine(latest, { ...line, grp: type })
    return { rows: asked.room === undefined && asked.as !== 'pinned' ? rows : [...rows, ...nailedKeys(type ?? line.grp, line.firstDay, line.endDay)], days }
  }, lines)
  const type = asked.room === undefined ? line.grp as RoomTypeId : setup.typeOfRoom.get(asked.room)
  if (type === undefined) throw problem('not-found', { detail: 'There is no such room here.' })
  // Who moves to another type leaves the pool: its room there is free again.
  const leaves = isLease(line.pool) && asked.room !== undefined && !await leaseHas(tx, asked.venue, line.pool!, asked.room)
  const moved: SaleLine = type === line.grp && !leaves ? line : { ...line, grp: type, pool: null }
  const as = asked.as ?? defaultAs(books, setup, line, asked.room)
  const today = setup.days.dayOf(books.deps.clock.now())
  // Who comes a day late needs no room for the night that has passed.
  const nights = as === 'in_house' && !isDayUse(line) && moved.firstDay < today && today < moved.endDay ? { ...moved, firstDay: today } : moved
  if (moved !== line) {
    post(sheet, line, 1)
    const short = isDayUse(line) ? [] : nightsShort(sheet, type, nights.firstDay, line.endDay, line.quantity)
    if (short.length > 0) throw notAvailable([soldOut(short, line.quantity, 0)])
    post(sheet, moved, -1)
    const beyond = isDayUse(line) ? nightsBeyond(sheet, moved) : []
    if (beyond.length > 0) throw notAvailable([soldOut(beyond, line.quantity, 0)])
  }
  const wanted = asked.room ?? (isLease(moved.pool) ? undefined : await roomAmongPromises(tx, sheet, nights))
  if (as === 'pinned' && asked.room !== undefined) await refuseBadPromise(tx, sheet, nights, asked.room)
  const room = await placeInRoom(tx, setup, nights, wanted, as)
  if (as === 'pinned' || (as === 'in_house' && moved.firstDay > today)) nail(sheet, type, moved)
  if (moved !== line) await saleStore.deleteSales(tx, asked.venue, [asked.holder])
  await store.writeDecision(tx, [sheet], moved === line ? [] : lines.map((one) => (one === line ? moved : one)))
  return room
}

function defaultAs(books: Books, setup: Setup, line: SaleLine, room: RoomId | undefined): HeldAs {
  if ((isDayUse(line) ? dayOfUse(setup, line) : line.firstDay) <= setup.days.dayOf(books.deps.clock.now())) return 'in_house'
  return room === undefined ? 'soft' : 'pinned'
}

/** Where rooms are promised or out of order: the best fit that leaves everybody else a room too. Undefined: any will do, or none is better. */
async function roomAmongPromises(tx: Tx, sheet: Sheet, line: SaleLine): Promise<RoomId | undefined> {
  if (!isNailed(sheet, line.grp, line.firstDay, line.endDay)) return undefined
  const puzzle = await gatherPuzzle(tx, sheet, line.grp as RoomTypeId, line, new Set([line.holder]), 'locked')
  const stay = spanOfLine(sheet.setup, line)
  for (let left = puzzle.rooms; left.length > 0;) {
    const room = bestFitRoom(left, puzzle.fixed, stay)
    if (room === undefined) return undefined
    if (fitsAll(puzzle, { fixed: [{ room, ...stay }] })) return room
    left = left.filter((one) => one !== room)
  }
  return undefined
}

/** A promise that would leave another stay without any room is not given. */
async function refuseBadPromise(tx: Tx, sheet: Sheet, line: SaleLine, room: RoomId): Promise<void> {
  const puzzle = await gatherPuzzle(tx, sheet, line.grp as RoomTypeId, line, new Set([line.holder]), 'locked')
  const promise = { fixed: [{ room, ...spanOfLine(sheet.setup, line) }] }
  if (bestFitRoom([room], puzzle.fixed, spanOfLine(sheet.setup, line)) === undefined || fitsAll(puzzle, promise) || !fitsAll(puzzle, { movable: [{ holder: line.holder, ...spanOfLine(sheet.setup, line) }] })) return
  throw problem('not-available', { detail: 'With that promise another guest would have no room for the whole stay.', reasons: [{ code: 'sold_out', detail: 'With that promise another guest would have no room for the whole stay.' }] })
}

const fixedOf = (setup: Setup) => (claim: RoomClaim): Fixed => ({ room: claim.unit, ...spanOf(setup, claim) })

async function placeInRoom(tx: Tx, setup: Setup, line: SaleLine, wanted: RoomId | undefined, as: HeldAs): Promise<RoomId> {
  const leased = isLease(line.pool) ? await readLeaseUnits(tx, setup.venue, line.pool!) : []
  const rooms = (setup.roomsOfType.get(line.grp as RoomTypeId) ?? []).filter((room) => leased.length === 0 || leased.some((one) => one.unit === room))
  const stay = spanOfLine(setup, line)
  const others = (await claimsAround(tx, setup, rooms, line)).filter((claim) => leased.length === 0 || claim.holder !== line.pool)
  const lease = leased.length === 0 ? [] : [line.pool as string]
  const free = bestFitRoom(wanted === undefined ? rooms : [wanted], others.map(fixedOf(setup)), stay)
  if (free !== undefined) {
    await writeRooms(tx, setup, [line.holder, ...lease], [claimOf(setup, line, free, as)])
    if (leased.length > 0) await mendLease(tx, setup, line.pool!)
    return free
  }
  // Those who arrive later and were promised nothing may move; who is in the house, or has a promise, may not.
  const movable = others.filter((claim) => claim.heldAs === 'soft')
  const fixed = others.filter((claim) => !movable.includes(claim)).map(fixedOf(setup))
  const { room, moves } = makeRoom(setup, rooms, fixed, movable, { holder: line.holder, ...stay }, wanted)
  if (room === undefined) throw noRoom(rooms, fixed, stay, wanted)
  await writeRooms(tx, setup, [line.holder, ...lease, ...movable.map((claim) => claim.holder)], [claimOf(setup, line, room, as), ...moves])
  if (leased.length > 0) await mendLease(tx, setup, line.pool!)
  return room
}

const claimOf = (setup: Setup, line: SaleLine, unit: RoomId, heldAs: HeldAs): RoomClaim =>
  ({ unit, holder: line.holder, heldAs, firstDay: line.firstDay, endDay: line.endDay, dayUse: isDayUse(line) ? hoursAmongNights(setup, line) : null })

/** Claims of others from the stay's first night on, and back to where the earliest of those that may move begins. */
async function claimsAround(tx: Tx, setup: Setup, rooms: readonly RoomId[], line: SaleLine): Promise<RoomClaim[]> {
  for (let from = line.firstDay; ;) {
    const found = (await claims.readClaims(tx, setup.venue, [...rooms], from, null)).filter((claim) => claim.holder !== line.holder)
    const earliest = found.filter((claim) => claim.heldAs === 'soft').reduce((least, claim) => (claim.firstDay < least ? claim.firstDay : least), from)
    if (earliest === from) return found
    from = earliest
  }
}

/** A room for the stay and new rooms for soft ones; a soft one that then fits nowhere waits unassigned until it arrives. */
function makeRoom(setup: Setup, rooms: readonly RoomId[], fixed: Fixed[], movable: RoomClaim[], mine: Span & { holder: string }, wanted: RoomId | undefined): { room: RoomId | undefined; moves: RoomClaim[] } {
  const stay: Span = { from: mine.from, to: mine.to }
  const soft = movable.map((claim) => ({ holder: claim.holder, ...spanOf(setup, claim) }))
  const packed = wanted === undefined
    ? packStays(rooms, fixed, [mine, ...soft])
    : packStays(rooms, [...fixed, { room: wanted, ...stay }], soft)
  const clash = wanted !== undefined && bestFitRoom([wanted], fixed, stay) === undefined
  if (clash) return { room: undefined, moves: [] }
  if (packed.outcome === 'fits') {
    return { room: wanted ?? packed.rooms.get(mine.holder), moves: movable.map((claim) => ({ ...claim, unit: packed.rooms.get(claim.holder)! })) }
  }
  const room = bestFitRoom(wanted === undefined ? rooms : [wanted], fixed, stay)
  if (room === undefined) return { room, moves: [] }
  const taken = [...fixed, { room, ...stay }]
  const moves: RoomClaim[] = []
  for (const claim of movable) {
    const unit = bestFitRoom(rooms, taken, spanOf(setup, claim))
    if (unit === undefined) continue
    taken.push({ room: unit, ...spanOf(setup, claim) })
    moves.push({ ...claim, unit })
  }
  return { room, moves }
}

function noRoom(rooms: readonly RoomId[], fixed: Fixed[], stay: Span, wanted: RoomId | undefined) {
  if (wanted !== undefined) {
    const nights = fixed.filter((one) => one.room === wanted && one.from < stay.to && stay.from < one.to)
      .flatMap((one) => { const [from, to] = [Math.floor(Math.max(one.from, stay.from)), Math.ceil(Math.min(one.to, stay.to))]; return Array.from({ length: to - from }, (_, i) => fromDayNumber(from + i)) })
    return problem('not-available', { detail: 'That room is taken on some of these nights.', reasons: [{ code: 'sold_out', detail: 'That room is taken on some of these nights.', nights }] })
  }
  const split = Number.isInteger(stay.from) ? splitStay(rooms, fixed, stay) : null
  return problem('not-available', {
    detail: split === null ? 'No room is free on some of these nights.' : 'No single room is free for the whole stay: other rooms are promised or out of order.',
    reasons: [{ code: 'sold_out', detail: 'No single room is free for the whole stay.' }],
    facts: split === null ? {} : { split: split.map((part) => ({ room: part.room, from: fromDayNumber(part.from), to: fromDayNumber(Math.ceil(part.to)) })) },
  })
}

/** Replaces the rooms of some holders in one go. The constraint has the last word. */
async function writeRooms(tx: Tx, setup: Setup, holders: string[], wanted: RoomClaim[]): Promise<void> {
  await claims.deleteClaimsOf(tx, setup.venue, holders)
  try {
    await claims.insertClaims(tx, setup.venue, wanted.map((claim) => ({ ...claim, ...hoursOf(setup, claim) })))
  } catch (error) {
    if (brokenConstraint(error) === 'claim_one_at_a_time') throw problem('not-available', { detail: 'Somebody else was given that room a moment ago.' })
    throw error
  }
}

/** After a change of dates: soft rooms are given back, promised and occupied ones are kept if they are free for the new nights. */
export async function rerangeRooms(tx: Tx, sheet: Sheet, holder: ReservationId, lines: SaleLine[]): Promise<void> {
  const { setup } = sheet
  const before = await claims.readClaimsOf(tx, setup.venue, [holder])
  if (before.length === 0) return
  await claims.deleteClaimsOf(tx, setup.venue, [holder])
  const line = lines.find((one) => one.kind === 'stay')
  if (line === undefined) return
  for (const claim of before.filter((one) => one.heldAs !== 'soft' && setup.typeOfRoom.get(one.unit) === line.grp)) {
    // An occupied room is kept from the night on which it was moved into.
    const from = claim.heldAs === 'in_house' && !isDayUse(line) && line.firstDay < claim.firstDay && claim.firstDay < line.endDay ? claim.firstDay : line.firstDay
    await placeInRoom(tx, setup, { ...line, firstDay: from }, claim.unit, claim.heldAs)
    if (claim.heldAs === 'pinned') nail(sheet, line.grp, line)
  }
}

/** Takes the room of a stay away again (it keeps its nights). */
export async function unassignRoom(books: Books, tx: Tx, asked: { venue: VenueId; holder: ReservationId }): Promise<void> {
  const lines = await saleStore.lockSales(tx, asked.venue, asked.holder)
  await openBooks(books, tx, asked.venue, () => ({ rows: [], days: [] }), lines)
  await claims.deleteClaimsOf(tx, asked.venue, [asked.holder])
}

/** Two stays of one type change rooms, each keeping how firmly it is given. The constraint is asked when both have moved. */
export async function swapRooms(books: Books, tx: Tx, asked: { venue: VenueId; holders: readonly [ReservationId, ReservationId] }): Promise<void> {
  const lines = await saleStore.lockSalesOf(tx, asked.venue, asked.holders)
  const { setup } = await openBooks(books, tx, asked.venue, () => ({ rows: [], days: [] }), lines)
  const rooms = await claims.readClaimsOf(tx, asked.venue, [...asked.holders])
  const [a, b] = asked.holders.map((holder) => rooms.find((claim) => claim.holder === holder))
  if (a === undefined || b === undefined || rooms.length !== 2) throw problem('not-found', { detail: 'Both stays need a room of their own to change.' })
  if (setup.typeOfRoom.get(a.unit) !== setup.typeOfRoom.get(b.unit)) throw problem('not-available', { detail: 'The rooms are of different types: move one stay after the other.' })
  await writeRooms(tx, setup, [...asked.holders], [{ ...a, unit: b.unit }, { ...b, unit: a.unit }])
}
