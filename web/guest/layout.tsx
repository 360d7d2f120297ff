import { Link, Outlet } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { EmptyState } from '../ui/show.tsx'
import { Head } from '../ui/page.tsx'
import { useWords } from '../ui/words.tsx'
import { buttonClass } from '../ui/controls.tsx'

export function Layout() {
  const { say } = useWords()
  return (
    <>
      <a className="skip-link" href="#content">{say('app.skip')}</a>
      <header className="wrap"><Link to="/" className="serif">{say('app.name')}</Link></header>
      <main id="content" tabIndex={-1}><Outlet /></main>
    </>
  )
}
export function NotFoundPage() {
  const { say } = useWords()
  return <><Head title={say('notFound.title')} status={404} keepPrivate /><EmptyState icon={<Compass />} title={say('notFound.title')} action={<Link to="/" className={buttonClass('primary')}>{say('notFound.action')}</Link>}>{say('notFound.detail')}</EmptyState></>
}
