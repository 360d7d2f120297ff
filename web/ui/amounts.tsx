import { useState } from 'react'
import { decimalOf } from '@holdfast/contract/words'
import type { WireMoney } from '@holdfast/contract'
import { TextField, type TextFieldProps } from './controls.tsx'

export type Plain = Omit<TextFieldProps, 'value' | 'onChange' | 'type'>

/** How many digits a currency's minor unit has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** Nothing, in a currency. */
export const noMoney = (currency: string): WireMoney => ({ amount: '0', currency, exponent: exponentOf(currency) })

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
