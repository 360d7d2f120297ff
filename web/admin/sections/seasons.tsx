import { Plus, Trash2 } from 'lucide-react'
import { MoneyField, noMoney, NumberField } from '../../ui/amounts.tsx'
import { Button, IconButton, Switch, TextField } from '../../ui/controls.tsx'
import { useWords } from '../../ui/words.tsx'
import { DateField } from '../inputs.tsx'
import type { Setup } from '../lists.ts'

type Rates = NonNullable<Setup['rates']>
export type Season = Rates['seasons'][number] & { key: string }
let made = 0

/** Spans of dates whose nights cost more or less than the usual price. */
export function Seasons({ value, onChange, errorAt }: { value: Season[]; onChange: (value: Season[]) => void; errorAt: (index: number, field: string) => string | undefined }) {
  const { say } = useWords()
  const add = () => {
    const year = new Date().getFullYear() + 1
    onChange([...value, { key: `new-${(made += 1)}`, name: value.length === 0 ? say('admin.seasons.summer') : '', from: `${year}-06-15`, to: `${year}-09-15`, percent: 130 }])
  }
  return (
    <section className="item stack" aria-label={say('admin.seasons.title')}>
      <h2>{say('admin.seasons.title')}</h2><p className="muted small">{say('admin.seasons.hint')}</p>
      {value.map((season, i) => {
        const set = (part: Partial<Season>) => onChange(value.map((one) => (one.key === season.key ? { ...one, ...part } : one)))
        return (
          <div key={season.key} className="season-row">
            <TextField label={say('field.name')} dir="auto" value={season.name} maxLength={60} onChange={(event) => set({ name: event.target.value })} error={errorAt(i, 'name')} />
            <DateField label={say('admin.from')} value={season.from} onChange={(from) => set({ from: from ?? '' })} error={errorAt(i, 'from')} />
            <DateField label={say('admin.to')} value={season.to} onChange={(to) => set({ to: to ?? '' })} error={errorAt(i, 'to')} />
            <NumberField label={say('admin.seasons.percent')} after={<span className="faint">%</span>} value={season.percent} onChange={(percent) => set({ percent: percent ?? 100 })} error={errorAt(i, 'percent')} />
            <IconButton label={say('admin.remove', { what: season.name || say('admin.seasons.title') })} onClick={() => onChange(value.filter((one) => one.key !== season.key))}><Trash2 aria-hidden /></IconButton>
          </div>
        )
      })}
      <div><Button size="small" icon={<Plus aria-hidden />} onClick={add}>{say('admin.seasons.add')}</Button></div>
    </section>
  )
}

export function CityTax({ value, currency, onChange, errorAt }: { value: Rates['city_tax']; currency: string; onChange: (value: Rates['city_tax']) => void; errorAt: (field: string) => string | undefined }) {
  const { say } = useWords()
  const zero = noMoney(currency)
  return (
    <section className="item stack" aria-label={say('admin.tax.title')}>
      <h2>{say('admin.tax.title')}</h2>
      <Switch checked={value !== null} onChange={(event) => onChange(event.target.checked ? { name: say('admin.tax.name'), per_person_night: zero, max_nights: null } : null)}>{say('admin.tax.there')}</Switch>
      {value !== null && <div className="fields fields-small">
        <TextField label={say('field.name')} dir="auto" value={value.name} maxLength={60} onChange={(event) => onChange({ ...value, name: event.target.value })} error={errorAt('name')} />
        <MoneyField label={say('admin.tax.perPerson')} currency={currency} value={value.per_person_night} onChange={(money) => onChange({ ...value, per_person_night: money ?? zero })} error={errorAt('per_person_night')} />
        <NumberField label={say('admin.tax.nights')} optional hint={say('admin.tax.nightsHint')} value={value.max_nights} onChange={(nights) => onChange({ ...value, max_nights: nights })} error={errorAt('max_nights')} />
      </div>}
    </section>
  )
}
