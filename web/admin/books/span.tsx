import { datePlus } from '@holdfast/contract/words'
import { Button } from '../../ui/controls.tsx'
import { useWords } from '../../ui/words.tsx'
import { DateField } from '../inputs.tsx'

export interface Span { from: string; to: string }

/** Days of a report: typed, or one of the usual spans. */
export function SpanFields({ today, value, onChange }: { today: string; value: Span; onChange: (value: Span) => void }) {
  const { say } = useWords()
  const month = `${today.slice(0, 7)}-01`
  const before = datePlus(month, -1)
  const spans: [string, Span][] = [
    [say('admin.books.week'), { from: datePlus(today, -6), to: today }], [say('admin.books.month'), { from: month, to: today }], [say('admin.books.lastMonth'), { from: `${before.slice(0, 7)}-01`, to: before }],
  ]
  return (
    <div className="books-span">
      <DateField label={say('admin.from')} value={value.from} onChange={(from) => { if (from !== null) onChange({ from, to: value.to < from ? from : value.to }) }} />
      <DateField label={say('admin.to')} value={value.to} onChange={(to) => { if (to !== null) onChange({ from: value.from > to ? to : value.from, to }) }} />
      <div className="row">{spans.map(([name, span]) => <Button key={name} size="small" look="plain" onClick={() => onChange(span)}>{name}</Button>)}</div>
    </div>
  )
}
