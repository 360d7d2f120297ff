import type { ReservationId, RoomId, RoomTypeId, TableId, VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { viewBooks, type Books } from './books.ts'
import { readClaims, readClaimsOf } from './claims-store.ts'
import { keysForDay } from './free-slots.ts'
import { hotelOf, restaurantOf, type Setup } from './setup.ts'
import { segmentsOf, tableIsFree } from './sheet.ts'
import { shiftDay, turnMinutes } from './sitting-rules.ts'
import { readSales } from './sales-store.ts'
import type { HeldAs } from './types.ts'

/** Rooms that nobody is assigned to for the nights `[from, to)`; soft assignments count as free, because they give way. */
export async function freeRooms(books: Books, reader: Reader, venue: VenueId, roomType: RoomTypeId | null, from: PlainDate, to: PlainDate, ignore?: ReservationId): Promise<RoomId[]> {
  const { setup } = await viewBooks(books, reader, venue, () => ({ rows: [], days: [] }))
  const rooms = hotelOf(setup).roomTypes.filter((type) => roomType === null || type.id === roomType).flatMap((type) => type.rooms)
  const taken = new Set((await readClaims(reader, venue, rooms, from, to)).filter((claim) => claim.heldAs !== 'soft' && claim.holder !== ignore).map((claim) => claim.unit))
  return rooms.filter((room) => !taken.has(room))
}

/** Tables that are free from `at` until `ends` (or the usual turn time of that party), those that fit the party first. */
export async function freeTables(books: Books, reader: Reader, venue: VenueId, at: Temporal.Instant, ends: Temporal.Instant | null, party: number, ignore?: ReservationId): Promise<TableId[]> {
  const sheet = await viewBooks(books, reader, venue, (setup) => keysForDay(setup, setup.days.dayOf(at)))
  const { setup } = sheet
  const day = setup.days.dayOf(at)
  const until = (ends ?? usualEnd(setup, at, party)).epochMilliseconds
  const segments = segmentsOf(setup, day, setup.days.quarterFrom(day, at.epochMilliseconds), setup.days.quarterTo(day, until))
  const own = ignore === undefined ? new Set<TableId>() : new Set((await readSales(reader, venue, [ignore])).flatMap((line) => line.tables ?? []))
  return closestFirst(restaurantOf(setup).tables.filter((table) => own.has(table.id) || tableIsFree(sheet, table.id, segments)), party).map((table) => table.id)
}

/** When a party that sits down at `at` usually leaves its table to the next. */
export function usualEnd(setup: Setup, at: Temporal.Instant, party: number): Temporal.Instant {
  const { services } = restaurantOf(setup)
  const service = services.find((one) => shiftDay(setup, one, at) !== null) ?? services[0]
  return at.add({ minutes: service === undefined ? 120 : turnMinutes(service, party) + service.bufferMinutes })
}

/** Those that fit the party with the fewest empty seats first. */
export function closestFirst<T extends { seatsMin: number; seatsMax: number }>(tables: readonly T[], party: number): T[] {
  const wasted = (table: T) => (table.seatsMin <= party && party <= table.seatsMax ? table.seatsMax - party : 1_000 + Math.abs(table.seatsMax - party))
  return tables.toSorted((a, b) => wasted(a) - wasted(b))
}

export interface Placement { holder: ReservationId; rooms: { room: RoomId; heldAs: HeldAs }[]; tables: TableId[]; at: Temporal.Instant | null; ends: Temporal.Instant | null; businessDate: PlainDate | null }

/** Rooms and tables of reservations. Those that have none, or nothing any more, are answered empty. */
export async function placements(reader: Reader, venue: VenueId, holders: ReservationId[]): Promise<Map<ReservationId, Placement>> {
  const [sales, rooms] = [await readSales(reader, venue, holders), await readClaimsOf(reader, venue, holders)]
  return new Map(holders.map((holder) => {
    const sitting = sales.find((line) => line.holder === holder && line.kind === 'sitting')
    return [holder, {
      holder, rooms: rooms.filter((claim) => claim.holder === holder).map((claim) => ({ room: claim.unit, heldAs: claim.heldAs })),
      tables: sitting?.tables ?? [], at: sitting?.startsAt ?? null, ends: sitting?.endsAt ?? null, businessDate: sitting?.firstDay ?? null,
    }]
  }))
}
