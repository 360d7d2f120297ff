import type { Locale } from '@holdfast/contract/words'

export type Kind = 'confirmed' | 'amended' | 'cancelled' | 'paid_in_vain' | 'no_show' | 'card_declined'

export interface Words {
  subject: Record<Kind, (venue: string, code: string) => string>
  opening: Record<Kind, (venue: string) => string>
  hello(name: string): string
  code: string
  when: string
  where: string
  stay: string
  room: string
  guests: string
  table: string
  price: string
  paid: string
  cancellation: string
  refund(amount: string): string
  noRefund: string
  charge(amount: string): string
  open: string
  openHint: string
  openTrip: string
  openTripHint: string
  questions(phone: string): string
  farewell: string
}

/** Short, active, in the guest's terms; only facts that are settled. */
export const words: Record<Locale, Words> = {
  en: {
    subject: {
      confirmed: (venue, code) => `Booked: ${venue} (${code})`,
      amended: (venue, code) => `Changed: ${venue} (${code})`,
      cancelled: (venue, code) => `Cancelled: ${venue} (${code})`,
      paid_in_vain: (venue) => `Your payment goes back: ${venue} was no longer free`,
      no_show: (venue, code) => `We missed you: ${venue} (${code})`,
      card_declined: (venue, code) => `Please give another card: ${venue} (${code})`,
    },
    opening: {
      confirmed: (venue) => `${venue} expects you. Everything is confirmed.`,
      amended: (venue) => `Your booking at ${venue} is changed. This is how it stands now.`,
      cancelled: (venue) => `Your booking at ${venue} is cancelled.`,
      paid_in_vain: (venue) => `Your payment arrived after the hold had run out, and ${venue} had nothing left for you. The booking was not made, and all of your money goes back.`,
      no_show: (venue) => `${venue} kept your place and did not see you. The booking is closed as a no-show.`,
      card_declined: (venue) => `The card that guarantees your booking at ${venue} was declined. Nothing was charged, and your booking stands. Please give another card before you come: open the booking and choose “Give another card”.`,
    },
    hello: (name) => `Dear ${name},`,
    code: 'Confirmation code', when: 'When', where: 'Where', stay: 'Your stay', room: 'Room', guests: 'Guests', table: 'Your table', price: 'Price', paid: 'Paid', cancellation: 'If you cancel',
    refund: (amount) => `${amount} goes back to you, usually within five working days.`,
    noRefund: 'Nothing goes back to you.',
    charge: (amount) => `The venue keeps ${amount}, as was agreed when you booked.`,
    open: 'See, change or cancel the booking', openHint: 'This link is yours alone: whoever has it can open the booking.',
    openTrip: 'See the whole trip', openTripHint: 'This booking is part of a trip. The link opens all of it, and is yours alone as well.',
    questions: (phone) => `Questions? Call the venue: ${phone}.`, farewell: 'Holdfast, on behalf of the venue',
  },
  ar: {
    subject: {
      confirmed: (venue, code) => `تم الحجز: ${venue} (${code})`,
      amended: (venue, code) => `تم التغيير: ${venue} (${code})`,
      cancelled: (venue, code) => `أُلغي الحجز: ${venue} (${code})`,
      paid_in_vain: (venue) => `سيُعاد مبلغك: لم يعد ${venue} متاحًا`,
      no_show: (venue, code) => `افتقدناك: ${venue} (${code})`,
      card_declined: (venue, code) => `نرجو تقديم بطاقة أخرى: ${venue} (${code})`,
    },
    opening: {
      confirmed: (venue) => `${venue} في انتظارك. تم تأكيد كل شيء.`,
      amended: (venue) => `تم تغيير حجزك في ${venue}. وهذا وضعه الآن.`,
      cancelled: (venue) => `أُلغي حجزك في ${venue}.`,
      paid_in_vain: (venue) => `وصلت دفعتك بعد انتهاء مدة الحجز المؤقت، ولم يبقَ في ${venue} مكان لك. لم يتم الحجز، وسيُعاد إليك المبلغ كاملًا.`,
      no_show: (venue) => `احتفظ ${venue} بمكانك ولم تحضر. أُغلق الحجز لعدم الحضور.`,
      card_declined: (venue) => `رُفضت البطاقة التي تضمن حجزك في ${venue}. لم يُخصم شيء، وحجزك قائم. نرجو تقديم بطاقة أخرى قبل موعدك: افتح الحجز واختر «قدّم بطاقة أخرى».`,
    },
    hello: (name) => `عزيزنا ${name}،`,
    code: 'رمز التأكيد', when: 'الموعد', where: 'المكان', stay: 'إقامتك', room: 'الغرفة', guests: 'الضيوف', table: 'طاولتك', price: 'السعر', paid: 'المدفوع', cancellation: 'عند الإلغاء',
    refund: (amount) => `يُعاد إليك ${amount}، عادةً خلال خمسة أيام عمل.`,
    noRefund: 'لا يُعاد إليك شيء.',
    charge: (amount) => `يحتفظ المكان بمبلغ ${amount} كما اتُّفق عليه عند الحجز.`,
    open: 'عرض الحجز أو تغييره أو إلغاؤه', openHint: 'هذا الرابط لك وحدك: من يملكه يستطيع فتح الحجز.',
    openTrip: 'عرض الرحلة كاملة', openTripHint: 'هذا الحجز جزء من رحلة. يفتح هذا الرابط الرحلة كلها، وهو أيضًا لك وحدك.',
    questions: (phone) => `أسئلة؟ اتصل بالمكان: ${phone}.`, farewell: 'Holdfast، نيابةً عن المكان',
  },
}

export interface AccountWords { subject: string; hello(name: string): string; opening: string; open: string; openHint: string; notYou: string; farewell: string }
export const accountWords: Record<Locale, AccountWords> = {
  en: {
    subject: 'Choose a new password', hello: (name) => `Dear ${name},`,
    opening: 'Somebody, you we hope, asked for a new password for your Holdfast account.',
    open: 'Choose a new password', openHint: 'The link is good for one hour and for one time.',
    notYou: 'If it was not you, do nothing: your password stays as it is.', farewell: 'Holdfast',
  },
  ar: {
    subject: 'اختر كلمة مرور جديدة', hello: (name) => `عزيزي ${name}،`,
    opening: 'طلب أحدهم، ونرجو أن تكون أنت، كلمة مرور جديدة لحسابك في Holdfast.',
    open: 'اختر كلمة مرور جديدة', openHint: 'الرابط صالح لساعة واحدة ولمرة واحدة.',
    notYou: 'إن لم تكن أنت فلا تفعل شيئًا: تبقى كلمة مرورك كما هي.', farewell: 'Holdfast',
  },
}
