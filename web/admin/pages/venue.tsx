import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router'
import { BookOpenText, CalendarOff, CalendarRange, Check, Circle, CircleDashed, Eye, Landmark, ListChecks, ReceiptText, Ticket, Users } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { buttonClass } from '../../ui/controls.tsx'
import { Badge, ErrorNotice, Skeleton } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { stateOf, stepsOf, type Setup, type Step } from '../lists.ts'
import { SignedIn } from '../session.tsx'
import { SetupProvider, useAskSetup } from '../setup.tsx'

export function VenuePage() {
  const { venue } = useParams({ strict: false }) as { venue: string }
  return <SignedIn>{() => <Venue key={venue} venue={venue} />}</SignedIn>
}

function Venue({ venue }: { venue: string }) {
  const setup = useAskSetup(venue)
  if (setup.isPending) return <main className="wrap venue-frame"><Skeleton lines={6} /></main>
  if (setup.isError) return <main className="wrap admin-narrow"><ErrorNotice error={setup.error} onRetry={() => void setup.refetch()} /></main>
  return (
    <SetupProvider value={setup.data}>
      <div className="wrap venue-frame"><Steps setup={setup.data} /><main id="content" tabIndex={-1} className="venue-main"><Outlet /></main></div>
    </SetupProvider>
  )
}

const marks = { done: Check, open: Circle, optional: CircleDashed }

function Steps({ setup }: { setup: Setup }) {
  const { say } = useWords()
  const at = useLocation().pathname.split('/')[2] ?? ''
  const list = useRef<HTMLUListElement>(null)
  // On a phone the steps are one line that scrolls: the current one is brought into sight.
  useEffect(() => { const here = list.current?.querySelector<HTMLElement>(`[data-step="${at}"]`); if (here && list.current) list.current.scrollLeft += here.getBoundingClientRect().left + here.offsetWidth / 2 - innerWidth / 2 }, [at])
  const link = (to: string, name: string, icon: React.ReactNode, state?: string) => (
    <li key={to}><Link to={`/$venue/${to}` as string} params={{ venue: setup.venue.id } as never} className="step-link" data-state={state} activeOptions={{ exact: true }} data-step={to} data-here={at === to ? '' : undefined}>{icon}<span>{name}</span>{state && <span className="visually-hidden">({say(`admin.state.${state as 'done'}`)})</span>}</Link></li>
  )
  const mark = (step: Step) => { const state = stateOf(step, setup); const Icon = marks[state]; return link(step, say(`admin.step.${step}`), <Icon aria-hidden />, state) }
  return (
    <nav className="steps" aria-label={say('admin.steps')}>
      <div className="steps-head"><p className="serif steps-name">{setup.venue.name}</p>{setup.status === 'published' ? <Badge tone="good">{say('admin.published')}</Badge> : <Badge tone="wait">{say('admin.draft')}</Badge>}</div>
      <ul role="list" ref={list}>
        {link('', say('admin.step.overview'), <ListChecks aria-hidden />)}
        {stepsOf[setup.venue.kind].map(mark)}
        {setup.venue.kind === 'hotel' && setup.rates !== null && link('calendar', say('admin.step.calendar'), <CalendarRange aria-hidden />)}
        {setup.venue.kind === 'hotel' && setup.rates !== null && link('promos', say('admin.step.promos'), <Ticket aria-hidden />)}
        {link('taxes', say('admin.step.taxes'), <Landmark aria-hidden />)}
        {link('invoicing', say('admin.step.invoicing'), <ReceiptText aria-hidden />)}
        {link('books', say('admin.step.books'), <BookOpenText aria-hidden />)}
        {link('closures', say('admin.step.closures'), <CalendarOff aria-hidden />)}
        {link('staff', say('admin.step.staff'), <Users aria-hidden />)}
      </ul>
      <a className={buttonClass('secondary', 'small', 'steps-preview')} href={`/v/${setup.venue.slug}`} target="_blank" rel="noreferrer"><Eye aria-hidden />{say('admin.preview')}</a>
    </nav>
  )
}
