import { dateText, moneyText } from '@holdfast/contract/words'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { useWords, type Say, type Locale } from '../../ui/words.tsx'
import { weekdayName } from '../inputs.tsx'
import { shortPrice, weekdayOf, type Night, type Row } from './cells.ts'

/** What is chosen: rows from one to another, days from one to another. */
export interface Chosen { anchor: { row: number; day: number }; end: { row: number; day: number } }
export const spanOf = ({ anchor, end }: Chosen) => ({
  rows: [Math.min(anchor.row, end.row), Math.max(anchor.row, end.row)] as const, days: [Math.min(anchor.day, end.day), Math.max(anchor.day, end.day)] as const,
})

/**
 * Prices of a month by room type and night, as an ARIA grid: arrows move, Shift and arrows choose a span, as do dragging and
 * Shift with a press. The rest of the page changes what is chosen.
 */
export function Grid({ caption, rows, dates, chosen, onChoose, onChange }: { caption: string; rows: Row[]; dates: string[]; chosen: Chosen | null; onChoose: (chosen: Chosen) => void; onChange: () => void }) {
  const { say, locale, dir } = useWords()
  const frame = useRef<HTMLTableElement>(null)
  const dragging = useRef(false)
  const at = chosen?.end ?? { row: 0, day: 0 }
  const span = chosen === null ? null : spanOf(chosen)
  useEffect(() => {
    const stop = () => { dragging.current = false }
    document.addEventListener('pointerup', stop)
    return () => document.removeEventListener('pointerup', stop)
  }, [])
  const move = (event: KeyboardEvent) => {
    const forward = dir === 'rtl' ? -1 : 1
    const steps: Record<string, [number, number]> = { ArrowRight: [0, forward], ArrowLeft: [0, -forward], ArrowDown: [1, 0], ArrowUp: [-1, 0], PageDown: [0, 7], PageUp: [0, -7], Home: [0, -99], End: [0, 99] }
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); onChange(); return }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const end = { row: clamp(at.row + step[0], rows.length), day: clamp(at.day + step[1], dates.length) }
    onChoose(event.shiftKey && chosen !== null ? { ...chosen, end } : { anchor: end, end })
    frame.current?.querySelector<HTMLElement>(`[data-at="${end.row} ${end.day}"]`)?.focus()
  }
  return (
    <div className="table-frame rate-frame">
      <table className="rate-grid" role="grid" aria-label={caption} aria-multiselectable ref={frame} onKeyDown={move}>
        <thead><tr><td className="rate-corner" />{dates.map((date) => <th key={date} scope="col" data-weekend={weekdayOf(date) >= 6 ? '' : undefined}><span className="faint">{weekdayName(weekdayOf(date), locale)}</span><span className="figures">{Number(date.slice(8))}</span></th>)}</tr></thead>
        <tbody>{rows.map((row, r) => (
          <tr key={row.id}><th scope="row"><bdi>{row.name}</bdi></th>{dates.map((date, d) => {
            const night = row.nights.get(date)
            const inside = span !== null && r >= span.rows[0] && r <= span.rows[1] && d >= span.days[0] && d <= span.days[1]
            return (
              <td key={date} role="gridcell" aria-selected={inside} data-at={`${r} ${d}`} tabIndex={r === clamp(at.row, rows.length) && d === clamp(at.day, dates.length) ? 0 : -1}
                className="rate-cell figures" data-set={night?.set ? '' : undefined} data-stop={night?.stop_sell ? '' : undefined} data-weekend={weekdayOf(date) >= 6 ? '' : undefined}
                aria-label={night === undefined ? `${row.name}, ${dateText(date, locale)}` : said(row.name, night, say, locale)}
                onPointerDown={(event) => { event.currentTarget.focus(); dragging.current = true; onChoose(event.shiftKey && chosen !== null ? { ...chosen, end: { row: r, day: d } } : { anchor: { row: r, day: d }, end: { row: r, day: d } }) }}
                onPointerEnter={() => { if (dragging.current && chosen !== null) onChoose({ ...chosen, end: { row: r, day: d } }) }}>
                {night === undefined ? '–' : <><span className="rate-price">{shortPrice(night.price, locale)}</span>{marks(night, say) !== '' && <span className="rate-marks" aria-hidden>{marks(night, say)}</span>}</>}
              </td>
            )
          })}</tr>
        ))}</tbody>
      </table>
    </div>
  )
}

const clamp = (value: number, count: number) => Math.max(0, Math.min(count - 1, value))

/** What a night says beside its price, as short as it goes; the label says it in words. */
function marks(night: Night, say: Say): string {
  if (night.stop_sell) return say('admin.calendar.mark.stop')
  return [
    night.min_stay !== null && night.min_stay > 1 ? `≥${night.min_stay}` : '', night.max_stay === null ? '' : `≤${night.max_stay}`,
    night.closed_to_arrival ? say('admin.calendar.mark.arrival') : '', night.closed_to_departure ? say('admin.calendar.mark.departure') : '',
  ].filter((part) => part !== '').join(' ')
}

function said(name: string, night: Night, say: Say, locale: Locale): string {
  return [
    name, dateText(night.night, locale), moneyText(night.price, locale), night.set ? say('admin.calendar.set') : '',
    night.min_stay === null ? '' : say('admin.calendar.minStayIs', { nights: night.min_stay }), night.max_stay === null ? '' : say('admin.calendar.maxStayIs', { nights: night.max_stay }),
    night.closed_to_arrival ? say('admin.calendar.closedToArrival') : '', night.closed_to_departure ? say('admin.calendar.closedToDeparture') : '', night.stop_sell ? say('admin.calendar.stopSell') : '',
  ].filter((part) => part !== '').join(', ')
}
