import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Alternative } from '@holdfast/contract/kit'
import { datePlus, dateRangeText, nightsBetween } from '@holdfast/contract/words'
import { useApi, useAsk, type Answer } from '../ui/api.ts'
import { ChildrenField, childrenOf } from '../ui/children.tsx'
import { Checkbox, Choices, SelectField, Stepper, TextField } from '../ui/controls.tsx'
import { ErrorNotice, MoneyText, Notice, reasonText, Skeleton } from '../ui/show.tsx'
import { useWords, type Locale, type Say } from '../ui/words.tsx'
import { useDesk } from './desk.ts'
import { SourceField, useSource, type Source } from './lease-source.tsx'
import { Nearest, useReport, useTaken, type PartProps, type Stay } from './new-parts.tsx'

/** What a stay of a new booking is: nights, or some hours of a day where the house sells them. */
export function StayPart(props: PartProps) {
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

function NightsPart({ kind, onChange, instead, lease }: PartProps) {
  const { say, locale } = useWords()
  const desk = useDesk()
  const [arrival, setArrival] = useState(lease === undefined || lease.from < desk.today ? desk.today : lease.from as string)
  const [nights, setNights] = useState(1)
  const [guests, setGuests] = useState(2)
  const [ages, setAges] = useState<readonly number[]>([])
  const [picked, setPicked] = useState<string | null>(null)
  const [split, setSplit] = useState<Alternative | null>(null)
  const take = (one: Alternative) => {
    if (one.arrival !== undefined && one.departure !== undefined) { setArrival(one.arrival); setNights(nightsBetween(one.arrival, one.departure)) }
    if (one.room_type !== undefined) setPicked(one.room_type)
    setSplit(one.parts === undefined ? null : one)
  }
  useTaken(instead, take)
  const departure = datePlus(arrival, nights)
  const source = useSource('rooms', arrival, departure, lease)
  const [code, setCode] = useState('')
  const from = source.lease !== undefined ? { lease: source.lease } : code.trim() === '' ? {} : { group: code.trim().toUpperCase() }
  const children = childrenOf({ guests, rooms: 1, children: ages })
  const asked = { arrival, departure, guests, ...(children.length === 0 ? {} : { children: children.join(',') }), ...from }
  const offers = useAsk('listOffers', { params: { venue: desk.venue.id } as never, query: asked as never }, { staleTime: 2_000, enabled: source.gone === null })
  const cheapest = useMemo(() => cheapestOfEachType(offers.data), [offers.data])
  // What was picked and has gone meanwhile is not silently another room.
  const chosen = source.gone !== null ? undefined : picked === null ? cheapest[0] : cheapest.find((offer) => offer.room_type === picked)
  const room = useLeasedRoom(source, { arrival, departure }, chosen?.room_type)
  // One room after the other, for just these dates.
  const parts = cheapest.length === 0 && split?.arrival === arrival && split.departure === departure && source.lease === undefined ? split.parts ?? [] : []
  const people = { guests, rooms: 1, ...(children.length === 0 ? {} : { children }) }
  useReport(parts.length > 0 ? { stays: parts.map((part) => ({ room_type: part.room_type, arrival: part.arrival, departure: part.departure, ...people })) }
    : chosen === undefined || (source.lease !== undefined && room.value === '') ? null
      : { stay: { room_type: chosen.room_type, rate_plan: chosen.rate_plan, arrival, departure, ...people, ...from, ...(source.lease === undefined ? {} : { room: room.value }) } }, onChange)
  return (
    <>
      <div className="form-row">
        {kind === 'phone' && <TextField label={say('desk.new.arrival')} type="date" required min={desk.today} value={arrival} onChange={(event) => { if (event.target.value !== '') setArrival(event.target.value) }} />}
        <Stepper label={say('desk.new.nights')} value={nights} onChange={setNights} min={1} max={90} />
        <Stepper label={say('desk.new.guests')} value={guests} onChange={setGuests} min={1} max={30} />
        <ChildrenField guests={guests} rooms={1} ages={children} onChange={setAges} />
      </div>
      <SourceField source={source} />
      {kind === 'phone' && source.lease === undefined && <TextField label={say('desk.groups.code')} optional autoComplete="off" maxLength={20} value={code} onChange={(event) => { setCode(event.target.value) }} />}
      {offers.error && <ErrorNotice error={offers.error} />}
      {parts.length > 0 && <Notice tone="good"><p className="strong">{say('desk.new.split')}</p><ol className="small">{parts.map((part) => <li key={part.arrival}>{part.room_type_name}, {dateRangeText(part.arrival, part.departure, locale)}</li>)}</ol></Notice>}
      {source.gone !== null ? null : offers.data === undefined ? offers.error === null && <Skeleton lines={3} /> : cheapest.length === 0
        ? <Notice tone="signal">{source.lease === undefined ? say('desk.new.full') : whyNotOf(offers.data, say, locale)}<Nearest alternatives={offers.data.alternatives} onChoose={take} /></Notice>
        : <Choices label={say('desk.new.type')} look="cards" className="offer-cards" value={chosen?.room_type ?? null} onChange={setPicked}
          choices={cheapest.map((offer) => ({ value: offer.room_type as string, label: <span className="row spread">{offer.room_type_name}<MoneyText money={offer.price.total} /></span>, detail: <>{say('desk.new.left', { count: offer.units_left })} · {offer.rate_plan_name}</> }))} />}
      {source.lease !== undefined && chosen !== undefined && room.choices.length > 0 && <SelectField label={say('desk.panel.chooseRoom')} value={room.value} onChange={(event) => { room.choose(event.target.value) }}>{room.choices.map((one) => <option key={one.id} value={one.id}>{one.number}</option>)}</SelectField>}
    </>
  )
}

/** A desk names the room of its lease that it sells: the first of that type, unless it chooses. */
function useLeasedRoom(source: Source, nights: { arrival: string; departure: string }, type: string | undefined) {
  const desk = useDesk()
  const [wished, choose] = useState('')
  const units = useAsk('freeUnits', { params: { venue: desk.venue.id } as never, query: { ...nights, lease: source.lease } as never }, { enabled: source.lease !== undefined && source.gone === null, staleTime: 2_000 })
  const choices = source.lease === undefined ? [] : units.data?.rooms.filter((room) => room.room_type === type) ?? []
  return { choices, choose, value: (choices.find((room) => room.id === wished) ?? choices[0])?.id ?? '' as string }
}

/** Of a lease: why none of its types is sold for these nights. */
function whyNotOf(offers: Answer<'listOffers'>, say: Say, locale: Locale): string {
  const reasons = [...new Map(offers.refused.flatMap(({ reasons }) => reasons).map((reason) => [reason.code, reasonText(reason, say, locale)])).values()]
  return reasons.length === 0 ? say('desk.new.full') : reasons.join(locale === 'ar' ? '، ' : ', ')
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

function cheapestOfEachType(offers: Answer<'listOffers'> | undefined) {
  const found = new Map<string, Answer<'listOffers'>['items'][number]>()
  for (const offer of offers?.items ?? []) {
    const known = found.get(offer.room_type)
    if (known === undefined || Number(offer.price.total.amount) < Number(known.price.total.amount)) found.set(offer.room_type, offer)
  }
  return [...found.values()].sort((a, b) => Number(a.price.total.amount) - Number(b.price.total.amount))
}
