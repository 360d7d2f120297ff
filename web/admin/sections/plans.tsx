import { Plus, Trash2 } from 'lucide-react'
import { MoneyField, NumberField } from '../../ui/amounts.tsx'
import { Choices, IconButton, SelectField, TextField } from '../../ui/controls.tsx'
import { useWords } from '../../ui/words.tsx'
import type { Setup } from '../lists.ts'
import { DepositTermsFields } from './deposit-terms.tsx'
import { PlanTermsFields } from './plan-terms.tsx'

export type Plan = NonNullable<Setup['rates']>['plans'][number] & { key: string }
type Cancellation = Plan['cancellation']
const boards = ['room_only', 'breakfast', 'half_board', 'full_board'] as const
let made = 0

const free = (hours: number, percent = 100): Cancellation => [{ until_hours: hours, charge_percent: 0 }, { until_hours: null, charge_percent: percent }]
const never: Cancellation = [{ until_hours: null, charge_percent: 100 }]

export function newPlan(name: string, part: Partial<Plan> = {}): Plan {
  return { key: `new-${(made += 1)}`, name, board: 'room_only', percent: 100, per_person: null, cancellation: free(24), deposit_percent: 0, min_stay: 1, max_stay: null, advance_days_min: 0, ...part }
}

/** Ways to book the same room: with breakfast, or cheaper without a way back. */
export function Plans({ value, currency, extras = [], onChange, errorAt }: { value: Plan[]; currency: string; extras?: readonly { id: string; name: string }[]; onChange: (value: Plan[]) => void; errorAt: (index: number, field: string) => string | undefined }) {
  const { say } = useWords()
  const add = (plan: Plan) => onChange([...value, plan])
  return (
    <section className="stack" aria-label={say('admin.plans.title')}>
      <h2>{say('admin.plans.title')}</h2><p className="muted small">{say('admin.plans.hint')}</p>
      {value.map((plan, i) => <PlanEditor key={plan.key} plan={plan} others={value.filter((one) => one.key !== plan.key && one.name !== '')} extras={extras} currency={currency} only={value.length === 1} errorAt={(field) => errorAt(i, field)} onChange={(next) => onChange(value.map((one) => (one.key === plan.key ? next : one)))} onRemove={() => onChange(value.filter((one) => one.key !== plan.key))} />)}
      <div className="stack add-more"><p className="field-label">{say('admin.plans.add')}</p>
        <div className="row">
          <button type="button" className="chip" onClick={() => add(newPlan(say('admin.plans.withBreakfast'), { board: 'breakfast' }))}><Plus aria-hidden />{say('admin.plans.withBreakfast')}</button>
          <button type="button" className="chip" onClick={() => add(newPlan(say('admin.plans.saver'), { percent: 90, cancellation: never, deposit_percent: 100 }))}><Plus aria-hidden />{say('admin.plans.saver')}</button>
          <button type="button" className="chip" onClick={() => add(newPlan(say('admin.plans.early'), { percent: 85, advance_days_min: 30 }))}><Plus aria-hidden />{say('admin.plans.early')}</button>
        </div></div>
    </section>
  )
}

function PlanEditor({ plan, others, extras, currency, only, errorAt, onChange, onRemove }: { plan: Plan; others: readonly Plan[]; extras: readonly { id: string; name: string }[]; currency: string; only: boolean; errorAt: (field: string) => string | undefined; onChange: (plan: Plan) => void; onRemove: () => void }) {
  const { say } = useWords()
  const set = (part: Partial<Plan>) => onChange({ ...plan, ...part })
  return (
    <section className="item stack" aria-label={plan.name}>
      <header className="row spread"><h3 dir="auto">{plan.name || say('admin.plans.unnamed')}</h3>{!only && <IconButton label={say('admin.remove', { what: plan.name })} onClick={onRemove}><Trash2 aria-hidden /></IconButton>}</header>
      <div className="fields">
        <TextField label={say('field.name')} dir="auto" value={plan.name} maxLength={80} onChange={(event) => set({ name: event.target.value })} error={errorAt('name')} />
        <SelectField label={say('admin.plans.board')} value={plan.board} onChange={(event) => set({ board: event.target.value as Plan['board'] })}>{boards.map((board) => <option key={board} value={board}>{say(`board.${board}`)}</option>)}</SelectField>
        {plan.board !== 'room_only' && <MoneyField label={say('admin.plans.perPerson')} optional hint={say('admin.plans.perPersonHint')} currency={currency} value={plan.per_person} onChange={(money) => set({ per_person: money })} error={errorAt('per_person')} />}
        <NumberField label={say('admin.plans.percent')} hint={say('admin.plans.percentHint')} after={<span className="faint">%</span>} value={plan.percent} onChange={(percent) => set({ percent: percent ?? 100 })} error={errorAt('percent')} />
        <NumberField label={say('admin.plans.deposit')} hint={say('admin.plans.depositHint')} after={<span className="faint">%</span>} value={plan.deposit_percent} onChange={(percent) => set({ deposit_percent: Math.min(100, percent ?? 0) })} error={errorAt('deposit_percent')} />
        {plan.deposit_percent > 0 && <DepositTermsFields value={plan} onChange={(part) => set(part)} />}
      </div>
      <Cancelling value={plan.cancellation} onChange={(cancellation) => set({ cancellation })} error={errorAt('cancellation')} />
      <details className="more"><summary>{say('admin.plans.terms')}</summary><PlanTermsFields plan={plan} others={others} extras={extras} currency={currency} set={set} errorAt={errorAt} /></details>
      <details className="more"><summary>{say('admin.plans.limits')}</summary>
        <div className="fields fields-small">
          <NumberField label={say('admin.plans.minStay')} after={<span className="faint">{say('admin.nights')}</span>} value={plan.min_stay} onChange={(nights) => set({ min_stay: Math.max(1, nights ?? 1) })} error={errorAt('min_stay')} />
          <NumberField label={say('admin.plans.maxStay')} optional after={<span className="faint">{say('admin.nights')}</span>} value={plan.max_stay} onChange={(nights) => set({ max_stay: nights })} error={errorAt('max_stay')} />
          <NumberField label={say('admin.plans.advance')} after={<span className="faint">{say('admin.daysBefore')}</span>} value={plan.advance_days_min} onChange={(days) => set({ advance_days_min: days ?? 0 })} error={errorAt('advance_days_min')} />
        </div></details>
    </section>
  )
}

/** The usual three, or steps of one's own: until when what part of the total is charged. */
function Cancelling({ value, onChange, error }: { value: Cancellation; onChange: (value: Cancellation) => void; error: string | undefined }) {
  const { say } = useWords()
  const first = value[0]!
  const kind = value.length === 1 ? 'never' : value.length === 2 && first.charge_percent === 0 ? 'free' : 'steps'
  const set = (i: number, part: Partial<Cancellation[number]>) => onChange(value.map((one, at) => (at === i ? { ...one, ...part } : one)))
  return (
    <div className="stack">
      <Choices label={say('admin.cancel.title')} look="cards" className="cards-3" value={kind} onChange={(next) => onChange(next === 'never' ? never : next === 'free' ? free(24) : [{ until_hours: 168, charge_percent: 0 }, { until_hours: 48, charge_percent: 50 }, { until_hours: null, charge_percent: 100 }])} choices={[
        { value: 'free', label: say('admin.cancel.free'), detail: say('admin.cancel.freeHint') }, { value: 'steps', label: say('admin.cancel.steps'), detail: say('admin.cancel.stepsHint') }, { value: 'never', label: say('admin.cancel.never'), detail: say('admin.cancel.neverHint') },
      ]} />
      {kind !== 'never' && <ul role="list" className="stack">{value.map((line, i) => (
        <li key={i} className="cancel-row">
          {line.until_hours === null ? <span className="small cancel-when">{say('admin.cancel.later')}</span>
            : <NumberField className="cancel-when" label={`${say('admin.cancel.until')} ${i + 1}`} hideLabel before={<span className="faint">{say('admin.cancel.until')}</span>} after={<span className="faint">{say('admin.hoursBefore')}</span>} value={line.until_hours} onChange={(hours) => set(i, { until_hours: hours ?? 0 })} />}
          {kind === 'free' && i === 0 ? <span className="small">{say('admin.cancel.nothing')}</span> : <NumberField label={`${say('admin.cancel.charge')} ${i + 1}`} hideLabel before={<span className="faint">{say('admin.cancel.charge')}</span>} after={<span className="faint">%</span>} value={line.charge_percent} onChange={(percent) => set(i, { charge_percent: Math.min(100, percent ?? 0) })} />}
        </li>))}</ul>}
      {error && <p className="field-error">{error}</p>}
    </div>
  )
}
