import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react'
import { datePlus } from '@holdfast/contract/words'
import { problemOf, useAsk, useIntentKey, useTell, type Answer } from '../ui/api.ts'
import { Button, Choices, SelectField, Stepper, TextArea, TextField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { ErrorNotice, MoneyText, Notice, Skeleton, TimeText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { useDesk, type NewKind } from './desk.ts'

interface Who { name: string; phone: string; email: string; note: string }

/** A walk-in or a caller in two or three inputs: all else is preset and can be changed. Enter books. */
export function NewBooking({ kind, onClose }: { kind: NewKind; onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => { first.current?.focus() }, [])
  const [who, setWho] = useState<Who>({ name: '', phone: '', email: '', note: '' })
  const [what, setWhat] = useState<What | null>(null)
  const name = who.name.trim() === '' && kind === 'walk_in' ? say('desk.new.walkIn') : who.name.trim()
  const body = what === null ? null : {
    channel: kind, ...what, guest: { name, ...(who.phone.trim() === '' ? {} : { phone: who.phone.trim() }), ...(who.email.trim() === '' ? {} : { email: who.email.trim() }) },
    ...(who.note.trim() === '' ? {} : { note: who.note.trim() }),
  }
  const key = useIntentKey(body)
  const book = useTell('deskBook', {
    refreshes: ['board', 'listBookings'],
    onDone: (booking) => {
      onClose()
      toast(say('desk.new.done', { guest: name, code: booking.code }), { tone: 'good', action: { label: say('desk.new.show'), run: () => { desk.open(booking.id) } } })
    },
  })
  const problem = problemOf(book.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (body !== null) book.mutate({ params: { venue: desk.venue.id } as never, body: body as never, idempotencyKey: key })
  }
  const hotel = desk.venue.kind === 'hotel'
  return (
    <Dialog open onClose={onClose} className="new-booking" title={say(kind === 'walk_in' ? 'desk.new.walkIn' : 'desk.new.phone')}>
      <form className="stack" onSubmit={submit}>
        <TextField label={say('desk.new.name')} ref={first} autoComplete="off" name="name" optional={kind === 'walk_in'} required={kind === 'phone'} value={who.name} error={problem?.fields['/guest/name']} onChange={(event) => { setWho({ ...who, name: event.target.value }) }} />
        {kind === 'phone' && <TextField label={say('field.phone')} type="tel" autoComplete="off" name="phone" optional value={who.phone} error={problem?.fields['/guest/phone']} onChange={(event) => { setWho({ ...who, phone: event.target.value }) }} />}
        {hotel ? <StayPart kind={kind} onChange={setWhat} /> : <SittingPart kind={kind} onChange={setWhat} />}
        <details className="more-fields"><summary>{say(kind === 'phone' ? 'desk.new.moreCaller' : 'desk.new.more')}</summary>
          <div className="stack">
            {kind === 'walk_in' && <TextField label={say('field.phone')} type="tel" autoComplete="off" optional value={who.phone} error={problem?.fields['/guest/phone']} onChange={(event) => { setWho({ ...who, phone: event.target.value }) }} />}
            <TextField label={say('field.email')} type="email" autoComplete="off" optional value={who.email} error={problem?.fields['/guest/email']} onChange={(event) => { setWho({ ...who, email: event.target.value }) }} />
            <TextArea label={say('desk.new.note')} optional rows={2} value={who.note} onChange={(event) => { setWho({ ...who, note: event.target.value }) }} />
          </div>
        </details>
        {book.error && <ErrorNotice error={book.error} kept={say('desk.new.kept')} />}
        <div className="row form-actions">
          <Button onClick={onClose}>{say('action.cancel')}</Button>
          <Button look="primary" type="submit" className="grow" busy={book.isPending} disabled={body === null}>{say(kind === 'phone' ? 'desk.new.book.phone' : hotel ? 'desk.new.book.walkIn.stay' : 'desk.new.book.walkIn.sitting')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

type What = { stay: { room_type: string; rate_plan: string; arrival: string; departure: string; guests: number; rooms: number } } | { sitting: { at: string; party: number; table?: string } }
type Report = (what: What | null) => void

/** Tells the form what is meant, only when it changed. */
function useReport(what: What | null, report: Report): void {
  const text = JSON.stringify(what)
  const [told, setTold] = useState('unset')
  if (told !== text) {
    setTold(text)
    queueMicrotask(() => { report(what) })
  }
}

function StayPart({ kind, onChange }: { kind: NewKind; onChange: Report }) {
  const { say } = useWords()
  const desk = useDesk()
  const [arrival, setArrival] = useState(desk.today)
  const [nights, setNights] = useState(1)
  const [guests, setGuests] = useState(2)
  const [picked, setPicked] = useState<string | null>(null)
  const departure = datePlus(arrival, nights)
  const offers = useAsk('listOffers', { params: { venue: desk.venue.id } as never, query: { arrival, departure, guests } as never }, { staleTime: 2_000 })
  const cheapest = useMemo(() => cheapestOfEachType(offers.data), [offers.data])
  const chosen = cheapest.find((offer) => offer.room_type === picked) ?? cheapest[0]
  useReport(chosen === undefined ? null : { stay: { room_type: chosen.room_type, rate_plan: chosen.rate_plan, arrival, departure, guests, rooms: 1 } }, onChange)
  return (
    <>
      <div className="form-row">
        {kind === 'phone' && <TextField label={say('desk.new.arrival')} type="date" required min={desk.today} value={arrival} onChange={(event) => { if (event.target.value !== '') setArrival(event.target.value) }} />}
        <Stepper label={say('desk.new.nights')} value={nights} onChange={setNights} min={1} max={90} />
        <Stepper label={say('desk.new.guests')} value={guests} onChange={setGuests} min={1} max={30} />
      </div>
      {offers.error && <ErrorNotice error={offers.error} />}
      {offers.data === undefined ? offers.error === null && <Skeleton lines={3} /> : cheapest.length === 0 ? <Notice tone="signal">{say('desk.new.full')}</Notice>
        : <Choices label={say('desk.new.type')} look="cards" className="offer-cards" value={chosen?.room_type ?? null} onChange={setPicked}
          choices={cheapest.map((offer) => ({ value: offer.room_type as string, label: <span className="row spread">{offer.room_type_name}<MoneyText money={offer.price.total} /></span>, detail: <>{say('desk.new.left', { count: offer.units_left })} · {offer.rate_plan_name}</> }))} />}
    </>
  )
}

function cheapestOfEachType(offers: Answer<'listOffers'> | undefined) {
  const found = new Map<string, Answer<'listOffers'>['items'][number]>()
  for (const offer of offers?.items ?? []) {
    const known = found.get(offer.room_type)
    if (known === undefined || Number(offer.price.total.amount) < Number(known.price.total.amount)) found.set(offer.room_type, offer)
  }
  return [...found.values()].sort((a, b) => Number(a.price.total.amount) - Number(b.price.total.amount))
}

function SittingPart({ kind, onChange }: { kind: NewKind; onChange: Report }) {
  const { say } = useWords()
  const desk = useDesk()
  const [party, setParty] = useState(2)
  const [date, setDate] = useState(desk.today)
  const [picked, setPicked] = useState<string | null>(null)
  const [table, setTable] = useState('')
  const now = desk.board?.local_time ?? `${desk.today}T12:00`
  const slots = useAsk('listSlots', { params: { venue: desk.venue.id } as never, query: { date, party } as never }, { enabled: kind === 'phone', staleTime: 2_000 })
  const free = useMemo(() => slots.data?.items.filter((slot) => slot.free && slot.at >= now) ?? [], [slots.data, now])
  const wished = free.find((slot) => slot.at === picked) ?? free.find((slot) => slot.at.slice(11) >= '19:30') ?? free[0]
  const at = kind === 'walk_in' ? now : wished?.at
  const tables = useAsk('freeUnits', { params: { venue: desk.venue.id } as never, query: { at: at ?? now, party } as never }, { enabled: at !== undefined, staleTime: 2_000 })
  const valid = tables.data?.tables.some((one) => one.id === table) === true ? table : ''
  useReport(at === undefined ? null : { sitting: { at, party, ...(valid === '' ? {} : { table: valid }) } }, onChange)
  return (
    <>
      <div className="form-row">
        <Stepper label={say('desk.new.party')} value={party} onChange={setParty} min={1} max={50} />
        {kind === 'phone' && <TextField label={say('desk.new.day')} type="date" required min={desk.today} value={date} onChange={(event) => { if (event.target.value !== '') setDate(event.target.value) }} />}
        {kind === 'walk_in' && <p className="now-time"><span className="field-label">{say('desk.new.time')}</span><strong>{say('desk.new.now')}, <TimeText wall={now} /></strong></p>}
      </div>
      {kind === 'phone' && (slots.error ? <ErrorNotice error={slots.error} /> : slots.data === undefined ? <Skeleton lines={2} /> : free.length === 0 ? <Notice tone="signal">{say('desk.new.fullDay')}</Notice>
        : <Choices label={say('desk.new.time')} look="chips" className="slot-chips" value={wished?.at ?? null} onChange={setPicked} choices={free.map((slot) => ({ value: slot.at, label: <TimeText wall={slot.at} /> }))} />)}
      <SelectField label={say('desk.panel.chooseTable')} value={valid} onChange={(event) => { setTable(event.target.value) }}>
        <option value="">{say('desk.panel.bestTable')}</option>
        {tables.data?.tables.map((one) => <option key={one.id} value={one.id}>{say('desk.panel.tableSeats', { table: one.name, seats: one.seats_max })} · {one.area}</option>)}
      </SelectField>
    </>
  )
}
