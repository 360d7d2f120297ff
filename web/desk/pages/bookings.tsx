import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Search, SearchX } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useApi } from '../../ui/api.ts'
import { Button, SelectField, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState, ErrorNotice, Skeleton, WhenText, type ReservationStatus } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { StayTable } from '../board-hotel.tsx'
import { useDesk, type Line } from '../desk.ts'
import type { ListSearch } from '../router.tsx'
import { showLines } from '../row-keys.ts'
import { GuestCell, RoomText, Rows, type CellsProps } from '../rows.tsx'

const states: ReservationStatus[] = ['held', 'confirmed', 'arrived', 'completed', 'cancelled', 'no_show', 'expired']

/** Every booking of the venue, filtered by what the address says; by the day on which they begin. */
export function BookingsPage() {
  const { say } = useWords()
  const desk = useDesk()
  const call = useApi()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as ListSearch
  const { q, to, status } = search
  // A year of history would come first: unless a day or a guest is asked for, the list begins today.
  const from = search.from === 'all' ? undefined : search.from ?? (q === undefined && to === undefined && desk.today !== '' ? desk.today : undefined)
  const [text, setText] = useState(q ?? '')
  const set = (change: ListSearch) => { void navigate({ to: '.', search: ((old: ListSearch) => ({ ...old, ...change })) as never, replace: true }) }
  useEffect(() => {
    const timer = setTimeout(() => { if (text !== (q ?? '')) set({ q: text === '' ? undefined : text }) }, 200)
    return () => { clearTimeout(timer) }
  })

  const query = { q, from, to, status, limit: 50 }
  const list = useInfiniteQuery({
    queryKey: ['listBookings', { venue: desk.venue.id, ...query }],
    queryFn: ({ pageParam, signal }) => call('listBookings', { params: { venue: desk.venue.id } as never, query: { ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) } as never, signal }),
    initialPageParam: '', getNextPageParam: (page) => page.next_cursor ?? undefined, placeholderData: keepPreviousData,
  })
  const lines = list.data?.pages.flatMap((page) => page.items)
  useEffect(() => {
    showLines('bookings', lines ?? [])
    return () => { showLines('bookings', []) }
  }, [lines])
  const filtered = q !== undefined || search.from !== undefined || to !== undefined || status !== undefined
  const clear = () => { setText(''); set({ q: undefined, from: undefined, to: undefined, status: undefined }) }
  return (
    <div className="board">
      <Head title={`${say('desk.list.title')} · ${desk.venue.name}`} keepPrivate />
      <form className="filters" role="search" onSubmit={(event) => { event.preventDefault() }}>
        <TextField className="filter-find" label={say('desk.list.find')} type="search" before={<Search aria-hidden />} value={text} onChange={(event) => { setText(event.target.value) }} />
        <TextField label={say('desk.list.from')} type="date" value={from ?? ''} onChange={(event) => { set({ from: event.target.value || 'all' }) }} />
        <TextField label={say('desk.list.to')} type="date" value={to ?? ''} onChange={(event) => { set({ to: event.target.value || undefined }) }} />
        <SelectField label={say('desk.list.state')} value={status ?? ''} onChange={(event) => { set({ status: event.target.value || undefined }) }}>
          <option value="">{say('desk.list.any')}</option>
          {states.map((one) => <option key={one} value={one}>{say(`status.${one}`)}</option>)}
        </SelectField>
        {filtered && <Button size="small" look="plain" onClick={clear}>{say('desk.list.clear')}</Button>}
      </form>
      {list.error && <ErrorNotice error={list.error} onRetry={() => { void list.refetch() }} />}
      {lines === undefined ? list.error === null && <Skeleton lines={10} /> : lines.length === 0
        ? <EmptyState icon={<SearchX />} title={say('desk.list.none')} action={filtered ? <Button onClick={clear}>{say('desk.list.clear')}</Button> : undefined} />
        : <section className="board-section" aria-label={say('desk.list.title')}>{desk.venue.kind === 'hotel' ? <StayTable caption={say('desk.list.title')} lines={lines} /> : <SittingTable lines={lines} />}</section>}
      {list.hasNextPage && <p className="more"><Button busy={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage() }}>{say('action.moreRows')}</Button></p>}
    </div>
  )
}

function SittingTable({ lines }: { lines: readonly Line[] }) {
  const { say } = useWords()
  return (
    <table className="board-table">
      <caption className="visually-hidden">{say('desk.list.title')}</caption>
      <thead><tr>
        <th scope="col" className="col-guest">{say('desk.column.guest')}</th><th scope="col" className="wide-only col-when">{say('desk.column.when')}</th><th scope="col" className="numeric col-people">{say('desk.column.party')}</th><th scope="col" className="wide-only col-table">{say('desk.column.table')}</th>
        <th scope="col" className="wider-only col-channel">{say('desk.column.code')}</th><th scope="col" className="wider-only col-channel">{say('desk.column.channel')}</th><th scope="col" className="wide-only col-state">{say('desk.column.state')}</th><th scope="col" className="col-step"><span className="visually-hidden">{say('desk.column.do')}</span></th>
      </tr></thead>
      <Rows lines={lines} Cells={DatedSittingCells} />
    </table>
  )
}

function DatedSittingCells({ line, open }: CellsProps) {
  const { say } = useWords()
  return (
    <>
      <GuestCell line={line} open={open} under={line.at !== null && <><WhenText at={line.at} /> <RoomText line={line} quiet /></>} />
      <td className="wide-only nowrap">{line.at !== null && <WhenText at={line.at} />}</td>
      <td className="numeric figures">{line.guests}</td>
      <td className="nowrap wide-only"><RoomText line={line} /></td>
      <td className="wider-only figures muted">{line.code}</td>
      <td className="wider-only muted">{say(`desk.channel.${line.channel}`)}</td>
    </>
  )
}
