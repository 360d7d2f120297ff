import { getRouteApi, Link } from '@tanstack/react-router'
import { Luggage } from 'lucide-react'
import { useState } from 'react'
import { problemOf, useAsk, useTell } from '../../ui/api.ts'
import { Button, buttonClass } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { moneyText } from '@holdfast/contract/words'
import { DateRangeText, ErrorNotice, MoneyText, Notice, Skeleton, StatusBadge, WhenText } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { HeldNotice, Kept, What, type BookingView } from '../booking-parts.tsx'
import { useOpened } from '../use-opened.ts'
import { OfferLink } from '../my-waitlist.tsx'
import { CancelDialog } from '../cancel-dialog.tsx'
import { ChangeDialog } from '../change-dialog.tsx'
import { NotFoundPage } from '../layout.tsx'
import { Papers } from '../papers.tsx'
import { CancellationTimeline, PriceLines } from '../price-parts.tsx'

const route = getRouteApi('/booking/$booking')

/** A booking through its whole life: held and to be paid, confirmed, changed, over. */
export function BookingPage() {
  const { booking: id } = route.useParams() as { booking: string }
  const opened = useOpened('openBooking')
  // While it is held the provider's word may come at any moment: it is asked for, and the page shows it within a second.
  const { data: booking, error, refetch } = useAsk('getBooking', { params: { booking: id as never } }, { enabled: opened, refetchInterval: (query) => (query.state.data?.status === 'held' || refundMayCome(query.state) ? 1_000 : false) })
  if (error !== null) return problemOf(error)?.status === 404 ? <NotFoundPage /> : <div className="wrap narrow"><ErrorNotice error={error} onRetry={() => void refetch()} /></div>
  if (booking === undefined) return <div className="wrap narrow"><Head title="Holdfast" keepPrivate /><Skeleton lines={8} /></div>
  return <BookingDetail booking={booking} onOver={() => void refetch()} />
}

/** What is given back comes a moment after the cancellation; where nothing is, it is asked for ten times and no more. */
const refundMayCome = ({ data, dataUpdateCount }: { data: BookingView | undefined; dataUpdateCount: number }): boolean =>
  data?.status === 'cancelled' && data.paid.amount !== '0' && data.refunded.amount === '0' && dataUpdateCount < 10

function BookingDetail({ booking, onOver }: { booking: BookingView; onOver: () => void }) {
  const { say } = useWords()
  const [dialog, setDialog] = useState<'cancel' | 'change' | null>(null)
  return (
    <div className="wrap narrow booking-page stack">
      <Head title={say(`guest.booking.title.${booking.status}`)} keepPrivate />
      <h1 className="serif">{say(`guest.booking.title.${booking.status}`)}</h1>
      <p className="visually-hidden" role="status">{say(`guest.booking.title.${booking.status}`)}</p>
      <HeldNotice bookings={[booking]} onOver={onOver} />
      {booking.status === 'held' && booking.payments.length === 0 && <OfferLink booking={booking.id} />}
      <Ended booking={booking} />
      <section className="quote-card stack">
        <div className="booking-top"><What what={booking} /><Kept booking={booking} /></div>
        {booking.guest !== null && <p className="small muted">{say('guest.booking.for', { name: booking.guest.name })}{booking.guest.email !== null && <> · <bdi>{booking.guest.email}</bdi></>}</p>}
        {booking.note !== null && <p className="small"><span className="muted">{say('guest.checkout.note')}:</span> {booking.note}</p>}
      </section>
      <PendingPayment booking={booking} />
      <GuaranteeState booking={booking} />
      {(booking.may_amend || booking.may_cancel) && (
        <div className="row">
          {booking.may_amend && <Button onClick={() => setDialog('change')}>{say('guest.booking.change')}</Button>}
          {booking.may_cancel && booking.status !== 'held' && <Button look="plain" onClick={() => setDialog('cancel')}>{say('guest.booking.cancel')}</Button>}
        </div>
      )}
      <BookedTogether booking={booking} />
      <section className="stack"><h2>{say('guest.price.breakdown')}</h2><PriceLines price={booking.price} over={booking.status === 'cancelled' || booking.status === 'expired'} />
        {booking.paid.amount !== '0' && <p className="small">{say('guest.booking.paid')} <MoneyText money={booking.paid} className="strong" />{booking.refunded.amount !== '0' && <> · {say('guest.booking.refunded')} <MoneyText money={booking.refunded} className="strong" /></>}</p>}</section>
      <Papers booking={booking} />
      {['held', 'confirmed'].includes(booking.status) && <section className="stack"><h2>{say('guest.cancel.heading')}</h2><CancellationTimeline steps={booking.price.cancellation} timeZone={booking.venue.time_zone} /></section>}
      <CancelDialog booking={booking} open={dialog === 'cancel'} onClose={() => setDialog(null)} />
      <ChangeDialog key={booking.version} booking={booking} open={dialog === 'change'} onClose={() => setDialog(null)} />
    </div>
  )
}

/** The rest of its trip, for who may open that: whoever has the link of this booking alone is shown a trip of this one, and has nothing more to open. */
function BookedTogether({ booking }: { booking: BookingView }) {
  const { say } = useWords()
  const { data: trip } = useAsk('getTrip', { params: { trip: booking.trip! } }, { enabled: booking.trip !== null })
  const others = trip?.bookings.filter((one) => one.id !== booking.id) ?? []
  if (trip === undefined || others.length === 0) return null
  return (
    <section className="stack" aria-labelledby="together"><h2 id="together">{say('guest.trip.together')}</h2>
      <ul role="list" className="together">{others.map((one) => (
        <li key={one.id} className="row spread">
          <span><Link to="/booking/$booking" params={{ booking: one.id }} className="strong"><bdi>{one.venue.name}</bdi></Link> <span className="small muted">{one.stay !== null ? <DateRangeText from={one.stay.arrival} to={one.stay.departure} /> : one.sitting !== null && <WhenText at={one.sitting.at} />}</span></span>
          <StatusBadge status={one.status} />
        </li>
      ))}</ul>
      <div className="row"><Link to="/trip/$trip" params={{ trip: trip.id }} className={buttonClass('secondary', 'small')}><Luggage aria-hidden className="icon" />{say('guest.trip.whole')}</Link></div>
    </section>
  )
}

/** More is due for a change: the old booking stands until it is paid. */
function PendingPayment({ booking }: { booking: BookingView }) {
  const { say } = useWords()
  const open = booking.status === 'held' ? undefined : booking.payments.find((one) => one.url !== null && one.mode === 'charge')
  if (open === undefined) return null
  return <Notice tone="wait"><p>{say('guest.change.waiting')}</p><p><a href={open.url!} className="strong">{say('guest.pay.now')} <MoneyText money={open.amount} /></a></p></Notice>
}

/** The card that stands for the booking: kept, held, declined, or used. */
function GuaranteeState({ booking }: { booking: BookingView }) {
  const { say, locale } = useWords()
  const retry = useTell('retryPayment', { refreshes: ['getBooking'] })
  const { guarantee } = booking
  if (guarantee === null || booking.status === 'held' || guarantee.status === 'waiting') return null
  const amount = moneyText(guarantee.amount, locale)
  if (guarantee.status !== 'failing') {
    const card = guarantee.card?.last4 ?? '····'
    return <p className="small">{say(`guest.guarantee.${guarantee.status}`, { amount, card })}{guarantee.status === 'saved' && <> <WhenText at={guarantee.held_from} timeZone={booking.venue.time_zone} /></>}</p>
  }
  const page = booking.payments.find((one) => one.mode === 'authorize' && (one.status === 'requires_action' || one.status === 'failed'))
  return (
    <Notice tone="signal"><p>{say('guest.guarantee.failing', { amount })}</p>
      {page?.url != null && <p><a href={page.url} className="strong">{say('guest.guarantee.mend')}</a></p>}
      {page !== undefined && page.url === null && <Button size="small" busy={retry.isPending} onClick={() => retry.mutate({ params: { payment: page.id } })}>{say('guest.guarantee.mend')}</Button>}
    </Notice>
  )
}

function Ended({ booking }: { booking: BookingView }) {
  const { say } = useWords()
  if (booking.status === 'expired') return <Notice tone="wait">{say('guest.booking.expired')}</Notice>
  if (booking.status === 'cancelled' && booking.refunded.amount !== '0') return <Notice tone="good">{say('guest.booking.refunded')} <MoneyText money={booking.refunded} className="strong" /></Notice>
  return null
}
