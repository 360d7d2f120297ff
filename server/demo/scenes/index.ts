import { paintOf, height, width, type Paint } from './paint.ts'
import { cities, hours, lights, pigments, type City, type Hour } from './palettes.ts'
import { finish } from './parts/sky.ts'
import { dish } from './dish.ts'
import { facade } from './facade.ts'
import { diningRoom, room, terrace } from './interiors.ts'
import { rngOf } from './random.ts'
import { view } from './view.ts'

export type SceneKind = 'facade' | 'room' | 'terrace' | 'dining-room' | 'dish' | 'view'
export interface SceneRequest {
  seed: string
  kind: SceneKind
  city: string
  hour?: Hour
  /** What the house is, and what it cooks: they change its front and its plate. */
  use?: 'hotel' | 'restaurant'
  cuisine?: string
}

/** A travel poster as SVG, 1600 × 1000: the same for the same request, its own for every seed. */
export function scene(request: SceneRequest): string {
  const rng = rngOf(`${request.seed}:${request.kind}`)
  const city = (cities as readonly string[]).includes(request.city) ? (request.city as City) : rngOf(request.city).pick(cities)
  // Food is looked at by daylight.
  const hour = request.hour ?? rng.fork('hour').pick(request.kind === 'dish' ? (['morning', 'noon', 'golden'] as const) : hours)
  const paint = paintOf(city, lights[city][hour], pigments[city], rng)
  const body = drawn(paint, request) + finish(paint)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs>${paint.definitions()}</defs>${body}</svg>`
}

function drawn(paint: Paint, { kind, use = 'hotel', cuisine = '' }: SceneRequest): string {
  switch (kind) {
    case 'facade': return facade(paint, use)
    case 'room': return room(paint)
    case 'dining-room': return diningRoom(paint)
    case 'terrace': return terrace(paint)
    case 'dish': return dish(paint, cuisine)
    case 'view': return view(paint)
  }
}
