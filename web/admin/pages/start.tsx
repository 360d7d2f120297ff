import { Link, Navigate } from '@tanstack/react-router'
import { BedDouble, ChevronRight, Plus, UtensilsCrossed } from 'lucide-react'
import { buttonClass } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { Badge } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { SignedIn, venuesOf, vendorsOf, type Me } from '../session.tsx'
import { useAskSetup } from '../setup.tsx'

export function StartPage() {
  return <SignedIn>{(me) => <Venues me={me} />}</SignedIn>
}

function Venues({ me }: { me: Me }) {
  const { say } = useWords()
  const venues = venuesOf(me)
  if (venues.length === 0) return <Navigate to={'/new' as string} />
  return (
    <main className="wrap admin-narrow stack" id="content">
      <Head title={say('admin.title')} keepPrivate />
      <header className="row spread step-head"><h1>{say('admin.title')}</h1>{vendorsOf(me).length > 0 && <Link to={'/new' as string} className={buttonClass('secondary', 'small')}><Plus aria-hidden />{say('admin.another')}</Link>}</header>
      <ul role="list" className="venue-list">{venues.map((venue) => (
        <li key={venue.id}><Link to={'/$venue' as string} params={{ venue: venue.id } as never} className="venue-row">
          {venue.kind === 'hotel' ? <BedDouble aria-hidden /> : <UtensilsCrossed aria-hidden />}
          <span className="grow"><span className="strong">{venue.name}</span><span className="muted small"> {say(`kind.${venue.kind}`)}</span></span>
          <Status venue={venue.id} /><ChevronRight className="turns" aria-hidden />
        </Link></li>
      ))}</ul>
    </main>
  )
}

function Status({ venue }: { venue: string }) {
  const { say } = useWords()
  const { data } = useAskSetup(venue)
  if (data === undefined) return null
  if (data.status === 'published') return <Badge tone="good">{say('admin.published')}</Badge>
  return <Badge tone="wait">{say('admin.draft')}{data.missing.length > 0 && ` · ${say('admin.open', { count: data.missing.length })}`}</Badge>
}
