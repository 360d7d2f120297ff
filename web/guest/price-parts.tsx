import type { ResponseOf } from '@holdfast/contract/kit'
import type { getQuote } from '@holdfast/contract/booking'
import { moneyText } from '@holdfast/contract/words'
import type { ReactNode } from 'react'
import { priceLineWord } from '../ui/house-words.ts'
import { DateText, MoneyText, WhenText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'

export type QuoteView = ResponseOf<typeof getQuote>
export type Price = QuoteView['price']

interface Row { key: string; label: ReactNode; amount: Price['total']; quiet: boolean }

/** The lines as people read a bill: each night, then what comes with it, then each tax once with its sum. The API has every line. */
function rowsOf(price: Price, { say, locale }: Pick<ReturnType<typeof useWords>, 'say' | 'locale'>): Row[] {
  const nights = price.lines.filter((line) => line.kind === 'night')
  const sums = new Map<string, { line: Price['lines'][number]; sum: bigint; quantity: number }>()
  for (const line of price.lines) {
    if (line.kind === 'night') continue
    const key = `${line.kind} ${line.tax?.code ?? line.label} ${line.included} ${line.tax?.exempt_reason ?? ''}`
    const before = sums.get(key) ?? { line, sum: 0n, quantity: 0 }
    sums.set(key, { line, sum: before.sum + BigInt(line.amount.amount), quantity: before.quantity + line.quantity })
  }
  const order = ['board', 'extra', 'cover', 'discount', 'fee', 'tax']
  return [
    ...nights.map((line) => ({ key: `night ${line.date}`, label: <DateText date={line.date} />, amount: line.amount, quiet: false })),
    ...[...sums].sort(([, a], [, b]) => order.indexOf(a.line.kind) - order.indexOf(b.line.kind) || Number(a.line.included) - Number(b.line.included)).map(([key, { line, sum }]) => ({
      key, amount: { ...line.amount, amount: String(sum) }, quiet: line.included || line.tax?.exempt_reason != null,
      label: <><bdi>{priceLineWord(line, say, locale)}</bdi>{line.tax !== null && line.tax.rate_bp !== null && !line.label.includes('%') && <span className="muted"> {line.tax.rate_bp / 100}%</span>}{line.included && <span className="small"> ({say('guest.price.included')})</span>}{line.tax?.exempt_reason != null && <span className="small"> ({say('guest.price.exempt')})</span>}</>,
    })),
  ]
}

/** Every part of the price, and what adds up; a table, because people compare numbers. `over`: the price stands, and nothing is asked for any more. */
export function PriceLines({ price, over = false }: { price: Price; over?: boolean }) {
  const words = useWords()
  const { say } = words
  return (
    <table className="price-lines">
      <caption className="visually-hidden">{say('guest.price.caption')}</caption>
      <tbody>{rowsOf(price, words).map((row) => (
        <tr key={row.key} className={row.quiet ? 'muted' : undefined}><th scope="row">{row.label}</th><td className="figures"><MoneyText money={row.amount} /></td></tr>
      ))}</tbody>
      <tfoot>
        <tr className="price-total"><th scope="row">{say('guest.price.total')}</th><td><MoneyText money={price.total} /><ShownSum shown={price.shown} /></td></tr>
        {!over && <tr><th scope="row">{say('guest.price.now')}</th><td><MoneyText money={price.due_now} /></td></tr>}
        {!over && price.guarantee !== null && <tr><th scope="row" className="muted">{say('guest.price.guaranteed')}</th><td className="muted"><MoneyText money={price.guarantee.amount} /></td></tr>}
        {!over && price.due_later.amount !== '0' && <tr><th scope="row" className="muted">{say('guest.price.later')}</th><td className="muted"><MoneyText money={price.due_later} /></td></tr>}
      </tfoot>
      {price.shown != null && <tbody><tr><td colSpan={2} className="muted small shown-note">{say('guest.currency.note', { rate: price.shown.rate, own: price.total.currency, other: price.shown.total.currency, source: price.shown.source })} <DateText date={price.shown.date} style="short" /></td></tr></tbody>}
    </table>
  )
}

/** About so much in the guest's own currency: to understand a price, never to pay it. */
export function ShownSum({ shown }: { shown: Price['shown'] }) {
  const { locale } = useWords()
  return shown == null ? null : <span className="shown-sum muted small" suppressHydrationWarning>≈ {moneyText(shown.total, locale)}</span>
}

/** A card stands for the booking: how much, when it is held, and when it is taken. */
export function GuaranteeNote({ guarantee, timeZone }: { guarantee: Price['guarantee']; timeZone: string }) {
  const { say, locale } = useWords()
  if (guarantee === null) return null
  return (
    <p className="small" suppressHydrationWarning>
      {guarantee.held_from === null ? say('guest.guarantee.now', { amount: moneyText(guarantee.amount, locale) }) : <>{say('guest.guarantee.later', { amount: moneyText(guarantee.amount, locale) })} <WhenText at={guarantee.held_from} timeZone={timeZone} />{locale === 'ar' ? '. ' : '. '}</>}
      {' '}{say('guest.guarantee.taken')}
    </p>
  )
}

/** When cancelling costs what: one line a step, from now to the day itself. */
export function CancellationTimeline({ steps, timeZone }: { steps: Price['cancellation']; timeZone: string }) {
  const { say, locale } = useWords()
  return (
    <ol className="timeline" role="list">{steps.map((step, i) => (
      <li key={i} data-free={step.charge.amount === '0' ? '' : undefined}>
        <span className="timeline-when">{step.until === null ? say(step.from === null ? 'guest.cancel.always' : 'guest.cancel.after') : <>{say('guest.cancel.until')} <WhenText at={step.until} timeZone={timeZone} /></>}</span>
        <span className="timeline-what" suppressHydrationWarning>{step.charge.amount === '0' ? say('guest.cancel.free') : say('guest.cancel.costs', { amount: moneyText(step.charge, locale) })}</span>
      </li>
    ))}</ol>
  )
}
