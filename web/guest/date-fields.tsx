import { CalendarDays } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { dateRangeText, dateText, datePlus } from '@holdfast/contract/words'
import { Button, SelectField } from '../ui/controls.tsx'
import { Dialog } from '../ui/overlays.tsx'
import { Skeleton } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'

// The calendars weigh more than all the rest of the page: they come when they are asked for.
const RangePicker = lazy(async () => ({ default: (await import('../ui/pickers.tsx')).RangePicker }))
const DayPicker = lazy(async () => ({ default: (await import('../ui/pickers.tsx')).DayPicker }))

/** Today where the reader is; the venue's own day is asked of the server when it matters. */
export const localToday = () => { const now = new Date(); return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}` }

interface Stay { arrival: string | undefined; departure: string | undefined }
export function StayField({ value, onChange, label, under, closed, min, max }: { value: Stay; onChange: (value: Stay) => void; label?: string; under?: (date: string) => React.ReactNode; closed?: (date: string) => boolean; min?: string; max?: string }) {
  const { say, locale } = useWords()
  const [open, setOpen] = useState(false)
  const name = label ?? say('guest.search.dates')
  const chosen = value.arrival !== undefined && value.departure !== undefined
  return (
    <div className="field">
      <span className="field-label" aria-hidden>{name}</span>
      <button type="button" className="input-frame date-button" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <CalendarDays aria-hidden /><span className="visually-hidden">{name}: </span>
        <span className={chosen ? 'figures' : 'muted'} suppressHydrationWarning>{chosen ? dateRangeText(value.arrival!, value.departure!, locale) : say('guest.search.anyDates')}</span>
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={say('date.choose')} className="calendar-dialog"
        actions={<><Button look="plain" onClick={() => { onChange({ arrival: undefined, departure: undefined }); setOpen(false) }}>{say('action.clear')}</Button><Button look="primary" onClick={() => setOpen(false)}>{say('action.done')}</Button></>}>
        <Suspense fallback={<Skeleton lines={8} />}>
          <RangePicker label={say('date.choose')} min={min ?? localToday()} {...(max === undefined ? {} : { max })} months={typeof window !== 'undefined' && window.innerWidth >= 760 ? 2 : 1} {...(under ? { under } : {})} {...(closed ? { closed } : {})}
            value={chosen ? { from: value.arrival!, to: value.departure! } : null}
            onChange={({ from, to }) => { onChange({ arrival: from, departure: from === to ? datePlus(from, 1) : to }) }} />
        </Suspense>
      </Dialog>
    </div>
  )
}

export function DayField({ value, onChange, min, max }: { value: string | undefined; onChange: (value: string | undefined) => void; min?: string; max?: string }) {
  const { say, locale } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <div className="field">
      <span className="field-label" aria-hidden>{say('guest.search.day')}</span>
      <button type="button" className="input-frame date-button" onClick={() => setOpen(true)} aria-haspopup="dialog">
        <CalendarDays aria-hidden /><span className="visually-hidden">{say('guest.search.day')}: </span>
        <span className={value === undefined ? 'muted' : 'figures'} suppressHydrationWarning>{value === undefined ? say('guest.search.anyDay') : dateText(value, locale)}</span>
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={say('date.chooseOne')} className="calendar-dialog" actions={<Button look="plain" onClick={() => { onChange(undefined); setOpen(false) }}>{say('action.clear')}</Button>}>
        <Suspense fallback={<Skeleton lines={8} />}>
          <DayPicker label={say('date.chooseOne')} min={min ?? localToday()} {...(max === undefined ? {} : { max })} value={value ?? null} onChange={(day) => { onChange(day); setOpen(false) }} />
        </Suspense>
      </Dialog>
    </div>
  )
}

const times = Array.from({ length: 4 * 24 }, (_, i) => `${String(Math.floor(i / 4)).padStart(2, '0')}:${String((i % 4) * 15).padStart(2, '0')}`).filter((time) => time >= '07:00' || time <= '01:00')
/** From seven in the morning to one at night, in the order of an evening. */
const ordered = [...times.filter((time) => time >= '07:00'), ...times.filter((time) => time < '07:00')]

export function TimeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { say } = useWords()
  return <SelectField label={say('guest.search.time')} name="time" value={value} onChange={(event) => onChange(event.target.value)}>{ordered.map((time) => <option key={time} value={time}>{time}</option>)}</SelectField>
}
