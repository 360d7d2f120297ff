import { Link, Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { Compass, LogOut, Plus, UserRound } from 'lucide-react'
import { useTell } from '../ui/api.ts'
import { buttonClass } from '../ui/controls.tsx'
import { Menu } from '../ui/behaviour.tsx'
import { Head } from '../ui/page.tsx'
import { EmptyState } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { useMe, vendorsOf, venuesOf } from './session.tsx'

/** The frame of the vendor's pages: which venue, who, and the way to the desk. */
export function Shell() {
  const { say, locale } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { venue } = useParams({ strict: false })
  const out = useTell('signOut', { onDone: () => { client.clear(); void navigate({ to: '/' as string }); location.reload() } })
  const venues = venuesOf(me.data)
  const here = venues.find(({ id }) => id === venue)
  const account = me.data?.account ?? null
  return (
    <>
      <a className="skip-link" href="#content">{say('app.skip')}</a>
      <header className="admin-bar"><div className="wrap bar-row">
        <div className="bar-part admin-brand">
          <Link to="/" className="serif brand">{say('app.name')}</Link>
          {venues.length > 1 && <select className="venue-switch" aria-label={say('admin.venue')} value={venue ?? ''} onChange={(event) => void navigate({ to: '/$venue' as string, params: { venue: event.target.value } as never })}>
            {!here && <option value="">{say('admin.chooseVenue')}</option>}
            {venues.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>}
        </div>
        <div className="bar-part">
          {here && <a className={buttonClass('plain', 'small')} href={`/desk/v/${here.id}`}>{say('admin.toDesk')}</a>}
          <a className={buttonClass('plain', 'small')} href={`?lang=${locale === 'ar' ? 'en' : 'ar'}`} lang={locale === 'ar' ? 'en' : 'ar'} hrefLang={locale === 'ar' ? 'en' : 'ar'}>{locale === 'ar' ? 'English' : 'العربية'}</a>
          {account && <Menu label={say('admin.account')} trigger={<bdi className="account-name">{account.name}</bdi>} actions={[
            { id: 'me', label: say('admin.account'), icon: <UserRound aria-hidden />, run: () => location.assign('/me') },
            ...(vendorsOf(me.data).length > 0 ? [{ id: 'new', label: say('admin.another'), icon: <Plus aria-hidden />, run: () => void navigate({ to: '/new' as string }) }] : []),
            { id: 'out', label: say('action.signOut'), icon: <LogOut aria-hidden />, run: () => out.mutate({}) },
          ]} />}
        </div>
      </div></header>
      <Outlet />
    </>
  )
}

export function NothingHere() {
  const { say } = useWords()
  return <main className="wrap" id="content"><Head title={say('notFound.title')} keepPrivate /><EmptyState icon={<Compass />} title={say('notFound.title')} action={<Link to="/" className={buttonClass('primary')}>{say('admin.toStart')}</Link>}>{say('notFound.detail')}</EmptyState></main>
}
