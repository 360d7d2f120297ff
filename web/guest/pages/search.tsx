import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { List, Map as MapIcon, Search as SearchIcon, SearchX, SlidersHorizontal } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { dateRangeText, wallText } from '@holdfast/contract/words'
import { useAsk, problemOf } from '../../ui/api.ts'
import { Button, SelectField } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState, ErrorNotice, Skeleton } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { FilterFields } from '../filters.tsx'
import { SearchForm } from '../search-form.tsx'
import { VenueCard } from '../venue-card.tsx'
import { filtersOf, filterSearch, searchQuery, wishOf, wishSearch, type Filters, type Wish } from '../wish.ts'

const VenueMap = lazy(async () => ({ default: (await import('../map.tsx')).VenueMap }))
const route = getRouteApi('/search')

export function SearchPage() {
  const { say } = useWords()
  const search = route.useSearch() as Record<string, unknown>
  const navigate = useNavigate()
  const [wish, filters] = [wishOf(search), filtersOf(search)]
  const cursor = typeof search['cursor'] === 'string' ? search['cursor'] : undefined
  const { data, error, isFetching, refetch } = useAsk('search', { query: { ...searchQuery(wish, filters), ...(cursor === undefined ? {} : { cursor }), limit: 24 } as never }, { placeholderData: (before) => before })
  const [pointed, setPointed] = useState<string | null>(null)
  const [mapOpen, setMapOpen] = useState(false)
  const [filtersOpen, setFiltersOpen] = useState(false)
  const refine = (next: Filters) => void navigate({ to: '/search', search: { ...wishSearch(wish), ...filterSearch(next) } as never, replace: true, resetScroll: false })
  const title = titleOf(wish, data?.place?.name ?? wish.place, say)
  const exponent = (data?.items ?? []).map((card) => card.price?.total ?? card.from_price).find((money) => money != null)?.exponent ?? 2
  const fields = <FilterFields key={exponent} exponent={exponent} filters={filters} facets={data?.facets} kind={wish.kind} onChange={refine} />
  const active = filters.facility.length + filters.cuisine.length + (filters.price_max === undefined ? 0 : 1)
  return (
    <div className="wrap search-page">
      <Head title={title} description={say('guest.home.detail')} />
      <SearchAgain key={JSON.stringify(wish)} wish={wish} />
      <div className="search-head">
        <div><h1 className="serif search-title">{title}</h1>
          <p className="muted" role="status">{data !== undefined && error === null ? <Summary wish={wish} count={data.total_count} /> : ' '}</p></div>
        <div className="row search-tools">
          <Button className="only-narrow" icon={<SlidersHorizontal aria-hidden />} onClick={() => setFiltersOpen(true)}>{say('guest.filter.open')}{active > 0 && ` (${active})`}</Button>
          <Button icon={mapOpen ? <List aria-hidden /> : <MapIcon aria-hidden />} aria-pressed={mapOpen} onClick={() => setMapOpen(!mapOpen)}>{say(mapOpen ? 'guest.search.hideMap' : 'guest.search.showMap')}</Button>
          <SelectField label={say('guest.sort.label')} hideLabel value={filters.sort} onChange={(event) => refine({ ...filters, sort: event.target.value as Filters['sort'] })}>
            {(['best', 'price', 'rating', 'name'] as const).map((one) => <option key={one} value={one}>{say(`guest.sort.${one}`)}</option>)}
          </SelectField>
        </div>
      </div>
      <div className="search-body" data-map={mapOpen ? '' : undefined}>
        <aside className="search-filters only-wide" aria-label={say('guest.filter.open')}>{fields}</aside>
        <section className="search-list" aria-label={title} aria-busy={isFetching}>
          {error !== null && <ErrorNotice error={error} {...(problemOf(error)?.fields['/place'] === undefined ? {} : { title: say('guest.search.noPlace', { place: wish.place ?? '' }) })} onRetry={() => void refetch()} />}
          {error === null && data === undefined && <Skeleton lines={6} />}
          {error === null && data !== undefined && data.items.length === 0 && (
            <EmptyState icon={<SearchX />} title={say('guest.search.none')} action={active > 0 ? <Button onClick={() => refine({ facility: [], cuisine: [], sort: filters.sort })}>{say('guest.filter.clear')}</Button> : undefined}>{say('guest.search.noneDetail')}</EmptyState>
          )}
          {error === null && data?.items.map((card, i) => <VenueCard key={card.id} card={card} wish={wish} eager={i < 3} onPoint={setPointed} />)}
          {error === null && data?.next_cursor != null && <Button className="button-wide" onClick={() => void navigate({ to: '/search', search: { ...wishSearch(wish), ...filterSearch(filters), cursor: data.next_cursor! } as never })}>{say('action.moreRows')}</Button>}
        </section>
        {mapOpen && <aside className="search-map"><Suspense fallback={<Skeleton className="venue-map" />}><VenueMap cards={data?.items ?? []} pointed={pointed} label={say('guest.search.map')} onChoose={(slug) => void navigate({ to: '/v/$slug', params: { slug }, search: wishSearch(wish) as never })} /></Suspense></aside>}
      </div>
      <Dialog open={filtersOpen} onClose={() => setFiltersOpen(false)} title={say('guest.filter.open')} actions={<Button look="primary" onClick={() => setFiltersOpen(false)}>{say('guest.filter.show', { count: data?.total_count ?? 0 })}</Button>}>{fields}</Dialog>
    </div>
  )
}

/** On a phone the list comes first: what was asked stands in one line, and opens to be changed. */
function SearchAgain({ wish }: { wish: Wish }) {
  const { say, locale } = useWords()
  const [open, setOpen] = useState(false)
  const when = wish.kind === 'hotel' ? (wish.arrival === undefined ? say('guest.search.anyDates') : dateRangeText(wish.arrival, wish.departure!, locale)) : wish.date === undefined ? say('guest.search.anyDay') : wallText(`${wish.date}T${wish.time}`, locale)
  return (
    <div className="search-again" data-open={open ? '' : undefined}>
      <button type="button" className="search-again-button only-narrow" aria-expanded={open} onClick={() => setOpen(!open)}>
        <SearchIcon aria-hidden className="icon" /><span className="grow"><b>{wish.place ?? say(`guest.search.title.${wish.kind === 'hotel' ? 'rooms' : 'tables'}`)}</b><span className="muted small" suppressHydrationWarning>{when} · {say('count.guests', { count: wish.kind === 'hotel' ? wish.guests : wish.party })}</span></span>{say('action.change')}
      </button>
      <SearchForm wish={wish} />
    </div>
  )
}

function titleOf(wish: Wish, place: string | undefined, say: ReturnType<typeof useWords>['say']): string {
  const kind = wish.kind === 'hotel' ? 'rooms' : 'tables'
  return place === undefined ? say(`guest.search.title.${kind}`) : say(`guest.search.titleIn.${kind}`, { place })
}

function Summary({ wish, count }: { wish: Wish; count: number }) {
  const { say, locale } = useWords()
  const dated = wish.kind === 'hotel' ? wish.arrival !== undefined : wish.date !== undefined
  if (!dated) return <>{say('guest.search.count', { count })} · {say('guest.search.chooseDates')}</>
  const when = wish.kind === 'hotel' ? dateRangeText(wish.arrival!, wish.departure!, locale) : wallText(`${wish.date}T${wish.time}`, locale)
  return <span suppressHydrationWarning>{say('guest.search.countFree', { count })} · {when} · {say('count.guests', { count: wish.kind === 'hotel' ? wish.guests : wish.party })}</span>
}
