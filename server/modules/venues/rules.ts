import { fold } from '#platform/fold'
import { isCurrency } from '#platform/money'
import { problem } from '#platform/problem'
import type { VenueProfile } from './layout.ts'
import type { VenueLayout } from './layout.ts'
import type { Rates } from '#module/pricing'

export interface Fault { pointer: string; detail: string }

export function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw problem('invalid-request', { detail: `${faults[0]!.pointer}: ${faults[0]!.detail}. Nothing was changed.`, errors: faults.slice(0, 50) })
}

/** Two of the same name would be one thing in people's mouths. Case does not tell them apart. */
export function twice(items: readonly { text: string; pointer: string }[]): Fault[] {
  const seen = new Set<string>()
  return items.flatMap(({ text, pointer }) => {
    const folded = text.toLowerCase()
    if (seen.has(folded)) return [{ pointer, detail: `${text} is there twice` }]
    seen.add(folded)
    return []
  })
}

/** Addresses to try, best first. Names without a Latin letter fall back on the kind. */
export function slugs(name: string, city: string, kind: string): string[] {
  const slug = (text: string) => fold(text).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60).replace(/-+$/, '')
  const base = slug(name) || kind
  const withCity = slug(`${base} ${city}`) || base
  return [...new Set([base, withCity, ...Array.from({ length: 20 }, (_, i) => `${withCity}-${i + 2}`)])]
}

export function profileFaults(profile: VenueProfile, kind: 'hotel' | 'restaurant'): Fault[] {
  const faults: Fault[] = []
  if (!isCurrency(profile.currency)) faults.push({ pointer: '/currency', detail: `${String(profile.currency)} is not a currency of ISO 4217` })
  if (kind === 'hotel' && profile.cuisines.length > 0) faults.push({ pointer: '/cuisines', detail: 'are for restaurants; give the hotel a linked one' })
  if (kind === 'restaurant' && profile.dayUse !== null) faults.push({ pointer: '/day_use', detail: 'is for hotels' })
  return faults
}

/** What a venue still lacks before guests can find and book it, by pointer into its set-up. */
export function missingOf(layout: VenueLayout, rates: Rates | undefined): Fault[] {
  const missing: Fault[] = []
  if (layout.description === '') missing.push({ pointer: '/venue/description', detail: 'Describe the place in a few sentences' })
  if (layout.kind === 'hotel') {
    if (layout.roomTypes.length === 0) missing.push({ pointer: '/room_types', detail: 'Add a room type with its rooms' })
    if (rates === undefined) missing.push({ pointer: '/rates', detail: 'Set prices and a rate plan' })
    else {
      layout.roomTypes.forEach((type, i) => {
        if (!rates.roomTypes.some((rate) => rate.roomType === type.id)) missing.push({ pointer: `/room_types/${i}`, detail: `${type.name} has no price` })
      })
    }
  } else {
    if (layout.areas.every((area) => area.tables.length === 0)) missing.push({ pointer: '/areas', detail: 'Add an area with its tables' })
    if (layout.services.length === 0) missing.push({ pointer: '/services', detail: 'Add a service: its days and times' })
  }
  return missing
}
