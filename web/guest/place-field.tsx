import { MapPin } from 'lucide-react'
import { useId, useState } from 'react'
import { useAsk, type Answer } from '../ui/api.ts'
import { useToldWhenAwake } from '../ui/waking.ts'
import { useWords } from '../ui/words.tsx'

type Item = Answer<'suggestPlaces'>['items'][number]
const keyOf = (item: Item) => `${item.kind} ${item.place} ${item.slug ?? ''}`
const plain = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** A place by typing: the combobox pattern of ARIA, without a library, because it stands on the first page. */
export function PlaceField({ value, onChange, onVenue }: { value: string; onChange: (value: string) => void; onVenue?: (slug: string) => void }) {
  const { say } = useWords()
  const id = useId()
  const [open, setOpen] = useState(false)
  // The row that is pointed at is kept by what it is, not by where it stands: the list may change under the finger.
  const [pointed, setPointed] = useState<string | null>(null)
  const around = useToldWhenAwake<HTMLDivElement>()
  const { data, isPlaceholderData } = useAsk('suggestPlaces', { query: { q: value } }, { enabled: open, placeholderData: (before) => before })
  // While an answer is on its way the last one stands for it, but never with a row that is not what is being typed.
  const items = (open ? data?.items ?? [] : []).filter((item) => !isPlaceholderData || plain(item.name).includes(plain(value.trim())))
  const shown = open && items.length > 0
  const active = items.findIndex((item) => keyOf(item) === pointed)
  const point = (at: number) => setPointed(keyOf(items[at]!))
  const take = (item: Item) => {
    setOpen(false); setPointed(null)
    if (item.kind === 'venue' && item.slug !== null && onVenue) onVenue(item.slug)
    else onChange(item.place)
  }
  return (
    <div ref={around} className="field place-field">
      <label htmlFor={id} className="field-label">{say('guest.search.place')}</label>
      <div className="input-frame">
        <MapPin aria-hidden />
        <input id={id} name="place" className="input" type="text" autoComplete="off" enterKeyHint="search" role="combobox" aria-expanded={shown} aria-controls={`${id}-list`} aria-autocomplete="list"
          {...(shown && active >= 0 ? { 'aria-activedescendant': `${id}-${active}` } : {})} placeholder={say('guest.search.placeHint')} value={value}
          onChange={(event) => { onChange(event.target.value); setOpen(event.target === document.activeElement); setPointed(null) }} onFocus={() => setOpen(true)} onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault(); setOpen(true)
              if (items.length > 0) point((active + (event.key === 'ArrowDown' ? 1 : items.length - (active < 0 ? 0 : 1))) % items.length)
            }
            if (event.key === 'Enter' && shown && active >= 0) { event.preventDefault(); take(items[active]!) }
            if (event.key === 'Escape' && shown) { event.preventDefault(); setOpen(false); setPointed(null) }
          }} />
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label={say('guest.search.places')} className="suggestions" hidden={!shown}>
        {items.map((item, i) => (
          <li key={keyOf(item)} id={`${id}-${i}`} role="option" aria-selected={i === active} className="suggestion" onPointerDown={(event) => { event.preventDefault(); take(item) }} onPointerMove={() => point(i)}>
            <span className="strong">{item.name}</span><span className="muted small">{item.detail}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
