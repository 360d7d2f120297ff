import type { PaymentMethod } from '@holdfast/contract/invoices'
import type { Kind } from './types.ts'

/** Languages that documents are written in. The pages know fewer: a document goes to the guest's accountant, who may read no other. */
export type Language = 'en' | 'ar' | 'pt' | 'fr' | 'es' | 'de' | 'ja'

export interface Words {
  title: Record<Kind | 'bill', string>
  number: string; issued: string; booking: string; corrects: (number: string, date: string) => string
  billTo: string; taxNumber: string; registration: string
  description: string; quantity: string; tax: string; amount: string
  totalNet: string; total: Record<Kind | 'bill', string>; base: string; exempt: string
  method: Record<PaymentMethod, string>; due: string; settled: string; rounding: string
  erased: string; notAnInvoice: string; account: string; reason: string; reasons: Record<string, string>
  page: (page: number, pages: number) => string
}

export const words: Record<Language, Words> = {
  en: {
    title: { invoice: 'Invoice', credit_note: 'Credit note', receipt: 'Receipt', bill: 'Information bill' },
    number: 'Number', issued: 'Date', booking: 'Booking', corrects: (number, date) => `Corrects invoice ${number} of ${date}`,
    billTo: 'Billed to', taxNumber: 'Tax no.', registration: 'Registration',
    description: 'Description', quantity: 'Qty', tax: 'Tax', amount: 'Amount',
    totalNet: 'Net', total: { invoice: 'Total', credit_note: 'Total credited', receipt: 'Received', bill: 'Total' }, base: 'On', exempt: 'exempt',
    method: { card: 'Card', cash: 'Cash', bank: 'Bank transfer', deposit: 'Deposit', account: 'On account', other: 'Other' }, due: 'Amount due', settled: 'Paid in full. Thank you.', rounding: 'Rounding',
    erased: 'Name erased at the person’s request', notAnInvoice: 'For information only. This is not an invoice.', account: 'Bank account', reason: 'Reason',
    reasons: { guest_asked: 'at the guest’s request', mistake: 'a mistake', price: 'price', service: 'service', cancelled: 'cancelled', other: 'other' },
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
  ar: {
    title: { invoice: 'فاتورة', credit_note: 'إشعار دائن', receipt: 'إيصال', bill: 'كشف حساب للعلم' },
    number: 'الرقم', issued: 'التاريخ', booking: 'الحجز', corrects: (number, date) => `تصحيح للفاتورة ${number} بتاريخ ${date}`,
    billTo: 'فاتورة إلى', taxNumber: 'الرقم الضريبي', registration: 'السجل التجاري',
    description: 'البيان', quantity: 'الكمية', tax: 'الضريبة', amount: 'المبلغ',
    totalNet: 'الصافي', total: { invoice: 'الإجمالي', credit_note: 'إجمالي الإشعار', receipt: 'المبلغ المستلم', bill: 'الإجمالي' }, base: 'على مبلغ', exempt: 'معفاة',
    method: { card: 'بطاقة', cash: 'نقدًا', bank: 'تحويل بنكي', deposit: 'عربون', account: 'على الحساب', other: 'أخرى' }, due: 'المبلغ المستحق', settled: 'مدفوعة بالكامل. شكرًا لكم.', rounding: 'التقريب',
    erased: 'حُذف الاسم بطلب من صاحبه', notAnInvoice: 'للعلم فقط. هذه ليست فاتورة.', account: 'الحساب البنكي', reason: 'السبب',
    reasons: { guest_asked: 'بطلب من الضيف', mistake: 'خطأ', price: 'السعر', service: 'الخدمة', cancelled: 'إلغاء', other: 'سبب آخر' },
    page: (page, pages) => `صفحة ${page} من ${pages}`,
  },
  pt: {
    title: { invoice: 'Fatura', credit_note: 'Nota de crédito', receipt: 'Recibo', bill: 'Conta para informação' },
    number: 'Número', issued: 'Data', booking: 'Reserva', corrects: (number, date) => `Corrige a fatura ${number} de ${date}`,
    billTo: 'Faturado a', taxNumber: 'NIF', registration: 'Registo',
    description: 'Descrição', quantity: 'Qtd.', tax: 'Imposto', amount: 'Valor',
    totalNet: 'Líquido', total: { invoice: 'Total', credit_note: 'Total creditado', receipt: 'Recebido', bill: 'Total' }, base: 'Sobre', exempt: 'isento',
    method: { card: 'Cartão', cash: 'Numerário', bank: 'Transferência', deposit: 'Sinal', account: 'Em conta', other: 'Outro' }, due: 'A pagar', settled: 'Pago na totalidade. Obrigado.', rounding: 'Arredondamento',
    erased: 'Nome apagado a pedido da pessoa', notAnInvoice: 'Apenas para informação. Este documento não é uma fatura.', account: 'Conta bancária', reason: 'Motivo',
    reasons: { guest_asked: 'a pedido do hóspede', mistake: 'engano', price: 'preço', service: 'serviço', cancelled: 'cancelamento', other: 'outro' },
    page: (page, pages) => `Página ${page} de ${pages}`,
  },
  fr: {
    title: { invoice: 'Facture', credit_note: 'Avoir', receipt: 'Reçu', bill: 'Note pour information' },
    number: 'Numéro', issued: 'Date', booking: 'Réservation', corrects: (number, date) => `Corrige la facture ${number} du ${date}`,
    billTo: 'Facturé à', taxNumber: 'N° fiscal', registration: 'Immatriculation',
    description: 'Désignation', quantity: 'Qté', tax: 'Taxe', amount: 'Montant',
    totalNet: 'Total HT', total: { invoice: 'Total TTC', credit_note: 'Total de l’avoir', receipt: 'Reçu', bill: 'Total TTC' }, base: 'Base', exempt: 'exonéré',
    method: { card: 'Carte', cash: 'Espèces', bank: 'Virement', deposit: 'Acompte', account: 'En compte', other: 'Autre' }, due: 'Reste à payer', settled: 'Réglé en totalité. Merci.', rounding: 'Arrondi',
    erased: 'Nom effacé à la demande de la personne', notAnInvoice: 'Pour information. Ce document n’est pas une facture.', account: 'Compte bancaire', reason: 'Motif',
    reasons: { guest_asked: 'à la demande du client', mistake: 'erreur', price: 'prix', service: 'service', cancelled: 'annulation', other: 'autre' },
    page: (page, pages) => `Page ${page} sur ${pages}`,
  },
  es: {
    title: { invoice: 'Factura', credit_note: 'Factura rectificativa', receipt: 'Recibo', bill: 'Cuenta informativa' },
    number: 'Número', issued: 'Fecha', booking: 'Reserva', corrects: (number, date) => `Rectifica la factura ${number} de ${date}`,
    billTo: 'Facturado a', taxNumber: 'NIF', registration: 'Registro',
    description: 'Descripción', quantity: 'Cant.', tax: 'Impuesto', amount: 'Importe',
    totalNet: 'Base', total: { invoice: 'Total', credit_note: 'Total abonado', receipt: 'Recibido', bill: 'Total' }, base: 'Sobre', exempt: 'exento',
    method: { card: 'Tarjeta', cash: 'Efectivo', bank: 'Transferencia', deposit: 'Señal', account: 'A cuenta', other: 'Otro' }, due: 'Pendiente', settled: 'Pagado por completo. Gracias.', rounding: 'Redondeo',
    erased: 'Nombre borrado a petición de la persona', notAnInvoice: 'Solo informativo. Este documento no es una factura.', account: 'Cuenta bancaria', reason: 'Motivo',
    reasons: { guest_asked: 'a petición del huésped', mistake: 'error', price: 'precio', service: 'servicio', cancelled: 'cancelación', other: 'otro' },
    page: (page, pages) => `Página ${page} de ${pages}`,
  },
  de: {
    title: { invoice: 'Rechnung', credit_note: 'Rechnungskorrektur', receipt: 'Quittung', bill: 'Informationsrechnung' },
    number: 'Nummer', issued: 'Datum', booking: 'Buchung', corrects: (number, date) => `Korrigiert die Rechnung ${number} vom ${date}`,
    billTo: 'Rechnung an', taxNumber: 'Steuernr.', registration: 'Register',
    description: 'Leistung', quantity: 'Menge', tax: 'Steuer', amount: 'Betrag',
    totalNet: 'Netto', total: { invoice: 'Gesamt', credit_note: 'Gutschrift gesamt', receipt: 'Erhalten', bill: 'Gesamt' }, base: 'Auf', exempt: 'befreit',
    method: { card: 'Karte', cash: 'Bar', bank: 'Überweisung', deposit: 'Anzahlung', account: 'Auf Konto', other: 'Andere' }, due: 'Zu zahlen', settled: 'Vollständig bezahlt. Vielen Dank.', rounding: 'Rundung',
    erased: 'Name auf Wunsch der Person gelöscht', notAnInvoice: 'Nur zur Information. Dies ist keine Rechnung.', account: 'Bankkonto', reason: 'Grund',
    reasons: { guest_asked: 'auf Wunsch des Gastes', mistake: 'Irrtum', price: 'Preis', service: 'Leistung', cancelled: 'Storno', other: 'anderer' },
    page: (page, pages) => `Seite ${page} von ${pages}`,
  },
  ja: {
    title: { invoice: '請求書', credit_note: '訂正請求書', receipt: '領収書', bill: 'ご利用明細' },
    number: '番号', issued: '発行日', booking: '予約番号', corrects: (number, date) => `${date}付 請求書 ${number} の訂正`,
    billTo: '宛先', taxNumber: '登録番号', registration: '登記',
    description: '内容', quantity: '数量', tax: '税', amount: '金額',
    totalNet: '税抜合計', total: { invoice: '合計', credit_note: '訂正合計', receipt: '領収金額', bill: '合計' }, base: '対象額', exempt: '非課税',
    method: { card: 'カード', cash: '現金', bank: '振込', deposit: 'お預り金', account: '掛け', other: 'その他' }, due: 'ご請求額', settled: '全額お支払済みです。ありがとうございました。', rounding: '端数調整',
    erased: 'ご本人の依頼により氏名を消去しました', notAnInvoice: 'ご確認用です。請求書ではありません。', account: '振込先', reason: '理由',
    reasons: { guest_asked: 'お客様のご要望', mistake: '誤り', price: '料金', service: 'サービス', cancelled: '取消', other: 'その他' },
    page: (page, pages) => `${page} / ${pages} ページ`,
  },
}

/** `pt-BR` → `pt`; what there are no words for is English. */
export function languageOf(tag: string | null | undefined): Language {
  const primary = (tag ?? '').toLowerCase().split('-')[0]!
  return Object.hasOwn(words, primary) ? primary as Language : 'en'
}

/** The tag that Intl writes dates and money with: Latin digits everywhere, so that figures line up and read the same to everybody. */
export function intlTagOf(language: Language): string {
  return language === 'en' ? 'en-GB' : `${language}-u-nu-latn`
}
