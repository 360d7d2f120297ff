import { BedDouble, Search, UtensilsCrossed } from 'lucide-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ChildrenField } from '../ui/children.tsx'
import { Button, Choices, Stepper } from '../ui/controls.tsx'
import { useWords } from '../ui/words.tsx'
import { DayField, StayField, TimeField } from './date-fields.tsx'
import { PlaceField } from './place-field.tsx'
import { wishSearch, type Wish } from './wish.ts'

const ownFields = new Set(['kind', 'place', 'time', 'guests', 'rooms', 'party'])

/** Place, dates or time, people. A form like any other: Enter sends it, before the page's script runs too, and the answer has an address. */
export function SearchForm({ wish, look = 'bar' }: { wish: Wish; look?: 'bar' | 'card' }) {
  const { say } = useWords()
  const navigate = useNavigate()
  const [asked, setAsked] = useState(wish)
  const change = (part: Partial<Wish>) => setAsked((before) => ({ ...before, ...part }))
  return (
    <form action="/search" className={`search-form search-form-${look}`} role="search" aria-label={say('guest.search.label')}
      onSubmit={(event) => { event.preventDefault(); void navigate({ to: '/search', search: wishSearch(asked) as never }) }}>
      {Object.entries(wishSearch(asked)).map(([name, value]) => !ownFields.has(name) && <input key={name} type="hidden" name={name} value={value} />)}
      <Choices label={say('guest.search.kind')} hideLabel name="kind" value={asked.kind} onChange={(kind) => change({ kind })} choices={[
        { value: 'hotel', label: say('guest.search.rooms'), icon: <BedDouble aria-hidden /> }, { value: 'restaurant', label: say('guest.search.tables'), icon: <UtensilsCrossed aria-hidden /> },
      ]} />
      <div className="search-fields">
        <PlaceField value={asked.place ?? ''} onChange={(place) => change({ place: place === '' ? undefined : place })} onVenue={(slug) => void navigate({ to: '/v/$slug', params: { slug }, search: wishSearch(asked) as never })} />
        {asked.kind === 'hotel'
          ? <StayField value={{ arrival: asked.arrival, departure: asked.departure }} onChange={change} />
          : <><DayField value={asked.date} onChange={(date) => change({ date })} /><TimeField value={asked.time} onChange={(time) => change({ time })} /></>}
        <div className="search-people">
          {asked.kind === 'hotel'
            ? <><Stepper label={say('guest.search.guests')} name="guests" value={asked.guests} max={30} onChange={(guests) => change({ guests })} /><Stepper label={say('guest.search.roomCount')} name="rooms" value={asked.rooms} max={9} onChange={(rooms) => change({ rooms })} /><ChildrenField guests={asked.guests} rooms={asked.rooms} ages={asked.children ?? []} onChange={(children) => change({ children })} /></>
            : <Stepper label={say('guest.search.party')} name="party" value={asked.party} max={50} onChange={(party) => change({ party })} />}
        </div>
        <Button type="submit" early look="primary" className="search-send" icon={<Search aria-hidden />}>{say('action.search')}</Button>
      </div>
    </form>
  )
}
