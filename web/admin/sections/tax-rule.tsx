import { ArrowDown, ArrowUp, ChevronDown, Trash2 } from 'lucide-react'
import { moneyText } from '@holdfast/contract/words'
import { MoneyField, noMoney, NumberField } from '../../ui/amounts.tsx'
import type { Answer } from '../../ui/api.ts'
import { IconButton, SelectField, Switch, TextField } from '../../ui/controls.tsx'
import { DateText } from '../../ui/show.tsx'
import { useWords, type Locale, type Say } from '../../ui/words.tsx'
import { ChipPicker, DateField } from '../inputs.tsx'

export type TaxRule = Answer<'getTaxes'>['items'][number]
export type Rule = TaxRule & { key: string }
export const categories = ['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other'] as const
const kinds = ['vat', 'city', 'service', 'other'] as const
const charges = ['percent', 'person_night', 'room_night', 'person_stay', 'room_stay', 'stay'] as const

/** The rule in one line: `6% within the price of room, board` or `€4 a person and night, at most 7 nights`. */
export function ruleText(rule: TaxRule, say: Say, locale: Locale): string {
  const much = rule.charged === 'percent' ? `${(rule.rate_bp ?? 0) / 100}%` : rule.amount === null ? '–' : moneyText(rule.amount, locale)
  return [
    say(`admin.taxes.says.${rule.charged}`, { much }), rule.included ? say('admin.taxes.within') : say('admin.taxes.added'),
    rule.categories.length === 0 ? '' : rule.categories.map((category) => say(`admin.taxes.category.${category}`)).join(locale === 'ar' ? '، ' : ', '),
    rule.max_nights === null ? '' : say('admin.taxes.firstNights', { nights: rule.max_nights }), rule.children_under === null ? '' : say('admin.taxes.childrenFree', { age: rule.children_under }),
  ].filter((part) => part !== '').join(' · ')
}

/** One tax or fee: what people usually set first, the rest behind "More". */
export function TaxRuleForm({ rule, earlier, currency, hotel, onChange, onMove, onRemove, errorAt }: {
  rule: Rule; earlier: readonly Rule[]; currency: string; hotel: boolean; onChange: (rule: Rule) => void; onMove: (by: -1 | 1) => void; onRemove: () => void; errorAt: (field: string) => string | undefined
}) {
  const { say, locale } = useWords()
  const set = (part: Partial<Rule>) => onChange({ ...rule, ...part })
  const percent = rule.charged === 'percent'
  return (
    <details className="tax-rule item" open={rule.name === '' || errorAt('') !== undefined}>
      <summary className="tax-rule-head"><ChevronDown className="icon" aria-hidden /><span className="grow"><bdi className="strong">{rule.name || say('admin.taxes.new')}</bdi><span className="small muted">{ruleText(rule, say, locale)}</span></span></summary>
      <div className="stack">
        <div className="fields fields-small">
          <TextField label={say('field.name')} dir="auto" maxLength={80} value={rule.name} onChange={(event) => set({ name: event.target.value })} error={errorAt('name')} />
          <TextField label={say('admin.taxes.code')} hint={say('admin.taxes.codeHint')} dir="ltr" maxLength={40} value={rule.code} onChange={(event) => set({ code: event.target.value.replace(/[^A-Za-z0-9-]/g, '') })} error={errorAt('code')} />
          <SelectField label={say('admin.taxes.kind')} value={rule.kind} onChange={(event) => set({ kind: event.target.value as Rule['kind'] })}>{kinds.map((kind) => <option key={kind} value={kind}>{say(`admin.taxes.kind.${kind}`)}</option>)}</SelectField>
          <SelectField label={say('admin.taxes.charged')} value={rule.charged} onChange={(event) => set(chargedAs(event.target.value as Rule['charged'], rule, currency))}>
            {(hotel ? charges : charges.filter((one) => one === 'percent' || one === 'stay' || one === 'person_stay')).map((one) => <option key={one} value={one}>{say(`admin.taxes.charged.${one}`)}</option>)}
          </SelectField>
          {percent
            ? <TextField label={say('admin.taxes.rate')} className="number" inputMode="decimal" after={<span className="faint">%</span>} defaultValue={String((rule.rate_bp ?? 0) / 100)} onChange={(event) => { const rate = Number(event.target.value.replace(',', '.')); if (Number.isFinite(rate)) set({ rate_bp: Math.round(rate * 10_000) / 100 }) }} error={errorAt('rate_bp')} />
            : <MoneyField label={say('admin.taxes.amount')} currency={currency} value={rule.amount} onChange={(amount) => set({ amount })} error={errorAt('amount')} />}
        </div>
        <Switch checked={rule.included} onChange={(event) => set({ included: event.target.checked })}>{say('admin.taxes.included')}</Switch>
        {percent && <ChipPicker label={say('admin.taxes.categories')} hint={say('admin.taxes.categoriesHint')} options={categories} value={rule.categories} nameOf={(one) => say(`admin.taxes.category.${one}`)} onChange={(chosen) => set({ categories: chosen })} />}
        <details className="more"><summary>{say('admin.taxes.more')}</summary><More rule={rule} set={set} earlier={earlier} currency={currency} hotel={hotel} errorAt={errorAt} /></details>
        {rule.source !== null && <p className="small muted">{say('admin.taxes.source')}: <a href={rule.source.url} target="_blank" rel="noreferrer"><bdi>{rule.source.title}</bdi></a>, <DateText date={rule.source.as_of} style="long" />. <bdi>{rule.source.note}</bdi></p>}
        <div className="row">
          <IconButton label={say('admin.taxes.earlier', { what: rule.name })} onClick={() => onMove(-1)}><ArrowUp aria-hidden /></IconButton>
          <IconButton label={say('admin.taxes.later', { what: rule.name })} onClick={() => onMove(1)}><ArrowDown aria-hidden /></IconButton>
          <IconButton label={say('admin.remove', { what: rule.name || say('admin.taxes.new') })} onClick={onRemove}><Trash2 aria-hidden /></IconButton>
        </div>
      </div>
    </details>
  )
}

function chargedAs(charged: Rule['charged'], rule: Rule, currency: string): Partial<Rule> {
  return charged === 'percent' ? { charged, rate_bp: rule.rate_bp ?? 0, amount: null } : { charged, rate_bp: null, amount: rule.amount ?? noMoney(currency) }
}

function More({ rule, set, earlier, currency, hotel, errorAt }: { rule: Rule; set: (part: Partial<Rule>) => void; earlier: readonly Rule[]; currency: string; hotel: boolean; errorAt: (field: string) => string | undefined }) {
  const { say } = useWords()
  const added = earlier.filter((one) => !one.included && one.code !== '')
  return (
    <div className="stack">
      <div className="fields fields-small">
        {hotel && <NumberField label={say('admin.taxes.maxNights')} optional value={rule.max_nights} onChange={(nights) => set({ max_nights: nights })} error={errorAt('max_nights')} />}
        <NumberField label={say('admin.taxes.childrenUnder')} optional value={rule.children_under} onChange={(age) => set({ children_under: age })} error={errorAt('children_under')} />
        <MoneyField label={say('admin.taxes.maxAmount')} optional currency={currency} value={rule.max_amount} onChange={(most) => set({ max_amount: most })} error={errorAt('max_amount')} />
        {rule.max_amount !== null && <SelectField label={say('admin.taxes.maxPer')} value={rule.max_amount_per} onChange={(event) => set({ max_amount_per: event.target.value as Rule['max_amount_per'] })}>{(['person_night', 'room_night', 'stay'] as const).map((one) => <option key={one} value={one}>{say(`admin.taxes.charged.${one}`)}</option>)}</SelectField>}
        <DateField label={say('admin.taxes.validFrom')} optional value={rule.valid_from} onChange={(from) => set({ valid_from: from })} error={errorAt('valid_from')} />
        <DateField label={say('admin.taxes.validTo')} optional value={rule.valid_to} onChange={(to) => set({ valid_to: to })} error={errorAt('valid_to')} />
        <SelectField label={say('admin.taxes.rounding')} value={rule.rounding} onChange={(event) => set({ rounding: event.target.value as Rule['rounding'] })}>{(['line', 'night', 'stay'] as const).map((one) => <option key={one} value={one}>{say(`admin.taxes.rounding.${one}`)}</option>)}</SelectField>
        <SelectField label={say('admin.taxes.roundingMode')} value={rule.rounding_mode} onChange={(event) => set({ rounding_mode: event.target.value as Rule['rounding_mode'] })}>{(['half_up', 'up', 'down'] as const).map((one) => <option key={one} value={one}>{say(`admin.taxes.mode.${one}`)}</option>)}</SelectField>
        <TextField label={say('admin.taxes.exempt')} optional hint={say('admin.taxes.exemptHint')} dir="ltr" defaultValue={rule.exempt.join(', ')} onChange={(event) => set({ exempt: event.target.value.split(/[\s,]+/).map((one) => one.toLowerCase().replace(/[^a-z_]/g, '')).filter((one) => one.length > 1).slice(0, 10) })} error={errorAt('exempt')} />
      </div>
      {rule.charged === 'percent' && <Switch checked={rule.on_net} onChange={(event) => set({ on_net: event.target.checked })}>{say('admin.taxes.onNet')}</Switch>}
      {rule.charged === 'percent' && added.length > 0 && <ChipPicker label={say('admin.taxes.onTaxes')} options={added.map((one) => one.code)} value={rule.on_taxes} nameOf={(code) => added.find((one) => one.code === code)?.name ?? code} onChange={(codes) => set({ on_taxes: codes })} />}
    </div>
  )
}
