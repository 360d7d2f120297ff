import { drawSheet, type Sheet, type Style } from '#adapters/pdf/sheet'
import type { Currency } from '#platform/money'
import { formatsFor } from './formats.ts'
import { dueOf, taxSummary } from './rules.ts'
import type { Buyer, Content, IssuedDocument, Kind } from './types.ts'
import { intlTagOf, languageOf, words, type Language, type Words } from './words.ts'

/** What is drawn: an issued document, or a bill that has no number yet. */
export interface Drawing {
  kind: Kind | 'bill'
  number: string | null
  issuedOn: string; issuedAt: Temporal.Instant
  locale: string; currency: Currency
  net: number; gross: number; paid: number
  content: Content
  buyer: Buyer | null
  erased: boolean
  bookingCode: string | null
  /** The electronic form, carried inside. */
  xml: string | null
}

export const drawingOf = (document: IssuedDocument, more: Pick<Drawing, 'buyer' | 'erased' | 'bookingCode' | 'xml'>): Drawing => ({ ...document, ...more })

const ink = '#26221c'
const soft = '#6b6459'
const accent = '#0d4a52'
const hair = '#d9d2c5'
const margin = 52
const text: Style = { size: 9.5, colour: ink }
const small: Style = { size: 8, colour: soft }
const label: Style = { size: 8, colour: soft }
const strong: Style = { size: 9.5, weight: 'bold', colour: ink }
const lineHeight = 14
/** Runs from left to right whatever stands around it: numbers with signs and spaces in them. */
const asIs = (number: string) => `\u2066${number}\u2069`

/** One calm page, or several: the house, whom it is for, what was sold, the taxes, what was paid. PDF/A-3a in the guest's language. */
export function drawDocument(drawing: Drawing, options: { plain?: boolean } = {}): Promise<Buffer> {
  const language = languageOf(drawing.locale)
  const say = words[language]
  const name = `${say.title[drawing.kind]}${drawing.number === null ? '' : ` ${drawing.number}`}`
  return drawSheet({
    title: `${name} · ${drawing.content.seller.name}`, author: drawing.content.seller.legalName, subject: say.title[drawing.kind], language, direction: language === 'ar' ? 'rtl' : 'ltr',
    // Letter where it is in the drawer, A4 in the rest of the world.
    paper: ['US', 'CA', 'MX', 'PH', 'CL', 'CO', 'VE', 'GT', 'CR'].includes(drawing.content.seller.country) ? 'LETTER' : 'A4', at: drawing.issuedAt, ...options,
    attachments: drawing.xml === null ? [] : [{ name: `${drawing.number ?? 'bill'}.xml`, content: Buffer.from(drawing.xml), type: 'application/xml', about: 'EN 16931 UBL' }],
  }, (sheet) => layOut(sheet, drawing, language, say))
}

function layOut(sheet: Sheet, drawing: Drawing, language: Language, say: Words): void {
  const pen = penOn(sheet, drawing, language)
  heading(pen, drawing, say)
  parties(pen, drawing, say)
  if (drawing.content.lines.length > 0) table(pen, drawing, say)
  totals(pen, drawing, say)
  footer(pen, drawing, say)
}

/** The sheet, how far it is written, and how figures and dates are written on it. */
interface Pen { sheet: Sheet; y: number; inner: number; bottom: number; amount(minor: number): string; plain(minor: number): string; date(day: string): string; percent(rateBp: number): string; country(code: string): string; need(height: number): void }

function penOn(sheet: Sheet, drawing: Drawing, language: Language): Pen {
  const { exact, withCurrency, bare, day, percent, regions } = formatsFor(intlTagOf(language), drawing.currency)
  return {
    sheet, y: margin, inner: sheet.width - 2 * margin, bottom: sheet.height - 96,
    amount: (minor) => withCurrency.format(exact(minor)), plain: (minor) => bare.format(exact(minor)),
    date: day,
    percent: (rateBp) => percent.format(rateBp / 10_000),
    country: (code) => regions.of(code) ?? code,
    need(height) {
      if (this.y + height <= this.bottom) return
      sheet.newPage()
      this.y = margin
    },
  }
}

function heading(pen: Pen, { content: { seller, corrects }, kind, number, issuedOn, bookingCode }: Drawing, say: Words): void {
  const { sheet, inner } = pen
  const half = inner / 2 - 12
  let y = margin + 14
  sheet.tagged('P', () => {
    for (const line of sheet.wrap(seller.name, { size: 17, weight: 'bold' }, half)) { sheet.write(line, { x: margin, y, width: half }, { size: 17, weight: 'bold', colour: accent }); y += 21 }
    y -= 4
    const address = [...(seller.legalName === seller.name ? [] : [seller.legalName]), seller.street, `${seller.postalCode} ${seller.city}`.trim(), ...(seller.taxNumber === null ? [] : [`${say.taxNumber} ${asIs(seller.taxNumber)}`]), ...(seller.phone === null ? [] : [asIs(seller.phone)])]
    for (const line of address.flatMap((part) => sheet.wrap(part, small, half))) { sheet.write(line, { x: margin, y, width: half }, small); y += 11.5 }
  })
  const x = margin + inner / 2 + 12
  let right = margin + 14
  sheet.tagged('H1', () => { sheet.write(say.title[kind], { x, y: right, width: half, side: 'end' }, { size: 20, weight: 'bold', colour: ink }) })
  right += 22
  const facts: [string, string][] = [...(number === null ? [] : [[say.number, number]] as [string, string][]), [say.issued, pen.date(issuedOn)], ...(bookingCode === null ? [] : [[say.booking, bookingCode]] as [string, string][])]
  for (const [name, value] of facts) {
    sheet.tagged('P', () => {
      sheet.write(name, { x, y: right, width: half - 108, side: 'end' }, label)
      sheet.write(value, { x: x + half - 100, y: right, width: 100, side: 'end' }, strong)
    })
    right += lineHeight
  }
  if (corrects !== undefined) {
    sheet.tagged('P', () => {
      for (const line of sheet.wrap(`${say.corrects(corrects.number, pen.date(corrects.issuedOn))} · ${say.reason}: ${say.reasons[corrects.reason] ?? corrects.reason}`, small, half)) { sheet.write(line, { x, y: right, width: half, side: 'end' }, small); right += 11.5 }
    })
  }
  pen.y = Math.max(y, right) + 10
}

function parties(pen: Pen, { buyer, erased, kind }: Drawing, say: Words): void {
  const { sheet } = pen
  sheet.rule(margin, pen.y, pen.inner, hair)
  pen.y += 20
  const half = pen.inner * 0.62
  if (kind === 'bill') { sheet.tagged('P', () => { sheet.write(say.notAnInvoice, { x: margin, y: pen.y, width: pen.inner }, strong) }); pen.y += 20 }
  if (buyer !== null || erased) {
    sheet.tagged('P', () => {
      sheet.write(say.billTo, { x: margin, y: pen.y, width: half }, label)
      pen.y += 15
      const lines = buyer === null ? [say.erased] : [...(buyer.company === null || buyer.company === buyer.name ? [] : [buyer.company]), buyer.name, buyer.street, `${buyer.postalCode} ${buyer.city}`.trim(), ...(buyer.country === null ? [] : [pen.country(buyer.country)]), ...(buyer.taxNumber === null ? [] : [`${say.taxNumber} ${asIs(buyer.taxNumber)}`])].filter((line) => line !== '')
      lines.forEach((part, i) => {
        const style: Style = i === 0 && buyer !== null ? { size: 11, weight: 'bold', colour: ink } : text
        for (const line of sheet.wrap(part, style, half)) { sheet.write(line, { x: margin, y: pen.y, width: half }, style); pen.y += lineHeight }
      })
    })
    pen.y += 12
  }
}

interface Column { head: string; x: number; width: number; side: 'start' | 'end' | 'figures' }

function table(pen: Pen, { content: { lines } }: Drawing, say: Words): void {
  const { sheet, inner } = pen
  const widths = [80, 0, 34, 62, 84]
  widths[1] = inner - widths.reduce((a, b) => a + b, 0) - 4 * 8
  const columns: Column[] = [say.issued, say.description, say.quantity, say.tax, say.amount].map((head, i) => ({ head, width: widths[i]!, side: i >= 2 ? 'figures' : 'start', x: margin + widths.slice(0, i).reduce((a, b) => a + b + 8, 0) }))
  const head = () => {
    sheet.tagged('TR', () => {
      for (const column of columns) sheet.tagged('TH', () => sheet.write(column.head, { x: column.x, y: pen.y, width: column.width, side: column.side }, label))
    })
    pen.y += 6
    sheet.rule(margin, pen.y, inner, hair)
    pen.y += 13
  }
  sheet.tagged('Table', () => {
    head()
    for (const line of lines) {
      const about = sheet.wrap(line.description, text, columns[1]!.width)
      const taxes = line.taxes.filter((tax) => tax.kind === 'vat').map((tax) => (tax.rateBp === null ? tax.name : pen.percent(tax.rateBp))).join(' + ')
      const page = pen.y
      pen.need(about.length * 12 + 4)
      if (pen.y < page) { pen.y += 8; head() }
      sheet.tagged('TR', () => {
        const cells = [[pen.date(line.date)], about, [String(line.quantity)], [taxes], [pen.plain(line.gross)]]
        cells.forEach((cell, i) => sheet.tagged('TD', () => cell.forEach((part, k) => sheet.write(part, { x: columns[i]!.x, y: pen.y + k * 12, width: columns[i]!.width, side: columns[i]!.side }, i === 0 || i === 2 || i === 3 ? { ...text, size: 8.5, colour: soft } : text))))
      })
      pen.y += (about.length - 1) * 12 + 15
    }
  })
  pen.y -= 5
  sheet.rule(margin, pen.y, inner, hair)
  pen.y += 16
}

function totals(pen: Pen, drawing: Drawing, say: Words): void {
  const { sheet, inner } = pen
  const { content, kind } = drawing
  const width = 268
  const x = margin + inner - width
  const row = (name: string, value: string, style: Style, height = lineHeight) => {
    pen.need(height)
    sheet.tagged('P', () => {
      sheet.write(name, { x, y: pen.y, width: width - 96 }, { ...style, colour: style.weight === 'bold' ? ink : soft })
      sheet.write(value, { x: x + width - 92, y: pen.y, width: 92, side: 'figures' }, style)
    })
    pen.y += height
  }
  const taxes = taxSummary(content.lines).toSorted((a, b) => Number(b.kind === 'vat') - Number(a.kind === 'vat'))
  pen.need(80)
  if (kind !== 'receipt' && taxes.length > 0) {
    row(say.totalNet, pen.plain(drawing.net), text)
    for (const tax of taxes) row(tax.exemptReason !== null ? `${tax.name} · ${say.exempt}` : tax.rateBp === null ? tax.name : `${tax.name} · ${say.base} ${pen.plain(tax.base)}`, pen.plain(tax.amount), text)
    pen.y += 3
  }
  row(say.total[kind], pen.amount(drawing.gross), { size: 13, weight: 'bold', colour: accent }, 22)
  if (content.payments.length > 0) {
    sheet.rule(x, pen.y - 8, width, hair)
    pen.y += 7
    for (const payment of content.payments) row(`${say.method[payment.method]} · ${pen.date(payment.date)}`, pen.plain(payment.amount), text)
  }
  if (kind !== 'invoice' && kind !== 'bill') return
  if ((content.rounding ?? 0) !== 0) row(say.rounding, pen.plain(content.rounding!), text)
  const due = kind === 'bill' ? drawing.gross - drawing.paid : dueOf({ ...drawing, kind })
  if (due === 0 && content.payments.length > 0) row(say.settled, '', text)
  else row(say.due, pen.amount(due), { size: 11, weight: 'bold', colour: ink }, 18)
}

function footer(pen: Pen, { content: { seller } }: Drawing, say: Words): void {
  const { sheet, inner } = pen
  const lines = [
    [seller.legalName, seller.registration === null ? null : `${say.registration} ${asIs(seller.registration)}`, seller.taxNumber === null ? null : `${say.taxNumber} ${asIs(seller.taxNumber)}`, seller.iban === null ? null : `${say.account} ${asIs(seller.iban)}`].filter((part) => part !== null).join(' · '),
    ...(seller.footer === '' ? [] : [seller.footer]),
  ].flatMap((line) => sheet.wrap(line, { size: 7.5 }, inner - 90)).slice(0, 4)
  sheet.onEachPage((page, pages) => {
    const top = sheet.height - 66
    sheet.rule(margin, top - 12, inner, hair)
    lines.forEach((line, i) => sheet.write(line, { x: margin, y: top + i * 10, width: inner - 90 }, { size: 7.5, colour: soft }))
    sheet.write(say.page(page, pages), { x: margin + inner - 80, y: top, width: 80, side: 'end' }, { size: 7.5, colour: soft })
  })
}
