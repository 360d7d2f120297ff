import { parseDate, type CalendarDate } from '@internationalized/date'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton, Calendar, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell, CalendarHeading, I18nProvider, RangeCalendar } from 'react-aria-components'
import { intlTag } from '@holdfast/contract/words'
import { useWords } from './words.tsx'

// Loaded on demand (`lazy(() => import('../ui/pickers.tsx'))`): react-aria's calendars are larger than all the rest of a guest page.

interface Shared { min?: string; max?: string; months?: number; label: string; /** A line under the number of the day, such as its price. */ under?: (date: string) => ReactNode; closed?: (date: string) => boolean }
const asDate = (text: string | undefined): CalendarDate | undefined => (text ? parseDate(text) : undefined)

/** Arrival and departure on one grid; arrows, Page Up and Page Down move by day, month. */
export function RangePicker({ value, onChange, min, max, months = 1, label, under, closed }: Shared & { value: { from: string; to: string } | null; onChange: (value: { from: string; to: string }) => void }) {
  const { locale } = useWords()
  return (
    <I18nProvider locale={intlTag(locale)}>
      <RangeCalendar aria-label={label} className="calendar" visibleDuration={{ months }} minValue={asDate(min)} maxValue={asDate(max)} {...(value ? { defaultFocusedValue: parseDate(value.from) } : {})}
        value={value ? { start: parseDate(value.from), end: parseDate(value.to) } : null}
        {...(closed ? { isDateUnavailable: (date: { toString(): string }) => closed(date.toString().slice(0, 10)) } : {})}
        onChange={(range) => { if (range) onChange({ from: range.start.toString().slice(0, 10), to: range.end.toString().slice(0, 10) }) }}>
        <Months months={months} under={under} />
      </RangeCalendar>
    </I18nProvider>
  )
}

export function DayPicker({ value, onChange, min, max, months = 1, label, under, closed }: Shared & { value: string | null; onChange: (value: string) => void }) {
  const { locale } = useWords()
  return (
    <I18nProvider locale={intlTag(locale)}>
      <Calendar aria-label={label} className="calendar" visibleDuration={{ months }} minValue={asDate(min)} maxValue={asDate(max)} value={value ? parseDate(value) : null}
        {...(closed ? { isDateUnavailable: (date: { toString(): string }) => closed(date.toString().slice(0, 10)) } : {})}
        onChange={(date) => { if (date) onChange(date.toString().slice(0, 10)) }}>
        <Months months={months} under={under} />
      </Calendar>
    </I18nProvider>
  )
}

function Months({ months, under }: { months: number; under: Shared['under'] }) {
  return (
    <>
      <div className="calendar-head">
        <AriaButton slot="previous" className="icon-button"><ChevronLeft className="turns" aria-hidden /></AriaButton>
        <CalendarHeading className="calendar-title" />
        <AriaButton slot="next" className="icon-button"><ChevronRight className="turns" aria-hidden /></AriaButton>
      </div>
      <div className="calendar-months">
        {Array.from({ length: months }, (_, i) => (
          <CalendarGrid key={i} className="calendar-grid" offset={{ months: i }} weekdayStyle="short">
            <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
            <CalendarGridBody>{(date) => (
              <CalendarCell date={date} className="calendar-day">{({ formattedDate }) => <><span>{formattedDate}</span>{under && <span className="calendar-price">{under(date.toString())}</span>}</>}</CalendarCell>
            )}</CalendarGridBody>
          </CalendarGrid>
        ))}
      </div>
    </>
  )
}
