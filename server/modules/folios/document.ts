import type { Booking } from '#module/booking'
import { money } from '#platform/money'
import type { VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { fail } from '#platform/assert'
import type { FoliosDeps } from './deps.ts'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { findFolio, linesById, linesOf, lockFolio, noteInvoice } from './store.ts'
import type { Folio, FolioDocument, FolioId, FolioLine, FolioLineId } from './types.ts'

/** What an invoice for a window is drawn from: the charges that are on none yet, with the payments. */
export async function documentOf(deps: FoliosDeps, reader: Reader, venue: VenueId, id: FolioId, window: number): Promise<FolioDocument> {
  const folio = await findFolio(reader, venue, id) ?? fail(`there is a folio ${id}`)
  const all = await linesOf(reader, venue, [id])
  const lines = all.filter((line) => line.window === window)
  const byId = new Map(all.map((line) => [line.id, line]))
  const m = (amount: number) => money(amount, folio.currency)
  const billed = lines.filter((line) => line.kind === 'charge' && line.invoice === null && !cancelsOut(line, byId))
  const paid = lines.filter((line) => line.kind !== 'charge')
  const gross = billed.reduce((total, line) => total + line.amount, 0)
  const net = billed.reduce((total, line) => total + line.net, 0)
  const received = -paid.reduce((total, line) => total + line.amount, 0)
  const [booking] = folio.booking === null ? [] : await deps.booking.find(reader, [folio.booking])
  return {
    venue, folio: id, window, currency: folio.currency, booking: folio.booking, businessDate: (await deps.ledger.bookOf(reader, venue))?.businessDate ?? lines.at(-1)?.businessDate ?? all[0]?.businessDate ?? dateOf(folio),
    buyer: await buyerOf(reader, folio, window, booking), stay: booking?.terms.stay === undefined ? null : { arrival: booking.startsOn, departure: booking.endsOn },
    lines: billed.map((line) => ({
      line: line.id, date: line.date, description: line.description, quantity: line.quantity, category: line.category!, gross: m(line.amount), net: m(line.net),
      taxes: line.taxes.map((tax) => ({ ...tax, base: m(tax.base), amount: m(tax.amount) })), corrects: correctsOf(line, byId),
    })),
    payments: paid.map((line) => ({ line: line.id, date: line.businessDate, method: line.kind === 'deposit' ? 'deposit' : line.kind === 'settlement' ? 'account' : line.method!, amount: m(-line.amount) })),
    totals: { gross: m(gross), net: m(net), tax: m(gross - net), paid: m(received), due: m(lines.reduce((total, line) => total + line.amount, 0)) },
  }
}

/** A line and its opposite that no invoice has named are as if they had never been. */
function cancelsOut(line: FolioLine, byId: ReadonlyMap<FolioLineId, FolioLine>): boolean {
  const other = line.voids ?? line.voidedBy
  return other !== null && (byId.get(other)?.invoice ?? null) === null
}
function correctsOf(line: FolioLine, byId: ReadonlyMap<FolioLineId, FolioLine>): { line: FolioLineId; invoice: string } | null {
  const invoice = line.voids === null ? null : byId.get(line.voids)?.invoice ?? null
  return invoice === null ? null : { line: line.voids!, invoice }
}

async function buyerOf(reader: Reader, folio: Folio, no: number, booking: Booking | undefined): Promise<FolioDocument['buyer']> {
  const window = folio.windows.find((one) => one.no === no)
  if (folio.kind === 'city') return { payer: 'company', guest: null, account: folio.id, name: folio.name }
  const account = window?.account == null ? undefined : await findFolio(reader, folio.venue, window.account)
  if (window?.payer === 'company') return { payer: 'company', guest: booking?.guest ?? null, account: account?.id ?? null, name: account?.name ?? window.name }
  return { payer: 'guest', guest: booking?.guest ?? null, account: null, name: booking === undefined ? folio.name : null }
}

const dateOf = (folio: Folio): PlainDate => folio.openedAt.toString().slice(0, 10) as PlainDate

/** Notes on lines which invoice names them, under the folio's lock: refused when one is on another or was taken back meanwhile. */
export async function markInvoiced(tx: Tx, venue: VenueId, lines: readonly FolioLineId[], invoice: string): Promise<void> {
  for (const folio of [...new Set((await linesById(tx, venue, lines)).map((line) => line.folio))].toSorted()) await lockFolio(tx, venue, folio)
  const now = await linesById(tx, venue, lines)
  const changed = now.some((line) => line.voidedBy !== null && !lines.includes(line.voidedBy) && line.invoice === null)
  if (changed || now.length < lines.length || await noteInvoice(tx, venue, lines, invoice) < lines.length) throw problem('invoiced', { detail: 'The folio changed meanwhile: a line stands on another invoice, or was taken back. Nothing was issued; look at it again.' })
}
