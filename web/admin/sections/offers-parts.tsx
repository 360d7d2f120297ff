import { Plus, Trash2 } from 'lucide-react'
import { MoneyField, noMoney, NumberField } from '../../ui/amounts.tsx'
import { Button, Checkbox, IconButton, SelectField, TextField } from '../../ui/controls.tsx'
import { useWords } from '../../ui/words.tsx'
import { ChipPicker } from '../inputs.tsx'
import type { Setup } from '../lists.ts'
import { categories } from './tax-rule.tsx'

type Rates = NonNullable<Setup['rates']>
export type Band = NonNullable<Rates['child_bands']>[number] & { key: string }
export type Discount = NonNullable<Rates['discounts']>[number] & { key: string }
export type Extra = NonNullable<Rates['extras']>[number] & { key: string }
type ErrorAt = (index: number, field: string) => string | undefined
let made = 0
const fresh = () => `new-${(made += 1)}`

/** What a child pays a night in a bed beyond those included, by age. */
export function ChildBands({ value, currency, onChange, errorAt }: { value: Band[]; currency: string; onChange: (value: Band[]) => void; errorAt: ErrorAt }) {
  const { say } = useWords()
  const set = (key: string, part: Partial<Band>) => onChange(value.map((one) => (one.key === key ? { ...one, ...part } : one)))
  return (
    <section className="item stack" aria-label={say('admin.children.title')}>
      <h2>{say('admin.children.title')}</h2><p className="muted small">{say('admin.children.hint')}</p>
      {value.map((band, i) => (
        <div key={band.key} className="price-row">
          <NumberField label={say('admin.children.upTo')} value={band.up_to} onChange={(age) => set(band.key, { up_to: age ?? 0 })} error={errorAt(i, 'up_to')} />
          <MoneyField label={say('admin.children.amount')} currency={currency} value={band.amount} onChange={(amount) => set(band.key, { amount: amount ?? noMoney(currency) })} error={errorAt(i, 'amount')} />
          <NumberField label={say('admin.children.board')} after={<span className="faint">%</span>} value={band.board_percent ?? 100} onChange={(percent) => set(band.key, { board_percent: Math.min(100, percent ?? 100) })} error={errorAt(i, 'board_percent')} />
          <Checkbox checked={band.takes_bed !== false} onChange={(event) => set(band.key, { takes_bed: event.target.checked })}>{say('admin.children.bed')}</Checkbox>
          <IconButton label={say('admin.remove', { what: say('admin.children.title') })} onClick={() => onChange(value.filter((one) => one.key !== band.key))}><Trash2 aria-hidden /></IconButton>
        </div>
      ))}
      <div><Button size="small" icon={<Plus aria-hidden />} onClick={() => onChange([...value, { key: fresh(), up_to: value.length === 0 ? 2 : 12, amount: noMoney(currency), board_percent: value.length === 0 ? 0 : 50, takes_bed: value.length > 0 }])}>{say('admin.children.add')}</Button></div>
    </section>
  )
}

const discountKinds = ['length_of_stay', 'early_bird', 'last_minute'] as const

/** Less for who stays long, books early, or at the last minute. Of each kind the best holds. */
export function Discounts({ value, plans, onChange, errorAt }: { value: Discount[]; plans: string[]; onChange: (value: Discount[]) => void; errorAt: ErrorAt }) {
  const { say } = useWords()
  const set = (key: string, part: Partial<Discount>) => onChange(value.map((one) => (one.key === key ? { ...one, ...part } : one)))
  return (
    <section className="item stack" aria-label={say('admin.discounts.title')}>
      <h2>{say('admin.discounts.title')}</h2><p className="muted small">{say('admin.discounts.hint')}</p>
      {value.map((discount, i) => (
        <div key={discount.key} className="stack discount-row">
          <div className="price-row">
            <SelectField label={say('admin.discounts.kind')} value={discount.kind} onChange={(event) => set(discount.key, { kind: event.target.value as Discount['kind'] })}>{discountKinds.map((kind) => <option key={kind} value={kind}>{say(`admin.discounts.kind.${kind}`)}</option>)}</SelectField>
            <TextField label={say('field.name')} dir="auto" maxLength={60} value={discount.name} onChange={(event) => set(discount.key, { name: event.target.value })} error={errorAt(i, 'name')} />
            <NumberField label={say(`admin.discounts.from.${discount.kind}`)} value={discount.from} onChange={(from) => set(discount.key, { from: from ?? 0 })} error={errorAt(i, 'from')} />
            <NumberField label={say('admin.discounts.percent')} after={<span className="faint">%</span>} value={discount.percent} onChange={(percent) => set(discount.key, { percent: Math.min(90, percent ?? 1) })} error={errorAt(i, 'percent')} />
            <IconButton label={say('admin.remove', { what: discount.name || say('admin.discounts.title') })} onClick={() => onChange(value.filter((one) => one.key !== discount.key))}><Trash2 aria-hidden /></IconButton>
          </div>
          {plans.length > 1 && <ChipPicker label={say('admin.discounts.plans')} options={plans} value={discount.plans ?? []} nameOf={(name) => name} onChange={(chosen) => set(discount.key, { plans: chosen.length === 0 ? null : chosen })} />}
        </div>
      ))}
      <div><Button size="small" icon={<Plus aria-hidden />} onClick={() => onChange([...value, { key: fresh(), name: say('admin.discounts.kind.length_of_stay'), kind: 'length_of_stay', from: 7, percent: 10, plans: null }])}>{say('admin.discounts.add')}</Button></div>
    </section>
  )
}

const pers = ['stay', 'night', 'person', 'person_night'] as const

/** What guests may add, or everybody pays: parking, late check-out, a transfer. Each is revenue of one category, which its taxes follow. */
export function Extras({ value, currency, onChange, errorAt }: { value: Extra[]; currency: string; onChange: (value: Extra[]) => void; errorAt: ErrorAt }) {
  const { say } = useWords()
  const set = (key: string, part: Partial<Extra>) => onChange(value.map((one) => (one.key === key ? { ...one, ...part } : one)))
  const idFor = (name: string, own: string) => { const base = name.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 30) || 'extra'; let id = base; for (let n = 2; value.some((one) => one.id === id && one.key !== own); n += 1) id = `${base}-${n}`; return id }
  return (
    <section className="item stack" aria-label={say('admin.extras.title')}>
      <h2>{say('admin.extras.title')}</h2><p className="muted small">{say('admin.extras.hint')}</p>
      {value.map((extra, i) => (
        <div key={extra.key} className="price-row">
          <TextField label={say('field.name')} dir="auto" maxLength={80} value={extra.name} onChange={(event) => set(extra.key, { name: event.target.value, ...(extra.key.startsWith('new-') ? { id: idFor(event.target.value, extra.key) } : {}) })} error={errorAt(i, 'name') ?? errorAt(i, 'id')} />
          <MoneyField label={say('admin.extras.price')} currency={currency} value={extra.price} onChange={(price) => set(extra.key, { price: price ?? noMoney(currency) })} error={errorAt(i, 'price')} />
          <SelectField label={say('admin.extras.per')} value={extra.per} onChange={(event) => set(extra.key, { per: event.target.value as Extra['per'] })}>{pers.map((per) => <option key={per} value={per}>{say(`admin.extras.per.${per}`)}</option>)}</SelectField>
          {(extra.parts ?? []).length <= 1 && <SelectField label={say('admin.extras.category')} value={extra.parts?.[0]?.category ?? 'extra'} onChange={(event) => set(extra.key, { parts: [{ category: event.target.value as 'extra', percent: 100 }] })}>{categories.map((category) => <option key={category} value={category}>{say(`admin.taxes.category.${category}`)}</option>)}</SelectField>}
          <Checkbox checked={extra.mandatory === true} onChange={(event) => set(extra.key, { mandatory: event.target.checked })}>{say('admin.extras.mandatory')}</Checkbox>
          <IconButton label={say('admin.remove', { what: extra.name || say('admin.extras.title') })} onClick={() => onChange(value.filter((one) => one.key !== extra.key))}><Trash2 aria-hidden /></IconButton>
        </div>
      ))}
      <div><Button size="small" icon={<Plus aria-hidden />} onClick={() => { const key = fresh(); onChange([...value, { key, id: idFor('extra', key), name: '', per: 'stay', price: noMoney(currency), parts: [{ category: 'extra', percent: 100 }], mandatory: false, max_quantity: 1 }]) }}>{say('admin.extras.add')}</Button></div>
    </section>
  )
}
