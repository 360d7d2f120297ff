import type { Reason } from '@holdfast/contract/kit'
import type { PoolId, RoomTypeId, VenueId } from '#platform/id'
import { assert } from '#platform/assert'
import type { Reader, Tx } from '#platform/sql'
import { problem } from '#platform/problem'
import { addDays, dayNumber, nightsOf, type PlainDate } from '#platform/time'
import { openBooks, viewBooks, type Books } from './books.ts'
import { notAvailable } from './refusal.ts'
import { insertOverbooked } from './claims-store.ts'
import { readPoolNights, readReleased, writePoolNights, type PoolNight } from './pools-store.ts'
import { hotelOf } from './setup.ts'
import { isLimit, nightOf, parentOf, poolGroup, shiftCarved, stayKeys, type Keys } from './sheet.ts'
import { soldOut } from './stay-rules.ts'
import * as store from './store.ts'
import type { Claim } from './types.ts'

/** How many rooms of a type a pool is to have on some nights: not more, but in all. Nights that are not named stay as they are. */
export interface CarveAsked { venue: VenueId; pool: PoolId; nights: readonly { roomType: RoomTypeId; night: PlainDate; quantity: number }[]; override?: { reason: string } | undefined }

/**
 * Gives a pool its rooms: what it has more is taken from the house, what it has less goes back, all or nothing. Fewer
 * than it sold is no loss to anybody: those lie on the house from then on. Throws `not-available` with the nights on
 * which the house has too few; with an override it goes beyond, as a case for the desk.
 */
export async function carve(books: Books, tx: Tx, asked: CarveAsked): Promise<void> {
  const { sheet, setup } = await openForPool(books, tx, asked.venue, asked.pool, asked.nights)
  const types = new Set(hotelOf(setup).roomTypes.map((type) => type.id))
  if (!asked.nights.every((one) => types.has(one.roomType) && one.quantity >= 0)) throw problem('not-found', { detail: 'There is no such room type here.' })
  const today = setup.days.dayOf(books.deps.clock.now())
  const has = new Map((await readPoolNights(tx, asked.venue, asked.pool, null, null)).map((one) => [`${one.roomType}/${one.night}`, one.quantity]))
  const short = new Map<RoomTypeId, PlainDate[]>()
  const wanted = asked.nights.filter((one) => one.night >= today)
  for (const { roomType, night, quantity } of wanted) {
    const by = quantity - (has.get(`${roomType}/${night}`) ?? 0)
    if (by !== 0 && shiftCarved(sheet, poolGroup(asked.pool, roomType), dayNumber(night), by) > 0) short.set(roomType, [...short.get(roomType) ?? [], night])
  }
  if (short.size > 0 && asked.override === undefined) throw notAvailable([...short.values()].map((nights) => soldOut(nights, 2, 1)).map((reason) => ({ ...reason, detail: `The house has too few rooms left on ${reason.nights!.length === 1 ? reason.nights![0]! : `${reason.nights!.length} of these nights`}.` })))
  await store.writeDecision(tx, [sheet])
  await writePoolNights(tx, asked.venue, wanted.map((one) => ({ pool: asked.pool, ...one })), null)
  await insertOverbooked(tx, asked.venue, [...short].map(([grp, nights]) => ({ grp, nights, cause: 'override' as const, holder: null, reason: asked.override!.reason })), books.deps.clock.now())
}

export interface ReleaseAsked { venue: VenueId; pool: PoolId; roomType?: RoomTypeId | undefined; /** Nights `[from, to)`; without them all. */ from?: PlainDate | undefined; to?: PlainDate | undefined }
export interface ReleasedNight { roomType: RoomTypeId; night: PlainDate; unsold: number }

/** Gives the unsold of a pool back to the house. What it sold stays sold. Safe twice: a night that was released has nothing more to give. */
export async function releasePool(books: Books, tx: Tx, asked: ReleaseAsked): Promise<ReleasedNight[]> {
  const mine = (one: PoolNight) => one.quantity > 0 && (asked.roomType === undefined || one.roomType === asked.roomType)
  const before = (await readPoolNights(tx, asked.venue, asked.pool, asked.from ?? null, asked.to ?? null)).filter(mine)
  if (before.length === 0) return []
  const { sheet } = await openForPool(books, tx, asked.venue, asked.pool, before)
  const locked = new Set(before.map((one) => `${one.roomType}/${one.night}`))
  const nights = (await readPoolNights(tx, asked.venue, asked.pool, asked.from ?? null, asked.to ?? null)).filter((one) => mine(one) && locked.has(`${one.roomType}/${one.night}`))
  const released = nights.map(({ roomType, night, quantity }): ReleasedNight => {
    const grp = poolGroup(asked.pool, roomType)
    const unsold = nightOf(sheet, grp, night).free
    shiftCarved(sheet, grp, dayNumber(night), -quantity)
    return { roomType, night, unsold }
  })
  await store.writeDecision(tx, [sheet])
  await writePoolNights(tx, asked.venue, nights.map((one) => ({ ...one, quantity: 0 })), books.deps.clock.now())
  return released
}

/** The rows of a pool and of the house for some nights, locked in one order. */
async function openForPool(books: Books, tx: Tx, venue: VenueId, pool: PoolId, nights: readonly { roomType: RoomTypeId; night: PlainDate }[]) {
  assert(nights.length > 0, 'a pool is changed for at least one night')
  return openBooks(books, tx, venue, () => keysForPool(pool, nights))
}

function keysForPool(pool: PoolId, nights: readonly { roomType: RoomTypeId; night: PlainDate }[]): Keys {
  return { rows: nights.flatMap(({ roomType, night }) => stayKeys(roomType, pool, night, addDays(night, 1))), days: [] }
}

/** `quantity`: what it has now (nothing once it was released); `free` of these; `sold` of it, whenever that was. */
export interface PoolStand { roomType: RoomTypeId; night: PlainDate; quantity: number; free: number; sold: number; released: boolean }

/** What a pool has, night by night, over `[from, to)`: for pick-up lists and offers. */
export async function poolNights(books: Books, reader: Reader, venue: VenueId, pool: PoolId, from?: PlainDate, to?: PlainDate): Promise<PoolStand[]> {
  const nights = await readPoolNights(reader, venue, pool, from ?? null, to ?? null)
  if (nights.length === 0) return []
  const sheet = await viewBooks(books, reader, venue, () => keysForPool(pool, nights))
  return nights.map(({ roomType, night, quantity, released }) => {
    const { free, over } = nightOf(sheet, poolGroup(pool, roomType), night)
    const house = nightOf(sheet, roomType, night).free
    return { roomType, night, quantity, released, free: isLimit(pool) ? Math.min(free, house) : free, sold: quantity - free + over }
  })
}

/** Nights of pools that have gone back to the house, by pool, type and night: why nothing more is sold from them. */
export type Released = ReadonlySet<string>
export async function releasedNights(reader: Reader, asked: readonly { venue: VenueId; claims: readonly Claim[] }[]): Promise<Released> {
  const nights = asked.flatMap(({ venue, claims }) => claims.flatMap((claim) => (claim.kind === 'stay' && claim.pool !== undefined ? [{ venue, pool: claim.pool, from: claim.arrival, to: claim.departure }] : [])))
  return nights.length === 0 ? new Set() : new Set((await readReleased(reader, nights)).map((one) => `${one.pool}/${one.roomType}/${one.night}`))
}

/** Says of a refusal from a pool which of its nights had gone back to the house. */
export function explainReleased(gone: Released, claims: readonly Claim[], reasons: Reason[]): Reason[] {
  if (gone.size === 0 || !reasons.some((reason) => reason.code === 'sold_out')) return reasons
  const released = new Set(claims.flatMap((claim) => (claim.kind === 'stay' && claim.pool !== undefined ? nightsOf(claim).filter((night) => gone.has(`${claim.pool}/${claim.roomType}/${night}`)) : [])))
  return reasons.flatMap((reason): Reason[] => {
    if (reason.code !== 'sold_out' || reason.nights === undefined) return [reason]
    const [gone, short] = [true, false].map((back) => reason.nights!.filter((night) => released.has(night as PlainDate) === back)) as [string[], string[]]
    return [
      ...(gone.length === 0 ? [] : [{ code: 'release_passed' as const, detail: `What was set aside for ${gone.length === 1 ? `the night of ${gone[0]}` : `${gone.length} of these nights`} has gone back to the house.`, nights: gone }]),
      ...(short.length === 0 ? [] : [{ ...reason, nights: short }]),
    ]
  })
}

/** Pools that have rooms of a type which is to go. */
export const parentsOf = (rows: Iterable<{ grp: string; free: number[]; over: number[] | null }>): Set<string> =>
  new Set([...rows].filter((row) => row.free.some((free) => free > 0) || row.over !== null).map((row) => parentOf(row.grp)))
