import type { Actor } from '#http/actor'
import type { Route } from '#http/route'
import type { PaymentSeller } from '#module/payments'
import type { EventLog } from '#ports/event-log'
import type { Log } from '#platform/log'
import { repeating, type Worker } from '#platform/worker'
import type { AccountId, BlockId, BookingId, GuestId, PaymentId, ReservationId, RoomTypeId, TripId, VenueId } from '#platform/id'
import type { Money } from '#platform/money'
import type { Reader, Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { addNote } from './add-note.ts'
import { amendBooking, previewAmendment, wantedByChange } from './amend-booking.ts'
import { assignUnits, tellMoved, type AssignInput } from './assign-units.ts'
import { bookingsOfBlock, bookingsOfGuests, bookingsOfReservations, findBookings } from './booking-store.ts'
import { calendarFile } from './calendar-file.ts'
import { openChangeLanes, submitChange } from './change-lanes.ts'
import { previewCancellation } from './cancel-booking.ts'
import { takePaymentFact } from './confirm-booking.ts'
import type { BookingDeps } from './deps.ts'
import { deskBook } from './desk-book.ts'
import { expireHolds } from './expire-holds.ts'
import { bookedNights, figuresOf } from './figures-store.ts'
import { extendHold, keepForPayer } from './extend-hold.ts'
import { holdAlone, holdBooking } from './hold-booking.ts'
import { openHoldLanes } from './hold-lanes.ts'
import { boardRows, listBookings, myBookings } from './list-bookings.ts'
import { idsOfAccount, standingHolders } from './list-store.ts'
import { staysOfNight, type StayOfNight } from './night-store.ts'
import { moveReservation } from './move-reservation.ts'
import { openNearest, wantedByQuotes } from './nearest.ts'
import { isGuestOf, openedBookings } from './opened.ts'
import { offerEach, takeOffer, withdrawOffer, type OfferAsked, type Offered } from './offer-held.ts'
import { openBooking as openByToken, type Opened } from './open-booking.ts'
import { readBooking, readHistory, readTrip } from './read-booking.ts'
import { bookingRoutes } from './routes.ts'
import { runTogether } from './run-together.ts'
import { boardLines, linesFor, viewBookings, viewForLetters } from './view-booking.ts'
import { visibleForPayment } from './visible-bookings.ts'
import type { BoardLine, Booking, BookingListener, BookingPage, BookingView, Change, Checkout, DeskInput, Figures, GuestReason, HistoryLine, HoldInput, MoveInput, Once, Step, StepResult, TimelineStep, TripView, VenueFilter } from './types.ts'

export type * from './types.ts'
export type { StayOfNight } from './night-store.ts'
export type { OfferAsked, Offered } from './offer-held.ts'

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
  /** A line more to what the desk knows of a booking. */
  addNote(actor: Actor, venue: VenueId, booking: BookingId, text: string, once?: Once): Promise<Booking>
  /** Which room or tables, before the guest comes or while they are there: chosen, promised, swapped, given back. */
  assign(actor: Actor, venue: VenueId, reservation: ReservationId, input: AssignInput, once?: Once): Promise<Booking>
  /** The booking, or `not-found` when it is not this actor's to see. */
  read(actor: Actor, booking: BookingId): Promise<Booking>
  trip(actor: Actor, trip: TripId): Promise<TripView>
  /** Current: today or later, or in house; soonest first. Past: newest first. */
  mine(actor: Actor, filter: { when: 'current' | 'past'; cursor?: string | undefined; limit: number }): Promise<BookingPage<Booking>>
  ofVenue(actor: Actor, venue: VenueId, filter: VenueFilter): Promise<BookingPage<Booking>>
  history(actor: Actor, venue: VenueId, booking: BookingId): Promise<HistoryLine[]>
  /** Opens bookings by the token of a mail's link, or by code and e-mail; the token goes into the visitor's cookie. */
  open(by: { token: string } | { code: string; email: string }): Promise<Opened>
  /** RFC 5545, without guest data. */
  calendarFile(actor: Actor, booking: BookingId): Promise<string>
  /** As the API shows them to this actor: guest and note only to those who may see them. */
  view(actor: Actor, bookings: readonly Booking[]): Promise<BookingView[]>
  viewForLetters(bookings: readonly Booking[]): Promise<BookingView[]>

  // For other modules, which have asked already who may.
  find(reader: Reader, ids: readonly BookingId[]): Promise<Booking[]>
  ofAccount(reader: Reader, account: AccountId, limit: number): Promise<BookingId[]>
  /** Bookings that this visitor's tokens open; and whether one is their own, by account or token. */
  openedFor(reader: Reader, actor: Actor): Promise<BookingId[]>
  isGuestOf(actor: Actor, booking: Pick<Booking, 'id' | 'trip' | 'account'>): boolean
  /** The token that opens the booking, or all of a trip, for the link in a mail to its guest: all parts of a trip were booked with the same e-mail. */
  accessToken(opens: BookingId | TripId): string
  /** Lines of all reservations that the day at the desk shows: arriving, departing, in house, or sitting on that date. */
  boardRows(reader: Reader, venue: VenueId, date: PlainDate): Promise<BoardLine[]>
  boardLines(reader: Reader, bookings: readonly Booking[]): Promise<BoardLine[]>
  /** The same for an actor: without names and notes where they may not see guests. */
  linesFor(actor: Actor, bookings: readonly Booking[]): Promise<BoardLine[]>
  ofReservations(reader: Reader, reservations: readonly ReservationId[]): Promise<BookingId[]>
  /** Who booked from rooms that were set aside, newest first; `before` is the id of the last that was seen. */
  ofBlock(reader: Reader, venue: VenueId, block: BlockId, before: string | null, limit: number): Promise<BookingId[]>
  ofGuests(reader: Reader, venue: VenueId, guests: readonly GuestId[]): Promise<BookingId[]>

  // For the waitlist: see `offer-held.ts`.
  offerEach(tx: Tx, actor: Actor, venue: VenueId, asked: readonly OfferAsked[]): Promise<Offered[]>
  takeOffer(tx: Tx, actor: Actor, booking: BookingId, at: 'site' | 'desk'): Promise<{ booking: Booking; payment: PaymentId | null }>
  withdrawOffer(tx: Tx, actor: Actor, booking: BookingId, reason: string): Promise<boolean>

  /** Many steps at one venue in one transaction, for imports and replays: see `run-together.ts`. Only for the system. */
  runTogether(tx: Tx, actor: Actor, venue: VenueId, steps: readonly Step[]): Promise<StepResult[]>
  figuresOf(reader: Reader, venue: VenueId): Promise<Figures>
  /** Room nights of these types sold on these dates: what a change of prices leaves as it is. */
  bookedNights(reader: Reader, venue: VenueId, roomTypes: readonly RoomTypeId[], nights: readonly PlainDate[]): Promise<number>

  /** For the reconciler of availability: who must, and who may, have a place in the calendar from a day on. */
  standingHolders(reader: Reader, venue: VenueId, from: PlainDate): Promise<{ must: Set<ReservationId>; may: Set<ReservationId> }>

  /** For the night audit: stays in the house, arrivals up to a date that nobody decided about, and those that left on it or after. */
  staysOfNight(reader: Reader, venue: VenueId, date: PlainDate): Promise<StayOfNight[]>

  // Work that goes on behind.
  /** Marks expired holds, 1,000 a batch, and finishes trips and amendments that a crash or the time left open. Answers how many. */
  sweepExpired(): Promise<number>
  /** What payments tell of money. */
  paymentListener: PaymentSeller
  /** Who hears what becomes of bookings, in the transaction that records it. */
  attach(listener: BookingListener): void
  routes: Route[]
  workers: Worker[]
}

const sweepEveryMs = 5_000

export function openBooking(given: BookingDeps & { log: Log; eventLog: Pick<EventLog, 'history'>; secureCookies: boolean }): BookingDoor {
  const listeners: BookingListener[] = []
  const deps = { ...given, listeners }
  const { clock, log } = deps
  const sweepExpired = () => expireHolds(deps)
  const orNearest = openNearest(deps)
  deps.availability.onMoved(tellMoved())
  const changes = openChangeLanes(deps)
  const lanes = openHoldLanes(deps, (hold) => holdAlone(deps, hold))
  const door: BookingDoor = {
    hold: (actor, input, once) => orNearest(() => holdBooking(deps, lanes, actor, input, once), () => wantedByQuotes(deps, input.quotes)),
    deskBook: (actor, venue, input, once) => orNearest(() => deskBook(deps, actor, venue, input, once), async () => (input.stays ?? [input.stay]).map((stay) => ({ venue, stay, sitting: input.sitting }))),
    cancel: (actor, booking, input, once) => submitChange(changes, { actor, booking, given: once, change: { kind: 'cancel', input } }),
    amend: (actor, booking, change, once) => orNearest(() => amendBooking(deps, actor, booking, change, once), () => wantedByChange(deps, booking, change)),
    previewAmendment: (actor, booking, change) => previewAmendment(deps, actor, booking, change),
    previewCancellation: (actor, booking) => previewCancellation(deps, actor, booking),
    extend: (actor, booking, once) => extendHold(deps, actor, booking, once),
    release: (actor, booking, once) => submitChange(changes, { actor, booking, given: once, change: { kind: 'release' } }),
    move: (actor, venue, reservation, input, once) => moveReservation(deps, actor, venue, reservation, input, once),
    addNote: (actor, venue, booking, text, once) => addNote(deps, actor, venue, booking, text, once),
    assign: (actor, venue, reservation, input, once) => assignUnits(deps, actor, venue, reservation, input, once),
    read: (actor, booking) => readBooking(deps, actor, booking),
    trip: (actor, trip) => readTrip(deps, actor, trip),
    mine: (actor, filter) => myBookings(deps, actor, filter),
    ofVenue: (actor, venue, filter) => listBookings(deps, actor, venue, filter),
    history: (actor, venue, booking) => readHistory(deps, actor, venue, booking),
    open: (by) => openByToken(deps, by),
    calendarFile: (actor, booking) => calendarFile(deps, actor, booking),
    view: (actor, bookings) => viewBookings(deps, actor, bookings),
    viewForLetters: (bookings) => viewForLetters(deps, bookings),
    find: (reader, ids) => findBookings(reader, ids),
    ofAccount: (reader, account, limit) => idsOfAccount(reader, account, limit),
    openedFor: openedBookings, isGuestOf,
    accessToken: (opens) => deps.accessTokens.of(opens),
    boardRows: (reader, venue, date) => boardRows(deps, reader, venue, date),
    boardLines: (reader, bookings) => boardLines(deps, reader, bookings),
    linesFor: (actor, bookings) => linesFor(deps, actor, bookings),
    ofBlock: bookingsOfBlock,
    ofGuests: (reader, venue, guests) => bookingsOfGuests(reader, venue, guests),
    ofReservations: (reader, reservations) => bookingsOfReservations(reader, reservations),
    offerEach: (tx, actor, venue, asked) => offerEach(deps, tx, actor, venue, asked),
    takeOffer: (tx, actor, booking, at) => takeOffer(deps, tx, actor, booking, at),
    withdrawOffer: (tx, actor, booking, reason) => withdrawOffer(deps, tx, actor, booking, reason),
    runTogether: (tx, actor, venue, steps) => runTogether(deps, tx, actor, venue, steps),
    figuresOf, bookedNights,
    standingHolders: (reader, venue, from) => standingHolders(reader, venue, from, clock.now()),
    sweepExpired,
    paymentListener: { fact: (tx, fact) => takePaymentFact(deps, tx, fact), underWay: (tx, bookings, until) => keepForPayer(deps, tx, bookings, until), visible: (actor, bookings) => visibleForPayment(deps, actor, bookings) },
    attach(listener) { listeners.push(listener) },
    staysOfNight,
    routes: [],
    workers: [repeating('expired holds', sweepEveryMs, log, async () => { await sweepExpired() })],
  }
  door.routes = bookingRoutes(door, { secureCookies: deps.secureCookies })
  return door
}
