import { Link } from '@tanstack/react-router'
import { Landmark, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { problemOf, useAsk, useTell } from '../../ui/api.ts'
import { Button, buttonClass, SelectField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState, ErrorNotice, Notice, Skeleton } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { unkeyed } from '../lists.ts'
import { TaxRuleForm, type Rule, type TaxRule } from '../sections/tax-rule.tsx'
import { SaveEnd, useGuard } from '../saving.tsx'
import { useFieldWords, useSetup } from '../setup.tsx'

/** Taxes and fees in the order in which they are reckoned. Bookings keep those that they were made with. */
export function TaxesPage() {
  const { say } = useWords()
  const { venue, rates } = useSetup()
  const taxes = useAsk('getTaxes', { params: { venue: venue.id } }, { refetchOnWindowFocus: false })
  const head = <><Head title={`${say('admin.step.taxes')} · ${venue.name}`} keepPrivate /><header className="stack step-head"><h1>{say('admin.step.taxes')}</h1><p className="muted">{say('admin.taxes.lead')}</p></header></>
  if (venue.kind === 'hotel' && rates === null) return <div className="stack step-form">{head}<EmptyState icon={<Landmark />} title={say('admin.calendar.pricesFirst')} action={<Link to={'/$venue/prices' as string} params={{ venue: venue.id } as never} className={buttonClass('primary')}>{say('admin.step.prices')}</Link>} /></div>
  return (
    <div className="stack step-form">
      {head}
      {taxes.error && <ErrorNotice error={taxes.error} onRetry={() => void taxes.refetch()} />}
      {taxes.isPending && <Skeleton lines={6} />}
      {taxes.data && <Editor key={taxes.data.version} saved={taxes.data.items} version={taxes.data.version} />}
    </div>
  )
}

const keyed = (rules: readonly TaxRule[]): Rule[] => rules.map((rule, i) => ({ ...rule, key: `${i} ${rule.code}` }))
let made = 0

function Editor({ saved, version }: { saved: TaxRule[]; version: number }) {
  const { say } = useWords()
  const words = useFieldWords()
  const { venue } = useSetup()
  const [rules, setRules] = useState(() => keyed(saved))
  const body = { taxes: rules.map(unkeyed) }
  const dirty = useMemo(() => JSON.stringify(rules.map(unkeyed)) !== JSON.stringify(saved), [rules, saved])
  const save = useTell('putTaxes', { refreshes: ['getTaxes', 'getSetup'] })
  const problem = problemOf(save.error)
  useGuard(dirty)
  const errorAt = (i: number) => (field: string) => words(field === '' ? Object.entries(problem?.fields ?? {}).find(([at]) => at.startsWith(`/taxes/${i}/`))?.[1] : problem?.fields[`/taxes/${i}/${field}`])
  const move = (i: number, by: -1 | 1) => setRules((now) => { const next = [...now]; const to = i + by; if (to < 0 || to >= next.length) return now; [next[i], next[to]] = [next[to]!, next[i]!]; return next })
  const add = () => setRules((now) => [...now, { ...emptyRule, key: `new-${(made += 1)}` }])
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); save.mutate({ params: { venue: venue.id }, body, ifMatch: version } as never) }}>
      {rules.length === 0 && <Notice><p>{say('admin.taxes.none')}</p></Notice>}
      {rules.map((rule, i) => <TaxRuleForm key={rule.key} rule={rule} earlier={rules.slice(0, i)} currency={venue.currency} hotel={venue.kind === 'hotel'} onChange={(next) => setRules((now) => now.map((one) => (one.key === rule.key ? next : one)))} onMove={(by) => move(i, by)} onRemove={() => setRules((now) => now.filter((one) => one.key !== rule.key))} errorAt={errorAt(i)} />)}
      <div className="row"><Button size="small" icon={<Plus aria-hidden />} onClick={add}>{say('admin.taxes.add')}</Button></div>
      <Examples onTake={(taken) => setRules(keyed(taken))} />
      <SaveEnd problem={problem} dirty={dirty}><Button type="submit" look="primary" busy={save.isPending} disabled={!dirty}>{say('action.save')}</Button></SaveEnd>
    </form>
  )
}

const emptyRule: TaxRule = {
  code: '', name: '', kind: 'vat', charged: 'percent', rate_bp: 1_000, amount: null, included: false, categories: [], on_taxes: [], on_net: false, max_nights: null, max_amount: null, max_amount_per: 'stay',
  children_under: null, exempt: [], valid_from: null, valid_to: null, rounding: 'line', rounding_mode: 'half_up', source: null,
}

/** Real taxes of other places of this kind, to begin with and to correct. */
function Examples({ onTake }: { onTake: (rules: TaxRule[]) => void }) {
  const { say } = useWords()
  const { venue } = useSetup()
  const examples = useAsk('taxExamples')
  const [id, setId] = useState('')
  const fitting = (examples.data?.items ?? []).filter((one) => one.kind === venue.kind && one.currency === venue.currency)
  const chosen = fitting.find((one) => one.id === id)
  if (fitting.length === 0) return null
  return (
    <section className="item stack" aria-label={say('admin.taxes.examples')}>
      <h2>{say('admin.taxes.examples')}</h2><p className="muted small">{say('admin.taxes.examplesHint')}</p>
      <SelectField label={say('admin.taxes.place')} value={id} onChange={(event) => setId(event.target.value)}><option value="">{say('admin.choose')}</option>{fitting.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</SelectField>
      {chosen && <><p className="muted">{chosen.note}</p><div><Button onClick={() => onTake(chosen.taxes)}>{say('admin.taxes.take')}</Button></div></>}
    </section>
  )
}
