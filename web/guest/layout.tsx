import { Link, Outlet } from '@tanstack/react-router'
import { CalendarHeart, Compass, Moon, ShoppingBag, Sun, UserRound } from 'lucide-react'
import { useAsk } from '../ui/api.ts'
import { buttonClass, IconButton } from '../ui/controls.tsx'
import { Head } from '../ui/page.tsx'
import { EmptyState } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { BasketProvider, useBasket } from './basket.tsx'

export function Layout() {
  const { say } = useWords()
  return (
    <BasketProvider>
      <a className="skip-link" href="#content">{say('app.skip')}</a>
      <TopBar />
      <main id="content" tabIndex={-1}><Outlet /></main>
      <footer className="site-foot"><div className="wrap row spread">
        <p className="muted small">{say('guest.foot.line')}</p>
        <nav className="row small" aria-label={say('guest.foot.label')}><Link to="/find">{say('guest.find.title')}</Link><Link to="/sent-mail">{say('guest.mail.title')}</Link><a href="/admin">{say('guest.foot.vendors')}</a><a href="/desk">{say('guest.foot.desk')}</a><a href="/docs/api">API</a></nav>
      </div></footer>
    </BasketProvider>
  )
}

function TopBar() {
  const { say, locale } = useWords()
  const { quotes } = useBasket()
  const { data: me } = useAsk('me')
  return (
    <header className="top-bar"><div className="wrap row spread">
      <Link to="/" className="serif brand"><svg viewBox="0 0 32 32" aria-hidden className="brand-mark"><rect width="32" height="32" rx="8" /><path d="M9 24V13a7 7 0 0 1 14 0v11" /><circle cx="16" cy="19" r="2.6" /></svg>{say('app.name')}</Link>
      <nav className="row top-nav" aria-label={say('app.menu')}>
        {quotes.length > 0 && <Link to="/checkout" className="top-link" aria-label={say('guest.basket', { count: quotes.length })}><ShoppingBag aria-hidden /><span className="top-count figures">{quotes.length}</span></Link>}
        <Link to="/me" className="top-link"><CalendarHeart aria-hidden /><span className="top-word">{say('guest.me.title')}</span></Link>
        {me?.account ? <Link to="/me" className="top-link"><UserRound aria-hidden /><span className="top-word top-name">{me.account.name}</span></Link> : <Link to="/sign-in" className="top-link"><UserRound aria-hidden /><span className="top-word">{say('action.signIn')}</span></Link>}
        <a className="top-link" href={`?lang=${locale === 'ar' ? 'en' : 'ar'}`} lang={locale === 'ar' ? 'en' : 'ar'} hrefLang={locale === 'ar' ? 'en' : 'ar'}>{locale === 'ar' ? 'English' : 'العربية'}</a>
        <ThemeButton label={say('app.theme')} />
      </nav>
    </div></header>
  )
}

/** Follows the system until somebody chooses; the choice is a cookie, so that the server draws the page in it at once. */
function ThemeButton({ label }: { label: string }) {
  const turn = () => {
    const root = document.documentElement
    const dark = root.dataset['theme'] === 'dark' || (root.dataset['theme'] === undefined && matchMedia('(prefers-color-scheme: dark)').matches)
    root.dataset['theme'] = dark ? 'light' : 'dark'
    document.cookie = `hf_theme=${root.dataset['theme']}; Path=/; Max-Age=31536000; SameSite=Lax`
  }
  return <IconButton label={label} className="theme-button" onClick={turn}><Sun aria-hidden className="theme-light" /><Moon aria-hidden className="theme-dark" /></IconButton>
}

export function NotFoundPage() {
  const { say } = useWords()
  return <><Head title={say('notFound.title')} status={404} keepPrivate /><EmptyState whole icon={<Compass />} title={say('notFound.title')} action={<><Link to="/" className={buttonClass('primary')}>{say('notFound.action')}</Link><Link to="/find" className={buttonClass()}>{say('guest.find.title')}</Link></>}>{say('notFound.detail')}</EmptyState></>
}
