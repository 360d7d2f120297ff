import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { CreditCard } from 'lucide-react'
import type { ResponseOf } from '@holdfast/contract/kit'
import type { getWaitlistEntry } from '@holdfast/contract/waitlist'
import { problemOf, useAsk, useTell } from '../../ui/api.ts'
import { Button, buttonClass } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { Countdown, DateRangeText, ErrorNotice, MoneyText, Notice, Skeleton, WhenText } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { NotFoundPage } from '../layout.tsx'
import { useOpened } from '../use-opened.ts'
import { Picture } from '../picture.tsx'
import { CancellationTimeline, PriceLines } from '../price-parts.tsx'
import { wishSearch } from '../wish.ts'

const route = getRouteApi('/waitlist/$entry')
export type EntryView = ResponseOf<typeof getWaitlistEntry>

/** A place in line through its life: waiting, something held for an answer, over. */
export function WaitlistPage() {
  const { entry: id } = route.useParams() as { entry: string }
  const opened = useOpened('openWaitlistEntry')
  const { data: entry, error, refetch } = useAsk('getWaitlistEntry', { params: { entry: id as never } }, { enabled: opened, refetchInterval: (query) => (query.state.data?.ended_at === null ? 5_000 : false) })
  if (error !== null) return problemOf(error)?.status === 404 ? <NotFoundPage /> : <div className="wrap narrow"><ErrorNotice error={error} onRetry={() => void refetch()} /></div>
  if (entry === undefined) return <div className="wrap narrow"><Head title="Holdfast" keepPrivate /><Skeleton lines={8} /></div>
  return <EntryDetail entry={entry} onOver={() => void refetch()} />
}

function EntryDetail({ entry, onOver }: { entry: EntryView; onOver: () => void }) {
  const { say } = useWords()
  const title = say(`guest.wait.state.${entry.state}`)
  const leave = useTell('leaveWaitlist', { refreshes: ['getWaitlistEntry', 'myWaitlist'] })
  return (
    <div className="wrap narrow booking-page stack">
      <Head title={title} keepPrivate />
      <h1 className="serif">{title}</h1>
      <p className="visually-hidden" role="status">{title}</p>
      {entry.state === 'waiting' && <Notice tone="wait"><p className="strong">{say('guest.wait.ahead', { count: entry.ahead ?? 0 })}</p><p>{say('guest.wait.then')}</p>{entry.called_at !== null && <p className="strong">{say('guest.wait.called')}</p>}</Notice>}
      {entry.offer !== null && <Offer entry={entry} offer={entry.offer} onOver={onOver} />}
      <section className="quote-card stack"><WhatWaited entry={entry} /></section>
      {entry.booking !== null && <p><Link to="/booking/$booking" params={{ booking: entry.booking }} className={buttonClass('primary')}>{say('guest.wait.toBooking')}</Link></p>}
      {entry.offer !== null && <>
        <section className="stack"><h2>{say('guest.price.breakdown')}</h2><PriceLines price={entry.offer.price} /></section>
        <section className="stack"><h2>{say('guest.cancel.heading')}</h2><CancellationTimeline steps={entry.offer.price.cancellation} timeZone={entry.venue.time_zone} /></section>
      </>}
      {entry.state === 'waiting' && <div><Button look="plain" busy={leave.isPending} onClick={() => leave.mutate({ params: { entry: entry.id } })}>{say('guest.wait.leave')}</Button></div>}
      {leave.error !== null && <ErrorNotice error={leave.error} />}
      {['lapsed', 'declined', 'left', 'removed'].includes(entry.state) && <p><Link to="/v/$slug" params={{ slug: entry.venue.slug }} search={searchOf(entry) as never} className={buttonClass()}>{say('guest.wait.lookAgain')}</Link></p>}
    </div>
  )
}

/** What is held, and until when to answer: one button to take it, one to let it go. */
function Offer({ entry, offer, onOver }: { entry: EntryView; offer: NonNullable<EntryView['offer']>; onOver: () => void }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const accept = useTell('acceptWaitlistOffer', {
    refreshes: ['getWaitlistEntry', 'myWaitlist', 'myBookings'],
    onDone: ({ booking, payment }) => { if (payment === null) void navigate({ to: '/booking/$booking', params: { booking } }); else location.assign(payment.url) },
  })
  const decline = useTell('declineWaitlistOffer', { refreshes: ['getWaitlistEntry', 'myWaitlist'] })
  const due = offer.price.due_now.amount !== '0'
  const whole = Math.max(60, (Date.parse(offer.expires_at) - Date.parse(offer.offered_at)) / 1_000)
  return (
    <section className="held stack" aria-label={say('guest.wait.state.offered')}>
      <Countdown until={offer.expires_at} of={whole} onOver={onOver} />
      {offer.at !== null && <p className="strong"><WhenText at={offer.at} /></p>}
      {offer.payment_url !== null
        ? <a className={buttonClass('primary', 'large', 'button-wide')} href={offer.payment_url}><CreditCard aria-hidden className="icon" />{say('guest.pay.now')} <MoneyText money={offer.price.due_now} /></a>
        : <Button look="primary" size="large" className="button-wide" busy={accept.isPending} onClick={() => accept.mutate({ params: { entry: entry.id } })}>{due ? <>{say('guest.wait.acceptAndPay')} <MoneyText money={offer.price.due_now} /></> : say('guest.wait.accept')}</Button>}
      <p className="small muted">{say('guest.wait.until')} <WhenText at={offer.expires_at} timeZone={entry.venue.time_zone} />. {say('guest.wait.passesOn')}</p>
      <div><Button look="plain" size="small" busy={decline.isPending} onClick={() => decline.mutate({ params: { entry: entry.id } })}>{say('guest.wait.decline')}</Button></div>
      {(accept.error ?? decline.error) !== null && <ErrorNotice error={accept.error ?? decline.error} />}
    </section>
  )
}

/** Where, what, when, for how many. */
export function WhatWaited({ entry }: { entry: Pick<EntryView, 'venue' | 'stay' | 'sitting'> }) {
  const { say } = useWords()
  const { venue, stay, sitting } = entry
  return (
    <div className="what">
      <Picture picture={venue.picture} sizes="6rem" className="what-picture" />
      <div>
        <h3 className="serif"><Link to="/v/$slug" params={{ slug: venue.slug }}>{venue.name}</Link></h3>
        <p className="muted small">{venue.city}</p>
        {stay !== null && <><p className="strong"><DateRangeText from={stay.arrival} to={stay.departure} /></p><p className="small">{stay.rooms > 1 && `${stay.rooms} × `}<bdi>{stay.room_type_name}</bdi> · {say('date.nights', { count: stay.nights })} · {say('count.guests', { count: stay.guests })}</p></>}
        {sitting !== null && <><p className="strong"><WhenText at={sitting.at} /></p><p className="small">{say('count.guests', { count: sitting.party })} · {say('guest.wait.minutes', { count: sitting.tolerance_minutes })}</p></>}
      </div>
    </div>
  )
}

function searchOf({ venue, stay, sitting }: EntryView): Record<string, unknown> {
  return wishSearch({ kind: venue.kind, arrival: stay?.arrival, departure: stay?.departure, guests: stay?.guests ?? 2, rooms: stay?.rooms ?? 1, date: sitting?.at.slice(0, 10), time: sitting?.at.slice(11) ?? '19:30', party: sitting?.party ?? 2 })
}
