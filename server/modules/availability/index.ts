import type { PoolId, ReservationId, RoomTypeId, VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Reader, Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { amendClaim, shortenStay, type AmendAsked } from './amend-claim.ts'
import { assignRoom, swapRooms, unassignRoom, type AssignAsked } from './assign-room.ts'
import { Setups, type AvailabilityDeps, type Books, type OnExpired } from './books.ts'
import { seeBatch } from './claim-as-seen.ts'
import { claimBatch, type BatchAsked } from './claim-batch.ts'
import { claimTogether, claimUnits, type ClaimAsked } from './claim-units.ts'
import { addClosure, closures, removeClosure } from './close-days.ts'
import { defineVenue } from './define-venue.ts'
import { closedOn, freeSlotsOf, nearestSlots, slots, type About, type SlotWish } from './free-slots.ts'
import { freeDayUse, freeNights, freeStays, freeStaysOf, nearestStays, type StayWish } from './free-stays.ts'
import { leasedRooms, leasedTables } from './free-of-lease.ts'
import { freeRooms, freeTables, placements } from './free-units.ts'
import type { OnMoved } from './make-room.ts'
import { endOutOfOrder, setOutOfOrder, type OutOfOrderAsked } from './out-of-order.ts'
import { reconcile, repair, type LiveHolders } from './reconcile.ts'
import { endLease, leaseRooms, leaseTables, type LeaseRoomsAsked, type LeaseTablesAsked } from './leases.ts'
import { closeOverbooked, hasOverbooked, overbookedCases } from './overbooked.ts'
import { carve, poolNights, releasePool, type CarveAsked, type ReleaseAsked } from './pools.ts'
import { reconciler } from './reconciler.ts'
import { extendHold, keepUnits, releaseUnits } from './release-units.ts'
import { seatParty, swapTables, type SeatAsked } from './seat-party.ts'
import type { Closure } from './setup.ts'
import { readVenues } from './store.ts'
import { arriveTogether, claimEach, releaseTogether, type Arriving } from './together.ts'
import type { Definition } from './types.ts'

/**
 * What is free and what is sold. Reads take a database or a transaction; writes take the caller's transaction, so that
 * the claim, the booking and its event are committed together or not at all. Who may is asked by the caller.
 */
export function openAvailability(deps: AvailabilityDeps) {
  const books: Books = { deps, setups: new Setups(deps.setupsKept), onExpired: [], onMoved: [] }
  type Venue = { venue: VenueId; holder: ReservationId }
  return {
    /** Set-up: called with the whole definition on every change that matters here. */
    define: (tx: Tx, venue: VenueId, definition: Definition) => defineVenue(books, tx, venue, definition),
    addClosure: (tx: Tx, venue: VenueId, closure: Closure) => addClosure(books, tx, venue, closure),
    removeClosure: (tx: Tx, venue: VenueId, id: string) => removeClosure(books, tx, venue, id),
    closures: (reader: Reader, venue: VenueId) => closures(reader, venue),
    setOutOfOrder: (tx: Tx, asked: OutOfOrderAsked) => setOutOfOrder(books, tx, asked),
    endOutOfOrder: (tx: Tx, asked: Parameters<typeof endOutOfOrder>[2]) => endOutOfOrder(books, tx, asked),

    /** Claims: all or nothing; a refusal is `not-available` with its reasons. */
    claim: (tx: Tx, asked: ClaimAsked) => claimUnits(books, tx, asked),
    claimTogether: (tx: Tx, venue: VenueId, asked: Omit<ClaimAsked, 'venue'>[]) => claimTogether(books, tx, venue, asked),
    /** Many wishes at many venues in one transaction, each with its own outcome: for lanes. */
    claimBatch: (tx: Tx, asked: readonly BatchAsked[]) => claimBatch(books, tx, asked),
    /** The same from what is seen without a lock; null: only with locks. */
    see: (reader: Reader, asked: readonly BatchAsked[]) => seeBatch(books, reader, asked),
    keep: (tx: Tx, asked: Venue) => keepUnits(books, tx, asked),
    extend: (tx: Tx, asked: Venue & { expiresAt: Temporal.Instant }) => extendHold(books, tx, asked),
    release: (tx: Tx, asked: Venue) => releaseUnits(books, tx, asked),
    /** For many holders of a venue at once: see `together.ts`. */
    claimEach: (tx: Tx, venue: VenueId, groups: readonly (readonly Omit<ClaimAsked, 'venue'>[])[]) => claimEach(books, tx, venue, groups),
    releaseTogether: (tx: Tx, venue: VenueId, holders: readonly ReservationId[]) => releaseTogether(books, tx, venue, holders),
    arriveTogether: (tx: Tx, venue: VenueId, arriving: readonly Arriving[]) => arriveTogether(books, tx, venue, arriving),
    amend: (tx: Tx, asked: AmendAsked) => amendClaim(books, tx, asked),
    shorten: (tx: Tx, asked: Venue & { departure: PlainDate }) => shortenStay(books, tx, asked),
    /** Called in the transaction in which somebody needed what an expired hold had; the handler marks the holders as expired. */
    onExpired: (handler: OnExpired) => { books.onExpired.push(handler) },
    /** Called in the transaction that moved parties to other tables to let somebody in. */
    onMoved: (handler: OnMoved) => { books.onMoved.push(handler) },

    /** Pools: rooms set aside for a channel, a group or a desk. A claim that names a pool takes of what it has. */
    carve: (tx: Tx, asked: CarveAsked) => carve(books, tx, asked),
    releasePool: (tx: Tx, asked: ReleaseAsked) => releasePool(books, tx, asked),
    /** Certain rooms or tables are a desk's to sell, until `endLease`. */
    leaseRooms: (tx: Tx, asked: LeaseRoomsAsked) => leaseRooms(books, tx, asked),
    leaseTables: (tx: Tx, asked: LeaseTablesAsked) => leaseTables(books, tx, asked),
    endLease: (tx: Tx, asked: { venue: VenueId; pool: PoolId }) => endLease(books, tx, asked),
    poolNights: (reader: Reader, venue: VenueId, pool: PoolId, from?: PlainDate, to?: PlainDate) => poolNights(books, reader, venue, pool, from, to),

    /** Cases of overbooking, for the desk. */
    overbooked: (reader: Reader, venue: VenueId, filter: { solved: boolean; before: string | null; limit: number }) => overbookedCases(books, reader, venue, filter),
    closeOverbooked: (tx: Tx, venue: VenueId, id: string, solution: string) => closeOverbooked(books, tx, venue, id, solution),
    hasOverbooked,

    /** Which room, which table. */
    assignRoom: (tx: Tx, asked: AssignAsked) => assignRoom(books, tx, asked),
    unassign: (tx: Tx, asked: Venue) => unassignRoom(books, tx, asked),
    swap: (tx: Tx, asked: { venue: VenueId; holders: readonly [ReservationId, ReservationId] }) => swapRooms(books, tx, asked),
    seat: (tx: Tx, asked: SeatAsked) => seatParty(books, tx, asked),
    swapTables: (tx: Tx, asked: { venue: VenueId; holders: readonly [ReservationId, ReservationId] }) => swapTables(books, tx, asked),
    placements: (reader: Reader, venue: VenueId, holders: ReservationId[]) => placements(reader, venue, holders),
    freeRooms: (reader: Reader, venue: VenueId, roomType: RoomTypeId | null, from: PlainDate, to: PlainDate, ignore?: ReservationId) => freeRooms(books, reader, venue, roomType, from, to, ignore),
    freeTables: (reader: Reader, venue: VenueId, at: Temporal.Instant, ends: Temporal.Instant | null, party: number, ignore?: ReservationId) => freeTables(books, reader, venue, at, ends, party, ignore),

    /** What is free, and why not. */
    freeStays: (reader: Reader, venue: VenueId, wish: StayWish) => freeStays(books, reader, venue, wish),
    freeStaysOf: (reader: Reader, venues: VenueId[], wish: StayWish) => freeStaysOf(books, reader, venues, wish),
    freeDayUse: (reader: Reader, venue: VenueId, wish: Parameters<typeof freeDayUse>[3]) => freeDayUse(books, reader, venue, wish),
    freeNights: (reader: Reader, venue: VenueId, from: PlainDate, to: PlainDate) => freeNights(books, reader, venue, from, to),
    nearestStays: (reader: Reader, venue: VenueId, roomType: RoomTypeId | null, wish: StayWish, options?: { daysAround?: number; limit?: number }) => nearestStays(books, reader, venue, roomType, wish, options),
    slots: (reader: Reader, venue: VenueId, wish: SlotWish) => slots(books, reader, venue, wish),
    freeSlotsOf: (reader: Reader, venues: VenueId[], wish: SlotWish, about?: (venue: VenueId) => About | undefined) => freeSlotsOf(books, reader, venues, wish, about),
    nearestSlots: (reader: Reader, venue: VenueId, wish: SlotWish & { at: Temporal.Instant }, options?: { daysAround?: number; limit?: number }) => nearestSlots(books, reader, venue, wish, options),
    /** Of a desk's lease. */
    leasedRooms,
    leasedTables: (reader: Reader, venue: VenueId, pool: PoolId, at: Temporal.Instant, party: number) => leasedTables(books, reader, venue, pool, at, party),
    closedOn: (reader: Reader, venue: VenueId, date: PlainDate) => closedOn(books, reader, venue, date),

    /** The reconciler: `venues` pages through those that are set up; the differences of one; writing it anew from its sales. */
    venues: (reader: Reader, after: VenueId | null, limit: number) => readVenues(reader, after ?? '', limit),
    reconcile: (tx: Tx, venue: VenueId, liveHolders?: LiveHolders) => reconcile(books, tx, venue, liveHolders),
    repair: (tx: Tx, venue: VenueId) => repair(books, tx, venue),
    /** Goes round all venues, page by page, and logs what does not agree. It repairs nothing by itself. */
    reconciler: (log: Log, liveHolders: LiveHolders) => reconciler(books, log, liveHolders),
  }
}

export type Availability = ReturnType<typeof openAvailability>
export type { AvailabilityDeps, OnExpired } from './books.ts'
export type { OnMoved } from './make-room.ts'
export type { BatchAsked, BatchOutcome } from './claim-batch.ts'
export type { Seen } from './claim-as-seen.ts'
export type { Claimed, ClaimAsked } from './claim-units.ts'
export type { AmendAsked } from './amend-claim.ts'
export type { AssignAsked } from './assign-room.ts'
export type { SeatAsked, Seated } from './seat-party.ts'
export type { FreeType, StayWish } from './free-stays.ts'
export type { Slot, SlotWish } from './free-slots.ts'
export type { Difference, LiveHolders } from './reconcile.ts'
export type { Placement } from './free-units.ts'
export type { Closure } from './setup.ts'
export type { OverbookedNow } from './overbooked.ts'
export type { CarveAsked, PoolStand, ReleasedNight } from './pools.ts'
export type {
  Claim, CombinationDefinition, Definition, HeldAs, HotelDefinition, Placed, RestaurantDefinition, SaleChannel, ServiceDefinition, SittingClaim, StayClaim, StayRestriction, TableClass, TableClassDefinition, TableDefinition,
} from './types.ts'
