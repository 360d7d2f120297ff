import { useState } from 'react'
import { dateText, moneyText } from '@holdfast/contract/words'
import { useAsk, type Answer } from '../../ui/api.ts'
import { DateText, EmptyState, ErrorNotice, MoneyText, Skeleton, Table } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { useSetup } from '../setup.tsx'
import { SpanFields } from './span.tsx'

type Report = Answer<'revenueReport'>
type Day = Report['days'][number]

/** Revenue of each day by what it was sold as: bars to compare, and the table behind them. */
export function Revenue() {
  const { say } = useWords()
  const { venue } = useSetup()
  const [span, setSpan] = useState({ from: `${venue.today.slice(0, 7)}-01`, to: venue.today as string })
  const asked = useAsk('revenueReport', { params: { venue: venue.id }, query: span as never })
  const report = asked.data
  return (
    <div className="stack">
      <SpanFields today={venue.today} value={span} onChange={setSpan} />
      {asked.error && <ErrorNotice error={asked.error} />}
      {asked.isPending && <Skeleton lines={6} />}
      {report && report.days.length === 0 && <EmptyState title={say('admin.books.nothing')} />}
      {report && report.days.length > 0 && <><Bars report={report} /><Days report={report} /></>}
    </div>
  )
}

function useCategories(report: Report): string[] {
  return report.totals.revenue.filter((one) => one.amount.amount !== '0').map((one) => one.category)
}
const amount = (money: { amount: string }) => Number(money.amount)
const of = (day: Day, category: string) => day.revenue.find((one) => one.category === category)?.amount

function Bars({ report }: { report: Report }) {
  const { say, locale } = useWords()
  const categories = useCategories(report)
  const highest = Math.max(1, ...report.days.map((day) => day.revenue.reduce((sum, one) => sum + Math.max(0, amount(one.amount)), 0)))
  return (
    <figure className="books-chart">
      <figcaption className="books-legend">{categories.map((category, i) => <span key={category}><span className="books-swatch" data-series={i % 6} aria-hidden />{say(`admin.books.category.${category as 'room'}`)}</span>)}</figcaption>
      <div className="books-bars" role="img" aria-label={say('admin.books.chart', { total: moneyText(report.totals.revenue_total, locale) })}>
        {report.days.map((day) => (
          <div key={day.business_date} className="books-bar" title={`${dateText(day.business_date, locale)}: ${moneyText(day.revenue_total, locale)}`}>
            <svg viewBox="0 0 1 100" preserveAspectRatio="none">{stack(day, categories, highest).map((piece) => <rect key={piece.category} x="0" width="1" y={100 - piece.top} height={piece.height} data-series={piece.series} />)}</svg>
            <span className="figures">{Number(day.business_date.slice(8))}</span>
          </div>
        ))}
      </div>
    </figure>
  )
}

function stack(day: Day, categories: string[], highest: number): { category: string; series: number; top: number; height: number }[] {
  let top = 0
  return categories.flatMap((category, i) => {
    const height = Math.max(0, amount(of(day, category) ?? { amount: '0' })) / highest * 100
    top += height
    return height === 0 ? [] : [{ category, series: i % 6, top, height }]
  })
}

function Days({ report }: { report: Report }) {
  const { say } = useWords()
  const categories = useCategories(report)
  const taxes = report.totals.taxes.filter((one) => one.amount.amount !== '0').map((one) => one.code)
  const money = (value: { amount: string; currency: string; exponent: number } | undefined) => (value === undefined || value.amount === '0' ? <span className="faint">–</span> : <MoneyText money={value} />)
  const total: Day = { business_date: '', closed: true, revenue: report.totals.revenue, taxes: report.totals.taxes, revenue_total: report.totals.revenue_total, tax_total: report.totals.tax_total } as Day
  return <Table caption={say('admin.books.revenue')} rows={[...report.days, total]} rowKey={(day) => day.business_date || 'total'} columns={[
    { key: 'day', head: say('admin.books.day'), cell: (day) => (day.business_date === '' ? <strong>{say('admin.books.total')}</strong> : <span className="nowrap"><DateText date={day.business_date} style="short" />{!day.closed && <span className="faint"> · {say('admin.books.openDay')}</span>}</span>) },
    ...categories.map((category) => ({ key: category, head: say(`admin.books.category.${category as 'room'}`), numeric: true, cell: (day: Day) => money(of(day, category)) })),
    { key: 'net', head: say('admin.books.revenue'), numeric: true, cell: (day) => <MoneyText money={day.revenue_total} className="strong" /> },
    ...taxes.map((code) => ({ key: code, head: code, numeric: true, cell: (day: Day) => money(day.taxes.find((one) => one.code === code)?.amount) })),
  ]} />
}
