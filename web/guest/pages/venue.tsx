import { getRouteApi, Link } from '@tanstack/react-router'
import { ChevronLeft, MapPin, Phone } from 'lucide-react'
import type { ResponseOf } from '@holdfast/contract/kit'
import type { getVenue } from '@holdfast/contract/venues'
import { policySentence } from '@holdfast/contract/words'
import { useAsk, problemOf } from '../../ui/api.ts'
import { Head } from '../../ui/page.tsx'
import { ErrorNotice, Skeleton } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { StayOffers } from '../offers.tsx'
import { Picture } from '../picture.tsx'
import { TableSlots } from '../slots.tsx'
import { Rating } from '../venue-card.tsx'
import { wishOf, wishSearch } from '../wish.ts'
import { NotFoundPage } from '../layout.tsx'

const route = getRouteApi('/v/$slug')
type Venue = ResponseOf<typeof getVenue>

export function VenuePage() {
  const { slug } = route.useParams() as { slug: string }
  const search = route.useSearch() as Record<string, unknown>
  const { data: venue, error } = useAsk('getVenue', { params: { venue: slug } })
  if (error !== null) return problemOf(error)?.status === 404 ? <NotFoundPage /> : <div className="wrap"><ErrorNotice error={error} /></div>
  if (venue === undefined) return <div className="wrap"><Skeleton lines={8} /></div>
  const wish = { ...wishOf(search), kind: venue.kind }
  return <VenueView venue={venue} wish={wish} />
}

function VenueView({ venue, wish }: { venue: Venue; wish: ReturnType<typeof wishOf> }) {
  const { say, locale } = useWords()
  const shown = venue.pictures.slice(0, 5)
  return (
    <article className="wrap venue-page">
      <Head title={venue.name} description={venue.description.slice(0, 160)} structured={structuredOf(venue)} />
      <p><Link to="/search" search={wishSearch({ ...wish, place: wish.place ?? venue.city }) as never} className="back-link"><ChevronLeft aria-hidden className="icon turns" />{say('guest.venue.back', { place: venue.city })}</Link></p>
      <header className="venue-head">
        <div className="row spread"><h1 className="serif venue-name">{venue.name}</h1>{venue.rating !== null && <Rating rating={venue.rating} count={venue.rating_count} />}</div>
        <p className="muted">{venue.local_name !== null && <><span>{venue.local_name}</span> · </>}{say(`kind.${venue.kind}`)}{venue.stars !== null && <> · <span role="img" aria-label={say('guest.venue.stars', { count: venue.stars })}>{'★'.repeat(venue.stars)}</span></>} · <bdi>{[venue.district, venue.city].filter(Boolean).join(', ')}</bdi></p>
      </header>
      {shown.length > 0 && <div className="gallery" data-count={shown.length}>{shown.map((picture, i) => <Picture key={picture.id} picture={picture} sizes={i === 0 ? '(min-width: 60rem) 40rem, 100vw' : '20rem'} eager={i === 0} />)}</div>}
      <div className="venue-body">
        <div className="venue-main stack">
          <p className="venue-description" dir="auto">{venue.description}</p>
          {venue.kind === 'hotel' ? <StayOffers venue={venue} wish={wish} /> : <TableSlots venue={venue} wish={wish} />}
          {venue.linked.length > 0 && <section className="venue-section"><h2 className="serif">{say('guest.venue.linked')}</h2><ul role="list" className="row">{venue.linked.map((one) => <li key={one.id}><Link to="/v/$slug" params={{ slug: one.slug }} className="chip">{one.name} · {say(`kind.${one.kind}`)}</Link></li>)}</ul></section>}
        </div>
        <aside className="venue-facts stack">
          <section><h2>{say('guest.venue.where')}</h2><p className="small"><MapPin aria-hidden className="icon" /> {venue.address}, {venue.city}</p>{venue.phone !== null && <p className="small"><Phone aria-hidden className="icon" /> <a href={`tel:${venue.phone.replaceAll(/[^+\d]/g, '')}`} dir="ltr">{venue.phone}</a></p>}</section>
          {venue.facilities.length > 0 && <section><h2>{say('guest.filter.facility')}</h2><ul className="fact-list small">{venue.facilities.map((one) => <li key={one}>{say(`facility.${one}`)}</li>)}</ul></section>}
          {venue.cuisines.length > 0 && <section><h2>{say('guest.filter.cuisine')}</h2><ul className="fact-list small">{venue.cuisines.map((one) => <li key={one}>{say(`cuisine.${one}`)}</li>)}</ul></section>}
          <section><h2>{say('guest.venue.good')}</h2><dl className="facts small">
            {venue.kind === 'hotel' && venue.check_in_from !== null && <div><dt>{say('guest.venue.checkIn')}</dt><dd className="figures">{venue.check_in_from}</dd></div>}
            {venue.kind === 'hotel' && venue.check_out_until !== null && <div><dt>{say('guest.venue.checkOut')}</dt><dd className="figures">{venue.check_out_until}</dd></div>}
            {venue.services.map((service) => <div key={service.id}><dt>{service.name}</dt><dd className="figures">{service.from}–{service.to}</dd></div>)}
            {venue.policies.map((policy) => <div key={policy.id}><dt>{policy.name}</dt><dd>{policySentence(policy, locale)}</dd></div>)}
          </dl></section>
        </aside>
      </div>
    </article>
  )
}

/** schema.org, so that search engines show the venue as what it is. */
function structuredOf(venue: Venue): object {
  return {
    '@context': 'https://schema.org', '@type': venue.kind === 'hotel' ? 'Hotel' : 'Restaurant', name: venue.name, description: venue.description, telephone: venue.phone ?? undefined,
    address: { '@type': 'PostalAddress', streetAddress: venue.address, addressLocality: venue.city, addressCountry: venue.country }, geo: { '@type': 'GeoCoordinates', latitude: venue.location.lat, longitude: venue.location.lon },
    ...(venue.stars === null ? {} : { starRating: { '@type': 'Rating', ratingValue: venue.stars } }), ...(venue.cuisines.length === 0 ? {} : { servesCuisine: venue.cuisines }),
    ...(venue.rating === null ? {} : { aggregateRating: { '@type': 'AggregateRating', ratingValue: venue.rating, bestRating: 10, ratingCount: venue.rating_count } }),
  }
}
