import type { Price, PromoTerms } from '#module/pricing'
import type { TableClass, VenueLayout } from '#module/venues'
import type { SoldInGroup } from './in-group.ts'
import type { AreaId, PoolId, QuoteId, RatePlanId, RoomTypeId, ServiceId, VenueId } from '#platform/id'
import { instantAt, type PlainDate } from '#platform/time'

export interface StayAsked { roomType: RoomTypeId; ratePlan?: RatePlanId | null | undefined; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number; children?: readonly number[] | undefined; promoCode?: string | undefined; code?: string | undefined; extras?: readonly { extra: string; quantity: number }[] | undefined; exempt?: readonly string[] | undefined; member?: boolean | undefined; entitled?: boolean | undefined; /** The code of a group or an allotment. */ group?: string | undefined; /** Day use: from and to these wall times; the departure is the arrival's day. */ dayUse?: { from: string; to: string } | undefined }
/** `at` is the venue's wall time, `2027-03-05T19:30`. */
export interface SittingAsked { at: string; party: number; area?: AreaId | undefined; tableClass?: TableClass | undefined }

/** What is sold, with the names that it is sold under: they stay when the venue renames them. */
export interface StayTerms { roomType: RoomTypeId; roomTypeName: string; ratePlan: RatePlanId; ratePlanName: string; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number; children?: readonly number[]; promo?: PromoTerms; extras?: readonly { extra: string; quantity: number }[]; exempt?: readonly string[]; /** What it was taken from, when that was not the house. */ pool?: PoolId | undefined; group?: SoldInGroup | undefined; dayUse?: { from: string; to: string } }
export interface SittingTerms { service: ServiceId; serviceName: string; at: Temporal.Instant; ends: Temporal.Instant; businessDate: PlainDate; party: number; area?: AreaId; tableClass?: TableClass }
export type Terms = { stay: StayTerms; sitting?: undefined } | { sitting: SittingTerms; stay?: undefined }

export interface Quote {
  id: QuoteId
  venue: VenueId
  terms: Terms
  price: Price
  /** The instant of check-in or of the slot. */
  arrivalAt: Temporal.Instant
  createdAt: Temporal.Instant
  expiresAt: Temporal.Instant
}

/** How long a price is promised. */
export const quoteMinutes = 15

export const checkInAt = (layout: Pick<VenueLayout, 'checkInFrom' | 'timeZone'>, arrival: PlainDate): Temporal.Instant => instantAt(arrival, layout.checkInFrom, layout.timeZone)
