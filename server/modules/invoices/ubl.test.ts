import fc from 'fast-check'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exponentOf, money } from '#platform/money'
import { currencies, linesArbitrary } from './testing-lines.ts'
import { buyerNamed, drawing, ublSamples } from './testing-documents.ts'
import { missingForUbl, ublOf } from './ubl.ts'

// The golden files are checked against the UBL 2.1 schemas and CEN's business rules by tools/ubl-check/check.sh, which needs Java.
test.each(Object.keys(ublSamples) as (keyof typeof ublSamples)[])('the electronic form of %s is the one that was checked against UBL 2.1 and EN 16931', async (name) => {
  const document = ublSamples[name]()
  expect(missingForUbl(document, document.buyer)).toEqual([])
  const xml = ublOf(document, document.buyer!)
  const file = join(import.meta.dirname, 'golden', `${name}.xml`)
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(file, xml)
  expect(xml).toBe(await readFile(file, 'utf8'))
})

/** Whole minor units of each element of this name. */
function amounts(xml: string, name: string, exponent: number): number[] {
  return [...xml.matchAll(new RegExp(`<cbc:${name}[^>]*>(-?[0-9.]+)</cbc:${name}>`, 'g'))].map(([, text]) => Number(BigInt(text!.replace('.', '').padEnd(text!.includes('.') ? 0 : text!.length + exponent, '0'))))
}
const blocks = (xml: string, name: string) => [...xml.matchAll(new RegExp(`<cac:${name}>(.*?)</cac:${name}>`, 'gs'))].map(([, inner]) => inner!)
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

test('its sums are those of EN 16931, and the document’s own, for any lines, taxes and currency', () => {
  fc.assert(fc.property(fc.constantFrom(...currencies), linesArbitrary, fc.integer({ min: 0, max: 100_000 }), fc.boolean(), (code, lines, paid, credit) => {
    const { currency } = money(0, code)
    const document = drawing({ kind: credit ? 'credit_note' : 'invoice', currency, lines, payments: paid === 0 ? [] : [{ date: lines[0]!.date, method: 'card', amount: paid }] })
    const xml = ublOf(document, buyerNamed('A', { country: 'PT' }))
    const of = (name: string, within = xml) => amounts(within, name, exponentOf(currency))
    const [totals, ...others] = blocks(xml, 'LegalMonetaryTotal')
    expect(others).toEqual([])
    const [tax] = blocks(xml, 'TaxTotal')
    const parts = blocks(xml, 'TaxSubtotal')
    const rows = blocks(xml, credit ? 'CreditNoteLine' : 'InvoiceLine')
    const [net, exclusive, inclusive, payable] = ['LineExtensionAmount', 'TaxExclusiveAmount', 'TaxInclusiveAmount', 'PayableAmount'].map((name) => of(name, totals)[0]!)
    expect(sum(rows.flatMap((row) => of('LineExtensionAmount', row)))).toBe(net) // BR-CO-10
    expect(exclusive).toBe(net) // BR-CO-13, without allowances and charges
    const [whole, ...each] = of('TaxAmount', tax)
    expect(sum(each)).toBe(whole) // BR-CO-14
    expect(inclusive).toBe(exclusive! + whole!) // BR-CO-15
    expect(payable).toBe(inclusive! - paid) // BR-CO-16
    expect(sum(parts.flatMap((part) => of('TaxableAmount', part)))).toBe(net)
    expect(inclusive).toBe(document.gross)
    for (const row of rows) { // BR-27: a price is not below zero, and quantity times price is the line
      const [price] = of('PriceAmount', row)
      expect(price).toBe(Math.abs(of('LineExtensionAmount', row)[0]!))
    }
    for (const part of parts) { // BR-CO-17, as near as lines that were rounded one by one come: half a unit each, in base and in tax
      const percent = Number(/<cbc:Percent>([0-9.]+)</.exec(part)?.[1] ?? 0)
      expect(Math.abs(of('TaxAmount', part)[0]! - (of('TaxableAmount', part)[0]! * percent) / 100)).toBeLessThanOrEqual(lines.length)
    }
  }))
})

test('what an electronic invoice cannot do without is named', () => {
  const document = ublSamples.invoice()
  expect(missingForUbl(document, null).map(({ pointer }) => pointer)).toEqual(['/buyer'])
  expect(missingForUbl({ ...document, content: { ...document.content, seller: { ...document.content.seller, taxNumber: null } } }, buyerNamed('A')).map(({ pointer }) => pointer)).toEqual(['/buyer/country', '/seller/tax_number'])
  expect(missingForUbl({ ...document, kind: 'receipt' }, document.buyer).map(({ pointer }) => pointer)).toEqual(['/kind'])
})

test('names come through as they are, and nothing of them is read as XML', () => {
  const xml = ublOf(ublSamples.invoice(), buyerNamed('李 & <b>"Sons"</b> \u0007\uD800', { country: 'CN' }))
  expect(xml).toContain('李 &amp; &lt;b&gt;&quot;Sons&quot;&lt;/b&gt;')
  // oxlint-disable-next-line no-control-regex -- the bell is what must not be there
  expect(xml).not.toMatch(/\u0007|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/)
})
