import type { z } from 'zod'
import type * as contract from '@holdfast/contract/booking'
import type { Reason } from '@holdfast/contract/kit'
import type { Actor, Channel } from '#http/actor'
import type { AccountId, AreaId, BookingId, GuestId, PaymentId, PoolId, QuoteId, RatePlanId, ReservationId, RoomId, RoomTypeId, ServiceId, TableId, TripId, VendorId, VenueId } from '#platform/id'
import type { Price, PromoTerms } from '#module/pricing'
import type { SoldInGroup } from '#module/quoting'
import type { TableClass } from '#module/venues'
import type { Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'

export type { Channel }
export type BookingStatus = 'held' | 'confirmed' | 'arrived' | 'completed' | 'expired' | 'cancelled' | 'no_show'
export type Move = 'arrived' | 'completed' | 'no_show' | 'cancelled' | 'confirmed'
export type StaffReason = 'guest_asked' | 'no_contact' | 'payment' | 'overbooked' | 'mistake' | 'house' | 'weather' | 'other'
export type GuestReason = 'plans_changed' | 'found_other' | 'illness' | 'travel' | 'venue' | 'mistake' | 'other'

/** What was sold, with the names that it was sold under: these do not change when the venue renames them. */
export interface StayTerms { roomType: RoomTypeId; roomTypeName: string; ratePlan: RatePlanId | null; ratePlanName: string; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number; children?: readonly number[]; promo?: PromoTerms; extras?: readonly { extra: string; quantity: number }[]; exempt?: readonly string[]; /** What it was taken from, when that was not the house. */ pool?: PoolId | undefined; group?: SoldInGroup | undefined; /** Day use, on the day of arrival, which is the departure's too. */ dayUse?: DayHours }
export interface DayHours { from: string; to: string }
export interface SittingTerms { service: ServiceId; serviceName: string; at: Temporal.Instant; ends: Temporal.Instant; businessDate: PlainDate; party: number; area?: AreaId; tableClass?: TableClass; tables?: TableId[]; /** A desk's lease that had the tables. */ pool?: PoolId | undefined }
export type Terms = { stay: StayTerms; sitting?: undefined } | { sitting: SittingTerms; stay?: undefined }

/** Frozen when the booking is made, as the one calculator gave it, policy included: no later change of rates touches it. */
export type FrozenPrice = Price

export interface Reservation {
  id: ReservationId; venue: VenueId; booking: BookingId; ordinal: number; status: BookingStatus; version: number; guests: number
  /** A stay. `roomType` is where the guest lives, which may differ from what was sold after a move at arrival. */
  roomType: RoomTypeId | null; arrival: PlainDate | null; departure: PlainDate | null
  /** A sitting. */
  service: ServiceId | null; at: Temporal.Instant | null; ends: Temporal.Instant | null; businessDate: PlainDate | null
  arrivedAt: Temporal.Instant | null; endedAt: Temporal.Instant | null
  /** The room or the tables that were given at arrival. */
  units: (RoomId | TableId)[]
}

export interface Booking {
  id: BookingId; venue: VenueId; vendor: VendorId; code: string; status: BookingStatus; version: number; channel: Channel; kind: 'stay' | 'sitting'
  terms: Terms; price: FrozenPrice
  /** First day and the day after the last. */
  startsOn: PlainDate; endsOn: PlainDate
  /** Check-in time, or the time of the sitting: what the cancellation ladder counts back from. */
  startsAt: Temporal.Instant
  guest: GuestId; account: AccountId | null; hasNote: boolean; quote: QuoteId | null; trip: TripId | null; payment: PaymentId | null
  expiresAt: Temporal.Instant | null; heldMinutes: number; extended: boolean
  createdAt: Temporal.Instant; confirmedAt: Temporal.Instant | null; endedAt: Temporal.Instant | null; endReason: string | null
  /** What a cancellation or no-show cost, in minor units. */
  charged: number | null
  reservations: Reservation[]
}

/** Hears what becomes of bookings, in the transaction that records it. Attached in `app.ts`. */
export interface BookingListener {
  /** A guest came. */
  arrived(tx: Tx, actor: Actor, bookings: readonly Booking[]): Promise<void>
  /** Cancelled, or not come: `charged` says what that costs. */
  over(tx: Tx, actor: Actor, bookings: readonly Booking[]): Promise<void>
  /** Back from the no-shows. */
  reopened(tx: Tx, actor: Actor, bookings: readonly Booking[]): Promise<void>
}

export interface Trip { id: TripId; code: string; status: 'holding' | 'held' | 'released'; account: AccountId | null; venues: VenueId[] }

/** As the API shows it. */
export type BookingView = z.output<typeof contract.booking>
export type TripView = z.output<typeof contract.trip>
export type BoardLine = z.output<typeof contract.boardLine>
export type TimelineStep = z.output<typeof contract.timelineStep>
export type HistoryLine = z.output<typeof contract.deskBooking.response>['history'][number]

// ---- what the use cases take ------------------------------------------------------------------------------------

/** The `Idempotency-Key` of the caller, and all that the request said, so that the same key with another body is refused. */
export interface Once { key: string | null; request: unknown }

export interface GuestDetails { name: string; email?: string | undefined; phone?: string | undefined; locale?: string | undefined }
export interface HoldInput { quotes: QuoteId[]; guest: GuestDetails; note?: string | undefined; channel?: Channel; returnUrl?: string }
export interface Checkout { bookings: Booking[]; trip: Trip | null; payment: PaymentId | null; accessToken: string; /** As the guest sees them, when they were made just now. */ views?: BookingView[] }
export interface DeskStay { roomType: RoomTypeId; ratePlan?: RatePlanId | undefined; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number; children?: readonly number[] | undefined; group?: string | undefined; lease?: `lse_${string}` | undefined; /** Promised to the guest: for one room only. */ room?: RoomId | undefined; dayUse?: DayHours | undefined }
export interface DeskInput {
  channel: 'walk_in' | 'phone' | 'desk'; guest: GuestDetails
  /** The guest's profile, when the caller has it already. */
  known?: GuestId | undefined
  note?: string | undefined
  stay?: DeskStay | undefined
  /** A split stay: one after the other. */
  stays?: DeskStay[] | undefined
  sitting?: { at: string; party: number; table?: TableId | undefined; tableClass?: TableClass | undefined; lease?: `lse_${string}` | undefined } | undefined
  /** Beyond what is free and past restrictions; for managers. */
  override?: { reason: string } | undefined
}
export interface MoveInput {
  to: Move; room?: RoomId | undefined
  /** The type to live in, any room of it: the stay moves to that type first. */
  roomType?: RoomTypeId | undefined
  tables?: TableId[] | undefined; reason?: StaffReason | undefined; version?: number | undefined
}
/** Dates, people, rooms, type; or time and party. What is left out stays as it is. */
export interface Change { roomType?: RoomTypeId | undefined; arrival?: PlainDate | undefined; departure?: PlainDate | undefined; guests?: number | undefined; children?: readonly number[] | undefined; rooms?: number | undefined; at?: string | undefined; party?: number | undefined; dayUse?: DayHours | undefined }
export interface VenueFilter { from?: PlainDate | undefined; to?: PlainDate | undefined; status?: BookingStatus | undefined; q?: string | undefined; cursor?: string | undefined; limit: number }
export interface BookingPage<T> { items: T[]; nextCursor: string | null }

// ---- bookings from another system -------------------------------------------------------------------------------

/** A stay that was sold elsewhere, at its own price: it is claimed and lives here as any other. The ids are the caller's, made from the other system's key. */
export interface ImportedStay {
  id: BookingId; reservation: ReservationId; guest: GuestId
  roomType: RoomTypeId; roomTypeName: string; arrival: PlainDate; departure: PlainDate; guests: number
  /** One room's night, in minor units of the venue's currency; negative ones are kept as they are. */
  nightly: number
}
export type Step =
  | { kind: 'import'; stay: ImportedStay }
  | { kind: 'cancel'; booking: BookingId; reason: GuestReason }
  | { kind: 'move'; booking: BookingId; input: MoveInput }
/** What became of a step. A refusal leaves the others of its batch standing. */
export type StepResult = { done: true } | { done: false; code: string; reasons: Reason[] }

/** What became of all bookings of a venue: for reports that are compared with another system's. */
export interface Figures {
  bookings: number; cancelled: number; noShows: number; checkedOut: number
  /** Checked-out stays that lived in another type than they had booked. */
  movedAtArrival: number
  /** Nights, of checked-out stays only, with the revenue in minor units, by month of the night. */
  roomNights: number; revenue: number; nightsByMonth: Record<string, number>
  /** Nights slept in each room type. */
  nightsByType: Record<string, number>
}
