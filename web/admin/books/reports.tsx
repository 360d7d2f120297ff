import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { useApi, useAsk } from '../../ui/api.ts'
import { Button } from '../../ui/controls.tsx'
import { DateText, EmptyState, ErrorNotice, MoneyText, Notice, Skeleton, Table, WhenText } from '../../ui/show.tsx'
import { useWords, type Say } from '../../ui/words.tsx'
import { DateField } from '../inputs.tsx'
import { useSetup } from '../setup.tsx'
import { SpanFields } from './span.tsx'

/** `revenue.room` → “Revenue: room”; codes of taxes and providers stay as they are. */
export function accountName(account: string, say: Say): string {
  const [head, ...rest] = account.split('.')
  const names = new Set(['guest', 'deposits', 'city', 'house', 'cash', 'bank', 'tips', 'refunds_due', 'over_short', 'due', 'written_off', 'card', 'revenue', 'tax', 'fee'])
  if (!names.has(head!)) return account
  const tail = rest.join('.')
  const known = new Set(['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other', 'no_show', 'cancellation'])
  return tail === '' ? say(`admin.books.account.${head as 'guest'}`) : `${say(`admin.books.account.${head as 'guest'}`)}: ${known.has(tail) ? say(`admin.books.category.${tail as 'room'}`) : tail}`
}
const zero = (money: { amount: string }) => money.amount === '0'

export function Trial() {
  const { say } = useWords()
  const { venue } = useSetup()
  const [date, setDate] = useState<string | null>(null)
  const asked = useAsk('trialBalance', { params: { venue: venue.id }, query: (date === null ? {} : { date }) as never })
  const check = useAsk('checkBooks', { params: { venue: venue.id } })
  return (
    <div className="stack">
      <div className="books-span"><DateField label={say('admin.books.asOf')} optional value={date} onChange={setDate} /></div>
      {check.data && (check.data.differences.length === 0
        ? <Notice tone="good" icon={<CircleCheck />}><p>{say('admin.books.agrees')}</p></Notice>
        : <Notice tone="signal"><p className="strong">{say('admin.books.differs', { count: check.data.differences.length })}</p><ul>{check.data.differences.slice(0, 20).map((one, i) => <li key={i}>{[one.what, one.account, one.subject, one.day].filter(Boolean).join(' · ')}: {one.expected} / {one.found}</li>)}</ul></Notice>)}
      {asked.error && <ErrorNotice error={asked.error} />}
      {asked.isPending && <Skeleton lines={6} />}
      {asked.data && asked.data.accounts.length === 0 && <EmptyState title={say('admin.books.nothing')} />}
      {asked.data && asked.data.accounts.length > 0 && <Table caption={say('admin.books.trial')} rows={[...asked.data.accounts, { account: '', debit: asked.data.debit, credit: asked.data.credit }]} rowKey={(one) => one.account || 'total'} columns={[
        { key: 'account', head: say('admin.books.accountHead'), cell: (one) => (one.account === '' ? <strong>{say('admin.books.total')}</strong> : accountName(one.account, say)) },
        { key: 'debit', head: say('admin.books.debit'), numeric: true, cell: (one) => (zero(one.debit) ? '' : <MoneyText money={one.debit} className={one.account === '' ? 'strong' : ''} />) },
        { key: 'credit', head: say('admin.books.credit'), numeric: true, cell: (one) => (zero(one.credit) ? '' : <MoneyText money={one.credit} className={one.account === '' ? 'strong' : ''} />) },
      ]} />}
    </div>
  )
}

export function Payments() {
  const { say } = useWords()
  const { venue } = useSetup()
  const [span, setSpan] = useState({ from: `${venue.today.slice(0, 7)}-01`, to: venue.today as string })
  const asked = useAsk('paymentsReport', { params: { venue: venue.id }, query: span as never })
  return (
    <div className="stack">
      <SpanFields today={venue.today} value={span} onChange={setSpan} />
      {asked.error && <ErrorNotice error={asked.error} />}
      {asked.isPending && <Skeleton lines={4} />}
      {asked.data && <><Table caption={say('admin.books.payments')} rows={asked.data.totals} rowKey={(one) => one.method} empty={<EmptyState title={say('admin.books.nothing')} />} columns={[
        { key: 'method', head: say('admin.books.method'), cell: (one) => methodName(one.method, say) },
        { key: 'in', head: say('admin.books.received'), numeric: true, cell: (one) => <MoneyText money={one.received} className="strong" /> },
        { key: 'out', head: say('admin.books.paidOut'), numeric: true, cell: (one) => (zero(one.paid_out) ? '' : <MoneyText money={one.paid_out} />) },
      ]} />
      <p>{say('admin.books.tips')} <MoneyText money={asked.data.tips} className="strong" /></p>
      {asked.data.days.length > 0 && <Table caption={say('admin.books.paymentsByDay')} rows={asked.data.days.flatMap((day) => day.methods.map((one) => ({ ...one, day: day.business_date })))} rowKey={(one) => `${one.day} ${one.method}`} columns={[
        { key: 'day', head: say('admin.books.day'), cell: (one) => <DateText date={one.day} style="short" /> },
        { key: 'method', head: say('admin.books.method'), cell: (one) => methodName(one.method, say) },
        { key: 'in', head: say('admin.books.received'), numeric: true, cell: (one) => <MoneyText money={one.received} /> },
        { key: 'out', head: say('admin.books.paidOut'), numeric: true, cell: (one) => (zero(one.paid_out) ? '' : <MoneyText money={one.paid_out} />) },
      ]} />}</>}
    </div>
  )
}
function methodName(method: string, say: Say): string {
  if (method === 'transfer' || method === 'card_terminal') return say(`admin.books.method.${method}`)
  return method === 'cash' || method === 'bank' || method === 'card' || method.startsWith('card.') ? accountName(method, say) : method
}

export function Deposits() {
  const { say } = useWords()
  const { venue } = useSetup()
  const asked = useAsk('depositsReport', { params: { venue: venue.id }, query: {} as never })
  if (asked.data === undefined) return asked.error ? <ErrorNotice error={asked.error} /> : <Skeleton lines={5} />
  return (
    <div className="stack">
      <p className="lead">{say('admin.books.held')} <MoneyText money={asked.data.total} className="strong" /></p>
      <Table caption={say('admin.books.deposits')} rows={asked.data.items} rowKey={(one) => one.booking} empty={<EmptyState title={say('admin.books.noDeposits')} />} columns={[
        { key: 'guest', head: say('admin.books.guest'), cell: (one) => <a href={`/desk/v/${venue.id}?open=${one.booking}`}><bdi>{one.guest_name ?? one.code ?? one.booking}</bdi></a> },
        { key: 'code', head: say('admin.books.code'), cell: (one) => <span className="figures muted">{one.code}</span> },
        { key: 'arrival', head: say('admin.books.arrival'), cell: (one) => (one.arrival === null ? '' : <DateText date={one.arrival} style="short" />) },
        { key: 'amount', head: say('admin.books.amount'), numeric: true, cell: (one) => <MoneyText money={one.amount} className="strong" /> },
      ]} />
    </div>
  )
}

const kinds = new Set(['night', 'charge', 'payment', 'refund', 'correction', 'settlement', 'split', 'transfer', 'deposit', 'fee', 'count'])
const kindName = (kind: string, say: Say): string => (kinds.has(kind) ? say(`admin.books.kind.${kind as 'night'}`) : kind.replaceAll('_', ' '))

/** Every journal, newest first, with its lines: what the figures above are made of. */
export function Journals() {
  const { say } = useWords()
  const { venue } = useSetup()
  const call = useApi()
  const list = useInfiniteQuery({
    queryKey: ['listJournals', { venue: venue.id }],
    queryFn: ({ pageParam, signal }) => call('listJournals', { params: { venue: venue.id }, query: { limit: 30, ...(pageParam === '' ? {} : { cursor: pageParam }) } as never, signal }),
    initialPageParam: '', getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  const journals = list.data?.pages.flatMap((page) => page.items) ?? []
  if (list.isPending) return <Skeleton lines={6} />
  return (
    <div className="stack">
      {list.error && <ErrorNotice error={list.error} />}
      {journals.length === 0 && <EmptyState title={say('admin.books.nothing')} />}
      <ol className="journals">{journals.map((journal) => (
        <li key={journal.id} className="journal">
          <p className="journal-head"><span className="strong figures">{journal.no}</span> <DateText date={journal.business_date} style="short" /> <span>{kindName(journal.kind, say)}</span> <span className="muted small"><WhenText at={journal.at} timeZone={venue.time_zone} />{journal.reversed_by !== null && ` · ${say('admin.books.reversed', { no: journal.reversed_by })}`}</span></p>
          <ul role="list">{journal.lines.map((line, i) => <li key={i} className="journal-line"><span className="grow">{accountName(line.account, say)}</span><span className="figures">{zero(line.debit) ? '' : <MoneyText money={line.debit} />}</span><span className="figures">{zero(line.credit) ? '' : <MoneyText money={line.credit} />}</span></li>)}</ul>
        </li>
      ))}</ol>
      {list.hasNextPage && <div><Button busy={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage() }}>{say('admin.books.older')}</Button></div>}
    </div>
  )
}
