import type { ResponseOf } from '@holdfast/contract/kit'
import type { getQuote } from '@holdfast/contract/booking'
import { moneyText } from '@holdfast/contract/words'
import { DateText, MoneyText, WhenText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'

export type QuoteView = ResponseOf<typeof getQuote>
export type Price = QuoteView['price']

/** Every line of the price, and what adds up; a table, because people compare numbers. */
export function PriceLines({ price }: { price: Price }) {
  const { say } = useWords()
  return (
    <table className="price-lines">
      <caption className="visually-hidden">{say('guest.price.caption')}</caption>
      <tbody>{price.lines.map((line, i) => (
        <tr key={i}><th scope="row">{line.date !== null && line.kind === 'night' ? <DateText date={line.date} /> : line.label}{line.quantity > 1 && line.kind !== 'night' && <span className="muted"> × {line.quantity}</span>}{line.included && <span className="muted small"> ({say('guest.price.included')})</span>}</th><td className="figures"><MoneyText money={line.amount} /></td></tr>
      ))}</tbody>
      <tfoot>
        <tr className="price-total"><th scope="row">{say('guest.price.total')}</th><td><MoneyText money={price.total} /></td></tr>
        <tr><th scope="row">{say('guest.price.now')}</th><td><MoneyText money={price.due_now} /></td></tr>
        {price.guarantee !== null && <tr><th scope="row" className="muted">{say('guest.price.guaranteed')}</th><td className="muted"><MoneyText money={price.guarantee.amount} /></td></tr>}
        {price.due_later.amount !== '0' && <tr><th scope="row" className="muted">{say('guest.price.later')}</th><td className="muted"><MoneyText money={price.due_later} /></td></tr>}
      </tfoot>
    </table>
  )
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
        <span className="timeline-when">{step.until === null ? say('guest.cancel.after') : <>{say('guest.cancel.until')} <WhenText at={step.until} timeZone={timeZone} /></>}</span>
        <span className="timeline-what" suppressHydrationWarning>{step.charge.amount === '0' ? say('guest.cancel.free') : say('guest.cancel.costs', { amount: moneyText(step.charge, locale) })}</span>
      </li>
    ))}</ol>
  )
}
