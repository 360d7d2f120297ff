import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react'
import type { Alternative } from '@holdfast/contract/kit'
import { datePlus, dateRangeText, nightsBetween } from '@holdfast/contract/words'
import { problemOf, useApi, useAsk, useIntentKey, useTell, type Answer } from '../ui/api.ts'
import { Button, Checkbox, Choices, SelectField, Stepper, TextArea, TextField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { alternativeText, ErrorNotice, MoneyText, Notice, Skeleton, TimeText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayOverride, useDesk, type NewKind } from './desk.ts'

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
  const [instead, setInstead] = useState<Alternative | null>(null)
  // Why it is sold beyond what is free, where a manager does so.
  const [reason, setReason] = useState('')
  const name = who.name.trim() === '' && kind === 'walk_in' ? say('desk.new.walkIn') : who.name.trim()
  const body = what === null ? null : {
    channel: kind, ...what, guest: { name, ...(who.phone.trim() === '' ? {} : { phone: who.phone.trim() }), ...(who.email.trim() === '' ? {} : { email: who.email.trim() }) },
    ...(who.note.trim() === '' ? {} : { note: who.note.trim() }), ...(reason.trim() === '' ? {} : { override: { reason: reason.trim() } }),
  }
  const key = useIntentKey(body)
  const book = useTell('deskBook', {
    refreshes: ['board', 'listBookings'],
    onDone: (booking) => {
      onClose()
      toast(say('desk.new.done', { guest: name, code: booking.code }), { tone: 'good', action: { label: say('desk.new.show'), run: () => { desk.open(booking.id) } } })
    },
  })
  const client = useQueryClient()
  const problem = problemOf(book.error)
  // Refused: what is shown as free is older than the refusal.
  useEffect(() => { if (book.error !== null) for (const name of ['listOffers', 'listSlots', 'freeUnits']) void client.invalidateQueries({ queryKey: [name] }) }, [book.error, client])
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
        {hotel ? <StayPart kind={kind} onChange={setWhat} instead={instead} /> : <SittingPart kind={kind} onChange={setWhat} instead={instead} />}
        <details className="more-fields"><summary>{say(kind === 'phone' ? 'desk.new.moreCaller' : 'desk.new.more')}</summary>
          <div className="stack">
            {kind === 'walk_in' && <TextField label={say('field.phone')} type="tel" autoComplete="off" optional value={who.phone} error={problem?.fields['/guest/phone']} onChange={(event) => { setWho({ ...who, phone: event.target.value }) }} />}
            <TextField label={say('field.email')} type="email" autoComplete="off" optional value={who.email} error={problem?.fields['/guest/email']} onChange={(event) => { setWho({ ...who, email: event.target.value }) }} />
            <TextArea label={say('desk.new.note')} optional rows={2} value={who.note} onChange={(event) => { setWho({ ...who, note: event.target.value }) }} />
          </div>
        </details>
        {book.error && <ErrorNotice error={book.error} kept={say('desk.new.kept')} onChoose={(one) => { setInstead(one); book.reset() }} />}
        {(problem?.code === 'not-available' || reason !== '') && mayOverride(desk) && <TextField label={say('desk.override.reason')} hint={say('desk.override.hint')} maxLength={200} value={reason} error={problem?.fields['/override/reason']} onChange={(event) => { setReason(event.target.value) }} />}
        <div className="row form-actions">
          <Button onClick={onClose}>{say('action.cancel')}</Button>
          <Button look="primary" type="submit" className="grow" busy={book.isPending} disabled={body === null}>{say(kind === 'phone' ? 'desk.new.book.phone' : hotel ? 'desk.new.book.walkIn.stay' : 'desk.new.book.walkIn.sitting')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

interface Stay { room_type: string; rate_plan?: string; arrival: string; departure: string; guests: number; rooms: number; group?: string; day_use?: { from: string; to: string } }
type What = { stay: Stay } | { stays: Stay[] } | { sitting: { at: string; party: number; table?: string; table_class?: string } }
type Report = (what: What | null) => void

/** Puts a chosen alternative into the form once, while drawing, so that nothing old is drawn in between. */
function useTaken(instead: Alternative | null, take: (one: Alternative) => void): void {
  const [taken, setTaken] = useState<Alternative | null>(null)
  if (instead === taken) return
  setTaken(instead)
  if (instead !== null) take(instead)
}

/** Tells the form what is meant, only when it changed. */
function useReport(what: What | null, report: Report): void {
  const text = JSON.stringify(what)
  const [told, setTold] = useState('unset')
  if (told !== text) {
    setTold(text)
    queueMicrotask(() => { report(what) })
  }
}

interface PartProps { kind: NewKind; onChange: Report; /** An alternative that was chosen after a refusal. */ instead: Alternative | null }

function StayPart(props: PartProps) {
  const { say } = useWords()
  const desk = useDesk()
  const venue = useAsk('getVenue', { params: { venue: desk.venue.id } as never })
  const [forDay, setForDay] = useState(false)
  const hours = venue.data?.day_use ?? null
  return (
    <>
      {hours !== null && <Checkbox checked={forDay} onChange={(event) => { setForDay(event.target.checked) }}>{say('desk.new.dayUse')}</Checkbox>}
      {forDay && hours !== null ? <DayPart {...props} hours={hours} types={venue.data!.room_types} /> : <NightsPart {...props} />}
    </>
  )
}

function NightsPart({ kind, onChange, instead }: PartProps) {
  const { say, locale } = useWords()
  const desk = useDesk()
  const [arrival, setArrival] = useState(desk.today)
  const [nights, setNights] = useState(1)
  const [guests, setGuests] = useState(2)
  const [picked, setPicked] = useState<string | null>(null)
  const [split, setSplit] = useState<Alternative | null>(null)
  const take = (one: Alternative) => {
    if (one.arrival !== undefined && one.departure !== undefined) { setArrival(one.arrival); setNights(nightsBetween(one.arrival, one.departure)) }
    if (one.room_type !== undefined) setPicked(one.room_type)
    setSplit(one.parts === undefined ? null : one)
  }
  useTaken(instead, take)
  const departure = datePlus(arrival, nights)
  const [code, setCode] = useState('')
  const group = code.trim() === '' ? {} : { group: code.trim().toUpperCase() }
  const offers = useAsk('listOffers', { params: { venue: desk.venue.id } as never, query: { arrival, departure, guests, ...group } as never }, { staleTime: 2_000 })
  const cheapest = useMemo(() => cheapestOfEachType(offers.data), [offers.data])
  // What was picked and has gone meanwhile is not silently another room.
  const chosen = picked === null ? cheapest[0] : cheapest.find((offer) => offer.room_type === picked)
  // One room after the other, for just these dates.
  const parts = cheapest.length === 0 && split?.arrival === arrival && split.departure === departure ? split.parts ?? [] : []
  useReport(parts.length > 0 ? { stays: parts.map((part) => ({ room_type: part.room_type, arrival: part.arrival, departure: part.departure, guests, rooms: 1 })) }
    : chosen === undefined ? null : { stay: { room_type: chosen.room_type, rate_plan: chosen.rate_plan, arrival, departure, guests, rooms: 1, ...group } }, onChange)
  return (
    <>
      <div className="form-row">
        {kind === 'phone' && <TextField label={say('desk.new.arrival')} type="date" required min={desk.today} value={arrival} onChange={(event) => { if (event.target.value !== '') setArrival(event.target.value) }} />}
        <Stepper label={say('desk.new.nights')} value={nights} onChange={setNights} min={1} max={90} />
        <Stepper label={say('desk.new.guests')} value={guests} onChange={setGuests} min={1} max={30} />
      </div>
      {kind === 'phone' && <TextField label={say('desk.groups.code')} optional autoComplete="off" maxLength={20} value={code} onChange={(event) => { setCode(event.target.value) }} />}
      {offers.error && <ErrorNotice error={offers.error} />}
      {parts.length > 0 && <Notice tone="good"><p className="strong">{say('desk.new.split')}</p><ol className="small">{parts.map((part) => <li key={part.arrival}>{part.room_type_name}, {dateRangeText(part.arrival, part.departure, locale)}</li>)}</ol></Notice>}
      {offers.data === undefined ? offers.error === null && <Skeleton lines={3} /> : cheapest.length === 0 ? <Notice tone="signal">{say('desk.new.full')}<Nearest alternatives={offers.data.alternatives} onChoose={take} /></Notice>
        : <Choices label={say('desk.new.type')} look="cards" className="offer-cards" value={chosen?.room_type ?? null} onChange={setPicked}
          choices={cheapest.map((offer) => ({ value: offer.room_type as string, label: <span className="row spread">{offer.room_type_name}<MoneyText money={offer.price.total} /></span>, detail: <>{say('desk.new.left', { count: offer.units_left })} · {offer.rate_plan_name}</> }))} />}
    </>
  )
}

/** A room for some hours of one day: its price shows as one chooses, by a quote, which claims nothing. */
function DayPart({ kind, onChange, instead, hours, types }: PartProps & { hours: { from: string; to: string }; types: Answer<'getVenue'>['room_types'] }) {
  const { say } = useWords()
  const desk = useDesk()
  const call = useApi()
  const [day, setDay] = useState(desk.today)
  const now = desk.board?.local_time.slice(11, 13) ?? '00'
  const [from, setFrom] = useState(desk.today === day && `${now}:00` > hours.from && `${now}:00` < hours.to ? `${now}:00` : hours.from)
  const [to, setTo] = useState(hours.to)
  const [guests, setGuests] = useState(2)
  const [picked, setPicked] = useState<string | null>(null)
  const take = (one: Alternative) => { if (one.arrival !== undefined) setDay(one.arrival); if (one.room_type !== undefined) setPicked(one.room_type) }
  useTaken(instead, take)
  const type = types.find((one) => one.id === picked) ?? types.find((one) => one.sleeps >= guests)
  const stay: Stay | null = type === undefined || from >= to ? null : { room_type: type.id, arrival: day, departure: day, guests, rooms: 1, day_use: { from, to } }
  const quote = useQuery({ queryKey: ['dayUseQuote', desk.venue.id, stay], enabled: stay !== null, retry: false, staleTime: 5_000, queryFn: ({ signal }) => call('createQuote', { params: { venue: desk.venue.id as never }, body: stay as never, signal }) })
  useReport(stay === null || quote.data === undefined ? null : { stay }, onChange)
  return (
    <>
      <div className="form-row">
        {kind === 'phone' && <TextField label={say('desk.new.day')} type="date" required min={desk.today} value={day} onChange={(event) => { if (event.target.value !== '') setDay(event.target.value) }} />}
        <TextField label={say('desk.new.from')} type="time" required min={hours.from} max={hours.to} step={900} value={from} onChange={(event) => { if (event.target.value !== '') setFrom(event.target.value) }} />
        <TextField label={say('desk.new.to')} type="time" required min={hours.from} max={hours.to} step={900} value={to} onChange={(event) => { if (event.target.value !== '') setTo(event.target.value) }} />
        <Stepper label={say('desk.new.guests')} value={guests} onChange={setGuests} min={1} max={30} />
      </div>
      <Choices label={say('desk.new.type')} look="cards" className="offer-cards" value={type?.id ?? null} onChange={setPicked}
        choices={types.map((one) => ({ value: one.id as string, label: <span className="row spread">{one.name}{one.id === type?.id && quote.data !== undefined && <MoneyText money={quote.data.price.total} />}</span> }))} />
      {quote.error !== null && <ErrorNotice error={quote.error} onChoose={take} />}
    </>
  )
}

function Nearest({ alternatives, onChoose }: { alternatives: readonly Alternative[]; onChoose: (one: Alternative) => void }) {
  const { say, locale } = useWords()
  const usable = alternatives.filter((one) => one.kind !== 'venue')
  if (usable.length === 0) return null
  return <><p className="small strong">{say('problem.nearest')}</p><div className="row">{usable.map((one, i) => <button key={i} type="button" className="chip" onClick={() => { onChoose(one) }}>{alternativeText(one, locale)}{one.total && <MoneyText money={one.total} className="strong" />}</button>)}</div></>
}

function cheapestOfEachType(offers: Answer<'listOffers'> | undefined) {
  const found = new Map<string, Answer<'listOffers'>['items'][number]>()
  for (const offer of offers?.items ?? []) {
    const known = found.get(offer.room_type)
    if (known === undefined || Number(offer.price.total.amount) < Number(known.price.total.amount)) found.set(offer.room_type, offer)
  }
  return [...found.values()].sort((a, b) => Number(a.price.total.amount) - Number(b.price.total.amount))
}

function SittingPart({ kind, onChange, instead }: PartProps) {
  const { say } = useWords()
  const desk = useDesk()
  const [party, setParty] = useState(2)
  const [date, setDate] = useState(desk.today)
  const [picked, setPicked] = useState<string | null>(null)
  const [table, setTable] = useState('')
  const take = (one: Alternative) => { if (one.at !== undefined) { setDate(one.at.slice(0, 10)); setPicked(one.at); setTable('') } }
  useTaken(instead, take)
  const now = desk.board?.local_time ?? `${desk.today}T12:00`
  const slots = useAsk('listSlots', { params: { venue: desk.venue.id } as never, query: { date, party } as never }, { enabled: kind === 'phone', staleTime: 2_000 })
  const free = useMemo(() => slots.data?.items.filter((slot) => slot.free && slot.at >= now) ?? [], [slots.data, now])
  const wished = free.find((slot) => slot.at === picked) ?? free.find((slot) => slot.at.slice(11) >= '19:30') ?? free[0]
  const at = kind === 'walk_in' ? now : wished?.at
  const tables = useAsk('freeUnits', { params: { venue: desk.venue.id } as never, query: { at: at ?? now, party } as never }, { enabled: at !== undefined, staleTime: 2_000 })
  const valid = tables.data?.tables.some((one) => one.id === table) === true ? table : ''
  const classes = useAsk('getVenue', { params: { venue: desk.venue.id } as never }).data?.table_classes ?? []
  const [tableClass, setTableClass] = useState('')
  useReport(at === undefined ? null : { sitting: { at, party, ...(valid === '' ? {} : { table: valid }), ...(tableClass === '' || valid !== '' ? {} : { table_class: tableClass }) } }, onChange)
  return (
    <>
      <div className="form-row">
        <Stepper label={say('desk.new.party')} value={party} onChange={setParty} min={1} max={50} />
        {kind === 'phone' && <TextField label={say('desk.new.day')} type="date" required min={desk.today} value={date} onChange={(event) => { if (event.target.value !== '') setDate(event.target.value) }} />}
        {kind === 'walk_in' && <p className="now-time"><span className="field-label">{say('desk.new.time')}</span><strong>{say('desk.new.now')}, <TimeText wall={now} /></strong></p>}
      </div>
      {kind === 'phone' && (slots.error ? <ErrorNotice error={slots.error} /> : slots.data === undefined ? <Skeleton lines={2} /> : free.length === 0 ? <Notice tone="signal">{say('desk.new.fullDay')}<Nearest alternatives={slots.data.alternatives} onChoose={take} /></Notice>
        : <Choices label={say('desk.new.time')} look="chips" className="slot-chips" value={wished?.at ?? null} onChange={setPicked} choices={free.map((slot) => ({ value: slot.at, label: <TimeText wall={slot.at} /> }))} />)}
      {classes.length > 0 && <SelectField label={say('desk.new.tableKind')} value={tableClass} disabled={valid !== ''} onChange={(event) => { setTableClass(event.target.value) }}>
        <option value="">{say('desk.new.anyTable')}</option>
        {classes.map((one) => <option key={one.class} value={one.class}>{say(`table.${one.class}`)}</option>)}
      </SelectField>}
      <SelectField label={say('desk.panel.chooseTable')} value={valid} onChange={(event) => { setTable(event.target.value) }}>
        <option value="">{say('desk.panel.bestTable')}</option>
        {tables.data?.tables.map((one) => <option key={one.id} value={one.id}>{say('desk.panel.tableSeats', { table: one.name, seats: one.seats_max })} · {one.area}</option>)}
      </SelectField>
    </>
  )
}
