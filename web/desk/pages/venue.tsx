import { Outlet, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { Footprints, Phone, Store } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { datePlus } from '@holdfast/contract/words'
import { useAsk } from '../../ui/api.ts'
import { Button, buttonClass } from '../../ui/controls.tsx'
import { KeyboardHelp, useKey, type KeyLine } from '../../ui/overlays.tsx'
import { EmptyState } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { CancelDialog } from '../cancel-dialog.tsx'
import { ChangeBooking } from '../change-booking.tsx'
import { DeskProvider, mayBook, type Desk, type Starting, type Target } from '../desk.ts'
import { useLive } from '../live.ts'
import { useMoves } from '../moves.ts'
import { NewBooking } from '../new-booking.tsx'
import { Panel } from '../panel.tsx'
import type { ListSearch } from '../router.tsx'
import { useStaff, type StaffVenue } from '../session.tsx'
import { TopBar } from '../top-bar.tsx'
import { useRowKeys } from '../row-keys.ts'
import { rememberVenue } from './start.tsx'

/** The frame of a venue's pages: bar, live stream, keys, side panel, new bookings. */
export function VenuePage() {
  const { venue: id } = useParams({ strict: false }) as { venue: string }
  const staff = useStaff()
  const { say } = useWords()
  const venue = staff.venues.find((one) => one.id === id)
  if (venue === undefined) return <main className="centred"><EmptyState icon={<Store />} title={say('notFound.title')} action={<a className={buttonClass('primary')} href="/desk">{say('notFound.action')}</a>}>{say('notFound.detail')}</EmptyState></main>
  return <Frame key={venue.id} venue={venue} />
}

function Frame({ venue }: { venue: StaffVenue }) {
  const { say } = useWords()
  const staff = useStaff()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as ListSearch
  const onList = useRouterState({ select: (state) => !/\/v\/[^/]+(\/waitlist)?\/?$/.test(state.location.pathname) })
  const today = useAsk('board', { params: { venue: venue.id } as never, query: {} }, { refetchInterval: 60_000, staleTime: 5_000 })
  const onWaitlist = useRouterState({ select: (state) => state.location.pathname.endsWith('/waitlist') })
  const live = useLive(venue.id, today.data?.position)
  const moves = useMoves(venue.id)
  const [starting, setStarting] = useState<Starting | null>(null)
  const [cancelling, setCancelling] = useState<Target | null>(null)
  const [changing, setChanging] = useState<string | null>(null)
  const wide = useWide()
  useEffect(() => { rememberVenue(venue.id) }, [venue.id])

  const setSearch = (change: Partial<ListSearch>) => { void navigate({ to: '.', search: ((old: ListSearch) => ({ ...old, ...change })) as never, replace: true, resetScroll: false }) }
  const go = (to: '/v/$venue' | '/v/$venue/bookings' | '/v/$venue/waitlist' | '/v/$venue/groups', date?: string) => { void navigate({ to, params: { venue: venue.id }, search: (date === undefined ? {} : { date }) as never }) }
  const businessDate = today.data?.business_date ?? ''
  const desk: Desk = {
    venue, staff, live, today: businessDate, board: today.data, opened: search.open,
    open: (booking) => { setSearch({ open: booking }) },
    startNew: (kind, lease) => { setStarting({ kind, lease }) }, askCancel: setCancelling, change: setChanging, ...moves,
  }
  const date = search.date ?? businessDate
  const goDay = (to: string) => { go(onWaitlist ? '/v/$venue/waitlist' : '/v/$venue', to === businessDate ? undefined : to) }

  useRowKeys(desk)
  useKey('n', () => { if (mayBook(desk)) setStarting({ kind: 'walk_in' }) })
  useKey('p', () => { if (mayBook(desk)) setStarting({ kind: 'phone' }) })
  useKey('a', () => { go('/v/$venue/bookings') })
  useKey('w', () => { go('/v/$venue/waitlist') })
  useKey('g', () => { go('/v/$venue/groups') })
  useKey('t', () => { go('/v/$venue') })
  useKey('[', () => { if (date !== '') goDay(datePlus(date, -1)) })
  useKey(']', () => { if (date !== '') goDay(datePlus(date, 1)) })
  useKey('v', () => { document.querySelector<HTMLElement>('.venue-switch')?.focus() })
  const keys = useMemo<KeyLine[]>(() => [
    { keys: ['↑', '↓'], what: say('desk.keys.move') }, { keys: ['Enter'], what: say('desk.keys.open') }, { keys: ['S'], what: say('desk.keys.next') },
    { keys: ['X'], what: say('desk.keys.noShow') }, { keys: ['E'], what: say('desk.keys.change') }, { keys: ['C'], what: say('desk.keys.cancel') }, { keys: ['U'], what: say('desk.keys.undo') },
    { keys: ['N'], what: say('desk.keys.walkIn') }, { keys: ['P'], what: say('desk.keys.phone') }, { keys: ['/', 'Ctrl K'], what: say('desk.keys.find') },
    { keys: ['[', ']'], what: say('desk.keys.days') }, { keys: ['T'], what: say('desk.keys.today') }, { keys: ['A'], what: say('desk.keys.bookings') }, { keys: ['W'], what: say('desk.keys.waitlist') }, { keys: ['I'], what: say('desk.keys.addWaiting') }, { keys: ['G'], what: say('desk.keys.groups') },
    { keys: ['V'], what: say('desk.keys.venue') }, { keys: ['Esc'], what: say('desk.keys.close') },
  ], [say])

  return (
    <DeskProvider value={desk}>
      <a className="skip-link" href="#content">{say('app.skip')}</a>
      <TopBar date={date} onDay={goDay} onList={onList} go={go} />
      <div className="desk-body" data-panel={search.open !== undefined && wide ? '' : undefined}>
        <main id="content" tabIndex={-1} className="desk-main"><Outlet /></main>
        {search.open !== undefined && <Panel key={search.open} booking={search.open} wide={wide} />}
      </div>
      {mayBook(desk) && <div className="thumb-bar">
        <Button look="primary" icon={<Footprints aria-hidden className="icon" />} onClick={() => { setStarting({ kind: 'walk_in' }) }}>{say('desk.new.walkIn')}</Button>
        <Button icon={<Phone aria-hidden className="icon" />} onClick={() => { setStarting({ kind: 'phone' }) }}>{say('desk.new.phone')}</Button>
      </div>}
      {starting !== null && <NewBooking {...starting} onClose={() => { setStarting(null) }} />}
      {changing !== null && <ChangeBooking key={changing} booking={changing} onClose={() => { setChanging(null) }} />}
      <CancelDialog target={cancelling} onClose={() => { setCancelling(null) }} />
      <KeyboardHelp lines={keys} />
      <p className="visually-hidden" role="status">{live.changed.size > 0 ? say('desk.live.changed', { count: live.changed.size }) : ''}</p>
    </DeskProvider>
  )
}

/** Room for the panel beside the board. */
function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia('(min-width: 64rem)').matches)
  useEffect(() => {
    const query = matchMedia('(min-width: 64rem)')
    const change = () => { setWide(query.matches) }
    query.addEventListener('change', change)
    return () => { query.removeEventListener('change', change) }
  }, [])
  return wide
}
