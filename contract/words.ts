/**
 * The sentences that must read the same wherever they stand: in search, quote, manage pages, mail and calendar files. Pure
 * functions without a library, so that both the pages and the server's notifications use these very ones.
 */

export interface MoneyLike { amount: string; currency: string; exponent: number }
export type Locale = 'en' | 'ar'
export const locales: readonly Locale[] = ['en', 'ar']

/** `pt-PT` → `en`, `ar-MA` → `ar`: the nearest language in which there are words. */
export function localeOf(tag: string | null | undefined): Locale {
  return tag?.toLowerCase().startsWith('ar') ? 'ar' : 'en'
}
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr'
}
/** The tag given to Intl: digits stay Latin in Arabic, as is usual in Morocco and as tabular figures need; English is written the British way. */
export function intlTag(locale: Locale): string {
  return locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB'
}

// Formatters are dear to make and cheap to use; a page of prices makes each once.
const made = new Map<string, unknown>()
function once<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make())
  return made.get(key) as T
}

/** `{amount: "31200", EUR, 2}` → `€312`; the minor part is shown only where there is one. */
export function moneyText(money: MoneyLike, locale: Locale): string {
  const format = once(`money ${locale} ${money.currency} ${money.exponent}`, () => new Intl.NumberFormat(intlTag(locale), {
    style: 'currency', currency: money.currency, currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: money.exponent, maximumFractionDigits: money.exponent, trailingZeroDisplay: 'stripIfInteger',
  } as Intl.NumberFormatOptions))
  return format.format(decimalOf(money) as unknown as number)
}

/** Minor units as exact decimal text (`"-5"`, exponent 2 → `-0.05`): Intl takes text, so no float is in between. */
export function decimalOf(money: MoneyLike): string {
  if (money.exponent === 0) return money.amount
  const sign = money.amount.startsWith('-') ? '-' : ''
  const digits = money.amount.replace('-', '').padStart(money.exponent + 1, '0')
  return `${sign}${digits.slice(0, -money.exponent)}.${digits.slice(-money.exponent)}`
}

export type DateStyle = 'short' | 'long' | 'weekday' | 'month'
const dateStyles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  short: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short', day: 'numeric', month: 'short' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
}

/** A civil date, `2027-05-04` → `Tue 4 May`; no zone can shift it. */
export function dateText(date: string, locale: Locale, style: DateStyle = 'weekday'): string {
  const format = once(`date ${locale} ${style}`, () => new Intl.DateTimeFormat(intlTag(locale), { ...dateStyles[style], timeZone: 'UTC' }))
  return tidy(format.format(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)))), locale)
}

/** `2027-05-02`, `2027-05-05` → `2–5 May`, in the way of the language. */
export function dateRangeText(from: string, to: string, locale: Locale): string {
  const asked = `${from} ${to} ${locale}`
  const known = ranges.get(asked)
  if (known !== undefined) return known
  if (ranges.size >= 2_000) ranges.clear()
  const utc = (date: string) => Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)))
  const format = once(`range ${locale}`, () => new Intl.DateTimeFormat(intlTag(locale), { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }))
  const text = tidy(format.formatRange(utc(from), utc(to)), locale)
  ranges.set(asked, text)
  return text
}
/** Kept, for a range costs as much to write as a whole letter around it. */
const ranges = new Map<string, string>()

/** A wall time, `19:30`, or the time of `2027-05-04T19:30`. */
export function timeText(wall: string, locale: Locale): string {
  const time = wall.slice(-5)
  const format = once(`time ${locale}`, () => new Intl.DateTimeFormat(intlTag(locale), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' }))
  return format.format(Date.UTC(2000, 0, 1, Number(time.slice(0, 2)), Number(time.slice(3, 5))))
}

/** A wall date-time without zone: `Tue 4 May, 19:30`. */
export function wallText(wall: string, locale: Locale): string {
  return joinTime(dateText(wall.slice(0, 10), locale), timeText(wall.slice(11, 16), locale), locale)
}

/** An instant as the clocks at the venue show it: `Tue 4 May, 18:00`. */
export function instantText(instant: string, timeZone: string, locale: Locale): string {
  const at = Date.parse(instant)
  const day = once(`zoned day ${locale} ${timeZone}`, () => new Intl.DateTimeFormat(intlTag(locale), { ...dateStyles.weekday, timeZone }))
  const time = once(`zoned time ${locale} ${timeZone}`, () => new Intl.DateTimeFormat(intlTag(locale), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }))
  return joinTime(tidy(day.format(at), locale), time.format(at), locale)
}

function joinTime(day: string, time: string, locale: Locale): string {
  return locale === 'ar' ? `${day}، ${time}` : `${day}, ${time}`
}
// British English writes "Tue, 4 May"; the product says "Tue 4 May" everywhere.
function tidy(text: string, locale: Locale): string {
  return locale === 'en' ? text.replaceAll(',', '') : text
}

/** Nights between two civil dates. */
export function nightsBetween(arrival: string, departure: string): number {
  return Math.round((Date.parse(`${departure}T00:00Z`) - Date.parse(`${arrival}T00:00Z`)) / 86_400_000)
}
/** The civil date `days` later (or earlier). */
export function datePlus(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
/** `#` stands for the number. Arabic has six forms, and the dual says its number itself. */
const counted = {
  night: {
    en: { one: '# night', other: '# nights' },
    ar: { zero: '# ليلة', one: 'ليلة واحدة', two: 'ليلتين', few: '# ليالٍ', many: '# ليلة', other: '# ليلة' },
  },
  guest: {
    en: { one: '# guest', other: '# guests' },
    ar: { zero: '# ضيف', one: 'ضيف واحد', two: 'ضيفان', few: '# ضيوف', many: '# ضيفًا', other: '# ضيف' },
  },
  hour: {
    en: { one: '# hour', other: '# hours' },
    ar: { zero: '# ساعة', one: 'ساعة واحدة', two: 'ساعتين', few: '# ساعات', many: '# ساعة', other: '# ساعة' },
  },
  day: {
    en: { one: '# day', other: '# days' },
    ar: { zero: '# يوم', one: 'يوم واحد', two: 'يومين', few: '# أيام', many: '# يومًا', other: '# يوم' },
  },
  room: {
    en: { one: '# room', other: '# rooms' },
    ar: { zero: '# غرفة', one: 'غرفة واحدة', two: 'غرفتان', few: '# غرف', many: '# غرفة', other: '# غرفة' },
  },
} satisfies Record<string, Record<Locale, Forms>>

export function countText(what: keyof typeof counted, count: number, locale: Locale): string {
  const rules = once(`plural ${locale}`, () => new Intl.PluralRules(intlTag(locale)))
  const forms: Forms = counted[what][locale]
  return (forms[rules.select(count)] ?? forms.other).replace('#', String(count))
}

export interface PriceFacts {
  /** The whole price with every mandatory fee. */
  total: MoneyLike
  /** What is paid at booking; left out or zero: nothing. */
  due_now?: MoneyLike | null
  /** A stay's nights; left out for a table. */
  nights?: number
  /** The party at a table. */
  party?: number
  /** Until when cancelling costs nothing (an instant); null: it cannot be cancelled free; undefined: not said. */
  free_until?: string | null
  /** The venue's zone, in which the instant is told. */
  time_zone: string
}

const priceWords = {
  en: {
    stay: (total: string, nights: string) => `${total} in all for ${nights}`,
    table: (total: string, guests: string) => `${total} in all for ${guests}`,
    tableFree: (guests: string) => `No prepayment for ${guests}`,
    now: (due: string) => `${due} now`, nothingNow: 'nothing to pay now', allNow: 'all of it now',
    free: (until: string) => `free to cancel until ${until}`, notFree: 'not refundable', join: ', ',
  },
  ar: {
    stay: (total: string, nights: string) => `${total} شاملًا كل شيء لمدة ${nights}`,
    table: (total: string, guests: string) => `${total} شاملًا كل شيء، ${guests}`,
    tableFree: (guests: string) => `بلا دفع مسبق، ${guests}`,
    now: (due: string) => `${due} الآن`, nothingNow: 'لا شيء يُدفع الآن', allNow: 'يُدفع كاملًا الآن',
    free: (until: string) => `إلغاء مجاني حتى ${until}`, notFree: 'غير قابل للاسترداد', join: '، ',
  },
}

/** What stands beside a price that is shown large: "€62.40 now, free to cancel until Tue 4 May, 18:00". */
export function priceTerms(facts: PriceFacts, locale: Locale): string {
  const say = priceWords[locale]
  const due = facts.due_now && facts.due_now.amount !== '0' ? facts.due_now : null
  const parts: string[] = []
  if (due !== null) parts.push(due.amount === facts.total.amount ? say.allNow : say.now(moneyText(due, locale)))
  else if (facts.nights !== undefined) parts.push(say.nothingNow)
  if (facts.free_until !== undefined) parts.push(facts.free_until === null ? say.notFree : say.free(instantText(facts.free_until, facts.time_zone, locale)))
  return parts.join(say.join)
}

/** The price sentence: "€312 in all for 3 nights, €62.40 now, free to cancel until Tue 4 May, 18:00". */
export function priceSentence(facts: PriceFacts, locale: Locale): string {
  const say = priceWords[locale]
  const total = moneyText(facts.total, locale)
  const due = facts.due_now && facts.due_now.amount !== '0' ? facts.due_now : null
  const first = facts.nights !== undefined ? say.stay(total, countText('night', facts.nights, locale))
    : facts.total.amount === '0' && due === null ? say.tableFree(countText('guest', facts.party ?? 1, locale))
      : say.table(facts.total.amount === '0' ? moneyText(due!, locale) : total, countText('guest', facts.party ?? 1, locale))
  const terms = priceTerms(facts, locale)
  return terms === '' ? first : `${first}${say.join}${terms}`
}

export interface PolicyFacts { cancellation: readonly { until_hours: number | null; charge_percent: number }[]; deposit_percent: number; deposit_take?: 'charge' | 'authorize' | undefined }

const policyWords = {
  en: {
    never: 'Not refundable', always: 'Free to cancel at any time', whenever: (percent: number) => `${percent}% whenever it is cancelled`, free: (time: string) => `Free to cancel until ${time} before`, costs: (percent: number, time: string) => `${percent}% until ${time} before`, after: (percent: number) => (percent === 0 ? 'free after that too' : `${percent}% after that`),
    now: (percent: number) => (percent === 100 ? 'all of it is paid now' : `${percent}% is paid now`), guaranteed: (percent: number) => (percent === 100 ? 'your card guarantees all of it, and nothing is paid now' : `your card guarantees ${percent}%, and nothing is paid now`), join: '; ', end: '.',
  },
  ar: {
    never: 'غير قابل للاسترداد', always: 'إلغاء مجاني في أي وقت', whenever: (percent: number) => `${percent}% عند الإلغاء في أي وقت`, free: (time: string) => `إلغاء مجاني حتى ${time} قبل الموعد`, costs: (percent: number, time: string) => `${percent}% حتى ${time} قبل الموعد`, after: (percent: number) => (percent === 0 ? 'ومجاني بعد ذلك أيضًا' : `${percent}% بعد ذلك`),
    now: (percent: number) => (percent === 100 ? 'يُدفع كاملًا الآن' : `يُدفع ${percent}% الآن`), guaranteed: (percent: number) => (percent === 100 ? 'تضمن بطاقتك المبلغ كاملًا ولا يُدفع شيء الآن' : `تضمن بطاقتك ${percent}% ولا يُدفع شيء الآن`), join: '؛ ', end: '.',
  },
}

/** A policy in one sentence: "Free to cancel until 2 days before; 50% until 24 hours before; 100% after that; 20% is paid now." */
export function policySentence(policy: PolicyFacts, locale: Locale): string {
  const say = policyWords[locale]
  const time = (hours: number) => (hours > 24 && hours % 24 === 0 ? countText('day', hours / 24, locale) : countText('hour', hours, locale))
  const steps = policy.cancellation.map(({ until_hours: hours, charge_percent: percent }, i) => {
    if (hours === null) return i > 0 ? say.after(percent) : percent === 0 ? say.always : percent === 100 ? say.never : say.whenever(percent)
    return percent === 0 ? say.free(time(hours)) : say.costs(percent, time(hours))
  })
  return [...steps, ...(policy.deposit_percent > 0 ? [policy.deposit_take === 'authorize' ? say.guaranteed(policy.deposit_percent) : say.now(policy.deposit_percent)] : [])].join(say.join) + say.end
}
