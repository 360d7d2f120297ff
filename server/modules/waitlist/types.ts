import type { z } from 'zod'
import type * as contract from '@holdfast/contract/waitlist'
import type { AccountId, AreaId, BookingId, GuestId, RoomTypeId, VendorId, VenueId, WaitlistId } from '#platform/id'
import type { PlainDate } from '#platform/time'

export type EntryState = z.output<typeof contract.waitlistState>
export type EntryChannel = 'site' | 'api' | 'desk' | 'phone' | 'walk_in'
export type EntryView = z.output<typeof contract.waitlistEntry>
export type DeskEntryView = z.output<typeof contract.deskWaitlistEntry>
export type SettingsView = z.output<typeof contract.waitlistSettings>
export type MoveInput = z.output<typeof contract.moveWaitlistEntry.body>

export interface StayWish { roomType: RoomTypeId; roomTypeName: string; arrival: PlainDate; departure: PlainDate; guests: number; rooms: number }
/** `at`: the venue's wall time; a free time at most so many minutes before or after it will do. */
export interface SittingWish { at: string; party: number; toleranceMinutes: number; area: AreaId | null }
export type Wish = { stay: StayWish; sitting?: undefined } | { sitting: SittingWish; stay?: undefined }

/** A place in line. */
export interface Entry {
  id: WaitlistId; venue: VenueId; vendor: VendorId; seq: number; state: EntryState; version: number; channel: EntryChannel
  wish: Wish
  /** Its nights, or its business date and the next day. */
  firstDay: PlainDate; endDay: PlainDate
  /** From when on the wish can no longer come true. */
  passesAt: Temporal.Instant
  guest: GuestId; account: AccountId | null
  /** Keyed hashes, kept while it is in line: one place for each wish, so many for each person. */
  personKey: string | null; wishKey: string | null
  quotedMinutes: number | null; calledAt: Temporal.Instant | null
  booking: BookingId | null; offeredAt: Temporal.Instant | null; offerExpiresAt: Temporal.Instant | null
  /** The guest took the offer and pays. */
  takenAt: Temporal.Instant | null
  joinedAt: Temporal.Instant; endedAt: Temporal.Instant | null; endReason: string | null
}

/** The line of a venue, locked by whoever changes it. */
export interface Line { venue: VenueId; open: boolean; todayMinutes: number | null; laterMinutes: number | null; dueAt: Temporal.Instant | null }
