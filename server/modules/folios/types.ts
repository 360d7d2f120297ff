import type { Category, LineTax } from '#module/pricing'
import type { BookingId, GuestId, Id, ReservationId, VenueId } from '#platform/id'
import type { Currency, Money } from '#platform/money'
import type { PlainDate } from '#platform/time'

export type FolioId = Id<'fol'>
export type FolioLineId = Id<'fln'>
export type ShiftId = Id<'shf'>

/** A stay's or a party's bill, an account of the house, or a company's in the city ledger. */
export type FolioKind = 'stay' | 'table' | 'house' | 'city'
/** What a line is of: a category of revenue, or a tax of the whole day. */
export type LineCategory = Category | 'tax'
export type Method = 'cash' | 'card_terminal' | 'transfer' | 'card'

/** A part of a folio with a payer of its own. */
export interface Window { no: number; name: string; payer: 'guest' | 'company'; /** The company's account in the city ledger. */ account: FolioId | null }

export interface Folio {
  venue: VenueId; id: FolioId; kind: FolioKind; status: 'open' | 'closed'; version: number
  booking: BookingId | null
  /** Of an account or a bill without a booking: a business or a table, never a guest. */
  name: string | null
  windows: Window[]
  /** Which window a category goes to; what is not named goes to the first. */
  routing: Partial<Record<LineCategory, number>>
  currency: Currency
  covers: number | null
  minimumSpend: number | null
  creditLimit: number | null
  /** Nights up to this date are posted. */
  postedThrough: PlainDate | null
  openedAt: Temporal.Instant; closedAt: Temporal.Instant | null
}

/** A tax of a line: what it is, and how much of the line's amount. */
export type TaxOf = Omit<LineTax, 'base'> & { base: number; amount: number }

/**
 * charge: what was sold. payment, refund: money. deposit: what was paid beforehand, credited. settlement: moved to
 * another account (a company's, the room's).
 */
export type LineKind = 'charge' | 'payment' | 'refund' | 'deposit' | 'settlement'

export interface FolioLine {
  id: FolioLineId; no: number; folio: FolioId; window: number; kind: LineKind; category: LineCategory | null
  description: string
  /** The night or day that it is for, and the business date of the books that it stands in. */
  date: PlainDate; businessDate: PlainDate; at: Temporal.Instant
  quantity: number
  /** What it adds to the balance: charges above zero, payments below. Of a charge `amount = net + taxes`. */
  amount: number; net: number; taxes: TaxOf[]
  tip: number
  method: Method | null
  reservation: ReservationId | null
  /** The cashier's shift, of cash. */
  shift: ShiftId | null
  /** The account of the ledger that it was posted against, and the journal. */
  account: string; journal: number
  /** The line that this one takes back; the line that took this one back. */
  voids: FolioLineId | null; voidedBy: FolioLineId | null
  reason: string | null
  /** The invoice that names it: it can only be taken back, no longer moved. */
  invoice: string | null
  /** The line at the other venue, of a dinner charged to the room. */
  pair: { venue: VenueId; line: FolioLineId } | null
}

/** What an invoice is drawn from: see `documentOf`. */
export interface FolioDocument {
  venue: VenueId; folio: FolioId; window: number; currency: Currency
  /** The business date of the books now. */
  businessDate: PlainDate
  booking: BookingId | null
  buyer: { payer: 'guest' | 'company'; guest: GuestId | null; account: FolioId | null; name: string | null }
  stay: { arrival: PlainDate; departure: PlainDate } | null
  /** What is on no invoice yet. What was posted and taken back in between is left out; a negative line takes back what an earlier invoice named (`corrects`). `gross = net + taxes`, exactly. */
  lines: { line: FolioLineId; date: PlainDate; description: string; quantity: number; category: LineCategory; gross: Money; net: Money; taxes: { code: string; name: string; kind: LineTax['kind']; rateBp: number | null; base: Money; amount: Money; exemptReason?: string | undefined }[]; corrects: { line: FolioLineId; invoice: string } | null }[]
  /** Payments and credited deposits of the window, all of them; a refund or a payment taken back is negative. */
  payments: { line: FolioLineId; date: PlainDate; method: Method | 'deposit' | 'account'; amount: Money }[]
  totals: { gross: Money; net: Money; tax: Money; paid: Money; due: Money }
}

/** The `Idempotency-Key` of the caller, and all that the request said. */
export interface Once { key: string | null; request: unknown }
