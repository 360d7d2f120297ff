import { z } from 'zod'
import { cursor, endpoint, id, instant, limit, money, page, plainDate, text } from './kit.ts'

/** Folios, accounts, tills, the night audit, and the accountant's view of the books. */

const venueAt = z.strictObject({ venue: id('ven') })
const folioAt = z.strictObject({ venue: id('ven'), folio: id('fol') })
const tag = 'Money'

export const category = z.enum(['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other', 'tax'])
const sold = z.enum(['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other'])
export const method = z.enum(['cash', 'card_terminal', 'transfer', 'card'])
const takenBy = z.enum(['cash', 'card_terminal', 'transfer'])
/** Why something was taken back or given: a code, because accounts are kept for years and hold no words about people. */
export const correctionReason = z.enum(['mistake', 'wrong_guest', 'wrong_amount', 'complaint', 'goodwill', 'not_delivered', 'duplicate', 'other'])
const windowNo = z.int().min(1).max(8)
const words = text(120)

// ---- folios -----------------------------------------------------------------------------------------------------

export const lineTax = z.object({ code: z.string(), name: z.string(), kind: z.enum(['vat', 'city', 'service', 'other']), rate_bp: z.number().nullable(), base: money, amount: money })
export const folioLine = z.object({
  id: id('fln'), window: z.int(), kind: z.enum(['charge', 'payment', 'refund', 'deposit', 'settlement']), category: category.nullable(), description: z.string(),
  /** The day that it is for, and the business date in which it stands in the books. */
  date: plainDate, business_date: plainDate, at: instant, quantity: z.int(),
  /** What it adds to the balance: payments are below zero. Of a charge `amount = net + taxes`. */
  amount: money, net: money, taxes: z.array(lineTax), tip: money, method: method.nullable(), journal: z.string(),
  voids: id('fln').nullable(), voided_by: id('fln').nullable(), reason: z.string().nullable(), invoice: z.string().nullable(),
  may_correct: z.boolean(), may_move: z.boolean(),
}).meta({ id: 'FolioLine' })
export const folioWindow = z.object({ no: z.int(), name: z.string(), payer: z.enum(['guest', 'company']), account: id('fol').nullable(), account_name: z.string().nullable(), charges: money, payments: money, balance: money }).meta({ id: 'FolioWindow' })
export const folio = z.object({
  id: id('fol'), venue: id('ven'), kind: z.enum(['stay', 'table', 'house', 'city']), status: z.enum(['open', 'closed']), version: z.int(), name: z.string().nullable(),
  booking: z.object({ id: id('bk'), code: z.string(), status: z.string(), guest_name: z.string().nullable(), rooms: z.array(z.string()), arrival: plainDate.nullable(), departure: plainDate.nullable() }).nullable(),
  windows: z.array(folioWindow), routing: z.array(z.object({ category, window: z.int() })), lines: z.array(folioLine), balance: money,
  /** Nights of the frozen price that are not posted yet: what the bill will come to if nothing changes. */
  to_come: z.array(z.object({ date: plainDate, description: z.string(), category, quantity: z.int(), amount: money })), expected: money,
  /** Paid beforehand and not credited to this folio yet. */
  deposit_held: money,
  /** What the policy asks of a guest in the house who leaves today, before the last night; null when nothing is given back. */
  early_departure_fee: money.nullable(),
  covers: z.int().nullable(), minimum_spend: money.nullable(), credit_limit: money.nullable(), business_date: plainDate, opened_at: instant, closed_at: instant.nullable(),
}).meta({ id: 'Folio' })
export const folioSummary = z.object({
  id: id('fol'), kind: z.enum(['stay', 'table', 'house', 'city']), status: z.enum(['open', 'closed']), name: z.string().nullable(), booking: id('bk').nullable(), code: z.string().nullable(), guest_name: z.string().nullable(), rooms: z.array(z.string()), balance: money, credit_limit: money.nullable(), opened_at: instant,
}).meta({ id: 'FolioSummary' })

const refusedBy = ['not-allowed', 'not-found', 'folio-closed', 'wrong-state', 'version-conflict'] as const
const idempotent = true
const answers = { tag, who: 'staff', response: folio, idempotent } as const

export const listFolios = endpoint('listFolios', { summary: 'Folios of the venue', description: 'Open ones unless asked otherwise, oldest first.', tag, who: 'staff', params: venueAt, query: z.strictObject({ kind: z.enum(['stay', 'table', 'house', 'city']).optional(), status: z.enum(['open', 'closed']).default('open'), cursor: cursor.optional(), limit }), response: page(folioSummary), problems: ['not-allowed', 'not-found'] })
export const getFolio = endpoint('getFolio', { summary: 'A folio', tag, who: 'staff', params: folioAt, response: folio, problems: ['not-allowed', 'not-found'] })
export const openFolio = endpoint('openFolio', { ...answers, summary: 'The folio of a booking, opened when it has none', description: 'What was paid beforehand is credited to it once the guest is in the house.', params: z.strictObject({ venue: id('ven'), booking: id('bk') }), problems: [...refusedBy] })
export const setWindows = endpoint('setWindows', { ...answers, summary: 'Say who pays what', description: 'Windows are parts of a folio with a payer each; the routing sends what is posted from now on to them. A window with lines stays.', params: folioAt, body: z.strictObject({
  windows: z.array(z.strictObject({ no: windowNo, name: text(60), payer: z.enum(['guest', 'company']).default('guest'), account: id('fol').nullable().default(null) })).min(1).max(8),
  routing: z.array(z.strictObject({ category, window: windowNo })).max(8).default([]),
}), problems: [...refusedBy, 'in-use'] })
export const postCharge = endpoint('postCharge', { ...answers, summary: 'Charge something', description: 'The amount is what the guest pays; taxes lie in it, or come on it, by the venue’s tax rules for the category.', status: 201, params: folioAt, body: z.strictObject({ category: sold, description: words, amount: money, quantity: z.int().min(1).max(1000).default(1), window: windowNo.optional(), date: plainDate.optional() }), problems: [...refusedBy, 'credit-limit'] })
export const postPayment = endpoint('postPayment', { ...answers, summary: 'Take a payment', description: 'Cash needs an open shift. A tip comes on top of the amount and is no part of the bill.', status: 201, params: folioAt, body: z.strictObject({ method: takenBy, amount: money, tip: money.optional(), window: windowNo.default(1) }), problems: [...refusedBy, 'shift-needed'] })
export const postRefund = endpoint('postRefund', { ...answers, summary: 'Give money back', description: 'At most what was paid into the window and not given back.', status: 201, params: folioAt, body: z.strictObject({ method: takenBy, amount: money, window: windowNo.default(1), reason: correctionReason }), problems: [...refusedBy, 'shift-needed'] })
export const correctLine = endpoint('correctLine', { ...answers, summary: 'Take a line back', description: 'By an opposite line and a reversing journal; with `amount` the line is posted anew with that amount. Nothing is changed or deleted.', status: 201, params: z.strictObject({ venue: id('ven'), folio: id('fol'), line: id('fln') }), body: z.strictObject({ reason: correctionReason, amount: money.optional() }), problems: [...refusedBy, 'shift-needed'] })
export const splitLine = endpoint('splitLine', { ...answers, summary: 'Split a charge', description: 'Into parts that add up to it exactly, taxes too: by shares, or by amounts that add up to the charge.', status: 201, params: z.strictObject({ venue: id('ven'), folio: id('fol'), line: id('fln') }), body: z.strictObject({ parts: z.array(z.strictObject({ window: windowNo, share: z.int().min(1).max(1000).optional(), amount: money.optional() })).min(2).max(20) }), problems: [...refusedBy, 'invoiced'] })
export const transferLines = endpoint('transferLines', { ...answers, summary: 'Move charges', description: 'To another window, or to another folio of the venue.', status: 201, params: folioAt, body: z.strictObject({ lines: z.array(id('fln')).min(1).max(100), to_folio: id('fol').optional(), to_window: windowNo.default(1) }), problems: [...refusedBy, 'invoiced', 'credit-limit'] })
export const settleToAccount = endpoint('settleToAccount', { ...answers, summary: 'Move a balance to an account', description: 'What a window owes goes to a company’s account in the city ledger or an account of the house, to be paid later.', status: 201, params: folioAt, body: z.strictObject({ window: windowNo.default(1), account: id('fol'), amount: money.optional() }), problems: [...refusedBy, 'credit-limit'] })
export const chargeToRoom = endpoint('chargeToRoom', { ...answers, summary: 'Charge a bill to the room', description: 'From a restaurant to a stay at its linked hotel: the guest must be in the house. The taxes stay with the restaurant, which sold it.', status: 201, params: folioAt, body: z.strictObject({ hotel: id('ven'), booking: id('bk'), window: windowNo.default(1), tip: money.optional() }), problems: [...refusedBy] })
export const closeFolio = endpoint('closeFolio', { ...answers, summary: 'Settle and close', description: 'Nights that were slept and not posted are posted, the deposit is credited, and each window must then owe nothing; windows with a company’s account go there.', params: folioAt, body: z.strictObject({ early_departure_fee: money.optional() }), problems: [...refusedBy, 'balance-due', 'credit-limit'] })
export const reopenFolio = endpoint('reopenFolio', { ...answers, summary: 'Open a closed folio again', params: folioAt, problems: [...refusedBy] })

// ---- accounts of the house and of companies ----------------------------------------------------------------------

export const createAccount = endpoint('createAccount', { ...answers, summary: 'Open an account', description: 'Of a company (`city`, with a credit limit), or of the house.', status: 201, params: venueAt, body: z.strictObject({ kind: z.enum(['house', 'city']), name: text(120), credit_limit: money.nullable().default(null) }), problems: ['not-allowed', 'not-found'] })
export const updateAccount = endpoint('updateAccount', { ...answers, summary: 'Change an account', params: folioAt, body: z.strictObject({ name: text(120).optional(), credit_limit: money.nullable().optional() }), problems: [...refusedBy] })
export const accountStatement = endpoint('accountStatement', {
  summary: 'A statement', description: 'What stood before, each line of the days asked for, what stands after.', tag, who: 'staff', params: folioAt, query: z.strictObject({ from: plainDate, to: plainDate }),
  response: z.object({ folio: folioSummary, from: plainDate, to: plainDate, opening: money, lines: z.array(folioLine), closing: money }), problems: ['not-allowed', 'not-found'],
})

// ---- restaurant bills --------------------------------------------------------------------------------------------

export const openBill = endpoint('openBill', { ...answers, summary: 'Open a bill for a table', status: 201, params: venueAt, body: z.strictObject({ booking: id('bk').optional(), name: text(60).optional(), covers: z.int().min(1).max(100).optional(), minimum_spend: money.optional() }), problems: [...refusedBy] })
export const splitByPerson = endpoint('splitByPerson', { ...answers, summary: 'Split the bill by person', description: 'Every charge of the first window goes in equal parts to as many windows; odd cents go to the first ones.', status: 201, params: folioAt, body: z.strictObject({ persons: z.int().min(2).max(8) }), problems: [...refusedBy, 'invoiced'] })

// ---- tills -------------------------------------------------------------------------------------------------------

export const shift = z.object({
  id: id('shf'), account: id('acc'), cashier_name: z.string().nullable(), till: z.string(), status: z.enum(['open', 'closed']), float: money, cash_in: money, cash_out: money,
  /** The float and what came and went. Of an open shift only told to managers, so that the count is a count. */
  expected: money.nullable(), counted: money.nullable(), difference: money.nullable(), business_date: plainDate, opened_at: instant, closed_at: instant.nullable(),
}).meta({ id: 'Shift' })
export const listShifts = endpoint('listShifts', { summary: 'Shifts at the tills', description: 'Newest first: one’s own, or all of the venue for managers.', tag, who: 'staff', params: venueAt, query: z.strictObject({ status: z.enum(['open', 'closed']).optional(), cursor: cursor.optional(), limit }), response: page(shift), problems: ['not-allowed', 'not-found'] })
export const openShift = endpoint('openShift', { summary: 'Open a shift with a float', tag, who: 'staff', status: 201, params: venueAt, body: z.strictObject({ till: text(40).default('Till 1'), float: money }), response: shift, problems: ['not-allowed', 'not-found', 'wrong-state'], idempotent })
export const closeShift = endpoint('closeShift', { summary: 'Count the till and close the shift', description: 'What is missing or over is posted.', tag, who: 'staff', params: z.strictObject({ venue: id('ven'), shift: id('shf') }), body: z.strictObject({ counted: money }), response: shift, problems: ['not-allowed', 'not-found', 'wrong-state'], idempotent })

// ---- night audit -------------------------------------------------------------------------------------------------

const blocked = z.object({
  kind: z.enum(['departure_open', 'arrival_undecided', 'shift_open', 'bill_open']), booking: id('bk').nullable(), reservation: id('rsv').nullable(), folio: id('fol').nullable(), shift: id('shf').nullable(),
  code: z.string().nullable(), guest_name: z.string().nullable(), rooms: z.array(z.string()), balance: money.nullable(), name: z.string().nullable(),
})
export const night = z.object({
  venue: id('ven'), business_date: plainDate, automatic: z.boolean(), closes_at: instant, may_close: z.boolean(), blockers: z.array(blocked),
  to_post: z.object({ rooms: z.int(), charges: z.int(), amount: money }),
  running: z.boolean(), last: z.object({ business_date: plainDate, done_at: instant, rooms: z.int(), charges: z.int(), amount: money, no_shows: z.int(), taken_along: z.record(z.string(), z.int()) }).nullable(),
}).meta({ id: 'Night' })
export const getNight = endpoint('getNight', { summary: 'The business date, and what stands before its closing', tag, who: 'staff', params: venueAt, response: night, problems: ['not-allowed', 'not-found'] })
export const closeNight = endpoint('closeNight', {
  summary: 'Close the business date', description: 'Posts the room nights with their taxes and packages, charges no-shows by the policy, and opens the next date. What is still open is solved first, or taken along by kind. Safe to run again.', tag, who: 'staff', params: venueAt,
  body: z.strictObject({ business_date: plainDate, no_shows: z.array(id('rsv')).max(500).default([]), take_along: z.array(z.enum(['departure_open', 'arrival_undecided', 'shift_open', 'bill_open'])).default([]) }), response: night, problems: ['not-allowed', 'not-found', 'night-blocked', 'wrong-state', 'too-early', 'version-conflict'],
})
export const setNight = endpoint('setNight', { summary: 'Close by itself, or by hand', tag, who: 'staff', params: venueAt, body: z.strictObject({ automatic: z.boolean() }), response: night, problems: ['not-allowed', 'not-found'] })

// ---- the accountant's view ---------------------------------------------------------------------------------------

const dates = z.strictObject({ from: plainDate, to: plainDate })
const book = { tag, who: 'staff', params: venueAt, problems: ['not-allowed', 'not-found'] } as const
export const trialBalance = endpoint('trialBalance', { ...book, summary: 'Trial balance', description: 'At the end of a business date, or at a moment; else as it stands. Debits and credits are the same sum.', query: z.strictObject({ date: plainDate.optional(), at: instant.optional() }), response: z.object({ business_date: plainDate.nullable(), currency: z.string(), accounts: z.array(z.object({ account: z.string(), debit: money, credit: money })), debit: money, credit: money }) })
export const revenueReport = endpoint('revenueReport', { ...book, summary: 'Revenue and taxes by day and category', query: dates, response: z.object({ from: plainDate, to: plainDate, days: z.array(z.object({ business_date: plainDate, closed: z.boolean(), revenue: z.array(z.object({ category: z.string(), amount: money })), taxes: z.array(z.object({ code: z.string(), amount: money })), revenue_total: money, tax_total: money })), totals: z.object({ revenue: z.array(z.object({ category: z.string(), amount: money })), taxes: z.array(z.object({ code: z.string(), amount: money })), revenue_total: money, tax_total: money }) }) })
export const paymentsReport = endpoint('paymentsReport', { ...book, summary: 'Payments by method', query: dates, response: z.object({ from: plainDate, to: plainDate, days: z.array(z.object({ business_date: plainDate, methods: z.array(z.object({ method: z.string(), received: money, paid_out: money })) })), totals: z.array(z.object({ method: z.string(), received: money, paid_out: money })), tips: money }) })
export const depositsReport = endpoint('depositsReport', { ...book, summary: 'Deposits held, by booking', query: z.strictObject({ at: instant.optional() }), response: z.object({ total: money, items: z.array(z.object({ booking: id('bk'), code: z.string().nullable(), status: z.string().nullable(), arrival: plainDate.nullable(), guest_name: z.string().nullable(), amount: money })) }) })
export const journal = z.object({ no: z.string(), id: id('jrn'), kind: z.string(), business_date: plainDate, at: instant, subject: z.string().nullable(), actor: z.string(), reason: z.string().nullable(), reverses: z.string().nullable(), reversed_by: z.string().nullable(), lines: z.array(z.object({ account: z.string(), sub: z.string().nullable(), window: z.int().nullable(), debit: money, credit: money })) }).meta({ id: 'Journal' })
export const listJournals = endpoint('listJournals', { ...book, summary: 'Journals', description: 'Newest first.', query: z.strictObject({ from: plainDate.optional(), to: plainDate.optional(), account: z.string().regex(/^[a-z0-9_.-]{1,70}$/, 'an account such as revenue.room').optional(), folio: id('fol').optional(), cursor: cursor.optional(), limit }), response: page(journal) })
export const accountBalance = endpoint('accountBalance', { ...book, summary: 'The balance of one account', query: z.strictObject({ account: z.string().regex(/^[a-z0-9_.-]{1,70}$/, 'an account such as deposits'), date: plainDate.optional(), at: instant.optional() }), response: z.object({ account: z.string(), balance: money }) })
export const checkBooks = endpoint('checkBooks', { ...book, summary: 'Compare the books with the folios', description: 'Empty when all agrees.', response: z.object({ differences: z.array(z.object({ what: z.string(), account: z.string().nullable(), subject: z.string().nullable(), day: plainDate.nullable(), expected: z.string().nullable(), found: z.string().nullable() })) }) })
