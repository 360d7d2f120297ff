import { Link } from '@tanstack/react-router'
import { MapPin, Star } from 'lucide-react'
import type { ResponseOf } from '@holdfast/contract/kit'
import type { search } from '@holdfast/contract/venues'
import { Badge, MoneyText, PriceSentence, TimeText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { Picture } from './picture.tsx'
import { wishSearch, type Wish } from './wish.ts'

export type Card = ResponseOf<typeof search>['items'][number]

/** One venue in the list: picture, name, where, what it costs in all. The whole card is one link. */
export function VenueCard({ card, wish, eager, onPoint }: { card: Card; wish: Wish; eager: boolean; onPoint?: (id: string | null) => void }) {
  const { say } = useWords()
  const link = { to: '/v/$slug', params: { slug: card.slug }, search: wishSearch({ ...wish, kind: card.kind }) as never } as const
  return (
    <article className="venue-card" onPointerEnter={() => onPoint?.(card.id)} onPointerLeave={() => onPoint?.(null)}>
      <div className="venue-card-picture"><Picture picture={card.picture} sizes="(min-width: 60rem) 18rem, (min-width: 36rem) 14rem, 100vw" eager={eager} /></div>
      <div className="venue-card-words">
        <div className="row spread venue-card-top">
          <h3 className="serif venue-card-name"><Link {...link} className="card-link">{card.name}</Link></h3>
          {card.rating !== null && <Rating rating={card.rating} count={card.rating_count} />}
        </div>
        {card.local_name !== null && <p className="muted small">{card.local_name}</p>}
        <p className="muted small venue-card-where"><MapPin aria-hidden className="icon" />{[card.district, card.city].filter(Boolean).join(', ')}{card.distance_m !== null && <> · {say('guest.card.distance', { km: Math.round(card.distance_m / 100) / 10 })}</>}</p>
        <p className="small venue-card-facts">{(card.kind === 'restaurant' ? card.cuisines.map((one) => say(`cuisine.${one}`)) : card.facilities.slice(0, 4).map((one) => say(`facility.${one}`))).join(' · ')}</p>
        <div className="venue-card-price">{priceOf(card, wish, say)}</div>
      </div>
    </article>
  )
}

function priceOf(card: Card, wish: Wish, say: ReturnType<typeof useWords>['say']) {
  if (card.slots !== null && card.slots.length > 0) {
    return <div className="row">{card.slots.slice(0, 5).map((at) => <Link key={at} to="/v/$slug" params={{ slug: card.slug }} search={{ ...wishSearch(wish), date: at.slice(0, 10), time: at.slice(11, 16) } as never} className="chip card-over"><TimeText wall={at} /></Link>)}</div>
  }
  if (card.price !== null) {
    return (
      <><p className="venue-card-total"><MoneyText money={card.price.total} className="strong" />{card.price.nights !== null && <span className="muted small"> {say('guest.card.inAll', { nights: card.price.nights })}</span>}</p>
        <p className="muted small"><PriceSentence beside total={card.price.total} due_now={card.price.due_now} {...(card.price.nights === null ? { party: wish.party } : { nights: card.price.nights })} free_until={localInstant(card.price.free_until_local)} time_zone="UTC" /></p>
        {card.room_type_name !== null && <p className="small"><bdi>{card.room_type_name}</bdi>{card.units_left !== null && card.units_left <= 3 && <> <Badge tone="signal">{say('guest.card.left', { count: card.units_left })}</Badge></>}</p>}</>
    )
  }
  if (card.from_price !== null) return <p className="muted small">{say('guest.card.from')} <MoneyText money={card.from_price} className="strong" /> {say('guest.card.aNight')}</p>
  return null
}

/** The venue's wall time, dressed as an instant of UTC: the list knows no zones and needs none. */
export const localInstant = (wall: string | null) => (wall === null ? null : `${wall}:00Z`)

export function Rating({ rating, count }: { rating: number; count: number }) {
  const { say, locale } = useWords()
  return <span className="rating nowrap" role="img" aria-label={say('guest.rating.label', { rating: rating.toFixed(1), count })}><Star aria-hidden className="icon" /><b className="figures" suppressHydrationWarning>{rating.toFixed(1)}</b><span className="muted small figures" suppressHydrationWarning>{new Intl.NumberFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB').format(count)}</span></span>
}
