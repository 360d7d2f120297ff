import type { ResponseOf } from '@holdfast/contract/kit'
import type { search } from '@holdfast/contract/venues'
import { useState } from 'react'
import { Button, Checkbox, TextField } from '../ui/controls.tsx'
import { useWords, type MessageKey } from '../ui/words.tsx'
import type { Filters } from './wish.ts'

type Facets = ResponseOf<typeof search>['facets']

/** What narrows the list. Counts are of all other filters, so that no choice leads to nothing unseen. */
export function FilterFields({ filters, facets, kind, exponent, onChange }: { filters: Filters; facets: Facets | undefined; kind: 'hotel' | 'restaurant'; /** Of the currency that the list is in. */ exponent: number; onChange: (filters: Filters) => void }) {
  const { say } = useWords()
  const unit = 10 ** exponent
  const [price, setPrice] = useState(filters.price_max === undefined ? '' : String(Math.round(Number(filters.price_max) / unit)))
  const toggle = (of: 'facility' | 'cuisine', value: string) => onChange({ ...filters, [of]: filters[of].includes(value) ? filters[of].filter((one) => one !== value) : [...filters[of], value] })
  const group = (of: 'facility' | 'cuisine') => {
    const counts = new Map((facets?.[of] ?? []).map((one) => [one.value, one.count]))
    const shown = [...new Set([...filters[of], ...[...counts].sort((a, b) => b[1] - a[1]).slice(0, 10).map(([value]) => value)])]
    if (shown.length === 0) return null
    return (
      <fieldset className="filter-group"><legend className="strong">{say(`guest.filter.${of}`)}</legend>
        {shown.map((value) => <Checkbox key={value} checked={filters[of].includes(value)} onChange={() => toggle(of, value)}>{say(`${of}.${value}` as MessageKey)}<span className="muted figures">{counts.get(value) ?? 0}</span></Checkbox>)}
      </fieldset>
    )
  }
  return (
    <div className="stack filters">
      {kind === 'restaurant' && group('cuisine')}
      <form className="filter-group stack" onSubmit={(event) => { event.preventDefault(); onChange({ ...filters, price_max: price === '' ? undefined : String(Number(price) * unit) }) }}>
        <TextField label={say(kind === 'hotel' ? 'guest.filter.price' : 'guest.filter.priceTable')} inputMode="numeric" value={price} onChange={(event) => setPrice(event.target.value.replace(/\D/g, '').slice(0, 6))} onBlur={() => { const next = price === '' ? undefined : String(Number(price) * unit); if (next !== filters.price_max) onChange({ ...filters, price_max: next }) }} />
      </form>
      {group('facility')}
      {kind === 'hotel' && group('cuisine')}
      {(filters.facility.length > 0 || filters.cuisine.length > 0 || filters.price_max !== undefined) && <Button look="plain" onClick={() => { setPrice(''); onChange({ facility: [], cuisine: [], sort: filters.sort }) }}>{say('guest.filter.clear')}</Button>}
    </div>
  )
}
