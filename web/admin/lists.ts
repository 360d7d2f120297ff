import type { Answer } from '../ui/api.ts'

export type Setup = Answer<'getSetup'>
export type Facility = Setup['venue']['facilities'][number]
export type Cuisine = Setup['venue']['cuisines'][number]
export type Kind = Setup['venue']['kind']

/** What a house of each kind may offer, in the order in which guests ask for it. */
export const facilitiesOf: Record<Kind, readonly Facility[]> = {
  hotel: ['wifi', 'breakfast', 'air_conditioning', 'parking', 'ev_charging', 'pool', 'spa', 'gym', 'bar', 'restaurant', 'terrace', 'garden', 'lift', 'step_free', 'accessible_room', 'accessible_toilet', 'family_rooms', 'pets', 'non_smoking', 'airport_shuttle', 'vegetarian', 'vegan', 'halal', 'kosher', 'gluten_free'],
  restaurant: ['outdoor_seating', 'terrace', 'garden', 'bar', 'private_room', 'live_music', 'high_chairs', 'step_free', 'accessible_toilet', 'parking', 'wifi', 'air_conditioning', 'pets', 'non_smoking', 'vegetarian', 'vegan', 'halal', 'kosher', 'gluten_free'],
}
export const roomFacilities: readonly Facility[] = ['air_conditioning', 'terrace', 'wifi', 'accessible_room', 'family_rooms', 'pets', 'non_smoking', 'breakfast']
export const cuisines: readonly Cuisine[] = ['portuguese', 'seafood', 'japanese', 'sushi', 'kaiseki', 'ramen', 'izakaya', 'moroccan', 'mediterranean', 'french', 'italian', 'spanish', 'indian', 'chinese', 'thai', 'vegetarian', 'steakhouse', 'grill', 'cafe', 'bakery', 'fusion', 'middle_eastern', 'american', 'mexican', 'peruvian']
export const languages = ['en', 'ar', 'pt', 'es', 'fr', 'de', 'it', 'nl', 'ja', 'zh', 'ko', 'ru', 'tr', 'hi'] as const

/** A line of a draft without the key that React knows it by. */
export function unkeyed<Line extends { key: string }>(line: Line): Omit<Line, 'key'> {
  const copy: Partial<Line> = { ...line }
  delete copy.key
  return copy as Omit<Line, 'key'>
}

/** Steps of each kind, in the order in which a vendor takes them. */
export const stepsOf = {
  hotel: ['about', 'place', 'rooms', 'prices', 'pictures'],
  restaurant: ['about', 'place', 'tables', 'services', 'pictures'],
} as const satisfies Record<Kind, readonly string[]>
export type Step = (typeof stepsOf)[Kind][number]

/** The step on which something that is missing is mended. */
export function stepOf(pointer: string): Step {
  if (pointer.startsWith('/venue/location') || pointer.startsWith('/venue/address')) return 'place'
  if (pointer === '/rates' || /^\/room_types\/\d+/.test(pointer)) return 'prices'
  if (pointer.startsWith('/room_types')) return 'rooms'
  if (pointer.startsWith('/areas') || pointer.startsWith('/combinations')) return 'tables'
  if (pointer.startsWith('/services')) return 'services'
  return 'about'
}

/** What a step still wants; a step that wants nothing and holds something is done. */
export function stateOf(step: Step, setup: Setup): 'done' | 'open' | 'optional' {
  if (setup.missing.some(({ pointer }) => stepOf(pointer) === step)) return 'open'
  switch (step) {
    case 'rooms': return setup.room_types.length > 0 ? 'done' : 'open'
    case 'prices': return setup.rates !== null ? 'done' : 'open'
    case 'tables': return setup.areas.length > 0 ? 'done' : 'open'
    case 'services': return setup.services.length > 0 ? 'done' : 'open'
    case 'pictures': return setup.venue.pictures.length > 0 ? 'done' : 'optional'
    default: return 'done'
  }
}
