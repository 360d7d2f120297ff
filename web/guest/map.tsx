import 'maplibre-gl/dist/maplibre-gl.css'
import { Map as GlMap, Marker, NavigationControl, LngLatBounds, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { useEffect, useRef } from 'react'
import { feature } from 'topojson-client'
import world from 'world-atlas/countries-50m.json'
import { moneyText, type Locale } from '@holdfast/contract/words'
import { useWords } from '../ui/words.tsx'
import type { Card } from './venue-card.tsx'

setWorkerUrl(workerUrl)

/** Land and sea from a package, no tiles from elsewhere; the prices stand on it as buttons. Loaded on demand. */
export function VenueMap({ cards, pointed, onChoose, label }: { cards: Card[]; pointed: string | null; onChoose: (slug: string) => void; label: string }) {
  const frame = useRef<HTMLDivElement>(null)
  const map = useRef<GlMap>(null)
  const markers = useRef(new Map<string, HTMLElement>())
  const { locale } = useWords()
  const choose = useRef(onChoose)
  useEffect(() => { choose.current = onChoose })

  useEffect(() => {
    const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    const pick = (name: string, light: string, dark: string) => { const value = colour(name); return /^#|^rgb/.test(value) ? value : matchMedia('(prefers-color-scheme: dark)').matches ? dark : light }
    const [sea, land] = [pick('--map-sea', '#d5e4e6', '#1a2b2f'), pick('--map-land', '#f3eee4', '#2a2520')]
    const drawn = new GlMap({
      container: frame.current!, attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 16,
      style: {
        version: 8, sources: { land: { type: 'geojson', data: feature(world as never, (world as never as { objects: { countries: never } }).objects.countries) as never } },
        layers: [
          // The coast of the package is right for a country and wrong for a street: near by there is plain ground, and the districts' names.
          { id: 'sea', type: 'background', paint: { 'background-color': ['interpolate', ['linear'], ['zoom'], 7, sea, 8.5, land] } },
          { id: 'land', type: 'fill', source: 'land', maxzoom: 9, paint: { 'fill-color': land } },
          { id: 'border', type: 'line', source: 'land', maxzoom: 9, paint: { 'line-color': pick('--map-line', '#d9cfbf', '#453c33'), 'line-width': 1 } },
        ],
      },
    })
    drawn.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    drawn.touchZoomRotate.disableRotation()
    map.current = drawn
    return () => { drawn.remove(); map.current = null }
  }, [])

  useEffect(() => {
    const drawn = map.current
    if (drawn === null || cards.length === 0) return
    const own = markers.current
    const made = cards.map((card) => {
      const element = document.createElement('button')
      element.type = 'button'
      element.className = 'map-price'
      element.textContent = labelOf(card, locale)
      element.setAttribute('aria-label', `${card.name}, ${labelOf(card, locale)}`)
      element.addEventListener('click', () => choose.current(card.slug))
      own.set(card.id, element)
      return new Marker({ element }).setLngLat([card.location.lon, card.location.lat]).addTo(drawn)
    })
    // Most of them near by, rather than all of them tiny: the farthest quarter is found by zooming out.
    const median = (key: 'lat' | 'lon') => cards.map((card) => card.location[key]).toSorted((a, b) => a - b)[Math.floor(cards.length / 2)]!
    const away = (card: Card) => Math.hypot(card.location.lat - median('lat'), card.location.lon - median('lon'))
    const near = cards.toSorted((a, b) => away(a) - away(b)).slice(0, Math.max(3, Math.ceil(cards.length * 0.75)))
    const bounds = near.reduce((box, card) => box.extend([card.location.lon, card.location.lat]), new LngLatBounds())
    drawn.fitBounds(bounds, { padding: 48, maxZoom: 14, animate: false })
    const districts = Map.groupBy(cards.filter((card) => card.district !== null), (card) => card.district!)
    for (const [name, of] of districts) {
      const element = document.createElement('span')
      element.className = 'map-district'
      element.textContent = name
      element.setAttribute('aria-hidden', 'true')
      const mean = (key: 'lat' | 'lon') => of.reduce((sum, card) => sum + card.location[key], 0) / of.length
      made.unshift(new Marker({ element, anchor: 'top' }).setLngLat([mean('lon'), Math.min(...of.map((card) => card.location.lat)) - 0.0012]).addTo(drawn))
    }
    return () => { for (const marker of made) marker.remove(); own.clear() }
  }, [cards, locale])

  useEffect(() => {
    for (const [id, element] of markers.current) element.toggleAttribute('data-pointed', id === pointed)
  }, [pointed])

  return <div ref={frame} className="venue-map" role="region" aria-label={label} />
}

function labelOf(card: Card, locale: Locale): string {
  if (card.price !== null && card.price.total.amount !== '0') return moneyText(card.price.total, locale)
  if (card.slots !== null && card.slots[0] !== undefined) return card.slots[0].slice(11, 16)
  if (card.from_price !== null) return moneyText(card.from_price, locale)
  return card.name
}
