import { Link, useNavigate } from '@tanstack/react-router'
import { CalendarDays, ChevronLeft, ChevronRight, Ellipsis, Footprints, Hourglass, Keyboard, Languages, LogOut, Moon, Phone, Radio, ReceiptText, Settings, Sun, Unplug, Users, ArrowLeftRight, List, CalendarCheck } from 'lucide-react'
import { useCallback, useRef } from 'react'
import { datePlus, timeText } from '@holdfast/contract/words'
import { useApi } from '../ui/api.ts'
import { CommandField, Menu, Tooltip, type CommandItem } from '../ui/behaviour.tsx'
import { Button, IconButton } from '../ui/controls.tsx'
import { DateText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { Button as AriaButton } from 'react-aria-components'
import { mayCharge } from './bill/bill.ts'
import { mayBook, maySetUp, nameOf, useDesk } from './desk.ts'
import { findBookings, findOnBoard } from './find.tsx'
import { useSignOut } from './session.tsx'

interface TopBarProps { date: string; onDay: (date: string) => void; onList: boolean; go: (to: '/v/$venue' | '/v/$venue/bookings' | '/v/$venue/waitlist' | '/v/$venue/groups', date?: string) => void }

export function TopBar({ date, onDay, onList, go }: TopBarProps) {
  const { say } = useWords()
  const desk = useDesk()
  return (
    <header className="top-bar">
      <VenueSwitch />
      <nav className="views" aria-label={say('desk.nav')}>
        <Link to="/v/$venue" params={{ venue: desk.venue.id }} className="view" activeOptions={{ exact: true, includeSearch: false }}><CalendarCheck aria-hidden className="icon" /><span>{say('desk.nav.board')}</span></Link>
        <Link to="/v/$venue/bookings" params={{ venue: desk.venue.id }} className="view" activeOptions={{ includeSearch: false }}><List aria-hidden className="icon" /><span>{say('desk.nav.bookings')}</span></Link>
        <Link to="/v/$venue/waitlist" params={{ venue: desk.venue.id }} className="view" activeOptions={{ includeSearch: false }}><Hourglass aria-hidden className="icon" /><span>{say('desk.wait.title')}</span></Link>
        <Link to="/v/$venue/groups" params={{ venue: desk.venue.id }} className="view" activeOptions={{ includeSearch: false }}><Users aria-hidden className="icon" /><span>{say('desk.groups.nav')}</span></Link>
        {mayCharge(desk) && <Link to={'/v/$venue/bills' as string} params={{ venue: desk.venue.id } as never} className="view" activeOptions={{ includeSearch: false }}><ReceiptText aria-hidden className="icon" /><span>{say('desk.money.nav')}</span></Link>}
      </nav>
      {!onList && date !== '' && <DaySwitch date={date} onDay={onDay} />}
      <div className="top-find"><Finder go={go} /></div>
      <div className="top-new">{mayBook(desk) && <>
        <Button look="primary" size="small" icon={<Footprints aria-hidden className="icon" />} onClick={() => { desk.startNew('walk_in') }}>{say('desk.new.walkIn')}</Button>
        <Button size="small" icon={<Phone aria-hidden className="icon" />} onClick={() => { desk.startNew('phone') }}>{say('desk.new.phone')}</Button>
      </>}</div>
      <LiveBadge />
      <MoreMenu />
    </header>
  )
}

function VenueSwitch() {
  const { say } = useWords()
  const { venue, staff } = useDesk()
  const navigate = useNavigate()
  if (staff.venues.length === 1) return <h1 className="venue-name">{venue.name}</h1>
  return (
    <h1 className="venue-name">
      <select className="venue-switch" aria-label={say('desk.venue.switch')} value={venue.id} onChange={(event) => { void navigate({ to: '/v/$venue', params: { venue: event.target.value }, search: {} }) }}>
        {staff.venues.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
      </select>
    </h1>
  )
}

function DaySwitch({ date, onDay }: { date: string; onDay: (date: string) => void }) {
  const { say } = useWords()
  const { today } = useDesk()
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="day-switch" role="group" aria-label={say('desk.day.choose')}>
      <IconButton label={say('desk.day.previous')} onClick={() => { onDay(datePlus(date, -1)) }}><ChevronLeft aria-hidden className="turns" /></IconButton>
      <button type="button" className="day-now" onClick={() => { input.current?.showPicker() }}><CalendarDays aria-hidden className="icon" /><DateText date={date} /></button>
      <input ref={input} type="date" className="day-input" tabIndex={-1} aria-hidden value={date} onChange={(event) => { if (event.target.value !== '') onDay(event.target.value) }} />
      <IconButton label={say('desk.day.next')} onClick={() => { onDay(datePlus(date, 1)) }}><ChevronRight aria-hidden className="turns" /></IconButton>
      {date !== today && <Button size="small" look="plain" onClick={() => { onDay(today) }}>{say('desk.day.today')}</Button>}
    </div>
  )
}

/** Whether what is seen is what is; by icon and word, and when not, from when it is. */
function LiveBadge() {
  const { say, locale } = useWords()
  const { live } = useDesk()
  const at = live.heardAt === null ? '' : timeText(new Date(live.heardAt).toTimeString().slice(0, 5), locale)
  const detail = live.state === 'lost' ? say('desk.live.lost.detail', { time: at || '–' }) : say('desk.live.on.detail')
  const word = live.state === 'live' ? say('desk.live.on') : live.state === 'lost' ? say('desk.live.lost') : say('desk.live.connecting')
  return (
    <div className="live" data-state={live.state} role="status">
      <Tooltip text={detail}><AriaButton className="live-face" aria-label={`${word}. ${detail}`}>{live.state === 'lost' ? <Unplug aria-hidden /> : <Radio aria-hidden />}<span>{live.state === 'lost' && at !== '' ? `${word} · ${at}` : word}</span></AriaButton></Tooltip>
    </div>
  )
}

function setCookie(name: string, value: string): void {
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`
}
export function isDark(): boolean {
  return document.documentElement.dataset['theme'] === 'dark' || (document.documentElement.dataset['theme'] !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
}
function changeTheme(): void {
  const theme = isDark() ? 'light' : 'dark'
  document.documentElement.dataset['theme'] = theme
  setCookie('hf_theme', theme)
}
function changeLanguage(locale: string): void {
  setCookie('hf_lang', locale === 'ar' ? 'en' : 'ar')
  location.reload()
}

function MoreMenu() {
  const { say, locale } = useWords()
  const desk = useDesk()
  const signOut = useSignOut()
  const setUp = maySetUp(desk)
  return (
    <Menu label={say('desk.menu')} trigger={<Ellipsis aria-hidden />} className="icon-button top-more" actions={[
      { id: 'keys', label: say('desk.menu.keys'), icon: <Keyboard aria-hidden />, run: () => { setTimeout(() => { document.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true })) }, 50) } },
      { id: 'theme', label: isDark() ? say('desk.menu.light') : say('desk.menu.dark'), icon: isDark() ? <Sun aria-hidden /> : <Moon aria-hidden />, run: changeTheme },
      { id: 'language', label: say('desk.menu.language'), icon: <Languages aria-hidden />, run: () => { changeLanguage(locale) } },
      ...(setUp ? [{ id: 'setup', label: say('desk.menu.setup'), icon: <Settings aria-hidden />, run: () => { location.assign(`/admin/venues/${desk.venue.id}`) } }] : []),
      { id: 'out', label: say('action.signOut'), icon: <LogOut aria-hidden />, run: signOut },
    ]} />
  )
}

/** One field for everything: who or what is on the board, then any booking of the venue, then commands. */
function Finder({ go }: { go: TopBarProps['go'] }) {
  const { say, locale } = useWords()
  const call = useApi()
  const desk = useDesk()
  const navigate = useNavigate()
  const latest = useRef(desk)
  latest.current = desk
  const find = useCallback(async (query: string): Promise<CommandItem[]> => {
    const { venue, staff, board, open, startNew } = latest.current
    const text = query.trim().toLocaleLowerCase()
    const commands: (CommandItem & { words: string })[] = [
      ...(mayBook(latest.current) ? [
        { id: 'walk-in', words: say('desk.new.walkIn'), icon: <Footprints aria-hidden />, run: () => { startNew('walk_in') } },
        { id: 'phone', words: say('desk.new.phone'), icon: <Phone aria-hidden />, run: () => { startNew('phone') } }] : []),
      { id: 'today', words: say('desk.nav.board'), icon: <CalendarCheck aria-hidden />, run: () => { go('/v/$venue') } },
      { id: 'bookings', words: say('desk.nav.bookings'), icon: <List aria-hidden />, run: () => { go('/v/$venue/bookings') } },
      { id: 'waitlist', words: say('desk.wait.title'), icon: <Hourglass aria-hidden />, run: () => { go('/v/$venue/waitlist') } },
      { id: 'groups', words: say('desk.groups.title'), icon: <Users aria-hidden />, run: () => { go('/v/$venue/groups') } },
      ...staff.venues.filter((one) => one.id !== venue.id).map((one) => ({ id: one.id, words: say('desk.find.goTo', { venue: one.name }), icon: <ArrowLeftRight aria-hidden />, run: () => { void navigate({ to: '/v/$venue', params: { venue: one.id }, search: {} }) } })),
    ].map((one) => ({ ...one, label: one.words, detail: say('desk.find.command') }))
    const fitting = commands.filter((one) => text === '' || one.words.toLocaleLowerCase().includes(text))
    if (text === '') return fitting
    const near = findOnBoard(board, text)
    const far = text.length < 2 ? [] : await findBookings(call, venue.id, query.trim())
    const seen = new Set(near.map((line) => line.booking))
    const item = (line: (typeof near)[number], detail: string): CommandItem => ({ id: line.reservation, label: nameOf(line), detail, icon: <CalendarCheck aria-hidden />, run: () => { open(line.booking) } })
    return [...near.map((line) => item(line, describe(line, say('desk.find.onBoard')))), ...far.filter((line) => !seen.has(line.booking)).map((line) => item(line, describe(line, whenOf(line, locale)))), ...fitting].slice(0, 30)
  }, [say, call, go, navigate, locale])
  return <CommandField find={find} />
}

type Found = ReturnType<typeof findOnBoard>[number]
const describe = (line: Found, when: string): string => [line.room ?? line.tables.join(' + '), line.code, when].filter((part) => part !== '').join(' · ')
const whenOf = (line: Found, locale: string): string => {
  const date = line.arrival ?? line.at?.slice(0, 10)
  return date === undefined ? '' : new Intl.DateTimeFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00Z`))
}
