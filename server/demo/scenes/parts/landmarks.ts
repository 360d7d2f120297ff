import { mix } from '../colour.ts'
import { type Paint, batch, bars, box, disc, dots, group, n, outline, oval, poly, rect, shape, stroke } from '../paint.ts'

/** A red suspension bridge across the river, far off. */
export function suspensionBridge(p: Paint, y: number, left: number, right: number, tall: number, distance: number): string {
  const colour = p.far('#cf3f32', distance)
  const dark = mix(colour, p.light.shade, 0.3)
  const span = right - left
  const side = span * 0.5
  const cable = `M${n(left - side)} ${n(y - 6)}Q${n(left - side * 0.3)} ${n(y - tall * 0.3)} ${n(left)} ${n(y - tall)}Q${n((left + right) / 2)} ${n(y + tall * 0.85)} ${n(right)} ${n(y - tall)}Q${n(right + side * 0.3)} ${n(y - tall * 0.3)} ${n(right + side)} ${n(y - 6)}`
  let hangers = ''
  for (let i = 1; i < 24; i += 1) {
    const t = i / 24
    const top = (y - tall) * (1 - t) ** 2 + 2 * (y + tall * 0.85) * t * (1 - t) + (y - tall) * t * t
    hangers += `M${n(left + span * t)} ${n(top)}V${n(y)}`
  }
  const tower = (x: number) => box(x - 11, y - tall - 6, 8, tall + 44) + box(x + 3, y - tall - 6, 8, tall + 44) + box(x - 11, y - tall, 22, 8) + box(x - 11, y - tall * 0.62, 22, 6) + box(x - 11, y - tall * 0.28, 22, 6) + box(x - 18, y + 34, 36, 14)
  return stroke(hangers, colour, 1.6) + stroke(cable, colour, 4) + rect(-20, y - 5, 1640, 11, colour) + rect(-20, y + 3, 1640, 5, dark) + shape(tower(left) + tower(right), colour)
}

/** A castle's wall and towers on a hill top. */
export function castle(p: Paint, x: number, base: number, w: number, distance: number): string {
  const wall = p.far('#d9b98a', distance)
  const parts = batch()
  const merlons = (fx: number, y: number, fw: number) => { for (let i = 0; i < fw / 14; i += 1) parts.add(wall, box(fx + i * 14, y - 8, 8, 9)) }
  parts.add(wall, box(x, base - w * 0.14, w, w * 0.3))
  merlons(x, base - w * 0.14, w)
  for (const [dx, tw, th] of [[0.02, 0.13, 0.26], [0.3, 0.11, 0.22], [0.52, 0.16, 0.33], [0.86, 0.12, 0.25]] as const) {
    parts.add(wall, box(x + dx * w, base - th * w, tw * w, th * w + w * 0.1))
    merlons(x + dx * w, base - th * w, tw * w)
    parts.add(mix(wall, p.light.shade, 0.28), box(x + (dx + tw * 0.66) * w, base - th * w, tw * w * 0.34, th * w + w * 0.1))
  }
  return parts.markup()
}

/** A white church: dome between two bell towers. */
export function church(p: Paint, x: number, base: number, s: number, distance: number): string {
  const wall = p.far('#fbf4e6', distance)
  const dim = mix(wall, p.light.shade, 0.26)
  const hole = mix(p.far(p.is.iron, distance), p.light.shade, 0.1)
  const tower = (tx: number) => rect(tx, base - s * 1.15, s * 0.26, s * 1.15, wall) + rect(tx + s * 0.17, base - s * 1.15, s * 0.09, s * 1.15, dim) + shape(`M${n(tx - s * 0.02)} ${n(base - s * 1.14)}q${n(s * 0.02)} ${n(-s * 0.2)} ${n(s * 0.15)} ${n(-s * 0.32)}q${n(s * 0.13)} ${n(s * 0.12)} ${n(s * 0.15)} ${n(s * 0.32)}z`, mix(wall, p.light.shade, 0.12)) + shape(box(tx + s * 0.08, base - s * 1.02, s * 0.1, s * 0.2), hole) + rect(tx - s * 0.03, base - s * 1.17, s * 0.32, s * 0.045, dim)
  return rect(x - s * 0.5, base - s * 0.72, s, s * 0.72, wall) + rect(x - s * 0.24, base - s * 1.02, s * 0.48, s * 0.3, wall) + rect(x + s * 0.06, base - s * 1.02, s * 0.18, s * 0.3, dim) +
    shape(`M${n(x - s * 0.3)} ${n(base - s)}a${n(s * 0.3)} ${n(s * 0.36)} 0 0 1 ${n(s * 0.6)} 0z`, wall) + shape(`M${n(x)} ${n(base - s * 1.36)}a${n(s * 0.3)} ${n(s * 0.36)} 0 0 1 ${n(s * 0.3)} ${n(s * 0.36)}h${n(-s * 0.2)}q0 ${n(-s * 0.2)} ${n(-s * 0.1)} ${n(-s * 0.36)}z`, dim) +
    rect(x - s * 0.05, base - s * 1.52, s * 0.1, s * 0.18, wall) + rect(x - s * 0.012, base - s * 1.62, s * 0.024, s * 0.12, hole) +
    tower(x - s * 0.66) + tower(x + s * 0.4) + shape(`M${n(x - s * 0.09)} ${n(base)}v${n(-s * 0.3)}a${n(s * 0.09)} ${n(s * 0.09)} 0 0 1 ${n(s * 0.18)} 0V${n(base)}z`, hole) + disc(x, base - s * 0.54, s * 0.085, hole)
}

/** A pagoda of `tiers` roofs with its finial. */
export function pagoda(p: Paint, x: number, base: number, h: number, tiers: number, distance: number): string {
  const body = p.far('#b5452f', distance)
  const roof = p.far('#3f4a57', distance)
  const roofDim = mix(roof, p.light.shade, 0.3)
  const plaster = p.far('#f0e4c8', distance)
  const out: string[] = []
  const tier = (h * 0.76) / tiers
  for (let i = 0; i < tiers; i += 1) {
    const y = base - i * tier
    const w = h * (0.2 - i * 0.016)
    const over = w * 0.62
    out.push(rect(x - w * 0.62, y - tier, w * 1.24, tier, plaster), bars(x - w * 0.6, y - tier * 0.35, w * 1.2, tier * 0.5, body, w * 0.1, w * 0.16), rect(x - w * 0.62, y - tier * 0.88, w * 1.24, tier * 0.1, body), rect(x - w * 0.7, y - tier * 0.2, w * 1.4, tier * 0.12, body),
      rect(x + w * 0.3, y - tier * 0.75, w * 0.32, tier * 0.75, p.light.shade, 'opacity=".25"'))
    const ry = y - tier * 0.72
    const roofPath = (from: number) => `M${n(x + from * (w + over))} ${n(ry + tier * 0.1)}Q${n(x + from * w * 0.7)} ${n(ry + tier * 0.02)} ${n(x + from * w * 0.5)} ${n(ry - tier * 0.36)}H${n(x + w * 0.5)}Q${n(x + w * 0.7)} ${n(ry + tier * 0.02)} ${n(x + w + over)} ${n(ry + tier * 0.1)}L${n(x + w + over * 0.9)} ${n(ry + tier * 0.18)}Q${n(x + w * 0.4)} ${n(ry + tier * 0.14)} ${n(x)} ${n(ry + tier * 0.14)}`
    out.push(shape(`${roofPath(-1)}Q${n(x - w * 0.4)} ${n(ry + tier * 0.14)} ${n(x - w - over * 0.9)} ${n(ry + tier * 0.18)}z`, roof),
      shape(`M${n(x + w * 0.12)} ${n(ry - tier * 0.36)}H${n(x + w * 0.5)}Q${n(x + w * 0.7)} ${n(ry + tier * 0.02)} ${n(x + w + over)} ${n(ry + tier * 0.1)}L${n(x + w + over * 0.9)} ${n(ry + tier * 0.18)}Q${n(x + w * 0.6)} ${n(ry + tier * 0.14)} ${n(x + w * 0.3)} ${n(ry + tier * 0.14)}z`, roofDim))
  }
  const top = base - tiers * tier
  return out.join('') + rect(x - h * 0.006, top - h * 0.24, h * 0.012, h * 0.26, roof) + dots(`M${n(x)} ${n(top - h * 0.03)}v${n(-h * 0.15)}`, roof, h * 0.035, h * 0.027)
}

/** A gate of two posts and two beams. */
export function torii(p: Paint, x: number, base: number, h: number, distance: number): string {
  const red = p.far(p.is.accent, distance)
  const dim = mix(red, p.light.shade, 0.3)
  const w = h * 1.15
  return poly([[x - w * 0.36, base - h * 0.86], [x - w * 0.3, base - h * 0.86], [x - w * 0.32, base], [x - w * 0.41, base]], red) + poly([[x + w * 0.3, base - h * 0.86], [x + w * 0.36, base - h * 0.86], [x + w * 0.41, base], [x + w * 0.32, base]], dim) +
    rect(x - w * 0.44, base - h * 0.68, w * 0.88, h * 0.075, red) + rect(x - w * 0.03, base - h * 0.9, w * 0.06, h * 0.22, dim) +
    shape(`M${n(x - w * 0.56)} ${n(base - h * 1.02)}Q${n(x)} ${n(base - h * 0.9)} ${n(x + w * 0.56)} ${n(base - h * 1.02)}l${n(-w * 0.03)} ${n(h * 0.1)}Q${n(x)} ${n(base - h * 0.81)} ${n(x - w * 0.53)} ${n(base - h * 0.92)}z`, red) +
    shape(`M${n(x - w * 0.58)} ${n(base - h * 1.06)}Q${n(x)} ${n(base - h * 0.94)} ${n(x + w * 0.58)} ${n(base - h * 1.06)}v${n(h * 0.045)}Q${n(x)} ${n(base - h * 0.89)} ${n(x - w * 0.58)} ${n(base - h * 1.015)}z`, p.far(p.is.iron, distance)) +
    rect(x - w * 0.42, base - h * 0.05, w * 0.12, h * 0.05, p.far(p.is.iron, distance)) + rect(x + w * 0.3, base - h * 0.05, w * 0.12, h * 0.05, p.far(p.is.iron, distance))
}

/** A square minaret with its bands of ornament and three balls. */
export function minaret(p: Paint, x: number, base: number, h: number, distance: number): string {
  const wall = p.far('#e2a072', distance)
  const dim = mix(wall, p.light.shade, 0.3)
  const hole = mix(wall, p.light.shade, 0.6)
  const teal = p.far(p.is.tiles[1]!, distance)
  const w = h * 0.19
  const arch = (ax: number, y: number, aw: number, ah: number) => `M${n(ax - aw / 2)} ${n(y)}v${n(-ah * 0.55)}q0 ${n(-ah * 0.3)} ${n(aw / 2)} ${n(-ah * 0.45)}q${n(aw / 2)} ${n(ah * 0.15)} ${n(aw / 2)} ${n(ah * 0.45)}v${n(ah * 0.55)}z`
  const body = base - h * 0.7
  let openings = ''
  for (const [level, pair] of [[0.2, false], [0.36, true], [0.52, true]] as const) {
    if (pair) openings += arch(x - w * 0.2, base - h * level, w * 0.2, h * 0.1) + arch(x + w * 0.2, base - h * level, w * 0.2, h * 0.1)
    else openings += arch(x, base - h * level, w * 0.22, h * 0.1)
  }
  let merlons = ''
  for (let i = 0; i < 6; i += 1) merlons += outline([[x - w * 0.54 + i * w * 0.19, body], [x - w * 0.54 + i * w * 0.19 + w * 0.065, body - w * 0.16], [x - w * 0.54 + (i + 0.7) * w * 0.19, body]])
  return rect(x - w / 2, body, w, h * 0.7, wall) + rect(x + w * 0.16, body, w * 0.34, h * 0.7, dim) + rect(x - w * 0.54, body + h * 0.03, w * 1.08, h * 0.05, teal) + bars(x - w * 0.54, body + h * 0.035, w * 1.08, h * 0.04, p.far(p.is.tiles[0]!, distance), w * 0.05, w * 0.07, 'opacity=".7"') +
    shape(openings, hole) + shape(merlons, wall) + rect(x - w * 0.24, body - h * 0.16, w * 0.48, h * 0.16, wall) + rect(x + w * 0.06, body - h * 0.16, w * 0.18, h * 0.16, dim) + shape(arch(x, body - h * 0.02, w * 0.18, h * 0.1), hole) +
    shape(`M${n(x - w * 0.24)} ${n(body - h * 0.155)}q0 ${n(-h * 0.075)} ${n(w * 0.24)} ${n(-h * 0.08)}q${n(w * 0.24)} ${n(h * 0.005)} ${n(w * 0.24)} ${n(h * 0.08)}z`, wall) + rect(x - 1.5, body - h * 0.34, 3, h * 0.12, p.far(p.is.iron, distance)) +
    disc(x, body - h * 0.245, h * 0.016, p.far(p.is.tiles[3]!, distance)) + disc(x, body - h * 0.277, h * 0.012, p.far(p.is.tiles[3]!, distance)) + disc(x, body - h * 0.3, h * 0.009, p.far(p.is.tiles[3]!, distance))
}

/** A yellow tram, seen from the side. */
export function tram(p: Paint, x: number, base: number, s: number): string {
  const yellow = p.is.accent
  const pane = p.light.lamps > 0.5 ? p.light.glow : p.lit('#cfe3e6')
  let panes = ''
  for (let i = 0; i < 6; i += 1) panes += box(x + s * (0.06 + i * 0.151), base - s * 0.36, s * 0.125, s * 0.13)
  return oval(x + s * 0.52, base + 4, s * 0.52, s * 0.03, p.light.shade, 'opacity=".35"') +
    rect(x + s * 0.01, base - s * 0.42, s * 0.98, s * 0.36, p.lit('#f7efdc'), `rx="${n(s * 0.03)}"`) + rect(x, base - s * 0.21, s, s * 0.15, p.lit(yellow)) + rect(x, base - s * 0.09, s, s * 0.03, p.dim(yellow, 0.3)) + shape(panes, pane) +
    shape(`M${n(x - s * 0.02)} ${n(base - s * 0.41)}q${n(s * 0.04)} ${n(-s * 0.06)} ${n(s * 0.12)} ${n(-s * 0.06)}h${n(s * 0.8)}q${n(s * 0.08)} 0 ${n(s * 0.12)} ${n(s * 0.06)}z`, p.lit('#e9dfc8')) + stroke(`M${n(x + s * 0.5)} ${n(base - s * 0.47)}L${n(x + s * 0.68)} ${n(base - s * 0.66)}`, p.dim(p.is.iron, 0.1), s * 0.012) +
    rect(x + s * 0.1, base - s * 0.06, s * 0.8, s * 0.045, p.lit(p.is.iron)) + disc(x + s * 0.24, base - s * 0.03, s * 0.045, p.lit(p.is.iron)) + disc(x + s * 0.76, base - s * 0.03, s * 0.045, p.lit(p.is.iron)) +
    rect(x, base - s * 0.235, s, s * 0.018, p.lit('#8f3140')) + disc(x + s * 0.985, base - s * 0.16, s * 0.018, p.light.glow)
}

/** An arched wooden footbridge. */
export function archedBridge(p: Paint, x: number, y: number, w: number): string {
  const red = p.lit(p.is.accent)
  const dim = p.dim(p.is.accent, 0.4)
  const h = w * 0.2
  const arc = (lift: number) => `M${n(x - w / 2)} ${n(y - lift)}Q${n(x)} ${n(y - lift - h * 1.7)} ${n(x + w / 2)} ${n(y - lift)}`
  let posts = ''
  for (let i = 0; i <= 10; i += 1) {
    const t = i / 10
    const py = y - 2 * h * 1.7 * t * (1 - t)
    posts += box(x - w / 2 + t * w - 4, py - h * 0.5, 8, h * 0.52)
  }
  return group('', stroke(arc(-h * 0.09), dim, h * 0.22), shape(posts, red), stroke(arc(h * 0.06), red, h * 0.14), stroke(arc(h * 0.28), red, h * 0.06), stroke(arc(h * 0.5), red, h * 0.1), rect(x - w * 0.28, y - h * 0.55, 12, h * 0.75, dim), rect(x + w * 0.27, y - h * 0.55, 12, h * 0.75, dim))
}
