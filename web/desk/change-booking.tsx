import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react'
import type { Alternative } from '@holdfast/contract/kit'
import { datePlus, nightsBetween } from '@holdfast/contract/words'
import { useApi, useAsk, useIntentKey, useTell } from '../ui/api.ts'
import { ChildrenField, childrenOf } from '../ui/children.tsx'
import { Button, Choices, Stepper, TextField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { ErrorNotice, MoneyText, Notice, Skeleton, TimeText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { useDesk, type Full } from './desk.ts'

interface Change { arrival?: string; departure?: string; guests?: number; children?: readonly number[]; at?: string; party?: number }

/** Other dates, people or another time for a booking: what it would cost shows while one chooses; all of it or nothing. */
export function ChangeBooking({ booking, onClose }: { booking: string; onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const { data } = useAsk('deskBooking', { params: { venue: desk.venue.id, booking } as never })
  return (
    <Dialog open onClose={onClose} className="new-booking" title={say('desk.change.title', { guest: data?.guest?.name ?? data?.code ?? '' })}>
      {data === undefined ? <Skeleton lines={4} /> : data.stay !== null ? <StayChange full={data} onClose={onClose} /> : <SittingChange full={data} onClose={onClose} />}
    </Dialog>
  )
}

function StayChange({ full, onClose }: { full: Full; onClose: () => void }) {
  const { say } = useWords()
  const stay = full.stay!
  const [arrival, setArrival] = useState<string>(stay.arrival)
  const [nights, setNights] = useState(stay.nights)
  const [guests, setGuests] = useState(stay.guests)
  const [ages, setAges] = useState<readonly number[]>(stay.children ?? [])
  const departure = datePlus(arrival, nights)
  const children = childrenOf({ guests, rooms: stay.rooms, children: ages })
  const change: Change = { ...(arrival === stay.arrival && departure === stay.departure ? {} : { arrival, departure }), ...(guests === stay.guests ? {} : { guests }), ...(children.join() === (stay.children ?? []).join() ? {} : { children }) }
  const take = (one: Alternative) => { if (one.arrival !== undefined && one.departure !== undefined) { setArrival(one.arrival); setNights(nightsBetween(one.arrival, one.departure)) } }
  return (
    <Review full={full} change={change} onClose={onClose} onChoose={take}>
      <div className="form-row">
        <TextField label={say('desk.new.arrival')} type="date" required value={arrival} onChange={(event) => { if (event.target.value !== '') setArrival(event.target.value) }} />
        <Stepper label={say('desk.new.nights')} value={nights} onChange={setNights} min={1} max={90} />
        <Stepper label={say('desk.new.guests')} value={guests} onChange={setGuests} min={1} max={30} />
        <ChildrenField guests={guests} rooms={stay.rooms} ages={children} onChange={setAges} />
      </div>
    </Review>
  )
}

function SittingChange({ full, onClose }: { full: Full; onClose: () => void }) {
  const { say } = useWords()
  const sitting = full.sitting!
  const [date, setDate] = useState<string>(sitting.business_date)
  const [party, setParty] = useState(sitting.party)
  const [at, setAt] = useState<string>(sitting.at)
  const slots = useAsk('listSlots', { params: { venue: full.venue.id } as never, query: { date, party } as never }, { staleTime: 2_000 })
  const times = useMemo(() => {
    const free = slots.data?.items.filter((slot) => slot.free).map((slot) => slot.at as string) ?? []
    return date === sitting.business_date && !free.includes(sitting.at) ? [...free, sitting.at as string].sort() : free
  }, [slots.data, date, sitting])
  // Another day keeps the time of the clock where that is free.
  const wished = times.includes(at) ? at : times.find((time) => time.slice(11) === at.slice(11)) ?? null
  const change: Change = { ...(wished === null || wished === sitting.at ? {} : { at: wished }), ...(party === sitting.party ? {} : { party }) }
  const take = (one: Alternative) => { if (one.at !== undefined) { setDate(one.at.slice(0, 10)); setAt(one.at) } }
  return (
    <Review full={full} change={change} onClose={onClose} onChoose={take}>
      <div className="form-row">
        <TextField label={say('desk.new.day')} type="date" required value={date} onChange={(event) => { if (event.target.value !== '') setDate(event.target.value) }} />
        <Stepper label={say('desk.new.party')} value={party} onChange={setParty} min={1} max={50} />
      </div>
      {slots.data === undefined ? <Skeleton lines={2} /> : times.length === 0 ? <Notice tone="signal">{say('desk.new.fullDay')}</Notice>
        : <Choices label={say('desk.new.time')} look="chips" className="slot-chips" value={wished} onChange={setAt} choices={times.map((time) => ({ value: time, label: <TimeText wall={time} /> }))} />}
    </Review>
  )
}

/** The form around the fields, with the difference in price and the one button. */
function Review({ full, change, onClose, onChoose, children }: { full: Full; change: Change; onClose: () => void; onChoose: (one: Alternative) => void; children: ReactNode }) {
  const { say } = useWords()
  const call = useApi()
  const client = useQueryClient()
  const toast = useToast()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => { form.current?.querySelector<HTMLElement>('input')?.focus() }, [])
  const nothing = Object.keys(change).length === 0
  const preview = useQuery({
    queryKey: ['previewAmendment', full.id, full.version, change], enabled: !nothing, retry: false, placeholderData: keepPreviousData, staleTime: 5_000,
    queryFn: ({ signal }) => call('previewAmendment', { params: { booking: full.id }, body: change as never, signal }),
  })
  const key = useIntentKey([full.version, change])
  const amend = useTell('amendBooking', {
    onDone: () => {
      for (const name of ['board', 'deskBooking', 'listBookings']) void client.invalidateQueries({ queryKey: [name] })
      toast(say('desk.change.done', { guest: full.guest?.name ?? full.code }), { tone: 'good' })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!nothing) amend.mutate({ params: { booking: full.id }, body: change as never, idempotencyKey: key })
  }
  const shown = nothing ? undefined : preview.data
  return (
    <form ref={form} className="stack" onSubmit={submit}>
      {children}
      <dl className="facts change-price" aria-live="polite">
        <div><dt>{say('desk.panel.total')}</dt><dd><MoneyText money={shown?.price.total ?? full.price.total} className="strong" /></dd></div>
        {shown !== undefined && <div><dt>{say('desk.change.difference')}</dt><dd>{shown.difference.amount === '0' ? say('desk.change.same') : <MoneyText money={shown.difference} />}</dd></div>}
      </dl>
      {!nothing && preview.error !== null && amend.error === null && <ErrorNotice error={preview.error} kept={say('desk.change.kept')} onChoose={onChoose} />}
      {amend.error !== null && <ErrorNotice error={amend.error} kept={say('desk.change.kept')} onChoose={(one) => { onChoose(one); amend.reset() }} />}
      <div className="row form-actions">
        <Button onClick={onClose}>{say('action.cancel')}</Button>
        <Button look="primary" type="submit" className="grow" busy={amend.isPending} disabled={nothing}>{say('desk.change.do')}</Button>
      </div>
    </form>
  )
}
