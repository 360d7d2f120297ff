import { keepPreviousData } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus, ReceiptText } from 'lucide-react'
import { useState } from 'react'
import type { WireMoney } from '@holdfast/contract'
import { MoneyField } from '../../ui/amounts.tsx'
import { useAsk } from '../../ui/api.ts'
import { Button, Choices, Stepper, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState, ErrorNotice, Skeleton, Table } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { Ask, Balance, useStep } from '../bill/ask.tsx'
import { mayCharge, mayManageAccounts, nameOfFolio, type Folio } from '../bill/bill.ts'
import { MoneyTabs } from '../bill/tabs.tsx'
import { useDesk } from '../desk.ts'

type Shown = 'stay' | 'table' | 'city' | 'house'

/** Bills of guests and tables, and accounts of companies and of the house. */
export function BillsPage() {
  const { say } = useWords()
  const desk = useDesk()
  const navigate = useNavigate()
  const hotel = desk.venue.kind === 'hotel'
  const [kind, setKind] = useState<Shown>(hotel ? 'stay' : 'table')
  const [status, setStatus] = useState<'open' | 'closed'>('open')
  const [asking, setAsking] = useState(false)
  const list = useAsk('listFolios', { params: { venue: desk.venue.id as Folio['venue'] }, query: { kind, status, limit: 100 } as never }, { placeholderData: keepPreviousData })
  const account = kind === 'city' || kind === 'house'
  const go = (folio: string) => { void navigate({ to: '/v/$venue/bill/$folio' as string, params: { venue: desk.venue.id, folio } as never }) }
  const mayOpen = account ? mayManageAccounts(desk) : kind === 'table' && mayCharge(desk)
  return (
    <div className="board">
      <Head title={`${say('desk.bills.title')} · ${desk.venue.name}`} keepPrivate />
      <MoneyTabs />
      <div className="row bills-filter">
        <Choices label={say('desk.bills.which')} hideLabel value={kind} onChange={setKind} choices={(hotel ? ['stay', 'city', 'house'] as const : ['table', 'city', 'house'] as const).map((value) => ({ value, label: say(`desk.bill.kinds.${value}`) }))} />
        <Choices label={say('desk.column.state')} hideLabel value={status} onChange={setStatus} choices={(['open', 'closed'] as const).map((value) => ({ value, label: say(`desk.bills.${value}`) }))} />
        <span className="grow" />
        {mayOpen && <Button size="small" icon={<Plus aria-hidden />} onClick={() => { setAsking(true) }}>{say(account ? 'desk.bills.newAccount' : 'desk.bills.new')}</Button>}
      </div>
      {list.error && <ErrorNotice error={list.error} onRetry={() => { void list.refetch() }} />}
      {list.isPending && <Skeleton lines={6} />}
      {list.data && <Table caption={say('desk.bills.title')} rows={list.data.items} rowKey={(one) => one.id} onRow={(one) => { go(one.id) }} empty={<EmptyState icon={<ReceiptText />} title={say('desk.bills.none')} />} columns={[
        { key: 'name', head: say('desk.column.guest'), cell: (one) => <a className="strong" href={`/desk/v/${desk.venue.id}/bill/${one.id}`} onClick={(event) => { event.preventDefault(); event.stopPropagation(); go(one.id) }}><bdi>{nameOfFolio(one)}</bdi></a> },
        ...(kind === 'stay' ? [{ key: 'room', head: say('desk.column.room'), cell: (one: { rooms: string[] }) => <bdi>{one.rooms.join(', ')}</bdi> }] : []),
        { key: 'code', head: say('desk.column.code'), cell: (one) => <bdi className="figures muted">{one.code}</bdi> },
        { key: 'balance', head: say('desk.bill.balance'), numeric: true, cell: (one) => <Balance money={one.balance} /> },
      ]} />}
      {asking && (account ? <NewAccount kind={kind} onClose={() => { setAsking(false) }} onMade={go} /> : <NewBill onClose={() => { setAsking(false) }} onMade={go} />)}
    </div>
  )
}

interface NewProps { onClose: () => void; onMade: (folio: string) => void }

function NewBill({ onClose, onMade }: NewProps) {
  const { say } = useWords()
  const desk = useDesk()
  const [form, setForm] = useState({ name: '', covers: 2 })
  const step = useStep('openBill', form, say('desk.bills.opened'), (folio) => { onClose(); onMade(folio.id) })
  return (
    <Ask title={say('desk.bills.new')} action={say('desk.bills.new')} busy={step.busy} problem={step.problem} disabled={form.name.trim() === ''} onClose={onClose} onDo={() => { step.run({ params: { venue: desk.venue.id }, body: form }) }}>
      <TextField label={say('desk.bills.table')} hint={say('desk.bills.tableHint')} data-autofocus="" dir="auto" maxLength={60} value={form.name} onChange={(event) => { setForm({ ...form, name: event.target.value }) }} error={step.errorAt('/name')} />
      <Stepper label={say('desk.bills.covers')} value={form.covers} onChange={(covers) => { setForm({ ...form, covers }) }} />
    </Ask>
  )
}

function NewAccount({ kind, onClose, onMade }: NewProps & { kind: 'city' | 'house' }) {
  const { say } = useWords()
  const desk = useDesk()
  // The venue's currency: an account is opened before any amount is known here, so it is read from the night's figures.
  const night = useAsk('getNight', { params: { venue: desk.venue.id as Folio['venue'] } })
  const [form, setForm] = useState({ name: '', limit: null as WireMoney | null })
  const step = useStep('createAccount', { kind, ...form }, say('desk.bills.opened'), (folio) => { onClose(); onMade(folio.id) })
  return (
    <Ask title={say('desk.bills.newAccount')} action={say('desk.bills.newAccount')} busy={step.busy} problem={step.problem} disabled={form.name.trim() === ''} onClose={onClose} onDo={() => { step.run({ params: { venue: desk.venue.id }, body: { kind, name: form.name, credit_limit: form.limit } }) }}>
      <TextField label={say(kind === 'city' ? 'desk.bills.company' : 'field.name')} data-autofocus="" dir="auto" maxLength={120} value={form.name} onChange={(event) => { setForm({ ...form, name: event.target.value }) }} error={step.errorAt('/name')} />
      {kind === 'city' && night.data && <MoneyField label={say('desk.bill.limit')} optional currency={night.data.to_post.amount.currency} value={form.limit} onChange={(limit) => { setForm({ ...form, limit }) }} error={step.errorAt('/credit_limit')} />}
    </Ask>
  )
}
