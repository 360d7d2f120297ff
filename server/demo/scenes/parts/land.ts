import { mix } from '../colour.ts'
import { type Paint, type Point, batch, box, height, n, outline, poly, shape, smooth, width } from '../paint.ts'
import type { Rng } from '../random.ts'

/** A ridge across the whole picture; gives its markup and its height at any x. */
export function ridge(rng: Rng, base: number, swing: number, steps: number): { d: string; yAt(x: number): number } {
  const points: Point[] = []
  for (let i = 0; i <= steps; i += 1) points.push([(width * i) / steps, base + rng.between(-swing, swing)])
  return {
    d: `${smooth(points)}V${height}H0Z`,
    yAt(x) {
      const step = width / steps
      const i = Math.min(steps - 1, Math.max(0, Math.floor(x / step)))
      const t = (x - i * step) / step
      const ease = t * t * (3 - 2 * t)
      return points[i]![1] + (points[i + 1]![1] - points[i]![1]) * ease
    },
  }
}

/** A range of pointed mountains; with `snow`, their lit upper sides are white. */
export function mountains(p: Paint, rng: Rng, base: number, tall: number, count: number, distance: number, snow?: string): string {
  const peaks: Point[] = []
  const step = width / count
  const lit = batch()
  const caps = batch()
  const outlinePoints: Point[] = [[-40, base]]
  for (let i = 0; i <= count; i += 1) {
    const x = i * step + rng.between(-step * 0.25, step * 0.25)
    const y = base - tall * rng.between(0.55, 1)
    const valley: Point = [x + step * 0.5, base - tall * rng.between(0.22, 0.4)]
    peaks.push([x, y])
    outlinePoints.push([x, y], valley)
    const h = base - y
    lit.add('lit', outline([[x, y], [x - step * 0.5, base], [x - step * 0.1, base], [x + step * 0.02, y + h * 0.55], [x - step * 0.05, y + h * 0.3]]))
    if (snow !== undefined) caps.add('snow', outline([[x, y], [x - step * 0.16, y + h * 0.32], [x - step * 0.09, y + h * 0.28], [x - step * 0.03, y + h * 0.46], [x + step * 0.04, y + h * 0.27], [x + step * 0.09, y + h * 0.36], [x + step * 0.17, y + h * 0.3]]))
  }
  outlinePoints.push([width + 60, base])
  const colour = p.far(mix(p.is.accent, p.is.iron, 0.35), distance)
  const body = mix(colour, p.light.shade, 0.18)
  return poly(outlinePoints, p.fade([[0, body], [1, p.light.haze]])) +
    lit.markup().replace('fill="lit"', `fill="${mix(body, p.light.sky[2], 0.25)}" opacity=".55"`) +
    (snow === undefined ? '' : caps.markup().replace('fill="snow"', `fill="${p.far(snow, distance * 0.5)}"`))
}

export interface HousesLook { walls: readonly string[]; roofs: 'gable' | 'flat'; roof: string; small: number; large: number }

/** One row of houses along a line, drawn far to near by calling it for each row. */
export function houses(p: Paint, rng: Rng, from: number, to: number, yAt: (x: number) => number, distance: number, look: HousesLook): string {
  const walls = batch()
  const roofs = batch()
  const dim = batch()
  const holes = batch()
  const glow = p.light.lamps > 0.5 ? p.light.glow : undefined
  for (let x = from; x < to;) {
    const w = rng.between(look.small, look.large)
    const h = w * rng.between(0.75, 1.5)
    const y = yAt(x + w / 2)
    const wall = p.far(rng.pick(look.walls), distance)
    walls.add(wall, box(x, y - h, w, h + look.large * 2.2))
    dim.add(mix(wall, p.light.shade, 0.26), box(x + w * 0.72, y - h, w * 0.28, h + look.large * 2.2))
    const eave = w * 0.06
    if (look.roofs === 'gable') {
      const rh = w * rng.between(0.2, 0.34)
      const roof = p.far(mix(look.roof, look.walls[2]!, rng.between(0, 0.25)), distance)
      roofs.add(roof, outline([[x - eave, y - h + 1], [x + w * 0.18, y - h - rh], [x + w * 0.82, y - h - rh], [x + w + eave, y - h + 1]]))
      roofs.add(mix(roof, p.light.shade, 0.25), outline([[x + w * 0.66, y - h + 1], [x + w * 0.82, y - h - rh], [x + w + eave, y - h + 1]]))
    } else {
      roofs.add(mix(wall, p.light.sky[2], 0.35), box(x, y - h, w, w * 0.07))
      if (rng.chance(0.3)) {
        walls.add(wall, box(x + w * 0.15, y - h - w * 0.22, w * 0.34, w * 0.24))
        dim.add(mix(wall, p.light.shade, 0.26), box(x + w * 0.38, y - h - w * 0.22, w * 0.11, w * 0.24))
      }
    }
    const columns = Math.max(1, Math.round(w / 30))
    const ww = Math.min(w * 0.16, 11)
    for (let c = 0; c < columns; c += 1) {
      for (let r = 0; r < (h > w ? 2 : 1); r += 1) {
        const lit = glow !== undefined && rng.chance(0.5)
        holes.add(lit ? glow : mix(p.far(p.is.iron, distance), p.light.shade, 0.2), box(x + w * ((c + 0.6) / (columns + 0.5)) - ww / 2, y - h + w * 0.22 + r * w * 0.42, ww, ww * 1.5))
      }
    }
    x += w * rng.between(0.94, 1.06)
  }
  return walls.markup() + dim.markup() + holes.markup() + roofs.markup()
}

/** Mist lying along a height. */
export const mist = (p: Paint, y: number, thick: number, opacity = 0.8): string =>
  shape(box(0, y - thick, width, thick * 2), p.fade([[0, p.light.haze, 0], [0.5, p.light.haze, opacity], [1, p.light.haze, 0]]))

/** A wood of round crowns along a line, as one path. */
export function wood(p: Paint, rng: Rng, from: number, to: number, yAt: (x: number) => number, size: number, colour: string, distance: number): string {
  let back = ''
  let front = ''
  for (let x = from; x < to; x += size * rng.between(0.5, 0.9)) {
    const r = size * rng.between(0.5, 0.85)
    const y = yAt(x)
    back += `M${n(x - r)} ${n(y + r)}a${n(r)} ${n(r * 1.15)} 0 0 1 ${n(2 * r)} 0z`
    front += `M${n(x - r * 0.8)} ${n(y + r * 0.5)}a${n(r * 0.62)} ${n(r * 0.7)} 0 0 1 ${n(r * 1.24)} 0z`
  }
  const tone = p.far(colour, distance)
  return shape(back, mix(tone, p.light.shade, 0.22)) + shape(front, tone)
}
