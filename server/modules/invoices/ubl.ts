import { decimalOf } from '@holdfast/contract/words'
import { money, toWire } from '#platform/money'
import { sumOf } from './rules.ts'
import type { Buyer, DocumentPayment, IssuedDocument, Line, Seller } from './types.ts'

type Ubl = Pick<IssuedDocument, 'currency' | 'gross' | 'paid' | 'content'> & { kind: IssuedDocument['kind'] | 'bill'; number: string | null; issuedOn: string }

/** S: taxed; Z: at zero; E: exempt, or outside the tax while the rest of the invoice is in it; O: no part of the invoice is in it. */
type Category = 'S' | 'Z' | 'E' | 'O'
interface UblLine { description: string; date: string; quantity: number; net: number; category: Category; rateBp: number; tax: number; reason: string | null }

/** What an electronic invoice cannot do without, and this one lacks; pointers as in the document. */
export function missingForUbl(document: Ubl, buyer: Buyer | null): { pointer: string; detail: string }[] {
  const lines = ublLines(document.content.lines)
  const untaxed = lines.every((line) => line.category === 'O')
  return [
    ...(document.kind === 'receipt' || document.kind === 'bill' ? [{ pointer: '/kind', detail: 'only invoices and credit notes have an electronic form' }] : []),
    ...(buyer === null ? [{ pointer: '/buyer', detail: 'a buyer who is named' }] : buyer.country === null ? [{ pointer: '/buyer/country', detail: 'the country of the buyer' }] : []),
    ...(document.content.seller.taxNumber === null && !untaxed ? [{ pointer: '/seller/tax_number', detail: 'the tax number of the seller' }] : []),
  ]
}

/** EN 16931-1:2017 as UBL 2.1: an `Invoice`, or a `CreditNote` that names its invoice. Amounts are those of the document, to the unit. */
export function ublOf(document: Ubl, buyer: Buyer): string {
  const { content: { seller, corrects, payments } } = document
  const lines = ublLines(document.content.lines)
  const untaxed = lines.every((line) => line.category === 'O')
  const credit = document.kind === 'credit_note'
  const root = credit ? 'CreditNote' : 'Invoice'
  const decimal = (minor: number) => decimalOf(toWire(money(minor, document.currency)))
  const amount = (name: string, minor: number) => `<cbc:${name} currencyID="${document.currency}">${decimal(minor)}</cbc:${name}>`
  const rounding = document.content.rounding ?? 0
  const net = sumOf(lines.map((line) => line.net))
  const tax = sumOf(lines.map((line) => line.tax))
  const due = document.gross - document.paid + rounding
  const days = lines.map((line) => line.date).toSorted()
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<${root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:${root}-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">`,
    '<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>', text('ID', document.number ?? ''), text('IssueDate', document.issuedOn), ...(credit ? [] : [text('DueDate', document.issuedOn)]),
    credit ? text('CreditNoteTypeCode', '381') : text('InvoiceTypeCode', '380'), text('DocumentCurrencyCode', document.currency),
    ...(days.length === 0 ? [] : [`<cac:InvoicePeriod>${text('StartDate', days[0]!)}${text('EndDate', days.at(-1)!)}</cac:InvoicePeriod>`]),
    ...(corrects === undefined ? [] : [`<cac:BillingReference><cac:InvoiceDocumentReference>${text('ID', corrects.number)}${text('IssueDate', corrects.issuedOn)}</cac:InvoiceDocumentReference></cac:BillingReference>`]),
    `<cac:AccountingSupplierParty>${sellerParty(seller, untaxed)}</cac:AccountingSupplierParty>`,
    `<cac:AccountingCustomerParty>${buyerParty(buyer, untaxed)}</cac:AccountingCustomerParty>`,
    ...paymentMeans(payments, seller, due), ...(due > 0 ? [`<cac:PaymentTerms>${text('Note', credit ? 'Given back as agreed' : 'Due at once')}</cac:PaymentTerms>`] : []),
    `<cac:TaxTotal>${amount('TaxAmount', tax)}${subtotals(lines).map((part) => `<cac:TaxSubtotal>${amount('TaxableAmount', part.net)}${amount('TaxAmount', part.tax)}${categoryOf('TaxCategory', part, part.reason)}</cac:TaxSubtotal>`).join('')}</cac:TaxTotal>`,
    `<cac:LegalMonetaryTotal>${amount('LineExtensionAmount', net)}${amount('TaxExclusiveAmount', net)}${amount('TaxInclusiveAmount', net + tax)}${document.paid === 0 ? '' : amount('PrepaidAmount', document.paid)}${rounding === 0 ? '' : amount('PayableRoundingAmount', rounding)}${amount('PayableAmount', due)}</cac:LegalMonetaryTotal>`,
    ...lines.map((line, i) => lineOf(line, i + 1, credit ? 'CreditNote' : 'Invoice', amount)),
    `</${root}>`, '',
  ].join('\n')
}

/**
 * Each line of a document, as lines that have one tax category each: what a value-added tax was reckoned on, and what lies
 * outside of it (a city tax). Their nets and taxes add up to the document's gross.
 */
export function ublLines(lines: readonly Line[]): UblLine[] {
  const inTax = lines.some((line) => line.taxes.some((tax) => tax.kind === 'vat'))
  return lines.flatMap((line) => {
    const taxed = line.taxes.filter((tax) => tax.kind === 'vat').map((tax): UblLine => ({
      description: line.description, date: line.date, quantity: line.quantity, net: tax.base, tax: tax.amount, rateBp: tax.exemptReason === undefined ? tax.rateBp ?? 0 : 0,
      category: tax.exemptReason !== undefined ? 'E' : (tax.rateBp ?? 0) > 0 ? 'S' : 'Z', reason: tax.exemptReason ?? null,
    }))
    const rest = line.gross - sumOf(taxed.map((part) => part.net + part.tax))
    const others = line.taxes.filter((tax) => tax.kind !== 'vat').map((tax) => tax.name)
    if (rest === 0 && taxed.length > 0) return taxed
    const outside: UblLine = { description: taxed.length > 0 && others.length > 0 ? others.join(', ') : line.description, date: line.date, quantity: taxed.length > 0 ? 1 : line.quantity, net: rest, tax: 0, rateBp: 0, category: inTax ? 'E' : 'O', reason: inTax ? 'Outside the scope of value-added tax' : 'Not subject to value-added tax' }
    return [...taxed, outside]
  })
}

function subtotals(lines: readonly UblLine[]): (Pick<UblLine, 'category' | 'rateBp' | 'net' | 'tax'> & { reason: string | null })[] {
  return [...Map.groupBy(lines, (line) => `${line.category} ${line.rateBp}`).values()].map((group) => ({
    category: group[0]!.category, rateBp: group[0]!.rateBp, net: sumOf(group.map((line) => line.net)), tax: sumOf(group.map((line) => line.tax)),
    reason: [...new Set(group.flatMap((line) => line.reason ?? []))].join('; ') || null,
  }))
}

function lineOf(line: UblLine, id: number, kind: 'CreditNote' | 'Invoice', amount: (name: string, minor: number) => string): string {
  const quantity = Math.max(1, Math.abs(line.quantity))
  // The price is that of the whole quantity, so that no share of a unit is lost; it is never below zero, the quantity may be.
  const counted = kind === 'Invoice' ? 'InvoicedQuantity' : 'CreditedQuantity'
  return `<cac:${kind}Line>${text('ID', String(id))}<cbc:${counted} unitCode="C62">${line.net < 0 ? -quantity : quantity}</cbc:${counted}>${amount('LineExtensionAmount', line.net)}`
    + `<cac:InvoicePeriod>${text('StartDate', line.date)}${text('EndDate', line.date)}</cac:InvoicePeriod><cac:Item>${text('Name', line.description)}${categoryOf('ClassifiedTaxCategory', line, null)}</cac:Item>`
    + `<cac:Price>${amount('PriceAmount', Math.abs(line.net))}<cbc:BaseQuantity unitCode="C62">${quantity}</cbc:BaseQuantity></cac:Price></cac:${kind}Line>`
}

function categoryOf(name: string, { category, rateBp }: Pick<UblLine, 'category' | 'rateBp'>, reason: string | null): string {
  return `<cac:${name}>${text('ID', category)}${category === 'O' ? '' : text('Percent', String(rateBp / 100))}${reason === null ? '' : text('TaxExemptionReason', reason)}<cac:TaxScheme>${text('ID', 'VAT')}</cac:TaxScheme></cac:${name}>`
}

// Where tax numbers begin with the country: the number as it is known at home gets it.
const union = new Set(['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'])

function taxId(number: string | null, country: string | null): { scheme: 'VAT' | 'LOC'; id: string } | null {
  if (number === null) return null
  const id = number.replaceAll(/[ .-]/g, '')
  if (country === null || !union.has(country)) return { scheme: /^[A-Z]{2}/.test(id) && country !== null && id.startsWith(country) ? 'VAT' : 'LOC', id }
  const prefix = country === 'GR' ? 'EL' : country
  return { scheme: 'VAT', id: id.startsWith(prefix) ? id : `${prefix}${id}` }
}

function sellerParty(seller: Seller, untaxed: boolean): string {
  const tax = taxId(seller.taxNumber, seller.country)
  const registration = seller.registration ?? (tax === null || tax.scheme === 'LOC' || untaxed ? tax?.id ?? seller.legalName : null)
  const scheme = tax === null ? '' : taxScheme(tax.id, untaxed ? 'LOC' : tax.scheme)
  return party(seller.name, seller, scheme, `${text('RegistrationName', seller.legalName)}${registration === null ? '' : text('CompanyID', registration)}`, seller.phone === null ? '' : `<cac:Contact>${text('Telephone', seller.phone)}</cac:Contact>`)
}

function buyerParty(buyer: Buyer, untaxed: boolean): string {
  const tax = taxId(buyer.taxNumber, buyer.country)
  const company = tax !== null && tax.scheme === 'LOC' ? text('CompanyID', tax.id) : ''
  return party(buyer.company ?? buyer.name, buyer, tax === null || tax.scheme === 'LOC' || untaxed ? '' : taxScheme(tax.id, 'VAT'), `${text('RegistrationName', buyer.company ?? buyer.name)}${company}`,
    buyer.company === null ? '' : `<cac:Contact>${text('Name', buyer.name)}</cac:Contact>`)
}

const taxScheme = (id: string, scheme: string) => `<cac:PartyTaxScheme>${text('CompanyID', id)}<cac:TaxScheme>${text('ID', scheme)}</cac:TaxScheme></cac:PartyTaxScheme>`

function party(name: string, at: { street: string; city: string; postalCode: string; country: string | null }, tax: string, legal: string, contact: string): string {
  const part = (tag: string, value: string) => (value === '' ? '' : text(tag, value))
  const address = `${part('StreetName', at.street)}${part('CityName', at.city)}${part('PostalZone', at.postalCode)}${at.country === null ? '' : `<cac:Country>${text('IdentificationCode', at.country)}</cac:Country>`}`
  return `<cac:Party><cac:PartyName>${text('Name', name)}</cac:PartyName><cac:PostalAddress>${address}</cac:PostalAddress>${tax}<cac:PartyLegalEntity>${legal}</cac:PartyLegalEntity>${contact}</cac:Party>`
}

/** UN/CEFACT 4461: 48 card, 10 cash, 30 transfer (which needs the account), 1 when it is not said. */
function paymentMeans(payments: readonly DocumentPayment[], seller: Seller, due: number): string[] {
  const means = (code: string, account = '') => `<cac:PaymentMeans>${text('PaymentMeansCode', code)}${account}</cac:PaymentMeans>`
  if (due > 0 && seller.iban !== null) return [means('30', `<cac:PayeeFinancialAccount>${text('ID', seller.iban)}</cac:PayeeFinancialAccount>`)]
  const method = payments.at(-1)?.method
  return [means(method === 'card' ? '48' : method === 'cash' ? '10' : '1')]
}

function text(tag: string, value: string): string {
  return `<cbc:${tag}>${escapeXml(value)}</cbc:${tag}>`
}

// XML 1.0 has no place for other control characters, nor for halves of pairs.
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g // oxlint-disable-line no-control-regex -- they are what is looked for
function escapeXml(value: string): string {
  return value.toWellFormed().replaceAll(unwritable, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
