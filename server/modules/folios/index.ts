import type { Actor } from '#http/actor'
import type { Route } from '#http/route'
import type { Booking, BookingListener } from '#module/booking'
import type { PaymentListener } from '#module/payments'
import type { Pricing } from '#module/pricing'
import type { VenueLayout, Venues } from '#module/venues'
import type { BookingId, VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import type { Reader, Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { repeating, type Worker } from '#platform/worker'
import { createAccount } from './accounts.ts'
import { correctLine } from './correct-line.ts'
import type { FoliosDeps } from './deps.ts'
import { openFolio } from './open-folio.ts'
import { splitLine, transferLines } from './split-line.ts'
import { documentOf, markInvoiced } from './document.ts'
import { openBooks } from './open-books.ts'
import { giveBackFees, hearPayment, keepFees } from './hear-money.ts'
import { postNights, type NightsPosted } from './post-nights.ts'
import { postCharge, type ChargeInput } from './post-charge.ts'
import { reconcileVenue, type BookDifference } from './reconcile.ts'
import { closeFolio, settleToAccount } from './settle-folio.ts'
import { giveRefund, takePayment } from './take-payment.ts'
import { folioRoutes } from './routes.ts'
import { listShifts, type Shift } from './shift-store.ts'
import { balancesOfFolios, findFolio, foliosOfBookings, forgetOldKeys, linesOf, listFolios, type FolioQuery } from './store.ts'
import { openTaxesOn } from './taxes-on.ts'
import type { Folio, FolioDocument, FolioId, FolioLine, FolioLineId, Once } from './types.ts'

export type * from './types.ts'
export type { NightsPosted, BookDifference, Shift }
export { nightsDue } from './nights-due.ts'
export { partsOfPrice, splitCharge } from './rules.ts'
export { requireStaff } from './who-may.ts'

/** Bills, accounts, tills. What is asked of a person goes by the routes; these are for other modules, which have asked who may. */
export interface Folios {
  /** What payments tell becomes journals, in the transaction of the fact. */
  paymentListener: PaymentListener
  /** What a cancellation or a no-show keeps becomes a fee, in the booking's transaction. */
  bookingListener: BookingListener
  find(reader: Reader, venue: VenueId, folio: FolioId): Promise<Folio | undefined>
  ofBookings(reader: Reader, venue: VenueId, bookings: readonly BookingId[]): Promise<Folio[]>
  list(reader: Reader, venue: VenueId, query: FolioQuery): Promise<Folio[]>
  balances(reader: Reader, venue: VenueId, folios: readonly FolioId[]): Promise<{ folio: FolioId; window: number; balance: number; charged: number }[]>
  openShifts(reader: Reader, venue: VenueId): Promise<Shift[]>
  /** As at the desk: for the demo world and imports. */
  charge(actor: Actor, venue: VenueId, folio: FolioId, input: ChargeInput, once?: Once): Promise<FolioId>
  pay(actor: Actor, venue: VenueId, folio: FolioId, input: Parameters<typeof takePayment>[4], once?: Once): Promise<FolioId>
  close(actor: Actor, venue: VenueId, folio: FolioId, once?: Once): Promise<FolioId>
  open(actor: Actor, venue: VenueId, booking: BookingId, once?: Once): Promise<FolioId>
  createAccount(actor: Actor, venue: VenueId, input: Parameters<typeof createAccount>[3], once?: Once): Promise<FolioId>
  refund(actor: Actor, venue: VenueId, folio: FolioId, input: Parameters<typeof giveRefund>[4], once?: Once): Promise<FolioId>
  correct(actor: Actor, venue: VenueId, folio: FolioId, line: FolioLineId, input: Parameters<typeof correctLine>[5], once?: Once): Promise<FolioId>
  split(actor: Actor, venue: VenueId, folio: FolioId, line: FolioLineId, parts: Parameters<typeof splitLine>[5], once?: Once): Promise<FolioId>
  move(actor: Actor, venue: VenueId, folio: FolioId, input: Parameters<typeof transferLines>[4], once?: Once): Promise<FolioId>
  settle(actor: Actor, venue: VenueId, folio: FolioId, input: Parameters<typeof settleToAccount>[4], once?: Once): Promise<FolioId>
  /** Lines of a folio in the order in which they were posted. */
  lines(reader: Reader, venue: VenueId, folio: FolioId): Promise<FolioLine[]>
  /** Posts the nights of stays that are due up to a date; what was posted is left out. */
  postNights(tx: Tx, actor: Actor, layout: VenueLayout, bookings: readonly Booking[], through: PlainDate): Promise<NightsPosted>
  /** What an invoice for a window is drawn from: what is on none yet, with the payments. */
  documentOf(reader: Reader, venue: VenueId, folio: FolioId, window: number): Promise<FolioDocument>
  /** Locks lines into an invoice; `invoiced` when one is on another or was taken back meanwhile. */
  markInvoiced(tx: Tx, venue: VenueId, lines: readonly FolioLineId[], invoice: string): Promise<void>
  /** What in the books and the folios of a venue does not agree. */
  reconcile(reader: Reader, venue: VenueId): Promise<BookDifference[]>
  routes: Route[]
  workers: Worker[]
}

export function openFolios(given: Omit<FoliosDeps, 'taxesOn' | 'venues'> & { log: Log; venues: Venues; pricing: Pricing }): Folios {
  const deps: FoliosDeps & { log: Log } = { ...given, taxesOn: openTaxesOn(given) }
  return {
    paymentListener: {
      fact: (tx, fact) => hearPayment(deps, tx, fact),
      async booked(reader, venue, payments) {
        const rows = (await deps.ledger.balancesBySub(reader, venue, { subs: payments })).filter((one) => one.account.startsWith('card.'))
        return new Map(payments.map((payment) => [payment, rows.filter((one) => one.sub === payment).reduce((total, one) => total + one.balance, 0)]))
      },
    },
    bookingListener: {
      arrived: (tx, actor, bookings) => openBooks(deps, tx, actor, bookings),
      over: (tx, actor, bookings) => keepFees(deps, tx, actor, bookings),
      reopened: (tx, actor, bookings) => giveBackFees(deps, tx, actor, bookings),
    },
    find: findFolio,
    ofBookings: foliosOfBookings,
    list: listFolios,
    balances: balancesOfFolios,
    openShifts: (reader, venue) => listShifts(reader, venue, { status: 'open', limit: 100 }),
    charge: (actor, venue, folio, input, once) => postCharge(deps, actor, venue, folio, input, once),
    pay: (actor, venue, folio, input, once) => takePayment(deps, actor, venue, folio, input, once),
    close: (actor, venue, folio, once) => closeFolio(deps, actor, venue, folio, {}, once),
    open: (actor, venue, booking, once) => openFolio(deps, actor, venue, booking, once),
    createAccount: (actor, venue, input, once) => createAccount(deps, actor, venue, input, once),
    refund: (actor, venue, folio, input, once) => giveRefund(deps, actor, venue, folio, input, once),
    correct: (actor, venue, folio, line, input, once) => correctLine(deps, actor, venue, folio, line, input, once),
    split: (actor, venue, folio, line, parts, once) => splitLine(deps, actor, venue, folio, line, parts, once),
    move: (actor, venue, folio, input, once) => transferLines(deps, actor, venue, folio, input, once),
    settle: (actor, venue, folio, input, once) => settleToAccount(deps, actor, venue, folio, input, once),
    lines: (reader, venue, folio) => linesOf(reader, venue, [folio]),
    postNights: (tx, actor, layout, bookings, through) => postNights(deps, tx, actor, layout, bookings, through),
    documentOf: (reader, venue, folio, window) => documentOf(deps, reader, venue, folio, window),
    markInvoiced,
    reconcile: (reader, venue) => reconcileVenue(deps, reader, venue),
    routes: folioRoutes(deps),
    workers: [repeating('folio keys', 3_600_000, deps.log, async () => { await deps.db.transaction((tx) => forgetOldKeys(tx, deps.clock.now().subtract({ hours: 48 }))) })],
  }
}
