import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import type { InvoicesDeps } from './deps.ts'
import { issueDocument, onceFor, type Once } from './issue-document.ts'
import { openBuyers } from './buyers.ts'
import { sellerOf } from './seller.ts'
import { creditOf, sumOf } from './rules.ts'
import * as store from './store.ts'
import type { DocumentId, IssuedDocument } from './types.ts'
import { noDocument, requireStaff } from './who-may.ts'

export interface CreditInput { reason: string; series?: string | undefined; lines?: { line: number; gross: { amount: string; currency: string } }[] | undefined }

/** Corrects an invoice: gives back all that is left of it, or a part of the lines that are named. Never more than the invoice, neither by line nor as a whole. */
export async function creditInvoice(deps: InvoicesDeps, actor: Actor, venue: VenueId, id: DocumentId, input: CreditInput, once: Once): Promise<DocumentId> {
  const layout = await requireStaff(deps, actor, venue, 'creditInvoices')
  return onceFor(deps, layout, once, () => deps.db.transaction(async (tx) => {
    const invoice = await store.findDocument(tx, id)
    if (invoice === undefined || invoice.venue !== venue) throw noDocument()
    if (invoice.kind !== 'invoice') throw problem('wrong-state', { detail: 'Only an invoice is credited. Nothing was issued.' })
    const credited = await store.creditedOf(tx, id, true)
    const credits = input.lines === undefined ? whatIsLeft(invoice, credited) : named(invoice, credited, input.lines)
    return creditLines(deps, tx, actor, layout, invoice, credited, credits, input, once)
  }))
}

/** Writes the credit note, in a transaction that holds the lock of what was credited. */
export async function creditLines(deps: InvoicesDeps, tx: Tx, actor: Actor, layout: VenueLayout, invoice: IssuedDocument, credited: ReadonlyMap<number, number>, credits: readonly Credit[], input: Pick<CreditInput, 'reason' | 'series'>, once: Once | null): Promise<DocumentId> {
  const total = sumOf(credits.map((credit) => credit.gross))
  if (total <= 0 || total + (credited.get(0) ?? 0) > invoice.gross) throw tooMuch([], invoice, credited)
  await store.addCredits(tx, invoice.id, [{ line: 0, gross: total }, ...credits])
  const lines = credits.map(({ line, gross }) => creditOf(invoice.content.lines[line - 1]!, credited.get(line) ?? 0, gross))
  const [buyer = null] = await openBuyers(deps, tx, [invoice])
  const document = await issueDocument(deps, tx, actor, layout, {
    kind: 'credit_note', series: input.series, currency: invoice.currency, buyer, guest: buyer === null ? null : invoice.guest, locale: invoice.locale,
    content: { seller: await sellerOf(deps, tx, layout), lines, payments: [], corrects: { id: invoice.id, number: invoice.number, issuedOn: invoice.issuedOn, lines: credits.map(({ line }) => line), reason: input.reason } },
    booking: invoice.booking, folio: invoice.folio, window: invoice.window, corrects: invoice.id, items: [],
  }, once)
  return document.id
}

export interface Credit { line: number; gross: number }

export const leftOf = (invoice: IssuedDocument, credited: ReadonlyMap<number, number>, line: number) => invoice.content.lines[line - 1]!.gross - (credited.get(line) ?? 0)

function whatIsLeft(invoice: IssuedDocument, credited: ReadonlyMap<number, number>): Credit[] {
  return invoice.content.lines.map((_, i) => ({ line: i + 1, gross: leftOf(invoice, credited, i + 1) })).filter((credit) => credit.gross !== 0)
}

function named(invoice: IssuedDocument, credited: ReadonlyMap<number, number>, asked: NonNullable<CreditInput['lines']>): Credit[] {
  const errors = asked.flatMap(({ line, gross }, i) => {
    const at = `/lines/${i}`
    if (line > invoice.content.lines.length || asked.findIndex((other) => other.line === line) !== i) return [{ pointer: `${at}/line`, detail: 'a line of the invoice, each once' }]
    if (gross.currency !== invoice.currency) return [{ pointer: `${at}/gross/currency`, detail: `the invoice is in ${invoice.currency}` }]
    return Number(gross.amount) === 0 ? [{ pointer: `${at}/gross`, detail: 'not nothing' }] : []
  })
  if (errors.length > 0) throw problem('invalid-request', { detail: 'These lines cannot be credited so. Nothing was issued.', errors })
  const credits = asked.map(({ line, gross }) => ({ line, gross: Number(gross.amount) }))
  const over = credits.flatMap((credit, i) => {
    const left = leftOf(invoice, credited, credit.line)
    return Math.sign(credit.gross) === Math.sign(left) && Math.abs(credit.gross) <= Math.abs(left) ? [] : [{ pointer: `/lines/${i}/gross`, detail: `at most ${left} is left of this line, in minor units` }]
  })
  if (over.length > 0) throw tooMuch(over, invoice, credited)
  return credits
}

function tooMuch(errors: { pointer: string; detail: string }[], invoice: IssuedDocument, credited: ReadonlyMap<number, number>) {
  const left = invoice.gross - (credited.get(0) ?? 0)
  return problem('credit-exceeds', { detail: left === 0 ? 'This invoice was credited as a whole already. Nothing was issued.' : 'That is more than is left of the invoice. Nothing was issued.', errors, facts: { left } })
}
