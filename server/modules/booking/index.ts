import type { Actor } from '#http/actor'
import type { AccountId, BookingId, GuestId, ReservationId, TripId, VenueId } from '#platform/id'
import type { Money } from '#platform/money'
import type { Reader } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import type { BoardLine, Booking, BookingPage, BookingView, Change, Checkout, DeskInput, GuestReason, HistoryLine, HoldInput, MoveInput, Once, TimelineStep, TripView, VenueFilter } from './types.ts'

export type * from './types.ts'

/** Holds, bookings, trips and their lives. Every use case asks first whether the actor may; what is not theirs is not found. */
export interface BookingDoor {
  /** Claims what was quoted, in each venue's own transaction, and starts the payment of what is due; with nothing due it is confirmed. */
  hold(actor: Actor, input: HoldInput, once?: Once): Promise<Checkout>
  deskBook(actor: Actor, venue: VenueId, input: DeskInput, once?: Once): Promise<Booking>
  cancel(actor: Actor, booking: BookingId, input: { reason: GuestReason; expectedRefund?: Money | undefined }, once?: Once): Promise<Booking>
  amend(actor: Actor, booking: BookingId, change: Change, once?: Once): Promise<Booking>
  previewAmendment(actor: Actor, booking: BookingId, change: Change): Promise<{ price: BookingView['price']; difference: Money; dueNow: Money }>
  previewCancellation(actor: Actor, booking: BookingId): Promise<{ charge: Money; refund: Money; text: string; timeline: TimelineStep[] }>
  extend(actor: Actor, booking: BookingId, once?: Once): Promise<Booking>
  release(actor: Actor, booking: BookingId, once?: Once): Promise<Booking>
  move(actor: Actor, venue: VenueId, reservation: ReservationId, input: MoveInput, once?: Once): Promise<Booking>
  /** The booking, or `not-found` when it is not this actor's to see. */
  read(actor: Actor, booking: BookingId): Promise<Booking>
  trip(actor: Actor, trip: TripId): Promise<TripView>
  /** Current: today or later, or in house; soonest first. Past: newest first. */
  mine(actor: Actor, filter: { when: 'current' | 'past'; cursor?: string | undefined; limit: number }): Promise<BookingPage<Booking>>
  ofVenue(actor: Actor, venue: VenueId, filter: VenueFilter): Promise<BookingPage<Booking>>
  history(actor: Actor, venue: VenueId, booking: BookingId): Promise<HistoryLine[]>
  /** Opens bookings by the token of a mail's link, or by code and e-mail; the token goes into the visitor's cookie. */
  open(by: { token: string } | { code: string; email: string }): Promise<{ bookings: BookingId[]; token: string }>
  /** RFC 5545, without guest data. */
  calendarFile(actor: Actor, booking: BookingId): Promise<string>
  /** As the API shows them to this actor: guest and note only to those who may see them. */
  view(actor: Actor, bookings: readonly Booking[]): Promise<BookingView[]>

  // For other modules, which have asked already who may.
  find(reader: Reader, ids: readonly BookingId[]): Promise<Booking[]>
  ofAccount(reader: Reader, account: AccountId, limit: number): Promise<BookingId[]>
  ofAccessTokens(reader: Reader, tokens: readonly string[]): Promise<BookingId[]>
  /** A new token that opens the booking, for the link in a mail. */
  newAccessToken(booking: BookingId): Promise<string>
  /** Lines of all reservations that the day at the desk shows: arriving, departing, in house, or sitting on that date. */
  boardRows(reader: Reader, venue: VenueId, date: PlainDate): Promise<BoardLine[]>
  boardLines(reader: Reader, bookings: readonly Booking[]): Promise<BoardLine[]>
  ofGuests(reader: Reader, venue: VenueId, guests: readonly GuestId[]): Promise<BookingId[]>

  // Work that goes on behind.
  /** Marks expired holds, 1,000 a batch, and finishes trips and amendments that a crash or the time left open. Answers how many. */
  sweepExpired(): Promise<number>
}
