import type { ReactNode } from 'react'
import type { Plain } from '../ui/amounts.tsx'
import { TextField } from '../ui/controls.tsx'
import { useWords } from '../ui/words.tsx'

export function TimeField({ value, onChange, ...field }: Plain & { value: string; onChange: (value: string) => void }) {
  return <TextField {...field} className={`time ${field.className ?? ''}`} type="time" value={value} onChange={(event) => onChange(event.target.value)} />
}
export function DateField({ value, onChange, ...field }: Plain & { value: string | null; onChange: (value: string | null) => void }) {
  return <TextField {...field} className={`date ${field.className ?? ''}`} type="date" value={value ?? ''} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)} />
}

/** Any number of several, as chips that stay pressed. */
export function ChipPicker<T extends string>({ label, options, value, onChange, nameOf, hint }: { label: ReactNode; options: readonly T[]; value: readonly T[]; onChange: (value: T[]) => void; nameOf: (one: T) => string; hint?: ReactNode }) {
  return (
    <fieldset className="choices">
      <legend className="field-label">{label}{hint && <span className="field-hint"> {hint}</span>}</legend>
      <div className="row chip-row">
        {options.map((one) => {
          const on = value.includes(one)
          return <button key={one} type="button" className="chip" aria-pressed={on} onClick={() => onChange(on ? value.filter((other) => other !== one) : [...value, one])}><bdi>{nameOf(one)}</bdi></button>
        })}
      </div>
    </fieldset>
  )
}

/** ISO weekdays, 1 = Monday, in their short names. */
export function WeekdayPicker({ label, value, onChange }: { label: string; value: readonly number[]; onChange: (value: number[]) => void }) {
  const { locale } = useWords()
  return <ChipPicker label={label} options={['1', '2', '3', '4', '5', '6', '7']} value={value.map(String)} nameOf={(day) => weekdayName(Number(day), locale)} onChange={(days) => onChange(days.map(Number).sort((a, b) => a - b))} />
}
export function weekdayName(day: number, locale: string, style: 'short' | 'long' = 'short'): string {
  return new Intl.DateTimeFormat(locale === 'ar' ? 'ar' : 'en-GB', { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2024, 0, day))
}
