import { useSearch } from '@tanstack/react-router'
import { BellRing, Hourglass, Mail, Phone, UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useAsk, useTell, type Answer } from '../../ui/api.ts'
import { Button, Choices, SelectField, Switch } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { Dialog, useKey, useToast } from '../../ui/overlays.tsx'
import { Badge, DateText, EmptyState, ErrorNotice, Skeleton, TimeText, WhenText } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { AddToWaitlist } from '../add-to-waitlist.tsx'
import { mayBook, maySetUp, useDesk } from '../desk.ts'
import type { VenueSearch } from '../router.tsx'

export type WaitingEntry = Answer<'deskWaitlist'>['items'][number]
type Move = 'called' | 'offered' | 'accepted' | 'seated' | 'removed'
const reasons = ['no_answer', 'gone', 'guest_asked', 'mistake', 'house', 'other'] as const

/** The line at the venue, first come first; tonight at a restaurant, by day at a hotel. */
export function WaitlistPage() {
  const { say } = useWords()
  const desk = useDesk()
  const { date } = useSearch({ strict: false }) as VenueSearch
  const from = date ?? desk.today
  const asked = useAsk('deskWaitlist', { params: { venue: desk.venue.id } as never, query: { limit: 100, ...(from === '' ? {} : { date: from }) } as never }, { refetchInterval: 30_000, placeholderData: (before) => before })
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<WaitingEntry | null>(null)
  const [setting, setSetting] = useState(false)
  useKey('i', () => { if (mayBook(desk)) setAdding(true) })
  const line = asked.data
  const days = [...Map.groupBy(line?.items ?? [], dayOf)].sort(([a], [b]) => a.localeCompare(b))
  const manages = maySetUp(desk)
  return (
    <div className="board waitlist-page">
      <Head title={`${say('desk.wait.title')} · ${desk.venue.name}`} keepPrivate />
      <div className="row spread waitlist-head">
        <h2>{say('desk.wait.title')} {line !== undefined && <span className="faint figures">{say('desk.wait.count', { count: line.items.length })}</span>}{line?.settings.open === false && <> <Badge tone="signal">{say('desk.wait.closed')}</Badge></>}</h2>
        <div className="row">
          {manages && line !== undefined && <Button size="small" look="plain" onClick={() => { setSetting(true) }}>{say('desk.wait.settings')}</Button>}
          {mayBook(desk) && <Button look="primary" size="small" icon={<UserPlus aria-hidden className="icon" />} onClick={() => { setAdding(true) }}>{say('desk.wait.add')}</Button>}
        </div>
      </div>
      {asked.error && line === undefined && <ErrorNotice error={asked.error} onRetry={() => { void asked.refetch() }} />}
      {line === undefined ? asked.error === null && <Skeleton lines={8} /> : line.items.length === 0
        ? <EmptyState icon={<Hourglass />} title={say('desk.wait.none')} action={mayBook(desk) ? <Button onClick={() => { setAdding(true) }}>{say('desk.wait.add')}</Button> : undefined}>{say('desk.wait.noneDetail')}</EmptyState>
        : days.map(([day, entries]) => (
          <section key={day} className="board-section" aria-labelledby={`wait-${day}`}><h2 id={`wait-${day}`}><DateText date={day} /></h2>
            <ol role="list" className="wait-line">{entries.map((entry, i) => <WaitingRow key={entry.id} entry={entry} place={i + 1} now={line.now} onRemove={() => { setRemoving(entry) }} />)}</ol></section>
        ))}
      {line?.next_cursor != null && <p className="muted small">{say('desk.wait.more')}</p>}
      {adding && <AddToWaitlist onClose={() => { setAdding(false) }} />}
      {removing !== null && <RemoveDialog entry={removing} onClose={() => { setRemoving(null) }} />}
      {setting && line !== undefined && <SettingsDialog settings={line.settings} onClose={() => { setSetting(false) }} />}
    </div>
  )
}

const dayOf = (entry: WaitingEntry): string => entry.stay?.arrival ?? entry.sitting!.at.slice(0, 10)
const nameOf = (entry: WaitingEntry, none: string): string => entry.guest?.name ?? none
const minutesSince = (at: string, now: string): number => Math.max(0, Math.floor((Date.parse(now) - Date.parse(at)) / 60_000))

function useMove() {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const tell = useTell('moveWaitlistEntry', { refreshes: ['deskWaitlist', 'board'] })
  return {
    busy: tell.isPending, error: tell.error,
    move: (entry: WaitingEntry, to: Move, more: object = {}) => {
      tell.mutate({ params: { venue: desk.venue.id, entry: entry.id } as never, body: { to, ...more } as never }, {
        // Who could not sit down yet has the table from its time on: the answer says what was done.
        onSuccess: (after) => { toast(say(`desk.wait.done.${to === 'seated' && after.state !== 'seated' ? 'accepted' : to}`, { guest: nameOf(entry, say('desk.wait.someone')) }), { tone: 'good' }) },
      })
    },
  }
}

function WaitingRow({ entry, place, now, onRemove }: { entry: WaitingEntry; place: number; now: string; onRemove: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const { move, busy, error } = useMove()
  const name = nameOf(entry, say('desk.wait.someone'))
  const waited = minutesSince(entry.joined_at, now)
  const late = entry.quoted_minutes !== null && waited > entry.quoted_minutes
  const acts = (to: Move, what: string, look: 'primary' | 'secondary' = 'secondary') => <Button size="small" look={look} busy={busy} aria-label={say('desk.do.for', { what, guest: name })} onClick={() => { move(entry, to) }}>{what}</Button>
  return (
    <li className="wait-row" data-state={entry.state}>
      <span className="wait-place figures" aria-label={say('desk.wait.place', { place })}>{place}</span>
      <div className="wait-who">
        <p className="strong wait-name"><bdi>{name}</bdi> <span className="figures nowrap wait-party"><UsersRound aria-hidden className="icon" /> <span className="visually-hidden">{say('desk.column.party')} </span>{entry.sitting?.party ?? entry.stay?.guests}</span></p>
        <p className="small muted"><Wanted entry={entry} /></p>
        {entry.guest !== null && (entry.guest.phone !== null || entry.guest.email !== null) && <p className="small muted wait-reach">{entry.guest.phone !== null && <a href={`tel:${entry.guest.phone.replaceAll(/[^+\d]/g, '')}`} dir="ltr"><Phone aria-hidden className="icon" />{entry.guest.phone}</a>}{entry.guest.email !== null && <span><Mail aria-hidden className="icon" /><bdi>{entry.guest.email}</bdi></span>}</p>}
      </div>
      <div className="wait-state">
        <p className="small figures" data-late={late ? '' : undefined}>{say('desk.wait.waited', { time: durationOf(waited, say) })}{entry.quoted_minutes !== null && <> · {say('desk.wait.quoted', { minutes: entry.quoted_minutes })}</>}</p>
        <p className="row">
          {entry.offer !== null && <Badge tone="accent" icon={<Hourglass aria-hidden />}>{say('desk.wait.heldFor', { minutes: minutesSince(now, entry.offer.expires_at) })}{entry.offer.at !== null && <> · <TimeText wall={entry.offer.at} /></>}</Badge>}
          {entry.table_free && <Badge tone="good">{say('desk.wait.tableFree')}</Badge>}
          {entry.called_at !== null && <Badge tone="wait" icon={<BellRing aria-hidden />}>{say('desk.wait.called', { minutes: minutesSince(entry.called_at, now) })}</Badge>}
        </p>
      </div>
      {mayBook(desk) && <div className="wait-acts">
        {entry.sitting !== null && entry.sitting.at.slice(0, 10) === desk.today && acts('seated', say('desk.do.seat'), entry.table_free || entry.offer !== null ? 'primary' : 'secondary')}
        {entry.offer !== null ? acts('accepted', say('desk.wait.accept')) : acts('offered', say('desk.wait.offer'))}
        {acts('called', say('desk.wait.call'))}
        <Button size="small" look="plain" aria-label={say('desk.do.for', { what: say('desk.wait.remove'), guest: name })} onClick={onRemove}>{say('desk.wait.remove')}</Button>
      </div>}
      {error !== null && <div className="wait-error"><ErrorNotice error={error} /></div>}
    </li>
  )
}

function durationOf(minutes: number, say: ReturnType<typeof useWords>['say']): string {
  if (minutes < 90) return say('desk.wait.minutes', { count: minutes })
  return minutes < 48 * 60 ? say('desk.wait.hours', { count: Math.round(minutes / 60) }) : say('desk.wait.days', { count: Math.round(minutes / 1_440) })
}

function Wanted({ entry }: { entry: WaitingEntry }) {
  const { say } = useWords()
  const { stay, sitting, channel } = entry
  return (
    <>
      {sitting !== null && (channel === 'walk_in' ? say('desk.wait.atDoor') : <><WhenText at={sitting.at} />{sitting.tolerance_minutes > 0 && <> ± {sitting.tolerance_minutes}</>}</>)}
      {stay !== null && <>{stay.rooms > 1 && `${stay.rooms} × `}<bdi>{stay.room_type_name}</bdi> · {say('date.nights', { count: stay.nights })}</>}
      {channel !== 'walk_in' && <> · {say(`desk.channel.${channel}`)}</>}
    </>
  )
}

/** Off the line with a reason, which is recorded; what was held goes to the next. */
function RemoveDialog({ entry, onClose }: { entry: WaitingEntry; onClose: () => void }) {
  const { say } = useWords()
  const { move } = useMove()
  const [reason, setReason] = useState<(typeof reasons)[number]>('no_answer')
  return (
    <Dialog open onClose={onClose} title={say('desk.wait.removeTitle', { guest: nameOf(entry, say('desk.wait.someone')) })}
      actions={<><Button data-autofocus="" onClick={onClose}>{say('action.cancel')}</Button><Button look="danger" onClick={() => { move(entry, 'removed', { reason }); onClose() }}>{say('desk.wait.remove')}</Button></>}>
      <Choices label={say('desk.panel.reason')} look="chips" className="reasons" choices={reasons.map((value) => ({ value, label: say(`desk.wait.reason.${value}`) }))} value={reason} onChange={setReason} />
    </Dialog>
  )
}

const times = [10, 15, 20, 30, 45, 60, 120, 240, 480, 720, 1440]

function SettingsDialog({ settings, onClose }: { settings: Answer<'deskWaitlist'>['settings']; onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const [draft, setDraft] = useState(settings)
  const put = useTell('putWaitlistSettings', { refreshes: ['deskWaitlist'], onDone: onClose })
  const choice = (label: string, key: 'today_minutes' | 'later_minutes') => (
    <SelectField label={label} value={String(draft[key])} onChange={(event) => { setDraft({ ...draft, [key]: Number(event.target.value) }) }}>
      {[...new Set([...times, draft[key]])].sort((a, b) => a - b).map((minutes) => <option key={minutes} value={minutes}>{durationOf(minutes, say)}</option>)}
    </SelectField>
  )
  const hotel = desk.venue.kind === 'hotel'
  return (
    <Dialog open onClose={onClose} title={say('desk.wait.settings')} actions={<><Button onClick={onClose}>{say('action.cancel')}</Button><Button look="primary" busy={put.isPending} onClick={() => { put.mutate({ params: { venue: desk.venue.id } as never, body: draft as never }) }}>{say('action.save')}</Button></>}>
      <div className="stack">
        <Switch checked={draft.open} onChange={(event) => { setDraft({ ...draft, open: event.target.checked }) }}>{say('desk.wait.open')}</Switch>
        {choice(say(hotel ? 'desk.wait.soonRoom' : 'desk.wait.soonTable'), 'today_minutes')}
        {choice(say('desk.wait.later'), 'later_minutes')}
        <p className="small muted">{say('desk.wait.half')}</p>
        {put.error && <ErrorNotice error={put.error} />}
      </div>
    </Dialog>
  )
}
