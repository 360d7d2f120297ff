import { Clock, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { MoneyField, noMoney, NumberField } from '../../ui/amounts.tsx'
import { Button, Choices, IconButton, SelectField, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { DateField, TimeField, WeekdayPicker } from '../inputs.tsx'
import { unkeyed, type Setup } from '../lists.ts'
import { StepForm, useDraft, useSetup, type Draft } from '../setup.tsx'
import { useOnward } from './about.tsx'
import { DepositTermsFields } from '../sections/deposit-terms.tsx'

type Service = Setup['services'][number] & { key: string }
interface Services { services: Service[] }

let made = 0
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const fresh = (name: string, from: string, to: string): Service => ({
  key: `new-${(made += 1)}`, name, days: everyDay, from, to, valid_from: null, valid_to: null, turn_minutes: [{ party_max: 2, minutes: 90 }, { party_max: 4, minutes: 105 }, { party_max: 50, minutes: 120 }], buffer_minutes: 0,
  interval_minutes: 15, seatings: [], covers_per_interval: null, parties_per_interval: null, deposit_per_cover: null, prepaid_per_cover: null, cancellation_hours: 24,
})

export function ServicesPage() {
  const { say } = useWords()
  const setup = useSetup()
  const form = useDraft<Services>('putServices', ({ services }) => ({ services: services.map((service) => ({ ...service, key: service.id ?? service.name })) }), ({ services }) => ({ services: services.map(unkeyed) }))
  const { services } = form.draft
  const kinds = [['breakfast', '08:00', '10:30'], ['lunch', '12:00', '14:30'], ['dinner', '18:00', '22:00']] as const
  return (
    <StepForm title={say('admin.step.services')} lead={say('admin.services.lead')} form={form} onward={useOnward('pictures')}>
      <Head title={`${say('admin.step.services')} · ${setup.venue.name}`} keepPrivate />
      {services.length === 0 && <EmptyState icon={<Clock />} title={say('admin.services.none')}>{say('admin.services.noneHint')}</EmptyState>}
      {services.map((service, i) => <ServiceEditor key={service.key} service={service} index={i} form={form} currency={setup.venue.currency} />)}
      <div className="stack add-more"><p className="field-label">{say('admin.services.add')}</p>
        <div className="row">{kinds.map(([one, from, to]) => <button key={one} type="button" className="chip" onClick={() => form.patch({ services: [...services, fresh(say(`admin.services.${one}`), from, to)] })}><Plus aria-hidden />{say(`admin.services.${one}`)}</button>)}
          <button type="button" className="chip" onClick={() => form.patch({ services: [...services, fresh('', '18:00', '22:00')] })}><Plus aria-hidden />{say('admin.rooms.other')}</button></div></div>
    </StepForm>
  )
}

function ServiceEditor({ service, index, form, currency }: { service: Service; index: number; form: Draft<Services>; currency: string }) {
  const { say } = useWords()
  const at = `/services/${index}`
  const set = (part: Partial<Service>) => form.patch({ services: form.draft.services.map((one) => (one.key === service.key ? { ...one, ...part } : one)) })
  const paid = service.prepaid_per_cover !== null ? 'prepaid' : service.deposit_per_cover !== null ? 'deposit' : 'nothing'
  const zero = noMoney(currency)
  return (
    <section className="item stack" aria-label={service.name || say('admin.services.unnamed')}>
      <header className="row spread"><h2 dir="auto">{service.name || say('admin.services.unnamed')}</h2><IconButton label={say('admin.remove', { what: service.name || say('admin.services.unnamed') })} onClick={() => form.patch({ services: form.draft.services.filter((one) => one.key !== service.key) })}><Trash2 aria-hidden /></IconButton></header>
      <div className="fields fields-small">
        <TextField label={say('field.name')} dir="auto" value={service.name} maxLength={60} autoFocus={service.name === ''} onChange={(event) => set({ name: event.target.value })} error={form.errorAt(`${at}/name`)} />
        <TimeField label={say('admin.services.first')} value={service.from} onChange={(from) => set({ from })} error={form.errorAt(`${at}/from`)} />
        <TimeField label={say('admin.services.last')} hint={service.to < service.from ? say('admin.services.afterMidnight') : undefined} value={service.to} onChange={(to) => set({ to })} error={form.errorAt(`${at}/to`)} />
      </div>
      <WeekdayPicker label={say('admin.services.days')} value={service.days} onChange={(days) => set({ days })} />
      {form.errorAt(`${at}/days`) && <p className="field-error">{form.errorAt(`${at}/days`)}</p>}
      <TurnTimes value={service.turn_minutes} onChange={(turn) => set({ turn_minutes: turn })} errors={form.errorsUnder(`${at}/turn_minutes`)} />
      <Choices label={say('admin.services.pay')} look="cards" className="cards-3" value={paid} onChange={(next) => set({ deposit_per_cover: next === 'deposit' ? service.deposit_per_cover ?? zero : null, prepaid_per_cover: next === 'prepaid' ? service.prepaid_per_cover ?? zero : null })} choices={[
        { value: 'nothing', label: say('admin.services.payNothing'), detail: say('admin.services.payNothingHint') }, { value: 'deposit', label: say('admin.services.payDeposit'), detail: say('admin.services.payDepositHint') }, { value: 'prepaid', label: say('admin.services.payPrepaid'), detail: say('admin.services.payPrepaidHint') },
      ]} />
      {paid !== 'nothing' && <div className="fields fields-small">
        {paid === 'deposit' && <MoneyField label={say('admin.services.perGuest')} currency={currency} value={service.deposit_per_cover} onChange={(money) => set({ deposit_per_cover: money ?? zero })} error={form.errorsUnder(`${at}/deposit_per_cover`)[0]} />}
        {paid === 'deposit' && <DepositTermsFields value={service} onChange={(part) => set(part)} />}
        {paid === 'prepaid' && <MoneyField label={say('admin.services.perGuest')} currency={currency} value={service.prepaid_per_cover} onChange={(money) => set({ prepaid_per_cover: money ?? zero })} error={form.errorsUnder(`${at}/prepaid_per_cover`)[0]} />}
        <NumberField label={say('admin.services.freeUntil')} after={<span className="faint">{say('admin.hoursBefore')}</span>} value={service.cancellation_hours} onChange={(hours) => set({ cancellation_hours: hours ?? 0 })} error={form.errorAt(`${at}/cancellation_hours`)} />
      </div>}
      <details className="more"><summary>{say('admin.services.more')}</summary>
        <div className="stack">
          <div className="fields fields-small">
            <SelectField label={say('admin.services.every')} value={service.interval_minutes} onChange={(event) => set({ interval_minutes: Number(event.target.value) as 15 })}>{[15, 30, 60].map((minutes) => <option key={minutes} value={minutes}>{say('admin.everyMinutes', { minutes })}</option>)}</SelectField>
            <MoneyField label={say('admin.services.minimumSpend')} optional currency={currency} value={service.minimum_spend_per_cover ?? null} onChange={(money) => set({ minimum_spend_per_cover: money })} error={form.errorsUnder(`${at}/minimum_spend_per_cover`)[0]} />
            <NumberField label={say('admin.services.buffer')} hint={say('admin.services.bufferHint')} after={<span className="faint">{say('admin.minutes')}</span>} value={service.buffer_minutes} onChange={(minutes) => set({ buffer_minutes: minutes ?? 0 })} error={form.errorAt(`${at}/buffer_minutes`)} />
            <NumberField label={say('admin.services.covers')} optional hint={say('admin.services.coversHint')} value={service.covers_per_interval} onChange={(covers) => set({ covers_per_interval: covers })} error={form.errorAt(`${at}/covers_per_interval`)} />
            <NumberField label={say('admin.services.parties')} optional value={service.parties_per_interval} onChange={(parties) => set({ parties_per_interval: parties })} error={form.errorAt(`${at}/parties_per_interval`)} />
            <DateField label={say('admin.services.validFrom')} optional value={service.valid_from} onChange={(date) => set({ valid_from: date })} error={form.errorAt(`${at}/valid_from`)} />
            <DateField label={say('admin.services.validTo')} optional value={service.valid_to} onChange={(date) => set({ valid_to: date })} error={form.errorAt(`${at}/valid_to`)} />
          </div>
          <Seatings value={service.seatings} onChange={(seatings) => set({ seatings })} errors={form.errorsUnder(`${at}/seatings`)} />
        </div>
      </details>
    </section>
  )
}

/** How long a table is kept, by the size of the party. */
function TurnTimes({ value, onChange, errors }: { value: Service['turn_minutes']; onChange: (value: Service['turn_minutes']) => void; errors: string[] }) {
  const { say } = useWords()
  const set = (i: number, part: Partial<Service['turn_minutes'][number]>) => onChange(value.map((one, at) => (at === i ? { ...one, ...part } : one)))
  const last = value.at(-1)!
  return (
    <fieldset className="stack turn-times"><legend className="field-label">{say('admin.services.turn')} <span className="field-hint">{say('admin.services.turnHint')}</span></legend>
      <ul role="list" className="stack">{value.map((one, i) => (
        <li key={i} className="turn-row">
          {i === value.length - 1 ? <span className="grow small">{value.length === 1 ? say('admin.services.allParties') : say('admin.services.larger')}</span> : <NumberField className="grow" label={`${say('admin.services.upTo')} ${i + 1}`} hideLabel before={<span className="faint">{say('admin.services.upTo')}</span>} after={<span className="faint">{say('admin.guests')}</span>} value={one.party_max} onChange={(party) => set(i, { party_max: party ?? 1 })} />}
          <NumberField label={`${say('admin.services.turn')} ${i + 1}`} hideLabel after={<span className="faint">{say('admin.minutes')}</span>} value={one.minutes} onChange={(minutes) => set(i, { minutes: minutes ?? 0 })} />
          <IconButton label={say('admin.remove', { what: `${say('admin.services.turn')} ${i + 1}` })} disabled={value.length === 1 || i === value.length - 1} onClick={() => onChange(value.filter((_, at) => at !== i))}><Trash2 aria-hidden /></IconButton>
        </li>))}</ul>
      {errors.length > 0 && <p className="field-error">{errors[0]}</p>}
      {value.length < 6 && <div><Button size="small" look="plain" icon={<Plus aria-hidden />} onClick={() => onChange([...value.slice(0, -1), { party_max: (value.at(-2)?.party_max ?? 0) + 2, minutes: last.minutes }, { ...last, party_max: 50 }])}>{say('admin.services.addTurn')}</Button></div>}
    </fieldset>
  )
}

/** Fixed seatings instead of every quarter of an hour. */
function Seatings({ value, onChange, errors }: { value: string[]; onChange: (value: string[]) => void; errors: string[] }) {
  const { say } = useWords()
  const [time, setTime] = useState('')
  const add = () => { onChange([...new Set([...value, time])].sort()); setTime('') }
  return (
    <fieldset className="stack"><legend className="field-label">{say('admin.services.seatings')} <span className="field-hint">{say('admin.services.seatingsHint')}</span></legend>
      <div className="row">{value.map((one) => <button key={one} type="button" className="chip" aria-label={say('admin.remove', { what: one })} onClick={() => onChange(value.filter((other) => other !== one))}><bdi className="figures">{one}</bdi><Trash2 aria-hidden /></button>)}
        <TimeField label={say('admin.services.seating')} hideLabel value={time} onChange={setTime} /><Button size="small" icon={<Plus aria-hidden />} disabled={time === ''} onClick={add}>{say('admin.add')}</Button></div>
      {errors.length > 0 && <p className="field-error">{errors[0]}</p>}
    </fieldset>
  )
}
