import { mix } from '../colour.ts'
import { type Paint, batch, box, dots, group, n, oval, poly, rect, round, shape, stroke } from '../paint.ts'
import type { Rng } from '../random.ts'

/** Many small leaves as one path: circles scattered in an oval, denser towards its middle. */
export function leaves(rng: Rng, cx: number, cy: number, rx: number, ry: number, count: number, size: number): string {
  let d = ''
  for (let i = 0; i < count; i += 1) {
    const angle = rng() * Math.PI * 2
    const reach = Math.sqrt(rng()) * 0.95
    d += round(cx + Math.cos(angle) * rx * reach, cy + Math.sin(angle) * ry * reach, size * rng.between(0.6, 1.25))
  }
  return d
}

/** A bush or crown in three tones, the light from the upper left. */
export function crown(p: Paint, rng: Rng, cx: number, cy: number, rx: number, ry: number, colour: string, distance = 0): string {
  const tone = (pigment: string) => p.far(pigment, distance)
  const dark = mix(tone(colour), p.light.shade, 0.38)
  const size = Math.min(rx, ry) * 0.34
  return shape(leaves(rng, cx, cy + ry * 0.12, rx, ry, 13, size * 1.25), dark) +
    shape(leaves(rng, cx - rx * 0.1, cy - ry * 0.1, rx * 0.85, ry * 0.82, 11, size), tone(colour)) +
    shape(leaves(rng, cx - rx * 0.28, cy - ry * 0.36, rx * 0.55, ry * 0.48, 8, size * 0.55), mix(tone(colour), p.light.sky[2], 0.3))
}

export function tree(p: Paint, rng: Rng, x: number, base: number, size: number, colour = p.is.leaf, distance = 0): string {
  return poly([[x - size * 0.05, base], [x - size * 0.03, base - size * 0.6], [x + size * 0.03, base - size * 0.6], [x + size * 0.06, base]], p.far(p.dim(p.is.wood, 0.35), distance)) +
    crown(p, rng, x, base - size * 0.72, size * 0.36, size * 0.34, colour, distance)
}

export function cypress(p: Paint, x: number, base: number, h: number, distance = 0): string {
  const w = h * 0.13
  const colour = p.far(p.is.leaf, distance)
  const d = (wide: number) => `M${n(x)} ${n(base - h)}Q${n(x + wide)} ${n(base - h * 0.45)} ${n(x + wide * 0.55)} ${n(base)}H${n(x - w * 0.55)}Q${n(x - w)} ${n(base - h * 0.45)} ${n(x)} ${n(base - h)}z`
  return shape(d(w), mix(colour, p.light.shade, 0.35)) + shape(d(0), colour)
}

export function palm(p: Paint, rng: Rng, x: number, base: number, h: number, distance = 0): string {
  const lean = rng.between(-0.1, 0.1) * h
  const top = base - h
  const trunk = p.far(p.dim(p.is.wood, 0.15), distance)
  const dark = p.far(p.dim(p.is.leaf, 0.4), distance)
  const bright = p.far(p.is.leaf, distance)
  const w = h * 0.035
  const cx = x + lean
  let back = ''
  let front = ''
  const fronds = 11
  for (let i = 0; i < fronds; i += 1) {
    const angle = Math.PI * (-0.14 + (1.28 * i) / (fronds - 1))
    const reach = h * rng.between(0.34, 0.44)
    const tx = cx - Math.cos(angle) * reach
    const ty = top - Math.sin(angle) * reach * 0.55 + reach * 0.34 * Math.abs(Math.cos(angle))
    const mx = cx - Math.cos(angle) * reach * 0.55
    const my = top - Math.sin(angle) * reach * 0.8 - reach * 0.16
    const leaf = `M${n(cx)} ${n(top)}Q${n(mx)} ${n(my)} ${n(tx)} ${n(ty)}Q${n(mx)} ${n(my + reach * 0.24)} ${n(cx)} ${n(top)}z`
    if (i % 2 === 0) back += leaf
    else front += leaf
  }
  return shape(`M${n(x - w)} ${n(base)}Q${n(x - w * 0.6 + lean * 0.2)} ${n(base - h * 0.5)} ${n(cx - w * 0.5)} ${n(top)}h${n(w)}Q${n(x + w + lean * 0.2)} ${n(base - h * 0.5)} ${n(x + w)} ${n(base)}z`, trunk) +
    shape(back, dark) + shape(front, bright) + (h > 220 ? dots(`M${n(cx - w * 2)} ${n(top + 8)}q${n(w * 2)} ${n(h * 0.07)} ${n(w * 4)} 0`, p.far(p.is.tiles[3]!, distance), h * 0.028, h * 0.03) : '')
}

/** A pine with flat pads of needles on a crooked trunk. */
export function pine(p: Paint, rng: Rng, x: number, base: number, h: number, distance = 0): string {
  const side = rng.chance(0.5) ? 1 : -1
  const bark = p.far(p.dim(p.is.wood, 0.35), distance)
  const colour = p.far(p.is.leaf, distance)
  const dark = mix(colour, p.light.shade, 0.35)
  const tx = x + side * h * 0.16
  let under = ''
  let upper = ''
  const pads: [number, number, number][] = [[0.3 * side, 0.52, 0.25], [-0.26 * side, 0.63, 0.22], [0.22 * side, 0.78, 0.24], [-0.08 * side, 0.88, 0.21], [0.14 * side, 1, 0.17]]
  for (const [dx, dy, size] of pads) {
    const px = x + dx * h
    const py = base - dy * h
    const r = size * h * rng.between(0.9, 1.1)
    const pad = (lift: number, grow: number) => `M${n(px - r * grow)} ${n(py - lift)}q${n(r * 0.1)} ${n(-r * 0.34)} ${n(r * 0.5 * grow)} ${n(-r * 0.32)}q${n(r * 0.5)} ${n(-r * 0.3)} ${n(r * grow)} ${n(r * 0.06)}q${n(r * 0.45 * grow)} 0 ${n(r * 0.5 * grow)} ${n(r * 0.26)}z`
    under += pad(-r * 0.1, 1.04)
    upper += pad(r * 0.02, 0.96)
  }
  return stroke(`M${n(x)} ${n(base)}C${n(x - side * h * 0.12)} ${n(base - h * 0.35)} ${n(x + side * h * 0.2)} ${n(base - h * 0.55)} ${n(tx)} ${n(base - h * 0.98)}M${n(x - side * h * 0.01)} ${n(base - h * 0.38)}q${n(side * h * 0.16)} ${n(-h * 0.08)} ${n(side * h * 0.28)} ${n(-h * 0.13)}M${n(x + side * h * 0.05)} ${n(base - h * 0.52)}q${n(-side * h * 0.12)} ${n(-h * 0.04)} ${n(-side * h * 0.26)} ${n(-h * 0.1)}`, bark, h * 0.032, 'stroke-linecap="round"') + shape(under, dark) + shape(upper, colour)
}

/** A branch that reaches into the picture from a corner, with leaves or blossom, to frame the scene. */
export function branch(p: Paint, rng: Rng, fromLeft: boolean, colours: readonly string[], reach = 620): string {
  const w = 1600
  const flip = (x: number) => (fromLeft ? x : w - x)
  const point = (x: number, y: number) => `${n(flip(x))} ${n(y)}`
  const parts = [stroke(`M${point(-20, 40)}Q${point(reach * 0.4, 30)} ${point(reach, 150)}M${point(reach * 0.22, 42)}Q${point(reach * 0.42, 120)} ${point(reach * 0.55, 230)}M${point(reach * 0.6, 70)}Q${point(reach * 0.75, 40)} ${point(reach * 0.98, 55)}`, p.dim(p.is.wood, 0.5), 10, 'stroke-linecap="round"')]
  const clumps: [number, number, number][] = [[0.05, 20, 95], [0.25, 60, 85], [0.44, 150, 75], [0.56, 225, 52], [0.5, 50, 80], [0.76, 62, 62], [0.8, 120, 60], [0.98, 150, 46], [0.98, 52, 40]]
  colours.forEach((colour, i) => {
    let d = ''
    for (const [along, y, r] of clumps) d += leaves(rng, flip(along * reach), y + (1 - i) * 10, r, r * 0.72, i === 0 ? 9 : 8, i === 0 ? r * 0.26 : 13 - i * 2)
    parts.push(shape(d, i === 0 ? p.dim(colour, 0.22) : p.lit(colour)))
  })
  return parts.join('')
}

/** Flowers over green, falling from the top edge or over a wall. */
export function bougainvillea(p: Paint, rng: Rng, cx: number, cy: number, rx: number, ry: number, bloom = rng.pick(p.is.blooms)): string {
  return shape(leaves(rng, cx, cy, rx, ry, 16, Math.min(rx, ry) * 0.26), p.dim(p.is.leaf, 0.3)) +
    shape(leaves(rng, cx, cy, rx * 0.95, ry * 0.95, 18, 13), p.lit(p.is.leaf)) +
    shape(leaves(rng, cx, cy + ry * 0.05, rx, ry, 34, 12), p.dim(bloom, 0.28)) +
    shape(leaves(rng, cx - rx * 0.08, cy - ry * 0.1, rx * 0.95, ry * 0.9, 34, 10), p.lit(bloom)) +
    shape(leaves(rng, cx - rx * 0.15, cy - ry * 0.2, rx * 0.8, ry * 0.7, 14, 6), mix(p.lit(bloom), '#ffffff', 0.35))
}

/** A pot with something in it, standing on `base`. */
export function potted(p: Paint, rng: Rng, x: number, base: number, size: number, kind: 'bush' | 'agave' | 'tree' | 'flowers' | 'bamboo' = rng.pick(['bush', 'agave', 'tree', 'flowers'])): string {
  const clay = rng.pick(p.city === 'kyoto' ? ['#6f6a64', '#4d5a63', '#8a6a52'] : p.city === 'lisbon' ? ['#c96f4a', '#f2ead9', '#3f79ad'] : ['#b9552f', '#2b55a8', '#1f7f80', '#e8a93f'])
  const w = size * 0.3
  const h = size * 0.34
  const top = base - h
  const pot = poly([[x - w, top], [x + w, top], [x + w * 0.68, base], [x - w * 0.68, base]], p.lit(clay)) +
    poly([[x + w * 0.2, top], [x + w, top], [x + w * 0.68, base], [x + w * 0.25, base]], p.dim(clay, 0.3)) + rect(x - w * 1.1, top - h * 0.08, w * 2.2, h * 0.18, p.lit(clay)) + rect(x + w * 0.15, top - h * 0.08, w * 0.95, h * 0.18, p.dim(clay, 0.25))
  const ground = oval(x + w * 0.35, base, w * 1.5, h * 0.12, p.light.shade, 'opacity=".25"')
  if (kind === 'agave') {
    let back = ''
    let front = ''
    for (let i = 0; i < 9; i += 1) {
      const angle = Math.PI * (0.08 + 0.84 * (i / 8))
      const reach = size * rng.between(0.55, 0.8)
      const leaf = `M${n(x - w * 0.3)} ${n(top)}Q${n(x - Math.cos(angle) * reach * 0.4)} ${n(top - Math.sin(angle) * reach * 0.7)} ${n(x - Math.cos(angle) * reach)} ${n(top - Math.sin(angle) * reach)}Q${n(x - Math.cos(angle) * reach * 0.2)} ${n(top - Math.sin(angle) * reach * 0.4)} ${n(x + w * 0.3)} ${n(top)}z`
      if (i % 2 === 0) back += leaf
      else front += leaf
    }
    return ground + shape(back, p.dim(p.is.leaf, 0.35)) + shape(front, p.lit(p.is.leaf)) + pot
  }
  if (kind === 'tree') {
    const cy = top - size * 0.72
    const fruit = p.city === 'kyoto' ? '' : shape(leaves(rng, x, cy, size * 0.34, size * 0.3, 8, size * 0.04), p.lit('#f08a3c'))
    return ground + rect(x - size * 0.03, top - size * 0.6, size * 0.06, size * 0.6, p.dim(p.is.wood, 0.3)) + crown(p, rng, x, cy, size * 0.38, size * 0.36, p.is.leaf) + fruit + pot
  }
  if (kind === 'bamboo') {
    const stalks = batch()
    for (let i = 0; i < 5; i += 1) stalks.add(p.lit(i % 2 ? p.is.leaf2 : p.is.leaf), box(x - w * 0.7 + i * w * 0.33, top - size * rng.between(0.8, 1.15), size * 0.04, size * 1.1))
    return ground + stalks.markup() + shape(leaves(rng, x, top - size * 0.8, size * 0.36, size * 0.36, 26, size * 0.05), p.lit(p.is.leaf2)) + pot
  }
  const bush = crown(p, rng, x, top - size * 0.22, size * 0.36, size * 0.3, p.is.leaf)
  return ground + group('', bush, kind === 'flowers' ? shape(leaves(rng, x, top - size * 0.25, size * 0.34, size * 0.26, 18, size * 0.045), p.lit(rng.pick(p.is.blooms))) : '') + pot
}
