import type { Reason } from '@holdfast/contract/kit'
import type { AreaId, CombinationId, PoolId, RatePlanId, ReservationId, RoomId, RoomTypeId, ServiceId, TableId, VenueId } from '#platform/id'
import type { PlainDate } from '#platform/time'
import type { Crowded } from './by-clock.ts'
import type { Full } from './sitting-rules.ts'

/** Where a sale comes from. Staff channels may begin off the grid of slots; `import` is not held to today or the horizon. */
export type SaleChannel = 'site' | 'desk' | 'phone' | 'walk_in' | 'api' | 'partner' | 'import'

/**
 * What decides whether a stay may be sold, for arrivals (or nights) from `from` up to and including `to`. Without a
 * room type or plan it stands for all; `weekdays` (ISO, 1 = Monday) narrows it.
 */
export interface StayRestriction {
  roomType?: RoomTypeId | null
  ratePlan?: RatePlanId | null
  from?: PlainDate | null
  to?: PlainDate | null
  weekdays?: number[]
  /** Nights, by the day of arrival. */
  minStay?: number
  maxStay?: number
  /** Nights, for every stay that sleeps through such a day. */
  minStayThrough?: number
  maxStayThrough?: number
  closedToArrival?: boolean
  closedToDeparture?: boolean
  stopSell?: boolean
  /** Days between today at the venue and arrival. */
  advanceMin?: number
  advanceMax?: number
}

interface VenueDefinition {
  timeZone: string
  /** `04:00`: when the business date ends. */
  dayEnds: string
  horizonDays: number
}
export interface HotelDefinition extends VenueDefinition {
  kind: 'hotel'
  checkInFrom: string
  checkOutUntil: string
  /** `overbooking`: rooms sold beyond those that exist. */
  roomTypes: { id: RoomTypeId; rooms: RoomId[]; overbooking: number }[]
  restrictions?: StayRestriction[]
  /** Rooms for some hours of a day, between these wall times; null: none are sold. */
  dayUse?: DayUseDefinition | null
}
/** `holdsNight`: the room is not sold for the following night; otherwise the guest leaves before check-in and it is. */
export interface DayUseDefinition { from: string; to: string; holdsNight: boolean }
/** What guests may ask for. */
export type TableClass = 'window' | 'terrace' | 'bar' | 'private' | 'booth' | 'quiet'
/** `counter`: seats of one name in one area stand side by side in this order, and are sold by the seat: adjacent ones for a party. */
export interface TableDefinition { id: TableId; area?: AreaId | null; seatsMin: number; seatsMax: number; walkInOnly?: boolean; class?: TableClass | null; counter?: string | null }
/** Tables of a lower rank are given first; `askedOnly` ones to nobody but who asks for them. */
export interface TableClassDefinition { class: TableClass; rank: number; askedOnly: boolean }
export interface CombinationDefinition { id: CombinationId; tables: TableId[]; partyMin: number; partyMax: number }
export interface ServiceDefinition {
  id: ServiceId
  /** ISO weekdays of the business date. */
  days: number[]
  /** First and last time to sit down; one before the venue's `dayEnds` (or before `from`) is after midnight. */
  from: string
  to: string
  validFrom?: PlainDate | null
  validTo?: PlainDate | null
  turnMinutes: { partyMax: number; minutes: number }[]
  bufferMinutes: number
  intervalMinutes: number
  seatings?: string[]
  coversPerInterval?: number | null
  partiesPerInterval?: number | null
}
export interface RestaurantDefinition extends VenueDefinition {
  kind: 'restaurant'
  tables: TableDefinition[]
  classes?: TableClassDefinition[]
  combinations: CombinationDefinition[]
  services: ServiceDefinition[]
}
export type Definition = HotelDefinition | RestaurantDefinition

/**
 * Rooms of one type for the nights `[arrival, departure)`. `ratePlan` lets restrictions of a plan apply. `pool`: of what
 * was set aside there, and only of that; with `spill` the house gives what the pool has no longer (to who has it already).
 * `contracted`: agreed on with a group, so restrictions of length, arrival and days ahead do not bind it.
 */
export interface StayClaim { kind: 'stay'; roomType: RoomTypeId; arrival: PlainDate; departure: PlainDate; quantity: number; ratePlan?: RatePlanId; pool?: PoolId | undefined; spill?: boolean | undefined; contracted?: boolean | undefined; /** Day use: from and to these wall times of the arrival's day, which is the departure's too. */ hours?: { from: string; to: string } | undefined }
/** A table for a party. `tables`: chosen by staff; `area`, `tableClass`: wished by the guest; `ends`: instead of the usual turn time. */
export interface SittingClaim { kind: 'sitting'; service: ServiceId; at: Temporal.Instant; party: number; tables?: TableId[]; area?: AreaId; tableClass?: TableClass; ends?: Temporal.Instant; /** A lease that has the tables which are named. */ pool?: PoolId | undefined }
export type Claim = StayClaim | SittingClaim

/** A line of what a holder claims, as it is stored. */
export interface SaleLine {
  venue: VenueId
  holder: ReservationId
  line: number
  kind: 'stay' | 'sitting'
  channel: SaleChannel
  grp: string
  firstDay: PlainDate
  endDay: PlainDate
  quantity: number
  fromQuarter: number | null
  toQuarter: number | null
  startsAt: Temporal.Instant | null
  endsAt: Temporal.Instant | null
  tables: TableId[] | null
  /** Set aside there before it was sold; null: of the house. */
  pool: PoolId | null
  expiresAt: Temporal.Instant | null
  /** A sitting that is not moved to other tables: staff chose them, or the party sits there. */
  pinned: boolean
  /** The area or kind of table that was asked for; a party that is moved keeps it. */
  wish: string | null
}

/** What a claim got: for sittings the tables, when it ends (turn time without buffer) and the shift's business date. */
export type Placed =
  | { kind: 'stay'; roomType: RoomTypeId; arrival: PlainDate; departure: PlainDate; quantity: number }
  | { kind: 'sitting'; service: ServiceId; at: Temporal.Instant; ends: Temporal.Instant; party: number; tables: TableId[]; businessDate: PlainDate }

/** How firmly a room is given: soft ones are repacked freely, pinned ones are promised, in-house guests are not moved; `leased` rooms are a desk's to sell. */
export type HeldAs = 'soft' | 'pinned' | 'in_house' | 'out_of_order' | 'leased'
export interface RoomClaim { unit: RoomId; holder: string; heldAs: HeldAs; firstDay: PlainDate; endDay: PlainDate; /** Its hours, when it is not for whole nights. */ dayUse?: DayUseHours | null | undefined }
/** `from` and `to`: where it lies among whole nights, in days from 1970 with a fraction. */
export interface DayUseHours { from: number; to: number; starts: Temporal.Instant; ends: Temporal.Instant }

/** Granted, or why not. `full`: no table is free as the parties sit now; others might be moved. `crowded`: by the count of nights; by the clock there might be a room. */
export type Decision<T> = { ok: true; value: T } | { ok: false; reasons: Reason[]; full?: Full; crowded?: Crowded | undefined }
