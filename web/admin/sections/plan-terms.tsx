import { MoneyField } from '../../ui/amounts.tsx'
import { SelectField, TextField } from '../../ui/controls.tsx'
import { useWords } from '../../ui/words.tsx'
import { ChipPicker } from '../inputs.tsx'
import type { Plan } from './plans.tsx'

const visibilities = ['public', 'members', 'corporate'] as const

/** From which plan its price derives, who sees it, and what comes with it. */
export function PlanTermsFields({ plan, others, extras, currency, set, errorAt }: { plan: Plan; others: readonly Plan[]; extras: readonly { id: string; name: string }[]; currency: string; set: (part: Partial<Plan>) => void; errorAt: (field: string) => string | undefined }) {
  const { say } = useWords()
  return (
    <div className="stack">
      <div className="fields fields-small">
        {others.length > 0 && <SelectField label={say('admin.plans.parent')} value={plan.parent ?? ''} onChange={(event) => set({ parent: event.target.value === '' ? null : event.target.value })} error={errorAt('parent')}>
          <option value="">{say('admin.plans.parentNone')}</option>{others.map((one) => <option key={one.key} value={one.id ?? one.name}>{one.name}</option>)}
        </SelectField>}
        {plan.parent !== null && plan.parent !== undefined && <MoneyField label={say('admin.plans.perNight')} optional currency={currency} value={plan.per_night ?? null} onChange={(money) => set({ per_night: money })} error={errorAt('per_night')} />}
        <SelectField label={say('admin.plans.visibility')} value={plan.visibility ?? 'public'} onChange={(event) => set({ visibility: event.target.value as NonNullable<Plan['visibility']>, ...(event.target.value === 'corporate' ? {} : { code: null }) })}>{visibilities.map((one) => <option key={one} value={one}>{say(`admin.plans.visibility.${one}`)}</option>)}</SelectField>
        {plan.visibility === 'corporate' && <TextField label={say('admin.plans.code')} hint={say('admin.plans.codeHint')} dir="ltr" maxLength={30} value={plan.code ?? ''} onChange={(event) => set({ code: event.target.value.toUpperCase().replace(/[^A-Z0-9_-]/g, '') || null })} error={errorAt('code')} />}
      </div>
      {extras.some(({ name }) => name.trim() !== '') && <ChipPicker label={say('admin.plans.package')} options={extras.filter(({ name }) => name.trim() !== '').map(({ id }) => id)} value={plan.extras ?? []} nameOf={(id) => extras.find((one) => one.id === id)?.name ?? id} onChange={(chosen) => set({ extras: chosen })} />}
    </div>
  )
}
