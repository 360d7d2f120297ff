import type { ResponseOf } from '@holdfast/contract/kit'
import type { getVenue, listOffers } from '@holdfast/contract/venues'
import { useNavigate } from '@tanstack/react-router'
import { BedDouble, Coffee, Maximize, Users } from 'lucide-react'
import { useState } from 'react'
import { dateRangeText } from '@holdfast/contract/words'
import { useApi, useAsk, useTell } from '../ui/api.ts'
import { ChildrenField, childrenOf } from '../ui/children.tsx'
import { Button } from '../ui/controls.tsx'
import { Badge, EmptyState, ErrorNotice, MoneyText, PriceSentence, reasonText, Skeleton, alternativeText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { useBasket } from './basket.tsx'
import { StayField } from './date-fields.tsx'
import { CodeField, CurrencyField, ExtrasChoice, useShownCurrency, type Chosen } from './extras.tsx'
import { ShownSum } from './price-parts.tsx'
import { JoinWaitlist, waitingHelps } from './join-waitlist.tsx'
import { GroupCode } from './group-code.tsx'
import { Picture } from './picture.tsx'
import { localInstant } from './venue-card.tsx'
import { Stepper } from '../ui/controls.tsx'
import { wishSearch, type Wish } from './wish.ts'

type Venue = ResponseOf<typeof getVenue>
type Offers = ResponseOf<typeof listOffers>
type Offer = Offers['items'][number]

/** Rooms free for the dates, by type, each plan with its price in all; refused types with their reason. */
export function StayOffers({ venue, wish }: { venue: Venue; wish: Wish }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const shown = useShownCurrency()
  const [extras, setExtras] = useState<Chosen[]>([])
  const dated = wish.arrival !== undefined && wish.departure !== undefined
  const { data, error, isFetching } = useAsk('listOffers', { params: { venue: venue.id as never }, query: { arrival: wish.arrival ?? '', departure: wish.departure ?? '', guests: wish.guests, rooms: wish.rooms, ...(wish.group === undefined ? {} : { group: wish.group }), ...askedWith(wish), ...(shown.currency === undefined ? {} : { currency: shown.currency }) } as never }, { enabled: dated, placeholderData: (before) => before })
  const accepted = data?.promo != null && data.promo.refused === null
  const change = (part: Partial<Wish>) => void navigate({ to: '/v/$slug', params: { slug: venue.slug }, search: wishSearch({ ...wish, ...part, kind: 'hotel' }) as never, replace: true, resetScroll: false })
  return (
    <section id="rooms" className="venue-section" aria-busy={isFetching}>
      <h2 className="serif">{say('guest.venue.rooms')}</h2>
      <StayBar venue={venue} wish={wish} onChange={change} />
      <GroupCode venue={venue} wish={wish} onChange={change} />
      <div className="row offers-asks"><CodeField key={wish.code ?? ''} wish={wish} answer={data} onChange={change} /><CurrencyField currency={shown.currency} onChange={shown.set} /></div>
      {data !== undefined && data.items.length > 0 && <ExtrasChoice extras={data.extras} chosen={extras} onChange={setExtras} />}
      {!dated && <p className="muted">{say('guest.venue.chooseDates')}</p>}
      {dated && error !== null && <ErrorNotice error={error} />}
      {dated && error === null && data === undefined && <Skeleton lines={5} />}
      {dated && error === null && data !== undefined && data.items.length === 0 && <Refused data={data} venue={venue} wish={wish} onChange={change} />}
      <div className="room-list">
        {venue.room_types.filter((type) => wish.group === undefined || data === undefined || data.items.some((one) => one.room_type === type.id) || data.refused.some((one) => one.room_type === type.id)).map((type) => (
          <RoomTypeCard key={type.id} type={type} venue={venue} wish={wish} asks={{ extras: extras.filter(({ extra }) => data?.extras.some(({ id }) => id === extra)), promo: accepted }} mayWait={data?.waitlist ?? false} offers={error === null && dated ? (data?.items ?? []).filter((one) => one.room_type === type.id) : []} refused={dated ? data?.refused.find((one) => one.room_type === type.id) ?? null : null} />
        ))}
      </div>
    </section>
  )
}

function StayBar({ venue, wish, onChange }: { venue: Venue; wish: Wish; onChange: (part: Partial<Wish>) => void }) {
  const { say } = useWords()
  const { data } = useAsk('priceCalendar', { params: { venue: venue.id as never }, query: { from: venue.today, to: venue.horizon < plusDays(venue.today, 99) ? venue.horizon : plusDays(venue.today, 99), guests: wish.guests } })
  const nights = new Map((data?.items ?? []).map((one) => [one.night, one]))
  return (
    <div className="stay-bar">
      <StayField value={{ arrival: wish.arrival, departure: wish.departure }} onChange={onChange} min={venue.today} max={venue.horizon}
        under={(date) => { const night = nights.get(date); return night?.free && night.amount !== null ? short(night.amount) : null }} />
      <Stepper label={say('guest.search.guests')} value={wish.guests} max={30} onChange={(guests) => onChange({ guests })} />
      <Stepper label={say('guest.search.roomCount')} value={wish.rooms} max={9} onChange={(rooms) => onChange({ rooms })} />
      <ChildrenField guests={wish.guests} rooms={wish.rooms} ages={wish.children ?? []} onChange={(children) => onChange({ children })} />
    </div>
  )
}

const plusDays = (date: string, days: number) => new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
/** A price under a day must be short: whole units, no sign. */
const short = (money: { amount: string; exponent: number }) => String(Math.round(Number(money.amount) / 10 ** money.exponent))

function RoomTypeCard({ type, venue, wish, asks, mayWait, offers, refused }: { type: Venue['room_types'][number]; venue: Venue; wish: Wish; asks: Asks; mayWait: boolean; offers: Offer[]; refused: Offers['refused'][number] | null }) {
  const { say, locale } = useWords()
  return (
    <article className="room-card" data-refused={refused !== null && offers.length === 0 ? '' : undefined}>
      <div className="room-picture"><Picture picture={type.pictures[0] ?? venue.pictures.find((one) => one.kind === 'room') ?? null} sizes="(min-width: 48rem) 16rem, 100vw" /></div>
      <div className="stack room-words">
        <div><h3><bdi>{type.name}</bdi></h3>
          <p className="row muted small"><span className="nowrap"><Users aria-hidden className="icon" /> {say('guest.room.sleeps', { count: type.sleeps })}</span>{type.beds !== '' && <span className="nowrap"><BedDouble aria-hidden className="icon" /> <bdi>{type.beds}</bdi></span>}{type.size_m2 !== null && <span className="nowrap"><Maximize aria-hidden className="icon" /> {type.size_m2} m²</span>}</p>
          {type.description !== '' && <p className="small" dir="auto">{type.description}</p>}
          {offers.length === 0 && type.from_price !== null && refused === null && <p className="muted small">{say('guest.card.from')} <MoneyText money={type.from_price} className="strong" /> {say('guest.card.aNight')}</p>}</div>
        {refused !== null && offers.length === 0 && <ul className="refused-reasons small">{refused.reasons.map((reason, i) => <li key={i} suppressHydrationWarning>{reasonText(reason, say, locale)}</li>)}</ul>}
        {mayWait && refused !== null && offers.length === 0 && waitingHelps(refused.reasons) && <div><JoinWaitlist venue={venue} wish={{ stay: { room_type: type.id, room_type_name: type.name, arrival: wish.arrival!, departure: wish.departure!, guests: wish.guests, rooms: wish.rooms } }} /></div>}
        {offers.length > 0 && <ul role="list" className="plan-list">{offers.map((offer) => <li key={offer.rate_plan}><OfferRow offer={offer} venue={venue} wish={wish} asks={asks} /></li>)}</ul>}
      </div>
    </article>
  )
}

/** What goes with dates and people: ages, and the code that was named. */
const askedWith = (wish: Wish) => ({ ...(childrenOf(wish).length === 0 ? {} : { children: childrenOf(wish).join(',') }), ...(wish.code === undefined ? {} : { promo: wish.code, code: wish.code }) })
interface Asks { extras: Chosen[]; promo: boolean }

function OfferRow({ offer, venue, wish, asks }: { offer: Offer; venue: Venue; wish: Wish; asks: Asks }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const basket = useBasket()
  const [failed, setFailed] = useState<unknown>(null)
  const quote = useTell('createQuote', { onDone: ({ id }) => { basket.add(id); void navigate({ to: '/checkout' }) } })
  const choose = () => quote.mutate({ params: { venue: venue.id as never }, body: { room_type: offer.room_type, rate_plan: offer.rate_plan, arrival: wish.arrival!, departure: wish.departure!, guests: wish.guests, rooms: wish.rooms, ...(wish.group === undefined ? {} : { group: wish.group }), ...(childrenOf(wish).length === 0 ? {} : { children: childrenOf(wish) }), ...(asks.extras.length === 0 ? {} : { extras: asks.extras }), ...(wish.code === undefined ? {} : { code: wish.code, ...(asks.promo ? { promo: wish.code } : {}) }) } as never }, { onError: setFailed })
  return (
    <div className="plan">
      <div className="grow">
        <p className="strong"><bdi>{offer.rate_plan_name}</bdi>{offer.board !== 'room_only' && <span className="small muted"> <Coffee aria-hidden className="icon" /> {say(`board.${offer.board}`)}</span>}</p>
        <p className="small muted"><PriceSentence beside total={offer.price.total} due_now={offer.price.due_now} nights={offer.price.nights ?? 1} free_until={localInstant(offer.price.free_until_local)} time_zone="UTC" /></p>
        {offer.visibility !== 'public' && <Badge tone="accent">{say(`guest.plan.${offer.visibility}`)}</Badge>}
        {offer.units_left <= 3 && <Badge tone="signal">{say('guest.card.left', { count: offer.units_left })}</Badge>}
        {failed !== null && <ErrorNotice error={failed} />}
      </div>
      <div className="plan-choose"><div><MoneyText money={offer.price.total} className="plan-price" /><ShownSum shown={offer.price.shown} /></div><Button look="primary" busy={quote.isPending} onClick={choose}>{say('guest.venue.book')}</Button></div>
    </div>
  )
}

function Refused({ data, venue, wish, onChange }: { data: Offers; venue: Venue; wish: Wish; onChange: (part: Partial<Wish>) => void }) {
  const { say, locale } = useWords()
  const near = data.alternatives.filter((one) => one.kind === 'dates' && one.arrival && one.departure)
  const split = data.alternatives.find((one) => one.kind === 'split')
  return (
    <>
      {split !== undefined && <SplitStay split={split} venue={venue} wish={wish} />}
      <EmptyState title={say('guest.venue.noRooms')} action={near.map((one) => (
        <button key={`${one.arrival} ${one.departure}`} type="button" className="chip" onClick={() => onChange({ arrival: one.arrival!, departure: one.departure! })}><span suppressHydrationWarning>{alternativeText(one, locale)}</span>{one.total && <MoneyText money={one.total} className="strong" />}</button>
      ))}>{near.length > 0 ? say('problem.nearest') : say('guest.venue.noRoomsDetail')}</EmptyState>
    </>
  )
}

/** All nights in one room after the other: taken in one step, held together or not at all. */
function SplitStay({ split, venue, wish }: { split: Offers['alternatives'][number]; venue: Venue; wish: Wish }) {
  const { say, locale } = useWords()
  const navigate = useNavigate()
  const basket = useBasket()
  const call = useApi()
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  const parts = split.parts ?? []
  const take = async () => {
    setState({ busy: true, error: null })
    try {
      const quotes = await Promise.all(parts.map(({ room_type, arrival, departure }) => call('createQuote', { params: { venue: venue.id as never }, body: { room_type, arrival, departure, guests: wish.guests, rooms: wish.rooms, ...(childrenOf(wish).length === 0 ? {} : { children: childrenOf(wish) }) } as never })))
      for (const { id } of quotes) basket.add(id)
      void navigate({ to: '/checkout' })
    } catch (error) { setState({ busy: false, error }) }
  }
  return (
    <article className="room-card split-stay"><div className="stack room-words grow">
      <div><h3>{say('guest.split.title', { count: parts.length })}</h3><p className="small muted">{say('guest.split.why')}</p></div>
      <ol className="small">{parts.map((part) => <li key={part.arrival} suppressHydrationWarning><bdi className="strong">{part.room_type_name}</bdi>, {dateRangeText(part.arrival, part.departure, locale)}</li>)}</ol>
      {state.error !== null && <ErrorNotice error={state.error} />}
      <div className="row spread">{split.total && <MoneyText money={split.total} className="plan-price" />}<Button look="primary" busy={state.busy} onClick={() => { void take() }}>{say('guest.venue.book')}</Button></div>
    </div></article>
  )
}
