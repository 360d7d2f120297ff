import { money, type Currency } from '#platform/money'
import type { PlainDate } from '#platform/time'
import type { Drawing } from './draw-document.ts'
import { totalsOf } from './rules.ts'
import type { Buyer, Content, DocumentId, Line, Seller } from './types.ts'

/** For tests and benches: documents with something of everything, in several scripts. */
export const seller: Seller = { name: 'Casa do Rio', legalName: 'Casa do Rio, Hotelaria Lda.', street: 'Rua do Cais 12', postalCode: '1100-148', city: 'Lisboa', country: 'PT', taxNumber: 'PT501234567', registration: 'CRC Lisboa 501234567', iban: 'PT50000201231234567890154', phone: '+351 21 000 0000', footer: '' }
export const buyerNamed = (name: string, over: Partial<Buyer> = {}): Buyer => ({ name, company: null, street: '', postalCode: '', city: '', country: null, taxNumber: null, email: null, ...over })

const day = (date: string) => date as PlainDate
export function line(date: string, description: string, gross: number, rateBp: number | null, over: Partial<Line> = {}): Line {
  const amount = rateBp === null ? 0 : Math.round((gross * rateBp) / (10_000 + rateBp))
  return { date: day(date), description, quantity: 1, category: 'room', gross, net: gross - amount, taxes: rateBp === null ? [] : [{ code: `vat_${rateBp}`, name: `IVA ${rateBp / 100}%`, kind: 'vat', rateBp, base: gross - amount, amount }], ...over }
}
export const cityTax = (date: string, people: number, each: number, name = 'Taxa municipal turística'): Line =>
  ({ date: day(date), description: name, quantity: people, category: 'other', net: 0, gross: people * each, taxes: [{ code: 'city', name, kind: 'city', rateBp: null, base: 0, amount: people * each }] })

export function drawing(over: Partial<Drawing> & { lines: Line[]; payments?: Content['payments']; seller?: Seller }): Drawing {
  const { lines, payments = [], seller: by = seller, ...rest } = over
  const { net, gross, paid } = totalsOf(lines, payments)
  return {
    kind: 'invoice', number: 'FT-2027-000042', issuedOn: '2027-05-05', issuedAt: Temporal.Instant.from('2027-05-05T10:12:00Z'), locale: 'en', currency: money(0, 'EUR').currency, net: rest.kind === 'receipt' ? paid : net, gross: rest.kind === 'receipt' ? paid : gross, paid,
    content: { seller: by, lines, payments, ...(rest.kind === 'credit_note' ? { corrects: { id: 'inv_0' as DocumentId, number: 'FT-2027-000041', issuedOn: day('2027-05-04'), lines: [1], reason: 'price' } } : {}) },
    buyer: null, erased: false, bookingCode: 'K7MPX2QD', xml: null, ...rest,
  }
}

export const samples = {
  english: () => drawing({
    buyer: buyerNamed('Björk Ståhl-Ștefănescu', { company: 'Nordvik & Søn AB', street: 'Sveavägen 44', postalCode: '111 34', city: 'Stockholm', country: 'SE', taxNumber: 'SE556677889901' }),
    lines: [
      line('2027-05-02', 'Double room with river view, flexible', 14_500, 600), line('2027-05-02', 'Breakfast', 2_400, 1_300, { quantity: 2, category: 'board' }), cityTax('2027-05-02', 2, 400),
      line('2027-05-03', 'Double room with river view, flexible', 14_500, 600), line('2027-05-03', 'Breakfast', 2_400, 1_300, { quantity: 2, category: 'board' }), cityTax('2027-05-03', 2, 400),
      line('2027-05-03', 'Dinner at the Água d’Ouro: two menus with the fish of the day, a bottle of white from Bucelas and coffee', 8_650, 2_300, { category: 'food' }), line('2027-05-04', 'Discount: late room', -1_500, 600),
    ],
    payments: [{ date: day('2027-03-11'), method: 'card', amount: 6_240 }, { date: day('2027-05-05'), method: 'cash', amount: 10_000 }],
  }),
  arabic: () => drawing({
    locale: 'ar', currency: 'MAD' as Currency, number: 'INV-2027-000007', seller: { ...seller, name: 'رياض الياسمين', legalName: 'شركة رياض الياسمين (ش.م.م.)', street: '12، درب سيدي بوعمر', postalCode: '40000', city: 'مراكش', country: 'MA', taxNumber: '15234567', registration: '98765 (Marrakech)', iban: null, phone: '+212 524 00 00 00' },
    buyer: buyerNamed('محمد الأمين بن يوسف (Mohamed Lamine)', { street: 'شارع الحسن الثاني 7', postalCode: '10000', city: 'الرباط', country: 'MA' }),
    lines: [line('2027-05-02', 'غرفة مزدوجة مع إطلالة على الفناء', 90_000, 1_000), line('2027-05-02', 'فطور (2 × 60 درهمًا)', 12_000, 1_000, { quantity: 2, category: 'board' }), cityTax('2027-05-02', 2, 2_500, 'رسم السياحة'), line('2027-05-03', 'حمّام تقليدي – Hammam & gommage', 35_050, 2_000, { category: 'extra' })],
    payments: [{ date: day('2027-05-05'), method: 'card', amount: 142_050 }],
  }),
  manyScripts: () => drawing({
    kind: 'receipt', number: 'RC-2027-000003', buyer: buyerNamed('王小明 · 田中さくら · 김민준', { street: 'Ελένη Παπαδοπούλου, Дмитрий Щербаков', city: 'ศิริพร แก้วใส, שרה כהן, क्षितिज त्रिपाठी' }),
    lines: [], payments: [{ date: day('2027-05-05'), method: 'card', amount: 6_240 }],
  }),
  japanese: () => drawing({
    locale: 'ja', currency: 'JPY' as Currency, number: 'INV-2027-000310', seller: { ...seller, name: '川辺の宿 すみれ', legalName: '株式会社すみれ', street: '木屋町通三条下ル', postalCode: '604-8001', city: '京都市', country: 'JP', taxNumber: 'T1234567890123', registration: null, iban: null, phone: null },
    buyer: buyerNamed('髙橋 直樹 様'), lines: [line('2027-05-02', '和室 一泊二食付', 42_000, 1_000, { quantity: 1 }), cityTax('2027-05-02', 2, 500, '宿泊税'), line('2027-05-02', '日本酒 飲み比べ', 3_300, 1_000, { category: 'beverage' })],
    payments: [{ date: day('2027-05-03'), method: 'cash', amount: 46_300 }],
  }),
}

const nordvik = buyerNamed('Björk Ståhl-Ștefănescu', { company: 'Nordvik & Søn AB', street: 'Sveavägen 44', postalCode: '111 34', city: 'Stockholm', country: 'SE', taxNumber: 'SE556677889901' })
const withoutVat: Seller = { ...seller, name: 'Harbor House', legalName: 'Harbor House LLC', street: '12 Wharf Street', postalCode: '02110', city: 'Boston', country: 'US', taxNumber: '12-3456789', registration: null, iban: null }

/** Documents in their electronic form: each kind of tax, credit, rounding and payment that can be met. */
export const ublSamples = {
  invoice: () => ({ ...samples.english(), buyer: nordvik }),
  paid: () => drawing({ buyer: nordvik, lines: [line('2027-05-02', 'Room', 14_500, 600), cityTax('2027-05-02', 2, 200)], payments: [{ date: day('2027-05-05'), method: 'card', amount: 14_900 }] }),
  creditNote: () => drawing({ kind: 'credit_note', number: 'NC-2027-000002', buyer: nordvik, lines: [line('2027-05-02', 'Room <late> & loud', 4_501, 600), cityTax('2027-05-02', 1, 200)] }),
  exempt: () => drawing({ buyer: nordvik, lines: [line('2027-05-02', 'Room', 14_500, 600), { ...line('2027-05-02', 'Seminar', 10_000, null), taxes: [{ code: 'vat_exempt', name: 'IVA', kind: 'vat', rateBp: null, base: 10_000, amount: 0, exemptReason: 'Training, article 9' }] }, { ...line('2027-05-02', 'Export', 500, null), taxes: [{ code: 'vat_0', name: 'IVA 0%', kind: 'vat', rateBp: 0, base: 500, amount: 0 }] }] }),
  withoutVat: () => drawing({
    seller: withoutVat, currency: money(0, 'USD').currency, buyer: buyerNamed('Jo Smith', { street: '1 Elm', city: 'Austin', postalCode: '73301', country: 'US' }),
    lines: [{ ...line('2027-05-02', 'Room', 22_344, null), net: 20_000, taxes: [{ code: 'state', name: 'State occupancy tax', kind: 'other', rateBp: 570, base: 20_000, amount: 1_140 }, { code: 'city', name: 'City occupancy tax', kind: 'city', rateBp: 602, base: 20_000, amount: 1_204 }] }],
  }),
  rounded: () => { const made = drawing({ buyer: nordvik, currency: money(0, 'SEK').currency, lines: [line('2027-05-02', 'Room', 149_963, 1_200)], payments: [{ date: day('2027-05-05'), method: 'cash', amount: 150_000 }] }); return { ...made, content: { ...made.content, rounding: 37 } } },
  yen: () => ({ ...samples.japanese(), buyer: buyerNamed('髙橋 直樹', { country: 'JP' }) }),
  manyRates: () => drawing({ buyer: nordvik, lines: Array.from({ length: 40 }, (_, i) => line('2027-05-02', `Line ${i}`, 333 + i * 7, [600, 1_300, 2_300][i % 3]!, { quantity: (i % 4) + 1 })) }),
}
