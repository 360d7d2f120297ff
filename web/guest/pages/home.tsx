import { Link } from '@tanstack/react-router'
import { BadgeCheck, CalendarCheck2, ShieldCheck } from 'lucide-react'
import { useAsk } from '../../ui/api.ts'
import { Head } from '../../ui/page.tsx'
import { useWords } from '../../ui/words.tsx'
import { Picture } from '../picture.tsx'
import { SearchForm } from '../search-form.tsx'
import { wishOf } from '../wish.ts'

/** Where to, and at once: the search; then the cities by their pictures, and what one can rely on. */
export function HomePage() {
  const { say } = useWords()
  const { data: places } = useAsk('suggestPlaces', { query: { q: '' } })
  const cities = (places?.items ?? []).filter((one) => one.kind === 'city').slice(0, 3)
  return (
    <>
      <Head title="Holdfast" description={say('guest.home.detail')} />
      <section className="hero"><div className="wrap hero-inner">
        <h1 className="serif hero-title">{say('guest.home.title')}</h1>
        <p className="hero-detail">{say('guest.home.detail')}</p>
        <SearchForm wish={wishOf({})} look="card" />
      </div></section>
      {cities.length > 0 && (
        <section className="wrap home-section"><h2 className="serif">{say('guest.home.cities')}</h2>
          <ul role="list" className="city-grid">{cities.map((city) => <li key={city.place}><CityCard place={city.place} name={city.name} detail={city.detail} /></li>)}</ul></section>
      )}
      <section className="wrap home-section promises" aria-label={say('guest.home.promises')}>
        {([['free', CalendarCheck2], ['total', BadgeCheck], ['kept', ShieldCheck]] as const).map(([key, Icon]) => (
          <div key={key} className="promise"><Icon aria-hidden /><h3>{say(`guest.promise.${key}.title`)}</h3><p className="muted">{say(`guest.promise.${key}.detail`)}</p></div>
        ))}
      </section>
    </>
  )
}

function CityCard({ place, name, detail }: { place: string; name: string; detail: string }) {
  const { data } = useAsk('search', { query: { place, limit: 3, sort: 'rating' } as never })
  const pictures = (data?.items ?? []).flatMap((card) => card.picture ?? [])
  return (
    <Link to="/search" search={{ kind: 'hotel', place } as never} className="city-card">
      <Picture picture={pictures[0] ?? null} sizes="(min-width: 60rem) 24rem, 100vw" eager />
      <span className="city-words"><span className="serif city-name">{name}</span><span className="small">{detail}</span></span>
    </Link>
  )
}
