import { mix } from '../colour.ts'
import { type Paint, type Point, box, disc, dots, height, n, oval, rect, shape, stroke, width } from '../paint.ts'

/** The sky with its sun or moon, rings of light around it, and flat clouds: the poster's largest shape. */
export function sky(p: Paint, bottom: number, sunAt: Point, sunSize = 90): string {
  const { light } = p
  const rng = p.rng.fork('sky')
  const [top, middle, low] = light.sky
  const parts = [rect(0, 0, width, bottom, p.fade([[0, top], [0.55, middle], [1, low]]))]
  if (light.hour === 'night' || light.hour === 'dusk') parts.push(stars(p, bottom * 0.6, light.hour === 'night' ? 60 : 18))
  const [x, y] = sunAt
  if (light.hour === 'night') {
    parts.push(disc(x, y, sunSize * 2.6, p.halo(light.sun, 0.35)), disc(x, y, sunSize * 0.62, light.sun),
      disc(x - sunSize * 0.16, y - sunSize * 0.1, sunSize * 0.13, mix(light.sun, middle, 0.22)), disc(x + sunSize * 0.2, y + sunSize * 0.2, sunSize * 0.09, mix(light.sun, middle, 0.22)))
  } else {
    for (const ring of [3.6, 2.6, 1.75]) parts.push(disc(x, y, sunSize * ring, light.sun, 'opacity=".13"'))
    parts.push(disc(x, y, sunSize, light.sun))
  }
  const cloudColour = mix(low, light.hour === 'night' ? middle : '#ffffff', light.hour === 'golden' || light.hour === 'dusk' ? 0.18 : 0.55)
  const clouds = light.hour === 'night' ? 2 : rng.int(3, 5)
  for (let i = 0; i < clouds; i += 1) {
    parts.push(cloud(rng.between(-60, 1500), rng.between(60, bottom * 0.62), rng.between(0.7, 1.5), cloudColour, rng.between(0.45, 0.85), rng))
  }
  if (light.hour !== 'night' && rng.chance(0.7)) parts.push(birds(p, rng.between(350, 1150), rng.between(110, bottom * 0.5)))
  return parts.join('')
}

/** A cloud of stacked bars with round ends. */
function cloud(x: number, y: number, scale: number, colour: string, opacity: number, rng: Paint['rng']): string {
  const bar = (dx: number, dy: number, w: number, h: number) =>
    `M${n(x + dx * scale)} ${n(y + dy * scale)}h${n(w * scale)}a${n(h * scale / 2)} ${n(h * scale / 2)} 0 0 1 0 ${n(h * scale)}h${n(-w * scale)}a${n(h * scale / 2)} ${n(h * scale / 2)} 0 0 1 0 ${n(-h * scale)}z`
  const w = rng.between(110, 190)
  return shape(bar(0, 0, w, 17) + bar(rng.between(20, 50), -15, w * 0.5, 17) + bar(-rng.between(30, 70), 15, w * 0.8, 15), colour, `opacity="${n(opacity, 2)}"`)
}

function stars(p: Paint, bottom: number, count: number): string {
  const rng = p.rng.fork('stars')
  let small = ''
  let large = ''
  for (let i = 0; i < count; i += 1) {
    const dot = `M${n(rng.between(0, width), 0)} ${n(rng.between(0, bottom), 0)}h0`
    if (i % 6 === 0) large += dot
    else small += dot
  }
  return `<g fill="none" stroke="#fff6dd" stroke-linecap="round"><path d="${small}" stroke-width="3" opacity=".55"/><path d="${large}" stroke-width="5.5" opacity=".85"/></g>`
}

export function birds(p: Paint, x: number, y: number): string {
  const rng = p.rng.fork('birds')
  let d = ''
  for (let i = 0; i < rng.int(3, 6); i += 1) {
    const s = rng.between(7, 14)
    d += `M${n(x + rng.between(-90, 90))} ${n(y + rng.between(-35, 35))}q${n(s)} ${n(-s * 0.9)} ${n(s * 1.3)} 0q${n(s * 0.4)} ${n(-s * 0.9)} ${n(s * 1.3)} 0`
  }
  return stroke(d, p.dim(p.is.iron, 0.3), 3, 'stroke-linecap="round" opacity=".6"')
}

/** Still water with the sun's path on it. */
export function water(p: Paint, top: number, bottom: number, sunX: number): string {
  const rng = p.rng.fork('water')
  const { light } = p
  const near = mix(p.lit(p.is.water), light.shade, 0.12)
  const parts = [rect(0, top, width, bottom - top, p.fade([[0, mix(light.sky[2], near, 0.25)], [1, near]]))]
  let glints = ''
  let streaks = ''
  for (let i = 0; i < 26; i += 1) {
    const depth = rng()
    const y = top + 6 + depth * (bottom - top - 10)
    const w = 16 + depth * 90
    glints += box(sunX + rng.between(-1, 1) * (24 + depth * 90) - w / 2, y, w, 2.5 + depth * 4)
    streaks += box(rng.between(0, width), y + 4, w * 1.4, 2 + depth * 2)
  }
  parts.push(shape(streaks, light.sky[2], 'opacity=".28"'), shape(glints, light.sun, 'opacity=".75"'))
  return parts.join('')
}

/** The film of grain and the soft frame of shade that make one picture of all the shapes. */
export function finish(p: Paint): string {
  const rng = p.rng.fork('grain')
  let dark = ''
  let bright = ''
  for (let i = 0; i < 110; i += 1) {
    const dot = `M${rng.int(0, 220)} ${rng.int(0, 220)}h0`
    if (i % 2 === 0) dark += dot
    else bright += dot
  }
  const grain = p.define('grain', (id) => `<pattern id="${id}" width="220" height="220" patternUnits="userSpaceOnUse"><g fill="none" stroke-width="2.2" stroke-linecap="round"><path d="${dark}" stroke="${p.light.shade}" opacity=".13"/><path d="${bright}" stroke="#fff" opacity=".16"/></g></pattern>`)
  return rect(0, 0, width, height, `url(#${grain})`) +
    rect(0, 0, width, height, p.fade([[0, p.light.shade, 0.1], [0.25, p.light.shade, 0], [0.8, p.light.shade, 0], [1, p.light.shade, 0.2]]))
}

/** A string of lights or lanterns hung between two points. */
export function stringLights(p: Paint, from: Point, to: Point, sag: number, size = 9): string {
  const d = `M${n(from[0])} ${n(from[1])}Q${n((from[0] + to[0]) / 2)} ${n(Math.max(from[1], to[1]) + sag)} ${n(to[0])} ${n(to[1])}`
  return stroke(d, p.dim(p.is.iron, 0.2), 2) + (p.light.lamps > 0.3 ? dots(d, p.light.glow, size * 3, 46, 'opacity=".28"') : '') + dots(d, mix(p.light.glow, '#ffffff', 0.35), size, 46)
}

/** Light that a lamp gives off, as far as lamps matter at this hour. */
export const shine = (p: Paint, x: number, y: number, r: number): string =>
  p.light.lamps < 0.2 ? '' : oval(x, y, r, r, p.halo(p.light.glow, Math.round(p.light.lamps * 6) / 10))
