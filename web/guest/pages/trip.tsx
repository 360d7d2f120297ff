import { getRouteApi, Link } from '@tanstack/react-router'
import { problemOf, useAsk } from '../../ui/api.ts'
import { buttonClass } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { ErrorNotice, Skeleton, WhenText, MoneyText } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { HeldNotice, Kept, What } from '../booking-parts.tsx'
import { NotFoundPage } from '../layout.tsx'
import { useOpened } from '../use-opened.ts'

const route = getRouteApi('/trip/$trip')

/** A room and a dinner: two bookings, one payment, one line of days until when each can be given back. */
export function TripPage() {
  const { say } = useWords()
  const { trip: id } = route.useParams() as { trip: string }
  const opened = useOpened('openBooking')
  const { data: trip, error, refetch } = useAsk('getTrip', { params: { trip: id as never } }, { enabled: opened, refetchInterval: (query) => (query.state.data?.bookings.some((one) => one.status === 'held') ? 1_000 : false) })
  if (error !== null) return problemOf(error)?.status === 404 ? <NotFoundPage /> : <div className="wrap narrow"><ErrorNotice error={error} onRetry={() => void refetch()} /></div>
  if (trip === undefined) return <div className="wrap narrow"><Head title="Holdfast" keepPrivate /><Skeleton lines={8} /></div>
  const held = trip.bookings.some((one) => one.status === 'held')
  const over = trip.bookings.every((one) => one.status === 'expired' || one.status === 'cancelled')
  const title = say(held ? 'guest.trip.title.held' : over ? 'guest.trip.title.over' : 'guest.trip.title.confirmed')
  const names = new Map(trip.bookings.map((one) => [one.id as string, one]))
  return (
    <div className="wrap narrow booking-page stack">
      <Head title={title} keepPrivate />
      <h1 className="serif">{title}</h1>
      <p className="visually-hidden" role="status">{title}</p>
      <p className="muted">{say('guest.trip.code')} <bdi className="strong">{trip.code}</bdi></p>
      <HeldNotice bookings={trip.bookings} onOver={() => void refetch()} />
      {trip.bookings.map((booking) => (
        <section key={booking.id} className="quote-card stack"><div className="booking-top"><What what={booking} /><Kept booking={booking} /></div>
          <div className="row"><Link to="/booking/$booking" params={{ booking: booking.id }} className={buttonClass('secondary', 'small')}>{say('guest.trip.open')}</Link></div></section>
      ))}
      {trip.timeline.length > 0 && !over && (
        <section className="stack"><h2>{say('guest.cancel.heading')}</h2>
          <ol className="timeline" role="list">{trip.timeline.map((step, i) => {
            const booking = names.get(step.booking)
            return <li key={i} data-free={step.charge.amount === '0' ? '' : undefined}><span className="timeline-when">{booking?.venue.name}{step.until !== null && booking && <> · {say('guest.cancel.until')} <WhenText at={step.until} timeZone={booking.venue.time_zone} /></>}{step.until === null && <> · {say('guest.cancel.after')}</>}</span><span className="timeline-what">{step.charge.amount === '0' ? say('guest.cancel.free') : <MoneyText money={step.charge} />}</span></li>
          })}</ol></section>
      )}
    </div>
  )
}
