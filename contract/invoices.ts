import { z } from 'zod'
import { currency, cursor, email, endpoint, id, instant, limit, money, page, plainDate, text } from './kit.ts'

/** What a line is revenue of. */
export const lineCategory = z.enum(['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other', 'tax'])
export type LineCategory = z.output<typeof lineCategory>
export const paymentMethod = z.enum(['card', 'cash', 'bank', 'deposit', 'account', 'other'])
export type PaymentMethod = z.output<typeof paymentMethod>

export const documentKind = z.enum(['invoice', 'credit_note', 'receipt'])
const country = z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166 code such as PT')
const lineOf = (max: number) => z.string().trim().max(max)
const taxNumber = z.string().trim().regex(/^[A-Za-z0-9][A-Za-z0-9 ./-]{1,29}$/, 'a tax number such as PT501234567')
const iban = z.string().trim().transform((value) => value.replaceAll(' ', '').toUpperCase()).pipe(z.string().regex(/^[A-Z]{2}\d\d[A-Z0-9]{10,30}$/, 'an IBAN such as PT50 0002 0123 1234 5678 9015 4'))
const seriesCode = z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'lower-case letters, digits and _, such as invoice')
const prefix = z.string().regex(/^[A-Z0-9][A-Z0-9/.-]{0,11}$/, 'at most 12 capitals, digits, / . and -, such as INV')

/** Whom a document is made out to. Kept under the person's key only. */
export const buyer = z.strictObject({
  name: text(120), company: lineOf(160).nullable().default(null), street: lineOf(200).default(''), postal_code: lineOf(20).default(''), city: lineOf(80).default(''), country: country.nullable().default(null),
  tax_number: taxNumber.nullable().default(null), email: email.nullable().default(null),
}).meta({ id: 'Buyer' })

const seller = { legal_name: text(200), street: lineOf(200), postal_code: lineOf(20), city: text(80), country, tax_number: taxNumber.nullable(), registration: lineOf(80).nullable(), iban: iban.nullable(), footer: lineOf(400) }
const series = z.strictObject({ code: seriesCode, kind: documentKind, prefix })
export const invoiceSettings = z.object({
  ...seller, iban: z.string().nullable(), version: z.int(), series: z.array(series.extend({ last_number: z.string().nullable() })),
  /** What the law of most places asks for and is not there yet. */
  missing: z.array(z.object({ pointer: z.string(), detail: z.string() })),
}).meta({ id: 'InvoiceSettings' })

const tax = z.object({ code: z.string(), name: z.string(), kind: z.enum(['vat', 'city', 'service', 'other']), rate_bp: z.number().nullable(), base: money, amount: money, exempt_reason: z.string().nullable() })
export const documentLine = z.object({ line: z.int(), date: plainDate, description: z.string(), quantity: z.int(), category: lineCategory, net: money, gross: money, credited: money, taxes: z.array(tax) })
const shortDocument = {
  id: id('inv'), kind: documentKind, number: z.string(), series: z.string(), venue: id('ven'), issued_on: plainDate, issued_at: instant, currency,
  net: money, tax: money, gross: money, paid: money, due: money, credited: money,
  booking: id('bk').nullable(), folio: id('fol').nullable(), window: z.int().nullable(),
  /** The invoice that a credit note corrects. */
  corrects: z.object({ id: id('inv'), number: z.string() }).nullable(),
  /** Null: nobody was named, the person was erased since, or the caller may not see guests. */
  buyer_name: z.string().nullable(), pdf: z.string(), xml: z.string().nullable(),
}
export const documentItem = z.object(shortDocument).meta({ id: 'DocumentItem' })
export const fullDocument = z.object({
  ...shortDocument, locale: z.string(), seller: z.object({ legal_name: z.string(), tax_number: z.string().nullable() }), buyer: buyer.nullable(), erased: z.boolean(),
  lines: z.array(documentLine), taxes: z.array(tax), payments: z.array(z.object({ date: plainDate, method: paymentMethod, amount: money })), credit_notes: z.array(z.object({ id: id('inv'), number: z.string(), gross: money })),
}).meta({ id: 'Document' })

const atVenue = z.strictObject({ venue: id('ven') })
const atDocument = z.strictObject({ document: id('inv') })
const staffProblems = ['not-allowed', 'not-found'] as const

export const getInvoiceSettings = endpoint('getInvoiceSettings', { summary: 'Seller and number series on invoices', tag: 'Invoices', who: 'staff', params: atVenue, response: invoiceSettings, problems: [...staffProblems] })
export const putInvoiceSettings = endpoint('putInvoiceSettings', {
  summary: 'Set the seller and the number series', description: 'Documents that were issued keep what they say. A series is never removed; its prefix may change as long as no two series share one.', tag: 'Invoices', who: 'staff', params: atVenue,
  body: z.strictObject({ ...seller, tax_number: taxNumber.nullable().default(null), registration: lineOf(80).nullable().default(null), iban: iban.nullable().default(null), footer: lineOf(400).default(''), series: z.array(series).max(20).default([]), version: z.int().optional() }),
  response: invoiceSettings, problems: [...staffProblems, 'version-conflict', 'in-use'],
})
export const issueInvoice = endpoint('issueInvoice', {
  summary: 'Issue an invoice for a window of a folio', description: 'Its number is the next of the series. What is on an invoice is not invoiced again; what was taken back since then goes on credit notes for the invoices that named it. When there is nothing else, the answer is the last of those.', tag: 'Invoices', who: 'staff', params: atVenue,
  body: z.strictObject({ folio: id('fol'), window: z.int().min(1).max(99).default(1), series: seriesCode.optional(), buyer: buyer.optional(), locale: z.string().max(35).optional() }),
  status: 201, response: fullDocument, problems: [...staffProblems, 'already-invoiced', 'invoiced', 'credit-exceeds'], idempotent: true,
})
export const informationBill = endpoint('informationBill', { summary: 'What an invoice would say now, without a number (PDF)', tag: 'Invoices', who: 'staff', params: z.strictObject({ venue: id('ven'), folio: id('fol'), window: z.coerce.number().int().min(1).max(99) }), response: z.any(), problems: [...staffProblems] })
export const creditReason = z.enum(['guest_asked', 'mistake', 'price', 'service', 'cancelled', 'other'])
export const creditInvoice = endpoint('creditInvoice', {
  summary: 'Issue a credit note for an invoice', description: 'Whole without `lines`, or for a part of each line named. Never more than the invoice.', tag: 'Invoices', who: 'staff', params: z.strictObject({ venue: id('ven'), document: id('inv') }),
  body: z.strictObject({ reason: creditReason, series: seriesCode.optional(), lines: z.array(z.strictObject({ line: z.int().min(1).max(2_000), gross: money })).min(1).max(500).optional() }),
  status: 201, response: fullDocument, problems: [...staffProblems, 'credit-exceeds', 'wrong-state'], idempotent: true,
})
export const issueReceipt = endpoint('issueReceipt', { summary: 'A receipt for what was paid on a booking', description: 'For its guest or the staff. What has a receipt already is answered with that one.', tag: 'Invoices', who: 'anyone', params: z.strictObject({ booking: id('bk') }), status: 201, response: fullDocument, problems: ['not-found', 'not-allowed', 'not-ready'] })
export const listDocuments = endpoint('listDocuments', {
  summary: 'Invoices, credit notes and receipts of a venue, newest first', tag: 'Invoices', who: 'staff', params: atVenue,
  query: z.strictObject({ kind: documentKind.optional(), series: seriesCode.optional(), from: plainDate.optional(), to: plainDate.optional(), number: z.string().max(40).optional(), folio: id('fol').optional(), booking: id('bk').optional(), cursor: cursor.optional(), limit }),
  response: page(documentItem), problems: [...staffProblems],
})
export const bookingDocuments = endpoint('bookingDocuments', { summary: 'Invoices and receipts of a booking', tag: 'Invoices', who: 'anyone', params: z.strictObject({ booking: id('bk') }), response: page(documentItem).extend({ may_receipt: z.boolean() }), problems: ['not-found', 'not-allowed'] })
export const getDocument = endpoint('getDocument', { summary: 'An issued document', tag: 'Invoices', who: 'anyone', params: atDocument, response: fullDocument, problems: ['not-found', 'not-allowed'] })
/** `application/pdf`, tagged, in the guest's language. */
export const documentPdf = endpoint('documentPdf', { summary: 'The document as a PDF', tag: 'Invoices', who: 'anyone', params: atDocument, response: z.any(), problems: ['not-found', 'not-allowed'] })
/** `application/xml`: EN 16931 as UBL 2.1. */
export const documentUbl = endpoint('documentUbl', { summary: 'An invoice or credit note as EN 16931 UBL', tag: 'Invoices', who: 'anyone', params: atDocument, response: z.any(), problems: ['not-found', 'not-allowed', 'not-ready'] })
export const mailDocument = endpoint('mailDocument', { summary: 'Send the document to its buyer by e-mail', tag: 'Invoices', who: 'staff', params: z.strictObject({ venue: id('ven'), document: id('inv') }), status: 202, response: z.object({ queued: z.boolean() }), problems: [...staffProblems, 'not-ready'] })
