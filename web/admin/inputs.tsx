import { useState, type ReactNode } from 'react'
import { decimalOf } from '@holdfast/contract/words'
import type { WireMoney } from '@holdfast/contract'
import { TextField, type TextFieldProps } from '../ui/controls.tsx'
import { useWords } from '../ui/words.tsx'
import { exponentOf } from './world.ts'

type Plain = Omit<TextFieldProps, 'value' | 'onChange' | 'type'>

/** A whole number, or none. What is being typed stays as typed; what is no number gives none. */
export function NumberField({ value, onChange, ...field }: Plain & { value: number | null; onChange: (value: number | null) => void }) {
  const [text, setText] = useState(value === null ? '' : String(value))
  const shown = Number(text === '' ? Number.NaN : text) === (value ?? Number.NaN) || value === null ? text : String(value)
  return <TextField {...field} className={`number ${field.className ?? ''}`} inputMode="numeric" value={shown} onChange={(event) => {
    const typed = event.target.value.replace(/[^\d]/g, '').slice(0, 7)
    setText(typed)
    onChange(typed === '' ? null : Number(typed))
  }} />
}

/** An amount in the venue's currency, typed as people write it: `120`, `120.50`, `120,50`. */
export function MoneyField({ value, onChange, currency, ...field }: Plain & { value: WireMoney | null; onChange: (value: WireMoney | null) => void; currency: string }) {
  const exponent = exponentOf(currency)
  const [text, setText] = useState(value === null ? '' : tidy(decimalOf(value)))
  const read = parse(text, exponent)
  const shown = read === (value?.amount ?? null) ? text : value === null ? '' : tidy(decimalOf(value))
  return <TextField {...field} className={`money ${field.className ?? ''}`} inputMode={exponent === 0 ? 'numeric' : 'decimal'} before={<span className="faint figures" aria-hidden>{currency}</span>} value={shown} onChange={(event) => {
    const typed = event.target.value.replace(/[^\d.,]/g, '').slice(0, 14)
    setText(typed)
    const amount = parse(typed, exponent)
    onChange(amount === null ? null : { amount, currency, exponent })
  }} />
}
const tidy = (decimal: string) => decimal.replace(/\.0+$/, '')
function parse(text: string, exponent: number): string | null {
  const [, whole, part] = /^(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim()) ?? []
  if (whole === undefined) return null
  return `${whole}${(part ?? '').slice(0, exponent).padEnd(exponent, '0')}`.replace(/^0+(?=\d)/, '')
}

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
          return <button key={one} type="button" className="chip" aria-pressed={on} onClick={() => onChange(on ? value.filter((other) => other !== one) : [...value, one])}>{nameOf(one)}</button>
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
