import { dateText, datePlus } from '@holdfast/contract/words'
import { MoneyText } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { amountOf, firstOf, monthOf, monthPlus, type Row } from './cells.ts'

const height = 40

/** The year of each room type as a line of steps between its own lowest and highest price; the grid below is the table behind it. Months are pressed to be seen. */
export function Year({ rows, from, month, onMonth }: { rows: Row[]; from: string; month: string; onMonth: (month: string) => void }) {
  const { say, locale } = useWords()
  const months = Array.from({ length: 12 }, (_, i) => monthPlus(monthOf(from), i))
  const dates = Array.from({ length: 365 }, (_, i) => datePlus(firstOf(monthOf(from)), i))
  if (rows.every((row) => row.nights.size === 0)) return null
  return (
    <section className="year stack" aria-label={say('admin.calendar.year')}>
      <div className="year-months" role="group" aria-label={say('admin.calendar.months')}>{months.map((one) => (
        <button key={one} type="button" className="year-month" aria-pressed={one === month} onClick={() => onMonth(one)} aria-label={dateText(firstOf(one), locale, 'month')}>{new Intl.DateTimeFormat(locale === 'ar' ? 'ar' : 'en-GB', { month: 'short', timeZone: 'UTC' }).format(Date.parse(firstOf(one)))}</button>
      ))}</div>
      <ul role="list" className="year-rows">{rows.map((row) => {
        const own = [...row.nights.values()].toSorted((a, b) => amountOf(a.price) - amountOf(b.price))
        const [lowest, highest] = [own[0], own.at(-1)]
        if (lowest === undefined || highest === undefined) return null
        const [low, high] = [amountOf(lowest.price), amountOf(highest.price)]
        const y = (price: number) => (high === low ? height / 2 : height - 3 - (height - 6) * (price - low) / (high - low))
        return (
          <li key={row.id} className="year-row">
            <span className="year-name"><bdi className="strong">{row.name}</bdi> <span className="small muted"><MoneyText money={lowest.price} />{lowest.price.amount !== highest.price.amount && <>–<MoneyText money={highest.price} /></>}</span></span>
            <svg viewBox={`0 0 365 ${height}`} preserveAspectRatio="none" className="year-line" aria-hidden><path d={steps(row, dates, y)} vectorEffect="non-scaling-stroke" /></svg>
          </li>
        )
      })}</ul>
    </section>
  )
}

/** A flat piece a night; a night without a price breaks the line. */
function steps(row: Row, dates: readonly string[], y: (price: number) => number): string {
  let path = ''
  let before: number | null = null
  dates.forEach((date, x) => {
    const night = row.nights.get(date)
    const at = night === undefined || night.stop_sell ? null : Math.round(y(amountOf(night.price)) * 10) / 10
    if (at !== null) path += before === null ? `M${x} ${at}H${x + 1}` : at === before ? `H${x + 1}` : `V${at}H${x + 1}`
    before = at
  })
  return path
}
