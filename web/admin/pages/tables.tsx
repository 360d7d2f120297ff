import { Armchair, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { MoneyField, NumberField } from '../../ui/amounts.tsx'
import { Button, Checkbox, IconButton, SelectField, Stepper, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { ChipPicker } from '../inputs.tsx'
import { unkeyed, type Setup } from '../lists.ts'
import { StepForm, useDraft, useSetup, type Draft } from '../setup.tsx'
import { useOnward } from './about.tsx'

type Area = Omit<Setup['areas'][number], 'id'> & { id?: Setup['areas'][number]['id'] | undefined; key: string }
type Table = Area['tables'][number]
type Combination = Setup['combinations'][number]
type TableClass = Setup['table_classes'][number]
interface Tables { areas: Area[]; combinations: Combination[]; table_classes: TableClass[] }
const kinds = ['window', 'terrace', 'bar', 'private', 'booth', 'quiet'] as const

let made = 0
const fresh = (name: string): Area => ({ key: `new-${(made += 1)}`, name, tables: [] })

export function TablesPage() {
  const { say } = useWords()
  const setup = useSetup()
  const form = useDraft<Tables>('putTables', ({ areas, combinations, table_classes }) => ({ table_classes: [...table_classes], areas: areas.map((area) => ({ ...area, key: area.id ?? area.name })), combinations: [...combinations] }), ({ areas, combinations, table_classes }) => ({ areas: areas.map(unkeyed), combinations, table_classes: table_classes.filter((one) => areas.some((area) => area.tables.some((table) => table.class === one.class))) }))
  const { areas, combinations } = form.draft
  const all = areas.flatMap((area) => area.tables)
  const add = (name: string) => form.patch({ areas: [...areas, fresh(name)] })
  const suggestions = (['inside', 'terrace', 'bar', 'privateRoom'] as const).map((one) => say(`admin.tables.${one}`)).filter((name) => !areas.some((area) => area.name === name))
  return (
    <StepForm title={say('admin.step.tables')} lead={say('admin.tables.lead')} form={form} onward={useOnward('services')}>
      <Head title={`${say('admin.step.tables')} · ${setup.venue.name}`} keepPrivate />
      {areas.length === 0 && <EmptyState icon={<Armchair />} title={say('admin.tables.none')}>{say('admin.tables.noneHint')}</EmptyState>}
      {areas.map((area, i) => <AreaEditor key={area.key} area={area} index={i} form={form} taken={all.map(({ name }) => name)} />)}
      <div className="stack add-more"><p className="field-label">{say('admin.tables.addArea')}</p>
        <div className="row">{suggestions.map((name) => <button key={name} type="button" className="chip" onClick={() => add(name)}><Plus aria-hidden />{name}</button>)}<button type="button" className="chip" onClick={() => add('')}><Plus aria-hidden />{say('admin.rooms.other')}</button></div></div>
      <TableClasses used={kinds.filter((kind) => all.some((table) => table.class === kind))} value={form.draft.table_classes} onChange={(next) => form.patch({ table_classes: next })} currency={setup.venue.currency} errors={form.errorsUnder('/table_classes')} />
      {all.length > 1 && <Combinations all={all} value={combinations} onChange={(next) => form.patch({ combinations: next })} errors={form.errorsUnder('/combinations')} />}
    </StepForm>
  )
}

function AreaEditor({ area, index, form, taken }: { area: Area; index: number; form: Draft<Tables>; taken: string[] }) {
  const { say } = useWords()
  const at = `/areas/${index}`
  const set = (part: Partial<Area>, combinations = form.draft.combinations) => form.patch({ areas: form.draft.areas.map((one) => (one.key === area.key ? { ...one, ...part } : one)), combinations })
  const change = (table: Table, part: Partial<Table>) => set({ tables: area.tables.map((one) => (one === table ? { ...one, ...part } : one)) }, part.name === undefined ? form.draft.combinations : form.draft.combinations.map((one) => ({ ...one, tables: one.tables.map((name) => (name === table.name ? part.name! : name)) })))
  const drop = (table: Table) => set({ tables: area.tables.filter((one) => one !== table) }, form.draft.combinations.filter((one) => !one.tables.includes(table.name)))
  const gone = new Set(area.tables.map(({ name }) => name))
  return (
    <section className="item stack" aria-label={area.name || say('admin.tables.unnamed')}>
      <header className="row spread"><h2 dir="auto">{area.name || say('admin.tables.unnamed')} <span className="faint small">{say('admin.tables.count', { count: area.tables.length })}</span></h2>
        <IconButton label={say('admin.remove', { what: area.name || say('admin.tables.unnamed') })} onClick={() => form.patch({ areas: form.draft.areas.filter((one) => one.key !== area.key), combinations: form.draft.combinations.filter((one) => !one.tables.some((name) => gone.has(name))) })}><Trash2 aria-hidden /></IconButton></header>
      <div className="fields"><TextField label={say('admin.tables.areaName')} dir="auto" value={area.name} maxLength={60} autoFocus={area.name === '' && area.id === undefined} onChange={(event) => set({ name: event.target.value })} error={form.errorAt(`${at}/name`)} /></div>
      <QuickTables taken={taken} onAdd={(tables) => set({ tables: [...area.tables, ...tables] })} />
      {form.errorAt(`${at}/tables`) && <p className="field-error">{form.errorAt(`${at}/tables`)}</p>}
      {area.tables.length > 0 && <table className="edit-table"><caption className="visually-hidden">{area.name}</caption>
        <thead><tr><th scope="col">{say('admin.tables.name')}</th><th scope="col">{say('admin.tables.from')}</th><th scope="col">{say('admin.tables.to')}</th><th scope="col">{say('admin.tables.kind')}</th><th scope="col">{say('admin.tables.walkIn')}</th><th><span className="visually-hidden">{say('admin.tables.removeHead')}</span></th></tr></thead>
        <tbody>{area.tables.map((table, i) => (
          <tr key={table.id ?? i}>
            <td><TextField label={`${say('admin.tables.name')} ${i + 1}`} hideLabel value={table.name} maxLength={20} dir="auto" onChange={(event) => change(table, { name: event.target.value })} error={form.errorAt(`${at}/tables/${i}/name`)} /></td>
            <td><NumberField label={`${table.name}: ${say('admin.tables.from')}`} hideLabel value={table.seats_min} onChange={(value) => change(table, { seats_min: value ?? 1 })} error={form.errorAt(`${at}/tables/${i}/seats_min`)} /></td>
            <td><NumberField label={`${table.name}: ${say('admin.tables.to')}`} hideLabel value={table.seats_max} onChange={(value) => change(table, { seats_max: value ?? 1 })} error={form.errorAt(`${at}/tables/${i}/seats_max`)} /></td>
            <td><SelectField label={`${table.name}: ${say('admin.tables.kind')}`} hideLabel value={table.class ?? ''} onChange={(event) => change(table, { class: event.target.value === '' ? null : event.target.value as TableClass['class'] })}>
              <option value="">{say('admin.tables.plain')}</option>{kinds.map((kind) => <option key={kind} value={kind}>{say(`table.${kind}`)}</option>)}</SelectField>{table.counter != null && <span className="faint small">{say('admin.tables.seatAt', { counter: table.counter })}</span>}</td>
            <td><Checkbox checked={table.walk_in_only} onChange={(event) => change(table, { walk_in_only: event.target.checked })}><span className="visually-hidden">{table.name}: {say('admin.tables.walkIn')}</span></Checkbox></td>
            <td><IconButton label={say('admin.remove', { what: table.name })} onClick={() => drop(table)}><Trash2 aria-hidden /></IconButton></td>
          </tr>))}</tbody></table>}
    </section>
  )
}

/** "Six tables for two to four": named on from the highest number that is there. */
function QuickTables({ taken, onAdd }: { taken: string[]; onAdd: (tables: Table[]) => void }) {
  const { say } = useWords()
  const [count, setCount] = useState(4)
  const [from, setFrom] = useState(1)
  const [to, setTo] = useState(2)
  const highest = taken.reduce((most, name) => Math.max(most, Number(/(\d+)$/.exec(name)?.[1] ?? 0)), 0)
  const names = Array.from({ length: count }, (_, i) => `T${highest + i + 1}`)
  return (
    <div className="quick stack">
      <Stepper label={say('admin.tables.howMany')} value={count} max={60} onChange={setCount} />
      <Stepper label={say('admin.tables.from')} value={from} max={50} onChange={(next) => { setFrom(next); if (next > to) setTo(next) }} />
      <Stepper label={say('admin.tables.to')} value={to} max={50} onChange={(next) => { setTo(next); if (next < from) setFrom(next) }} />
      <Button icon={<Plus aria-hidden />} onClick={() => onAdd(names.map((name) => ({ name, seats_min: from, seats_max: to, walk_in_only: false })))}>{say('admin.tables.addThem', { count, from, to })}</Button>
      <Button onClick={() => onAdd(counterSeats(count, taken, say('admin.tables.counter')))}>{say('admin.tables.addCounter', { count })}</Button>
    </div>
  )
}

/** A counter: seats for one, side by side in this order, sold by the seat. */
function counterSeats(count: number, taken: string[], word: string): Table[] {
  let number = 1
  while (taken.some((name) => name.startsWith(`${word[0]!.toUpperCase()}${number}-`))) number += 1
  const counter = number === 1 ? word : `${word} ${number}`
  return Array.from({ length: count }, (_, i) => ({ name: `${word[0]!.toUpperCase()}${number}-${i + 1}`, seats_min: 1, seats_max: 1, walk_in_only: false, class: 'bar' as const, counter }))
}

/** What the kinds of table are worth: which are given first, which only to who asks, and what they cost more. */
function TableClasses({ used, value, onChange, currency, errors }: { used: readonly TableClass['class'][]; value: TableClass[]; onChange: (value: TableClass[]) => void; currency: string; errors: string[] }) {
  const { say } = useWords()
  if (used.length === 0) return null
  const of = (kind: TableClass['class']): TableClass => value.find((one) => one.class === kind) ?? { class: kind, rank: 0, asked_only: false, surcharge_per_cover: null }
  const set = (kind: TableClass['class'], part: Partial<TableClass>) => onChange([...value.filter((one) => one.class !== kind), { ...of(kind), ...part }])
  return (
    <section className="item stack" aria-label={say('admin.tables.kinds')}>
      <h2>{say('admin.tables.kinds')}</h2><p className="muted small">{say('admin.tables.kindsHint')}</p>
      <table className="edit-table"><caption className="visually-hidden">{say('admin.tables.kinds')}</caption>
        <thead><tr><th scope="col">{say('admin.tables.kind')}</th><th scope="col">{say('admin.tables.rank')}</th><th scope="col">{say('admin.tables.askedOnly')}</th><th scope="col">{say('admin.tables.surcharge', { currency })}</th></tr></thead>
        <tbody>{used.map((kind) => { const one = of(kind); const name = say(`table.${kind}`); return (
          <tr key={kind}><th scope="row">{name}</th>
            <td><NumberField label={`${name}: ${say('admin.tables.rank')}`} hideLabel value={one.rank} onChange={(rank) => set(kind, { rank: Math.min(9, rank ?? 0) })} /></td>
            <td><Checkbox checked={one.asked_only} onChange={(event) => set(kind, { asked_only: event.target.checked })}><span className="visually-hidden">{name}: {say('admin.tables.askedOnly')}</span></Checkbox></td>
            <td><MoneyField label={`${name}: ${say('admin.tables.surcharge', { currency })}`} hideLabel value={one.surcharge_per_cover} currency={currency} onChange={(amount) => set(kind, { surcharge_per_cover: amount === null || amount.amount === '0' ? null : amount })} /></td></tr>) })}</tbody></table>
      {errors.length > 0 && <p className="field-error">{errors[0]}</p>}
    </section>
  )
}

/** Tables that may be pushed together, each with the parties that then fit. */
function Combinations({ all, value, onChange, errors }: { all: Table[]; value: Combination[]; onChange: (value: Combination[]) => void; errors: string[] }) {
  const { say } = useWords()
  const [picked, setPicked] = useState<string[]>([])
  const seats = all.filter(({ name }) => picked.includes(name)).reduce((sum, table) => sum + table.seats_max, 0)
  const largest = Math.max(...all.filter(({ name }) => picked.includes(name)).map((table) => table.seats_max), 0)
  const again = value.some((one) => one.tables.length === picked.length && picked.every((name) => one.tables.includes(name)))
  return (
    <section className="item stack" aria-label={say('admin.tables.combine')}>
      <h2>{say('admin.tables.combine')}</h2><p className="muted small">{say('admin.tables.combineHint')}</p>
      <ChipPicker label={say('admin.tables.pick')} options={[...new Set(all.map(({ name }) => name))]} value={picked} nameOf={(name) => name} onChange={(next) => setPicked(next.slice(0, 8))} />
      <div className="row"><Button icon={<Plus aria-hidden />} disabled={picked.length < 2 || again} onClick={() => { onChange([...value, { tables: picked, party_min: Math.min(largest + 1, seats), party_max: seats }]); setPicked([]) }}>{picked.length < 2 ? say('admin.tables.pickTwo') : say('admin.tables.join', { tables: picked.join(' + '), seats })}</Button></div>
      {errors.length > 0 && <p className="field-error">{errors[0]}</p>}
      {value.length > 0 && <ul role="list" className="stack">{value.map((one, i) => {
        const set = (part: Partial<Combination>) => onChange(value.map((other) => (other === one ? { ...one, ...part } : other)))
        return <li key={one.id ?? i} className="combination"><bdi className="strong grow">{one.tables.join(' + ')}</bdi>
          <NumberField label={`${one.tables.join(' + ')}: ${say('admin.tables.from')}`} hideLabel before={<span className="faint">{say('admin.tables.fromShort')}</span>} value={one.party_min} onChange={(party) => set({ party_min: party ?? 1 })} />
          <NumberField label={`${one.tables.join(' + ')}: ${say('admin.tables.to')}`} hideLabel before={<span className="faint">{say('admin.tables.toShort')}</span>} value={one.party_max} onChange={(party) => set({ party_max: party ?? 1 })} />
          <IconButton label={say('admin.remove', { what: one.tables.join(' + ') })} onClick={() => onChange(value.filter((other) => other !== one))}><Trash2 aria-hidden /></IconButton></li>
      })}</ul>}
    </section>
  )
}
