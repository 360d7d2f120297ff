import { Link } from '@tanstack/react-router'
import { CalendarPlus, CreditCard, Mail } from 'lucide-react'
import type { ResponseOf } from '@holdfast/contract/kit'
import type { getBooking } from '@holdfast/contract/booking'
import { useTell } from '../ui/api.ts'
import { Button, buttonClass } from '../ui/controls.tsx'
import { Countdown, DateRangeText, ErrorNotice, MoneyText, Notice, StatusBadge, WhenText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { Picture } from './picture.tsx'
import type { QuoteView } from './price-parts.tsx'

export type BookingView = ResponseOf<typeof getBooking>

/** Where, what, when, for how many: the same few words in basket, booking and list. */
export function What({ what, link = true }: { what: Pick<QuoteView, 'venue' | 'stay' | 'sitting'>; link?: boolean }) {
  const { say } = useWords()
  return (
    <div className="what">
      <Picture picture={what.venue.picture} sizes="6rem" className="what-picture" />
      <div>
        <h3 className="serif">{link ? <Link to="/v/$slug" params={{ slug: what.venue.slug }}>{what.venue.name}</Link> : what.venue.name}</h3>
        <p className="muted small">{what.venue.city}</p>
        {what.stay !== null && <><p className="strong"><DateRangeText from={what.stay.arrival} to={what.stay.departure} /></p><p className="small">{what.stay.rooms > 1 && `${what.stay.rooms} × `}<bdi>{what.stay.room_type_name}</bdi> · <bdi>{what.stay.rate_plan_name}</bdi> · {say('date.nights', { count: what.stay.nights })} · {say('count.guests', { count: what.stay.guests })}</p></>}
        {what.sitting !== null && <><p className="strong"><WhenText at={what.sitting.at} /></p><p className="small">{what.sitting.service_name} · {say('count.guests', { count: what.sitting.party })}</p></>}
      </div>
    </div>
  )
}

/** What is to be done while it is held: pay before the time runs out, ask for more time, or let it go. */
export function HeldNotice({ bookings, onOver }: { bookings: BookingView[]; onOver: () => void }) {
  const { say } = useWords()
  const held = bookings.filter((one) => one.status === 'held' && one.expires_at !== null)
  const extend = useTell('extendHold', { refreshes: ['getBooking', 'getTrip'] })
  const release = useTell('releaseHold', { refreshes: ['getBooking', 'getTrip', 'myBookings'] })
  const retry = useTell('retryPayment', { refreshes: ['getBooking', 'getTrip'] })
  const first = held.toSorted((a, b) => a.expires_at!.localeCompare(b.expires_at!))[0]
  if (first === undefined) return null
  const payment = held.flatMap((one) => one.payments).find((one) => one.status === 'requires_action' || one.status === 'failed')
  const due = held.flatMap((one) => one.payments.filter((each) => each.id === payment?.id)).reduce((sum, one) => sum + BigInt(one.amount.amount), 0n)
  return (
    <section className="held stack" aria-label={say('status.held')}>
      <Countdown until={first.expires_at!} of={first.held_minutes * 60} onOver={onOver} />
      {payment?.status === 'failed' && <Notice tone="signal">{say('guest.pay.declined')}</Notice>}
      {payment?.url != null && <a className={buttonClass('primary', 'large', 'button-wide')} href={payment.url}><CreditCard aria-hidden className="icon" />{say(`guest.pay.${payment.mode}`)} <MoneyText money={{ ...payment.amount, amount: String(due) }} /></a>}
      {payment !== undefined && payment.url === null && <Button look="primary" busy={retry.isPending} onClick={() => retry.mutate({ params: { payment: payment.id } })}>{say('guest.pay.again')}</Button>}
      {payment !== undefined && payment.mode !== 'charge' && <p className="small">{say(payment.mode === 'save' ? 'guest.pay.saveNote' : 'guest.pay.authorizeNote')}</p>}
      <p className="small muted">{say('guest.pay.where')}</p>
      <div className="row">
        {held.some((one) => one.can_extend) && <Button size="small" busy={extend.isPending} onClick={() => { for (const one of held) if (one.can_extend) extend.mutate({ params: { booking: one.id } }) }}>{say('guest.hold.extend')}</Button>}
        <Button look="plain" size="small" busy={release.isPending} onClick={() => { for (const one of held) release.mutate({ params: { booking: one.id } }) }}>{say('guest.hold.release')}</Button>
      </div>
      {(extend.error ?? release.error ?? retry.error) !== null && <ErrorNotice error={extend.error ?? release.error ?? retry.error} />}
    </section>
  )
}

/** The code to say at the door, and where else the booking is kept. */
export function Kept({ booking }: { booking: BookingView }) {
  const { say } = useWords()
  return (
    <div className="kept">
      <p className="small muted">{say('guest.booking.code')}</p>
      <p className="code" translate="no"><bdi>{booking.code}</bdi></p>
      <div className="row"><StatusBadge status={booking.status} /></div>
      {(booking.status === 'confirmed' || booking.status === 'arrived') && (
        <div className="row">
          <a className={buttonClass('secondary', 'small')} href={`/v1/bookings/${booking.id}/calendar.ics`} download={`${booking.code}.ics`}><CalendarPlus aria-hidden className="icon" />{say('guest.booking.calendar')}</a>
          <Link className={buttonClass('secondary', 'small')} to="/sent-mail" search={{ booking: booking.id } as never}><Mail aria-hidden className="icon" />{say('guest.booking.mail')}</Link>
        </div>
      )}
    </div>
  )
}
