import { Link } from '@tanstack/react-router'
import { CircleCheck, MoonStar } from 'lucide-react'
import { useState } from 'react'
import { dateText } from '@holdfast/contract/words'
import { useAsk, useTell, problemOf, type Answer } from '../../ui/api.ts'
import { Button, Checkbox, Switch } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { useToast } from '../../ui/overlays.tsx'
import { DateText, ErrorNotice, MoneyText, Notice, Skeleton, WhenText } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { touched, type Folio } from '../bill/bill.ts'
import { MoneyTabs } from '../bill/tabs.tsx'
import { useDesk } from '../desk.ts'

type Night = Answer<'getNight'>
type Blocker = Night['blockers'][number]
const kinds = ['arrival_undecided', 'departure_open', 'bill_open', 'shift_open'] as const

/** The end of the business date: what stands before it, what will be posted, and the one button. */
export function NightPage() {
  const { say } = useWords()
  const desk = useDesk()
  const asked = useAsk('getNight', { params: { venue: desk.venue.id as Folio['venue'] } }, { staleTime: 0 })
  // The day ends by the clock of the house, wherever the reader is.
  const timeZone = useAsk('board', { params: { venue: desk.venue.id } as never, query: {} }).data?.venue.time_zone
  return (
    <div className="board">
      <Head title={`${say('desk.night.title')} · ${desk.venue.name}`} keepPrivate />
      <MoneyTabs />
      {asked.error && <ErrorNotice error={asked.error} onRetry={() => { void asked.refetch() }} />}
      {asked.isPending && <Skeleton lines={6} />}
      {asked.data && <Closing key={asked.data.business_date} night={asked.data} timeZone={timeZone} />}
    </div>
  )
}

function Closing({ night, timeZone }: { night: Night; timeZone: string | undefined }) {
  const { say, locale } = useWords()
  const toast = useToast()
  const [noShows, setNoShows] = useState<ReadonlySet<string>>(new Set())
  const [along, setAlong] = useState<ReadonlySet<(typeof kinds)[number]>>(new Set())
  const close = useTell('closeNight', { refreshes: touched, onDone: (answer) => { toast(say('desk.night.done', { date: dateText(answer.business_date, locale) }), { tone: 'good' }) } })
  const automatic = useTell('setNight', { refreshes: ['getNight'] })
  const left = (kind: (typeof kinds)[number]) => night.blockers.filter((one) => one.kind === kind && !(one.reservation !== null && noShows.has(one.reservation)))
  const stopped = kinds.some((kind) => left(kind).length > 0 && !along.has(kind))
  const problem = problemOf(close.error)
  return (
    <div className="night stack">
      <header className="bill-top">
        <div className="bill-who"><h1>{say('desk.night.date')} <DateText date={night.business_date} style="long" /></h1>{timeZone !== undefined && <p className="muted">{say('desk.night.closesAt')} <WhenText at={night.closes_at} timeZone={timeZone} /></p>}</div>
        <dl className="bill-sums">
          <div><dt>{say('desk.night.rooms')}</dt><dd className="figures">{night.to_post.rooms}</dd></div>
          <div><dt>{say('desk.night.charges')}</dt><dd className="figures">{night.to_post.charges}</dd></div>
          <div><dt>{say('desk.night.amount')}</dt><dd className="bill-balance"><MoneyText money={night.to_post.amount} className="strong" /></dd></div>
        </dl>
      </header>
      {night.blockers.length === 0 ? <Notice tone="good" icon={<CircleCheck />}><p>{say('desk.night.clear')}</p></Notice> : <p>{say('desk.night.blocked')}</p>}
      {kinds.map((kind) => {
        const all = night.blockers.filter((one) => one.kind === kind)
        if (all.length === 0) return null
        return (
          <section key={kind} className="stack night-kind" aria-labelledby={`kind-${kind}`}>
            <h2 className="bill-heading" id={`kind-${kind}`}>{say(`desk.night.kind.${kind}`)} <span className="faint figures">{all.length}</span><span className="grow" />
              <Switch checked={along.has(kind)} onChange={(event) => { const next = new Set(along); if (event.target.checked) next.add(kind); else next.delete(kind); setAlong(next) }}>{say('desk.night.along')}</Switch></h2>
            <ul role="list" className="bill-to-come">{all.map((one, i) => <li key={i}>
              {kind === 'arrival_undecided' && one.reservation !== null
                ? <Checkbox checked={noShows.has(one.reservation)} onChange={(event) => { const next = new Set(noShows); if (event.target.checked) next.add(one.reservation!); else next.delete(one.reservation!); setNoShows(next) }}><Who blocker={one} /> <span className="muted">{say('desk.do.noShow')}</span></Checkbox>
                : <span className="grow"><Who blocker={one} /></span>}
              {one.balance !== null && <MoneyText money={one.balance} />}
              <Open blocker={one} />
            </li>)}</ul>
          </section>
        )
      })}
      {problem !== null && <ErrorNotice error={problem} />}
      <div className="row">
        <Button look="primary" icon={<MoonStar aria-hidden />} busy={close.isPending} disabled={!night.may_close || stopped} onClick={() => { close.mutate({ params: { venue: night.venue }, body: { business_date: night.business_date, no_shows: [...noShows], take_along: [...along] } } as never) }}>{say('desk.night.close')}</Button>
        <Switch checked={night.automatic} disabled={automatic.isPending} onChange={(event) => { automatic.mutate({ params: { venue: night.venue }, body: { automatic: event.target.checked } }) }}>{say('desk.night.automatic')}</Switch>
      </div>
      {!night.may_close && <p className="small muted">{say('desk.night.tooEarly')}</p>}
      {night.last !== null && <p className="small muted">{say('desk.night.last', { rooms: night.last.rooms, charges: night.last.charges, noShows: night.last.no_shows })} <DateText date={night.last.business_date} /> · <MoneyText money={night.last.amount} /></p>}
    </div>
  )
}

function Who({ blocker }: { blocker: Blocker }) {
  return <><bdi className="strong">{blocker.guest_name ?? blocker.name ?? blocker.code ?? '–'}</bdi> <bdi className="muted">{[blocker.rooms.join(', '), blocker.guest_name === null ? '' : blocker.code].filter(Boolean).join(' · ')}</bdi></>
}

/** To where it is solved. */
function Open({ blocker }: { blocker: Blocker }) {
  const { say } = useWords()
  const { venue } = useDesk()
  if (blocker.folio !== null) return <Link to={'/v/$venue/bill/$folio' as string} params={{ venue: venue.id, folio: blocker.folio } as never}>{say('desk.bill.title')}</Link>
  if (blocker.booking !== null) return <Link to={'.' as string} search={{ open: blocker.booking } as never}>{say('desk.panel.title')}</Link>
  if (blocker.shift !== null) return <Link to={'/v/$venue/till' as string} params={{ venue: venue.id } as never}>{say('desk.till.title')}</Link>
  return null
}
