import { useNavigate, useSearch } from '@tanstack/react-router'
import { TriangleAlert, Users } from 'lucide-react'
import { useState } from 'react'
import { useAsk } from '../../ui/api.ts'
import { Button, Choices } from '../../ui/controls.tsx'
import { useKey } from '../../ui/overlays.tsx'
import { Head } from '../../ui/page.tsx'
import { DateRangeText, EmptyState, ErrorNotice, Skeleton, Table } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { BlockPanel } from '../block-panel.tsx'
import { BlockBadge, PickUp, Until, type Block } from '../block-words.tsx'
import { mayManageGroups, useDesk } from '../desk.ts'
import { Leases } from '../leases.tsx'
import { NewBlock } from '../new-block.tsx'
import { OverbookedCases } from '../overbooked.tsx'
import type { GroupsSearch } from '../router.tsx'

type View = 'groups' | 'leases' | 'overbooked'

/** Rooms set aside: groups and allotments, what desks have leased, and what was sold beyond what there is. */
export function GroupsPage() {
  const { say } = useWords()
  const desk = useDesk()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as GroupsSearch
  const hotel = desk.venue.kind === 'hotel'
  const view: View = search.view ?? (hotel ? 'groups' : 'leases')
  const set = (change: Partial<GroupsSearch>) => { void navigate({ to: '.', search: ((old: GroupsSearch) => ({ ...old, ...change })) as never, replace: true }) }
  const open = useAsk('listOverbooked', { params: { venue: desk.venue.id } as never, query: { limit: 100 } as never }, { refetchInterval: 60_000 })
  const cases = open.data?.items.length ?? 0
  return (
    <div className="board groups-page">
      <Head title={`${say('desk.groups.title')} · ${desk.venue.name}`} keepPrivate />
      <Choices label={say('desk.groups.title')} hideLabel value={view} onChange={(value: View) => { set({ view: value, block: undefined }) }} choices={[
        ...(hotel ? [{ value: 'groups' as const, label: say('desk.groups.tab') }] : []),
        { value: 'leases', label: say('desk.leases.tab') },
        { value: 'overbooked', label: cases === 0 ? say('desk.over.tab') : `${say('desk.over.tab')} (${cases})`, ...(cases === 0 ? {} : { icon: <TriangleAlert aria-hidden /> }) },
      ]} />
      {view === 'groups' && <Blocks selected={search.block} onSelect={(block) => { set({ block }) }} />}
      {view === 'leases' && <Leases />}
      {view === 'overbooked' && <OverbookedCases />}
    </div>
  )
}

function Blocks({ selected, onSelect }: { selected: string | undefined; onSelect: (block: string | undefined) => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const [past, setPast] = useState<'yes' | 'no'>('no')
  const [making, setMaking] = useState<'block' | 'allotment' | null>(null)
  const list = useAsk('listBlocks', { params: { venue: desk.venue.id } as never, query: { past, limit: 100 } as never }, { placeholderData: (before) => before })
  const manages = mayManageGroups(desk)
  useKey('i', () => { if (manages) setMaking('block') })
  return (
    <section className="board-section" aria-labelledby="groups-title">
      <div className="row spread">
        <h2 id="groups-title">{say('desk.groups.tab')}</h2>
        <div className="row">
          <Button size="small" look="plain" aria-pressed={past === 'yes'} onClick={() => { setPast(past === 'yes' ? 'no' : 'yes') }}>{say(past === 'yes' ? 'desk.groups.hidePast' : 'desk.groups.showPast')}</Button>
          {manages && <Button size="small" onClick={() => { setMaking('allotment') }}>{say('desk.groups.newAllotment')}</Button>}
          {manages && <Button size="small" look="primary" icon={<Users aria-hidden className="icon" />} onClick={() => { setMaking('block') }}>{say('desk.groups.new')}</Button>}
        </div>
      </div>
      {list.error && list.data === undefined && <ErrorNotice error={list.error} onRetry={() => { void list.refetch() }} />}
      {list.data === undefined ? list.error === null && <Skeleton lines={6} /> : (
        <Table<Block> caption={say('desk.groups.tab')} rows={list.data.items} rowKey={(row) => row.id} onRow={(row) => { onSelect(row.id) }}
          empty={<EmptyState icon={<Users />} title={say('desk.groups.none')} action={manages ? <Button onClick={() => { setMaking('block') }}>{say('desk.groups.new')}</Button> : undefined}>{say('desk.groups.noneDetail')}</EmptyState>}
          columns={[
            { key: 'name', head: say('desk.groups.name'), cell: (row) => <><button type="button" className="link strong" onClick={(event) => { event.stopPropagation(); onSelect(row.id) }}><bdi>{row.name}</bdi></button>{row.kind === 'allotment' && <span className="small muted"> · {say(row.guaranteed ? 'desk.groups.allotment' : 'desk.groups.limit')}</span>}</> },
            { key: 'dates', head: say('desk.groups.dates'), cell: (row) => <DateRangeText from={row.arrival} to={row.departure} className="nowrap" /> },
            { key: 'state', head: say('desk.column.state'), cell: (row) => <BlockBadge block={row} /> },
            { key: 'picked', head: say('desk.groups.pickedUp'), numeric: true, cell: (row) => <PickUp picked={row.picked_up} contracted={row.contracted} /> },
            { key: 'left', head: say('desk.groups.left'), numeric: true, cell: (row) => row.left },
            { key: 'until', head: say('desk.groups.until'), className: 'wide-only', cell: (row) => <Until block={row} /> },
            { key: 'code', head: say('desk.groups.code'), className: 'wide-only figures', cell: (row) => row.code },
          ]} />
      )}
      {selected !== undefined && <BlockPanel key={selected} block={selected} onClose={() => { onSelect(undefined) }} />}
      {making !== null && <NewBlock kind={making} onClose={() => { setMaking(null) }} onMade={(block) => { setMaking(null); onSelect(block) }} />}
    </section>
  )
}
