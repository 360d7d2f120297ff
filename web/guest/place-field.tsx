import { MapPin } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useAsk } from '../ui/api.ts'
import { useWords } from '../ui/words.tsx'

/** A place by typing: the combobox pattern of ARIA, without a library, because it stands on the first page. */
export function PlaceField({ value, onChange, onVenue }: { value: string; onChange: (value: string) => void; onVenue?: (slug: string) => void }) {
  const { say } = useWords()
  const id = useId()
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const input = useRef<HTMLInputElement>(null)
  const { data } = useAsk('suggestPlaces', { query: { q: value } }, { enabled: open, placeholderData: (before) => before })
  const items = open ? data?.items ?? [] : []
  const shown = open && items.length > 0
  const take = (at: number) => {
    const item = items[at]
    if (item === undefined) return
    setOpen(false); setActive(-1)
    if (item.kind === 'venue' && item.slug !== null && onVenue) onVenue(item.slug)
    else onChange(item.place)
  }
  return (
    <div className="field place-field">
      <label htmlFor={id} className="field-label">{say('guest.search.place')}</label>
      <div className="input-frame">
        <MapPin aria-hidden />
        <input ref={input} id={id} name="place" className="input" type="text" autoComplete="off" enterKeyHint="search" role="combobox" aria-expanded={shown} aria-controls={`${id}-list`} aria-autocomplete="list"
          {...(shown && active >= 0 ? { 'aria-activedescendant': `${id}-${active}` } : {})} placeholder={say('guest.search.placeHint')} value={value}
          onChange={(event) => { onChange(event.target.value); setOpen(true); setActive(-1) }} onFocus={() => setOpen(true)} onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault(); setOpen(true)
              if (items.length > 0) setActive((at) => (at + (event.key === 'ArrowDown' ? 1 : items.length - (at < 0 ? 0 : 1))) % items.length)
            }
            if (event.key === 'Enter' && shown && active >= 0) { event.preventDefault(); take(active) }
            if (event.key === 'Escape' && shown) { event.preventDefault(); setOpen(false); setActive(-1) }
          }} />
      </div>
      <ul id={`${id}-list`} role="listbox" aria-label={say('guest.search.places')} className="suggestions" hidden={!shown}>
        {items.map((item, i) => (
          <li key={`${item.kind} ${item.place} ${item.slug ?? ''}`} id={`${id}-${i}`} role="option" aria-selected={i === active} className="suggestion" onPointerDown={(event) => { event.preventDefault(); take(i) }} onPointerMove={() => setActive(i)}>
            <span className="strong">{item.name}</span><span className="muted small">{item.detail}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
