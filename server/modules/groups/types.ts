import type { AccountId, BlockId, GuestId, PoolId, RatePlanId, RoomTypeId, VendorId, VenueId } from '#platform/id'
import type { PlainDate } from '#platform/time'

export type BlockKind = 'block' | 'allotment'
export type BlockStatus = 'tentative' | 'definite' | 'released' | 'cancelled'

/** Rooms that were agreed on with a group (`block`) or a channel (`allotment`); the rooms themselves are a pool of availability. */
export interface Block {
  venue: VenueId; id: BlockId; vendor: VendorId; kind: BlockKind; status: BlockStatus; version: number; pool: PoolId
  name: string; code: string; partner: string | null; guaranteed: boolean; contact: GuestId | null; ratePlan: RatePlanId | null; currency: string
  /** Of a block: the last day on which it may be booked. */
  cutOff: PlainDate | null
  /** Of an allotment: how long before check-in each night's unsold go back. */
  releaseHours: number | null
  firstNight: PlainDate; endDay: PlainDate
  nextReleaseAt: Temporal.Instant | null; releasedAt: Temporal.Instant | null
  createdAt: Temporal.Instant; createdBy: AccountId | null
}
/** `rate`: agreed for one room, in minor units of the venue's currency. */
export interface BlockNight { roomType: RoomTypeId; night: PlainDate; contracted: number; rate: number | null }
