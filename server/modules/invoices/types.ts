import type { LineCategory, PaymentMethod } from '@holdfast/contract/invoices'
import type { BookingId, GuestId, Id, VendorId, VenueId } from '#platform/id'
import type { Currency } from '#platform/money'
import type { PlainDate } from '#platform/time'

export type DocumentId = Id<'inv'>
export type Kind = 'invoice' | 'credit_note' | 'receipt'

/** A tax on or in a line. `base` is the amount that it was reckoned on, without this tax; both in minor units. `rateBp`: basis points, null for flat amounts. */
export interface LineTax { code: string; name: string; kind: 'vat' | 'city' | 'service' | 'other'; rateBp: number | null; base: number; amount: number; exemptReason?: string | undefined }

/** What was sold. Minor units; `gross` is `net` and all `taxes`, to the unit. A discount is a negative line. */
export interface Line { date: PlainDate; description: string; quantity: number; category: LineCategory; net: number; gross: number; taxes: LineTax[] }

export interface DocumentPayment { date: PlainDate; method: PaymentMethod; amount: number }

/** What a window of a folio asks to have on paper: the lines that are not on an invoice yet. `item` names each, so that nothing is invoiced twice. */
export interface Billable {
  venue: VenueId
  booking: BookingId | null
  /** Whose bill it is, unless another buyer is named at the issue. */
  guest: GuestId | null
  /** The company that pays this window, as its account is named. */
  company: string | null
  businessDate: PlainDate
  currency: Currency
  /** `corrects`: the line takes back one that an earlier invoice named. */
  lines: (Line & { item: string; corrects: { item: string; invoice: string } | null })[]
  payments: DocumentPayment[]
}

/** The seller as printed: frozen into each document. */
export interface Seller { name: string; legalName: string; street: string; postalCode: string; city: string; country: string; taxNumber: string | null; registration: string | null; iban: string | null; phone: string | null; footer: string }

/** Whom it is made out to. Personal: kept only under the person's key. */
export interface Buyer { name: string; company: string | null; street: string; postalCode: string; city: string; country: string | null; taxNumber: string | null; email: string | null }

/** What stands in clear and is not changed: all but the buyer. */
export interface Content {
  seller: Seller
  lines: Line[]
  payments: DocumentPayment[]
  /** Of a credit note: what it corrects, which line each of its lines is of, and why. */
  corrects?: { id: DocumentId; number: string; issuedOn: PlainDate; lines: number[]; reason: string }
  /** What is paid in another amount than is due (cash that is rounded): minor units. */
  rounding?: number
}

export interface IssuedDocument {
  id: DocumentId; venue: VenueId; vendor: VendorId; kind: Kind; series: string; year: number; sequence: number; number: string
  issuedOn: PlainDate; issuedAt: Temporal.Instant
  folio: string | null; window: number | null; booking: BookingId | null; corrects: DocumentId | null
  guest: GuestId | null; sealed: Buffer | null; locale: string; currency: Currency
  net: number; tax: number; gross: number; paid: number
  content: Content
}

export interface Series { code: string; kind: Kind; prefix: string }
