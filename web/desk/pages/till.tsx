import { Wallet } from 'lucide-react'
import { useState } from 'react'
import type { WireMoney } from '@holdfast/contract'
import { MoneyField, noMoney } from '../../ui/amounts.tsx'
import { useAsk, type Answer } from '../../ui/api.ts'
import { Button, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { Badge, DateText, EmptyState, ErrorNotice, MoneyText, Skeleton, Table } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { Ask, useStep } from '../bill/ask.tsx'
import type { Folio } from '../bill/bill.ts'
import { MoneyTabs } from '../bill/tabs.tsx'
import { useDesk } from '../desk.ts'

type Shift = Answer<'listShifts'>['items'][number]

/** Shifts at the tills: opened with a float, closed with a count that is made before the sum is told. */
export function TillPage() {
  const { say } = useWords()
  const desk = useDesk()
  const venue = desk.venue.id as Folio['venue']
  const shifts = useAsk('listShifts', { params: { venue }, query: { limit: 30 } as never })
  // Who counts a till may not see the night's figures; the board, which everybody at the desk sees, names the currency.
  const currency = useAsk('board', { params: { venue } as never, query: {} }).data?.venue.currency
  const [opening, setOpening] = useState(false)
  const [closing, setClosing] = useState<Shift | null>(null)
  const mine = shifts.data?.items.find((one) => one.status === 'open' && one.account === desk.staff.person.account)
  return (
    <div className="board">
      <Head title={`${say('desk.till.title')} · ${desk.venue.name}`} keepPrivate />
      <MoneyTabs />
      {shifts.error && <ErrorNotice error={shifts.error} onRetry={() => { void shifts.refetch() }} />}
      {shifts.isPending && <Skeleton lines={5} />}
      {shifts.data && (mine === undefined
        ? <EmptyState icon={<Wallet />} title={say('desk.till.none')} action={<Button look="primary" onClick={() => { setOpening(true) }}>{say('desk.till.open')}</Button>}>{say('desk.till.hint')}</EmptyState>
        : <section className="till-mine stack" aria-label={say('desk.till.mine')}>
          <h2 className="bill-heading"><bdi>{mine.till}</bdi> <Badge tone="good">{say('desk.bills.open')}</Badge><span className="grow" /><Button look="primary" size="small" onClick={() => { setClosing(mine) }}>{say('desk.till.close')}</Button></h2>
          <p>{say('desk.till.float')} <MoneyText money={mine.float} className="strong" /></p>
        </section>)}
      {shifts.data && shifts.data.items.length > 0 && <Table caption={say('desk.till.shifts')} rows={shifts.data.items} rowKey={(one) => one.id} columns={[
        { key: 'date', head: say('desk.column.when'), cell: (one) => <DateText date={one.business_date} style="short" /> },
        { key: 'till', head: say('desk.till.till'), cell: (one) => <bdi>{one.till}</bdi> },
        { key: 'who', head: say('desk.till.cashier'), cell: (one) => <bdi>{one.cashier_name}</bdi> },
        { key: 'float', head: say('desk.till.float'), numeric: true, cell: (one) => <MoneyText money={one.float} /> },
        { key: 'counted', head: say('desk.till.counted'), numeric: true, cell: (one) => (one.counted === null ? '–' : <MoneyText money={one.counted} />) },
        { key: 'difference', head: say('desk.till.difference'), numeric: true, cell: (one) => (one.difference === null ? '–' : <MoneyText money={one.difference} className={one.difference.amount === '0' ? 'muted' : 'strong'} />) },
        { key: 'state', head: say('desk.column.state'), cell: (one) => <Badge tone={one.status === 'open' ? 'wait' : 'plain'}>{say(`desk.bills.${one.status}`)}</Badge> },
      ]} />}
      {opening && currency !== undefined && <OpenShift currency={currency} onClose={() => { setOpening(false) }} />}
      {closing !== null && <CloseShift shift={closing} onClose={() => { setClosing(null) }} />}
    </div>
  )
}

function OpenShift({ currency, onClose }: { currency: string; onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const [form, setForm] = useState({ till: say('desk.till.first'), float: noMoney(currency) as WireMoney | null })
  const step = useStep('openShift', form, say('desk.till.opened'), onClose)
  return (
    <Ask title={say('desk.till.open')} action={say('desk.till.open')} busy={step.busy} problem={step.problem} disabled={form.float === null} onClose={onClose} onDo={() => { step.run({ params: { venue: desk.venue.id }, body: form }) }}>
      <TextField label={say('desk.till.till')} dir="auto" maxLength={40} value={form.till} onChange={(event) => { setForm({ ...form, till: event.target.value }) }} error={step.errorAt('/till')} />
      <MoneyField label={say('desk.till.float')} hint={say('desk.till.floatHint')} data-autofocus="" currency={currency} value={form.float} onChange={(float) => { setForm({ ...form, float }) }} error={step.errorAt('/float')} />
    </Ask>
  )
}

function CloseShift({ shift, onClose }: { shift: Shift; onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const [counted, setCounted] = useState<WireMoney | null>(null)
  const step = useStep('closeShift', { shift: shift.id, counted }, say('desk.till.closed'), onClose)
  return (
    <Ask title={say('desk.till.close')} action={say('desk.till.close')} busy={step.busy} problem={step.problem} disabled={counted === null} onClose={onClose} onDo={() => { step.run({ params: { venue: desk.venue.id, shift: shift.id }, body: { counted } }) }}>
      <MoneyField label={say('desk.till.count')} hint={say('desk.till.countHint')} data-autofocus="" currency={shift.float.currency} value={counted} onChange={setCounted} error={step.errorAt('/counted')} />
    </Ask>
  )
}
