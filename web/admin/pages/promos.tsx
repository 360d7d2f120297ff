import { Ticket } from 'lucide-react'
import { useState } from 'react'
import type { WireMoney } from '@holdfast/contract'
import { MoneyField, NumberField } from '../../ui/amounts.tsx'
import { problemOf, useAsk, useTell, type Answer } from '../../ui/api.ts'
import { Button, Choices, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { useToast } from '../../ui/overlays.tsx'
import { Badge, EmptyState, ErrorNotice, MoneyText, Skeleton, Table } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { DateField } from '../inputs.tsx'
import { useFieldWords, useSetup } from '../setup.tsx'

type Promo = Answer<'listPromos'>['items'][number]
interface Draft { code: string; name: string; off: 'percent' | 'amount'; percent: number | null; amount: WireMoney | null; max_uses: number | null; min_nights: number; book_from: string | null; book_to: string | null; stay_from: string | null; stay_to: string | null }
const empty: Draft = { code: '', name: '', off: 'percent', percent: 10, amount: null, max_uses: null, min_nights: 1, book_from: null, book_to: null, stay_from: null, stay_to: null }

/** Codes that take something off, each with its limits and how often it was used. */
export function PromosPage() {
  const { say } = useWords()
  const { venue } = useSetup()
  const list = useAsk('listPromos', { params: { venue: venue.id } })
  const put = useTell('putPromo', { refreshes: ['listPromos'] })
  const stop = (promo: Promo) => { const { code, uses: _uses, ...rest } = promo; put.mutate({ params: { venue: venue.id, code }, body: { ...rest, active: !promo.active } } as never) }
  return (
    <div className="stack step-form">
      <Head title={`${say('admin.step.promos')} · ${venue.name}`} keepPrivate />
      <header className="stack step-head"><h1>{say('admin.step.promos')}</h1><p className="muted">{say('admin.promos.lead')}</p></header>
      {list.error && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Skeleton lines={3} />}
      {list.data && <Table caption={say('admin.step.promos')} rows={list.data.items} rowKey={(one) => one.code} empty={<EmptyState icon={<Ticket />} title={say('admin.promos.none')} />} columns={[
        { key: 'code', head: say('admin.promos.code'), cell: (one) => <><span className="strong figures">{one.code}</span> <bdi className="muted">{one.name}</bdi></> },
        { key: 'off', head: say('admin.promos.off'), numeric: true, cell: (one) => (one.percent !== null ? `${one.percent}%` : one.amount !== null && <MoneyText money={one.amount} />) },
        { key: 'uses', head: say('admin.promos.uses'), numeric: true, cell: (one) => (one.max_uses === null ? one.uses : `${one.uses} / ${one.max_uses}`) },
        { key: 'state', head: say('admin.promos.state'), cell: (one) => <Badge tone={one.active ? 'good' : 'plain'}>{say(one.active ? 'admin.promos.active' : 'admin.promos.stopped')}</Badge> },
        { key: 'do', head: '', cell: (one) => <Button size="small" look="plain" busy={put.isPending} onClick={() => stop(one)}>{say(one.active ? 'admin.promos.stop' : 'admin.promos.start')}</Button> },
      ]} />}
      {put.error && <ErrorNotice error={put.error} />}
      <NewPromo />
    </div>
  )
}

function NewPromo() {
  const { say } = useWords()
  const words = useFieldWords()
  const toast = useToast()
  const { venue } = useSetup()
  const [draft, setDraft] = useState(empty)
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const put = useTell('putPromo', { refreshes: ['listPromos'], onDone: () => { setDraft(empty); toast(say('admin.promos.saved'), { tone: 'good' }) } })
  const problem = problemOf(put.error)
  const errorAt = (field: string) => words(problem?.fields[`/${field}`])
  const { code, off, percent, amount, ...rest } = draft
  return (
    <form className="item stack" noValidate aria-label={say('admin.promos.add')} onSubmit={(event) => { event.preventDefault(); put.mutate({ params: { venue: venue.id, code }, body: { ...rest, percent: off === 'percent' ? percent : null, amount: off === 'amount' ? amount : null } } as never) }}>
      <h2>{say('admin.promos.add')}</h2>
      <div className="fields fields-small">
        <TextField label={say('admin.promos.code')} dir="ltr" maxLength={30} value={code} onChange={(event) => set({ code: event.target.value.toUpperCase().replace(/[^A-Z0-9_-]/g, '') })} error={errorAt('code')} />
        <TextField label={say('field.name')} dir="auto" maxLength={80} value={draft.name} onChange={(event) => set({ name: event.target.value })} error={errorAt('name')} />
      </div>
      <Choices label={say('admin.promos.off')} value={off} onChange={(next) => set({ off: next })} choices={(['percent', 'amount'] as const).map((value) => ({ value, label: say(`admin.promos.off.${value}`) }))} />
      <div className="fields fields-small">
        {off === 'percent' ? <NumberField label={say('admin.promos.percent')} after={<span className="faint">%</span>} value={percent} onChange={(next) => set({ percent: next })} error={errorAt('percent')} /> : <MoneyField label={say('admin.promos.amount')} currency={venue.currency} value={amount} onChange={(next) => set({ amount: next })} error={errorAt('amount')} />}
        <NumberField label={say('admin.promos.maxUses')} optional value={draft.max_uses} onChange={(uses) => set({ max_uses: uses })} error={errorAt('max_uses')} />
        <NumberField label={say('admin.promos.minNights')} value={draft.min_nights} onChange={(nights) => set({ min_nights: Math.max(1, nights ?? 1) })} error={errorAt('min_nights')} />
        <DateField label={say('admin.promos.bookFrom')} optional value={draft.book_from} onChange={(date) => set({ book_from: date })} error={errorAt('book_from')} />
        <DateField label={say('admin.promos.bookTo')} optional value={draft.book_to} onChange={(date) => set({ book_to: date })} error={errorAt('book_to')} />
        <DateField label={say('admin.promos.stayFrom')} optional value={draft.stay_from} onChange={(date) => set({ stay_from: date })} error={errorAt('stay_from')} />
        <DateField label={say('admin.promos.stayTo')} optional value={draft.stay_to} onChange={(date) => set({ stay_to: date })} error={errorAt('stay_to')} />
      </div>
      {problem && <ErrorNotice error={problem} {...(Object.keys(problem.fields).length > 0 ? { title: say('admin.lookAgain') } : {})} />}
      <div><Button type="submit" look="primary" busy={put.isPending} disabled={code.length < 2 || draft.name.trim() === ''}>{say('admin.promos.save')}</Button></div>
    </form>
  )
}
