import { mix } from './colour.ts'
import { type Paint, bars, box, disc, n, oval, poly, rect, shape, stroke } from './paint.ts'
import { bougainvillea, branch, cypress, palm, pine, potted } from './parts/plants.ts'
import { birds, sky } from './parts/sky.ts'
import type { Rng } from './random.ts'

interface House { x: number; w: number; top: number; base: number; wall: string; floors: number; bays: number }

/** The front of the house: its windows by the city, its door in the middle, the street before it. */
export function facade(p: Paint, use: 'hotel' | 'restaurant'): string {
  const rng = p.rng.fork('facade')
  const floors = use === 'restaurant' ? rng.int(0, 1) + 2 : rng.int(0, 1) + 3
  const bays = use === 'restaurant' ? 4 : 5
  const w = bays * 150 + 90
  const base = 880
  const top = base - 160 - floors * 155
  const wall = rng.pick(p.is.walls)
  const house: House = { x: 800 - w / 2, w, top: Math.max(120, top), base, wall, floors, bays }
  const side = (x: number, wide: number, tall: number) => neighbour(p, rng, x, wide, base, tall)
  return sky(p, 760, [rng.between(260, 420), rng.between(200, 300)], 80) + birds(p, 1_200, 180) +
    side(-60, house.x + 70, rng.between(420, 560)) + side(house.x + w - 10, 1_680 - house.x - w, rng.between(380, 540)) +
    body(p, rng, house) + windows(p, rng, house) + ground(p, rng, house, use) + street(p, base) + near(p, rng, house)
}

function neighbour(p: Paint, rng: Rng, x: number, w: number, base: number, tall: number): string {
  const wall = p.far(rng.pick(p.is.walls), 0.22)
  const dark = mix(wall, p.light.shade, 0.35)
  const lit = p.light.lamps > 0.5
  const holes = Array.from({ length: 3 }, (_, row) => Array.from({ length: Math.max(1, Math.floor(w / 120)) }, (__, i) => rect(x + 46 + i * 118, base - tall + 70 + row * 140, 44, 74, lit && rng.chance(0.5) ? p.light.glow : dark)).join('')).join('')
  return rect(x, base - tall, w, tall, wall) + (p.city === 'marrakesh' ? bars(x, base - tall - 22, w, 24, wall, 26, 20) : poly([[x - 20, base - tall + 4], [x + 14, base - tall - 44], [x + w - 14, base - tall - 44], [x + w + 20, base - tall + 4]], p.far(p.is.roof, 0.2))) + holes
}

function body(p: Paint, rng: Rng, { x, w, top, base, wall }: House): string {
  const front = rect(x, top, w, base - top, p.lit(wall)) + rect(x, top, w, base - top, p.fade([[0, p.light.key, 0.25], [1, p.light.shade, 0.18]]))
  if (p.city === 'marrakesh') return front + bars(x, top - 34, w, 36, p.lit(wall), 40, 26) + rect(x, top + 26, w, 40, band(p, 40)) + rect(x, base - 150, w, 8, p.dim(wall, 0.2))
  if (p.city === 'kyoto') return front + eaves(p, x, w, top, 96) + eaves(p, x, w, base - 236, 64)
  return rect(x - 22, top - 20, w + 44, 22, p.lit(p.is.trim)) + poly([[x - 36, top - 18], [x + 30, top - 92], [x + w - 30, top - 92], [x + w + 36, top - 18]], p.lit(p.is.roof)) + [0.3, 0.7].map((at) => stroke(`M${n(x + w * at - 20)} ${n(top - 90)}L${n(x + w * at - 46)} ${n(top - 20)}`, p.dim(p.is.roof, 0.2), 5)).join('') + front + (rng.chance(0.6) ? rect(x, top, w, base - top - 190, band(p, 64), 'opacity="0.55"') : '') + rect(x, top, 20, base - top, p.lit(p.is.trim)) + rect(x + w - 20, top, 20, base - top, p.lit(p.is.trim)) + rect(x, base - 196, w, 12, p.lit(p.is.trim))
}

/** The city's tiles as a pattern. */
function band(p: Paint, size: number): string {
  const [a, b, c] = p.is.tiles as [string, string, string]
  return `url(#${p.define(`band${size}`, (id) => `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${rect(0, 0, size, size, p.lit(a))}${poly([[size / 2, 2], [size - 2, size / 2], [size / 2, size - 2], [2, size / 2]], p.lit(b))}${disc(size / 2, size / 2, size * 0.2, p.lit(c))}${disc(0, 0, size * 0.16, p.lit(c))}${disc(size, 0, size * 0.16, p.lit(c))}${disc(0, size, size * 0.16, p.lit(c))}${disc(size, size, size * 0.16, p.lit(c))}</pattern>`)})`
}

const eaves = (p: Paint, x: number, w: number, y: number, tall: number) => shape(`M${n(x - 70)} ${n(y + 14)}Q${n(x)} ${n(y - 8)} ${n(x + 50)} ${n(y - tall)}H${n(x + w - 50)}Q${n(x + w)} ${n(y - 8)} ${n(x + w + 70)} ${n(y + 14)}z`, p.lit(p.is.roof)) + bars(x - 40, y - tall * 0.5, w + 80, tall * 0.75, p.dim(p.is.roof, 0.18), 7, 27) + rect(x - 66, y + 8, w + 132, 13, p.dim(p.is.roof, 0.4))

function windows(p: Paint, rng: Rng, house: House): string {
  const { x, w, top, base, floors, bays } = house
  const high = (base - 210 - top) / floors
  const shutter = rng.pick(p.is.doors)
  const parts: string[] = []
  for (let floor = 0; floor < floors; floor += 1) {
    for (let bay = 0; bay < bays; bay += 1) {
      const cx = x + (w * (bay + 0.5)) / bays
      const cy = top + high * (floor + 0.56) + 14
      const glow = rng.chance(0.15 + 0.6 * p.light.lamps)
      parts.push(pane(p, rng, cx, cy, Math.min(74, high * 0.5), high * 0.62, shutter, glow && p.light.lamps > 0.2, floor === floors - 1 || rng.chance(0.3)))
    }
  }
  return parts.join('')
}

function pane(p: Paint, rng: Rng, cx: number, cy: number, w: number, h: number, shutter: string, glow: boolean, balcony: boolean): string {
  const glass = glow ? p.light.glow : mix(p.light.sky[0], p.light.shade, 0.35)
  const [left, top] = [cx - w / 2, cy - h / 2]
  if (p.city === 'kyoto') return rect(left - 12, top, w + 24, h, p.dim(p.is.wood, 0.3)) + rect(left - 6, top + 6, w + 12, h - 12, glass) + bars(left - 6, top + 6, w + 12, h - 12, p.dim(p.is.wood, 0.35), 5, 9) + rect(left - 16, top + h, w + 32, 10, p.dim(p.is.wood, 0.45))
  if (p.city === 'marrakesh') {
    const arch = `M${n(left)} ${n(top + h)}V${n(top + h * 0.42)}C${n(left - 10)} ${n(top + h * 0.12)} ${n(cx - 10)} ${n(top)} ${n(cx)} ${n(top - 10)}C${n(cx + 10)} ${n(top)} ${n(left + w + 10)} ${n(top + h * 0.12)} ${n(left + w)} ${n(top + h * 0.42)}V${n(top + h)}z`
    return shape(arch, glass) + stroke(arch, p.lit(p.is.trim), 9) + bars(left, top + h * 0.5, w, h * 0.5, p.dim(p.is.doors[0]!, 0.1), 5, 10) + rect(left - 10, top + h, w + 20, 10, p.lit(p.is.trim))
  }
  const flowers = balcony && rng.chance(0.6) ? [-0.3, -0.1, 0.1, 0.3].map((at) => disc(cx + at * w * 1.5, top + h - 14, 11, p.lit(rng.pick(p.is.blooms)))).join('') : ''
  return rect(left - 9, top - 9, w + 18, h + 14, p.lit(p.is.trim)) + rect(left, top, w, h, glass) + rect(cx - 3, top, 6, h, p.lit(p.is.trim)) + rect(left, top + h * 0.34, w, 5, p.lit(p.is.trim)) + rect(left - 36, top - 2, 28, h + 4, p.lit(shutter)) + rect(left + w + 8, top - 2, 28, h + 4, p.lit(shutter)) + (balcony ? bars(left - 40, top + h - 44, w + 80, 46, p.lit(p.is.iron), 3, 9) + rect(left - 44, top + h - 48, w + 88, 6, p.lit(p.is.iron)) + rect(left - 44, top + h, w + 88, 10, p.lit(p.is.stone)) : '') + flowers
}

/** The street floor: the door, what hangs over it, lamps on both sides. */
function ground(p: Paint, rng: Rng, { x, w, base }: House, use: 'hotel' | 'restaurant'): string {
  const door = rng.pick(p.is.doors)
  const lamp = (lx: number) => (p.light.lamps > 0.2 ? disc(lx, base - 150, 130, p.halo(p.light.glow, 0.6 * p.light.lamps)) : '') + rect(lx - 11, base - 172, 22, 42, p.light.lamps > 0.2 ? p.light.glow : p.lit('#fbf1d8')) + rect(lx - 15, base - 180, 30, 9, p.lit(p.is.iron)) + rect(lx - 12, base - 130, 24, 6, p.lit(p.is.iron))
  const shop = (sx: number) => rect(sx - 85, base - 150, 170, 112, p.lit(p.is.trim)) + rect(sx - 75, base - 140, 150, 94, p.light.lamps > 0.2 ? mix(p.light.glow, '#ffffff', 0.1) : mix(p.light.sky[1], p.light.shade, 0.25)) + rect(sx - 2, base - 140, 5, 94, p.lit(p.is.trim))
  const cloth = rng.pick(p.is.cloth.slice(1))
  const awning = use === 'hotel' && p.city === 'lisbon' ? '' : p.city === 'kyoto' ? [-78, -26, 26, 78].map((dx) => rect(800 + dx - 25, base - 206, 48, 84, p.lit(door))).join('') + disc(800, base - 164, 20, p.lit('#f8ecd2')) + [x + 46, x + w - 46].map((lx) => oval(lx, base - 150, 26, 36, p.light.lamps > 0.1 ? mix(p.light.glow, p.is.accent, 0.25) : p.lit(p.is.accent))).join('') : Array.from({ length: 8 }, (_, i) => shape(`M${n(x + 20 + i * ((w - 40) / 8))} ${base - 206}h${n((w - 40) / 8)}l6 50q${n(-(w - 40) / 16)} 18 ${n(-(w - 40) / 8)} 0z`, p.lit(i % 2 === 0 ? cloth : '#fbf4e4'))).join('')
  const opening = p.city === 'marrakesh' ? shape(`M716 ${base}V${base - 120}C700 ${base - 190} 770 ${base - 214} 800 ${base - 226}C830 ${base - 214} 900 ${base - 190} 884 ${base - 120}V${base}z`, p.lit(p.is.trim)) + shape(`M732 ${base}V${base - 116}C720 ${base - 176} 776 ${base - 196} 800 ${base - 206}C824 ${base - 196} 880 ${base - 176} 868 ${base - 116}V${base}z`, p.lit(door)) : rect(722, base - 200, 156, 200, p.lit(p.is.trim)) + rect(736, base - 186, 128, 186, p.lit(door))
  const leafLine = stroke(`M800 ${base - 180}V${base}`, p.dim(door, 0.4), 4) + disc(788, base - 88, 6, p.lit('#e9c46a')) + disc(812, base - 88, 6, p.lit('#e9c46a'))
  return shop(x + w * 0.18) + shop(x + w * 0.82) + opening + leafLine + (use === 'restaurant' || p.city !== 'lisbon' ? awning : '') + lamp(690) + lamp(910) + rect(700, base - 10, 200, 12, p.lit(p.is.stone))
}

const street = (p: Paint, base: number) => rect(0, base, 1600, 1000 - base, p.lit(p.is.ground)) + rect(0, base, 1600, 26, p.dim(p.is.stone, 0.1)) + rect(0, base + 26, 1600, 40, p.fade([[0, p.light.shade, 0.3], [1, p.light.shade, 0]])) + [0, 1, 2, 3, 4, 5, 6, 7].map((i) => oval(100 + i * 205 + (i % 2) * 40, base + 70 + (i % 3) * 14, 52, 9, p.dim(p.is.ground, 0.1))).join('')

/** What grows before it, and what hangs in from the side. */
function near(p: Paint, rng: Rng, { x, w, base }: House): string {
  const pots = [x + 40, x + w - 40].map((px) => potted(p, rng, px, base + 44, 120)).join('')
  if (p.city === 'kyoto') return pots + pine(p, rng, rng.chance(0.5) ? 150 : 1_450, base + 60, 520) + branch(p, rng, rng.chance(0.5), p.is.blooms, 560)
  if (p.city === 'marrakesh') return pots + palm(p, rng, 130, base + 70, 560) + palm(p, rng, 1_490, base + 60, 470)
  return pots + bougainvillea(p, rng, x + w - 10, 520, 80, 170) + cypress(p, 110, base + 40, 330) + shape(box(0, 0, 0, 0), '#000000')
}
