import type { FolioDocument, FolioId, FolioLineId, Folios } from '#module/folios'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { FolioBills } from './deps.ts'
import { sumOf } from './rules.ts'
import type { Billable, DocumentPayment, Line, LineTax } from './types.ts'

/** What invoices ask of folios, in their words. */
export function billsOfFolios(folios: Pick<Folios, 'find' | 'documentOf' | 'markInvoiced'>): FolioBills {
  return {
    async billable(reader, venue, id, window) {
      const folio = await folios.find(reader, venue, id as FolioId)
      if (folio === undefined || !folio.windows.some((one) => one.no === window)) throw problem('not-found', { detail: 'There is no such folio here, or it has no such window.' })
      return billableOf(await folios.documentOf(reader, venue, folio.id, window))
    },
    invoiced: (tx, venue: VenueId, items, document) => folios.markInvoiced(tx, venue, items as FolioLineId[], document),
  }
}

function billableOf(document: FolioDocument): Billable {
  return {
    venue: document.venue, booking: document.booking, guest: document.buyer.guest, company: document.buyer.payer === 'company' ? document.buyer.name : null, businessDate: document.businessDate, currency: document.currency,
    lines: document.lines.map((line) => ({ ...lineOf(line), item: line.line, corrects: line.corrects === null ? null : { item: line.corrects.line, invoice: line.corrects.invoice } })),
    payments: document.payments.map((payment): DocumentPayment => ({ date: payment.date, method: methods[payment.method], amount: payment.amount.amount })),
  }
}

const methods: Record<FolioDocument['payments'][number]['method'], DocumentPayment['method']> = { cash: 'cash', card_terminal: 'card', card: 'card', transfer: 'bank', deposit: 'deposit', account: 'account' }

function lineOf(line: FolioDocument['lines'][number]): Line {
  const net = line.net.amount
  const taxes = line.taxes.map((tax): LineTax => ({ code: tax.code, name: tax.name, kind: tax.kind, rateBp: tax.rateBp, base: tax.base.amount, amount: tax.amount.amount, ...(tax.exemptReason === undefined ? {} : { exemptReason: tax.exemptReason }) }))
  return { date: line.date, description: line.description, quantity: line.quantity, category: line.category, net, gross: line.gross.amount, taxes: withoutTax(net, taxes) }
}

/**
 * Folios give the base of a tax that lies within a price as the price, tax and all; on paper stands what the tax is on. The
 * parts of a charge that was split may be a unit off: where the bases come that near to the net, or to the net with
 * what else is on it, they are made to meet it.
 */
export function withoutTax(net: number, taxes: readonly LineTax[]): LineTax[] {
  const bases = taxes.map((tax) => (liesWithin(tax) ? tax.base - tax.amount : tax.base))
  const vat = taxes.flatMap((tax, i) => (tax.kind === 'vat' ? [i] : []))
  const first = vat[0]
  if (first !== undefined) {
    const total = sumOf(vat.map((i) => bases[i]!))
    const others = sumOf(taxes.filter((tax) => tax.kind !== 'vat').map((tax) => tax.amount))
    const meets = [net, net + others].find((target) => Math.abs(target - total) <= vat.length)
    if (meets !== undefined) bases[first]! += meets - total
  }
  return taxes.map((tax, i) => ({ ...tax, base: bases[i]! }))
}

/** Whether the amount is the rate's share of a price that has it in it, rather than its rate on top. */
function liesWithin({ rateBp, base, amount }: LineTax): boolean {
  if (rateBp === null || rateBp === 0) return false
  const within = (base * rateBp) / (10_000 + rateBp)
  const onTop = (base * rateBp) / 10_000
  return Math.abs(amount - within) <= Math.abs(amount - onTop)
}
