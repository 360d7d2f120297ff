import { paintOf, height, width } from './paint.ts'
import { cities, hours, lights, pigments, type City, type Hour } from './palettes.ts'
import { finish } from './parts/sky.ts'
import { rngOf } from './random.ts'
import { view } from './view.ts'

export type SceneKind = 'facade' | 'room' | 'terrace' | 'dining-room' | 'dish' | 'view'
export interface SceneRequest {
  seed: string
  kind: SceneKind
  city: string
  hour?: Hour
}
export function scene(request: SceneRequest): string {
  const rng = rngOf(`${request.seed}:${request.kind}`)
  const city = (cities as readonly string[]).includes(request.city) ? (request.city as City) : rngOf(request.city).pick(cities)
  const hour = request.hour ?? rng.fork('hour').pick(hours)
  const paint = paintOf(city, lights[city][hour], pigments[city], rng)
  const body = view(paint) + finish(paint)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs>${paint.definitions()}</defs>${body}</svg>`
}
