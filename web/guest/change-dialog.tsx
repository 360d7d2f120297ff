import { useState } from 'react'
import { useAsk, useIntentKey, useTell } from '../ui/api.ts'
import { ChildrenField, childrenOf } from '../ui/children.tsx'
import { Button, Stepper } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { ErrorNotice, MoneyText, Notice, Skeleton, TimeText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import type { BookingView } from './booking-parts.tsx'
import { DayField, StayField } from './date-fields.tsx'

/** New dates, people or time: its price first, then the change, all of it or nothing. */
export function ChangeDialog({ booking, open, onClose }: { booking: BookingView; open: boolean; onClose: () => void }) {
  const { say } = useWords()
  return <Dialog open={open} onClose={onClose} title={say('guest.change.title', { venue: booking.venue.name })}>{booking.stay !== null ? <StayChange booking={booking} onClose={onClose} /> : <SittingChange booking={booking} onClose={onClose} />}</Dialog>
}

function StayChange({ booking, onClose }: { booking: BookingView; onClose: () => void }) {
  const { say } = useWords()
  const stay = booking.stay!
  const [dates, setDates] = useState<{ arrival: string | undefined; departure: string | undefined }>({ arrival: stay.arrival, departure: stay.departure })
  const [guests, setGuests] = useState(stay.guests)
  const [ages, setAges] = useState<readonly number[]>(stay.children ?? [])
  const children = childrenOf({ guests, rooms: stay.rooms, children: ages })
  const change = { ...(dates.arrival !== undefined && (dates.arrival !== stay.arrival || dates.departure !== stay.departure) ? { arrival: dates.arrival, departure: dates.departure! } : {}), ...(guests === stay.guests ? {} : { guests }), ...(children.join() === (stay.children ?? []).join() ? {} : { children }) }
  return (
    <Review booking={booking} change={change} onClose={onClose} onChoose={(one) => { if (one.arrival && one.departure) setDates({ arrival: one.arrival, departure: one.departure }) }}>
      <StayField value={dates} onChange={setDates} />
      <Stepper label={say('guest.search.guests')} value={guests} max={30} onChange={setGuests} />
      <ChildrenField guests={guests} rooms={stay.rooms} ages={children} onChange={setAges} />
    </Review>
  )
}

function SittingChange({ booking, onClose }: { booking: BookingView; onClose: () => void }) {
  const { say } = useWords()
  const sitting = booking.sitting!
  const [at, setAt] = useState(sitting.at)
  const [party, setParty] = useState(sitting.party)
  const [date, setDate] = useState(sitting.business_date as string)
  const { data } = useAsk('listSlots', { params: { venue: booking.venue.id }, query: { date, party } })
  const change = { ...(at === sitting.at ? {} : { at }), ...(party === sitting.party ? {} : { party }) }
  return (
    <Review booking={booking} change={change} onClose={onClose} onChoose={(one) => { if (one.at) setAt(one.at) }}>
      <DayField value={date} onChange={(day) => { if (day !== undefined) setDate(day) }} />
      <Stepper label={say('guest.search.party')} value={party} max={50} onChange={setParty} />
      <div className="slot-chips" role="group" aria-label={say('guest.search.time')}>{(data?.items ?? []).map((slot) => <button key={slot.at} type="button" className="chip slot" aria-pressed={slot.at === at} disabled={!slot.free && slot.at !== sitting.at} onClick={() => setAt(slot.at)}><TimeText wall={slot.at} /></button>)}</div>
    </Review>
  )
}

type Choose = NonNullable<Parameters<typeof ErrorNotice>[0]['onChoose']>
function Review({ booking, change, onClose, onChoose, children }: { booking: BookingView; change: object; onClose: () => void; onChoose: Choose; children: React.ReactNode }) {
  const { say } = useWords()
  const toast = useToast()
  const preview = useTell('previewAmendment')
  const [seen, setSeen] = useState('')
  const key = useIntentKey(change)
  const amend = useTell('amendBooking', {
    refreshes: ['getBooking', 'getTrip', 'myBookings'],
    onDone: (after) => { toast(say(after.payments.some((one) => one.url !== null) ? 'guest.change.pay' : 'guest.change.done'), { tone: 'good' }); onClose() },
  })
  const meant = JSON.stringify(change)
  const nothing = meant === '{}'
  const priced = preview.data !== undefined && seen === meant ? preview.data : null
  const look = () => { setSeen(meant); amend.reset(); preview.mutate({ params: { booking: booking.id }, body: change as never }) }
  return (
    <div className="stack">
      {children}
      {priced === null && <Button look="primary" disabled={nothing} busy={preview.isPending} onClick={look}>{say('guest.change.price')}</Button>}
      {preview.error !== null && seen === meant && <ErrorNotice error={preview.error} onChoose={onChoose} kept={say('guest.change.kept')} />}
      {preview.isPending && <Skeleton lines={2} />}
      {priced !== null && (
        <><Notice tone="accent"><p>{say('guest.price.total')} <MoneyText money={priced.price.total} className="strong" /></p><p>{say('guest.change.difference')} <MoneyText money={priced.difference} className="strong" /> · {say('guest.price.now')} <MoneyText money={priced.due_now} className="strong" /></p></Notice>
          <Button look="primary" busy={amend.isPending} onClick={() => amend.mutate({ params: { booking: booking.id }, body: change as never, idempotencyKey: key })}>{say('guest.change.do')}</Button></>
      )}
      {amend.error !== null && <ErrorNotice error={amend.error} onChoose={onChoose} kept={say('guest.change.kept')} />}
    </div>
  )
}
