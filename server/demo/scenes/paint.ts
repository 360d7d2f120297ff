import { mix, under } from './colour.ts'
import type { Light, Pigments, City } from './palettes.ts'
import type { Rng } from './random.ts'

export const width = 1600
export const height = 1000

/** What a part draws with: the dice, the light, the city's pigments, and a place for gradients, patterns and stencils. */
export interface Paint {
  city: City
  rng: Rng
  light: Light
  is: Pigments
  /** A pigment as it looks on a lit side. */
  lit(pigment: string): string
  /** The same in shadow; `depth` 0…1. */
  dim(pigment: string, depth?: number): string
  /** The same, `distance` 0…1 away in the air. */
  far(pigment: string, distance: number): string
  /** A definition made once; gives its id. `key` names what it is, so that the same is not defined twice. */
  define(key: string, markup: (id: string) => string): string
  /** A gradient from top to bottom (or along `to`); gives the paint for `fill`. */
  fade(stops: readonly (readonly [number, string, number?])[], to?: readonly [number, number]): string
  /** A soft round light; gives the paint for `fill`. */
  halo(colour: string, strength: number): string
  definitions(): string
}

export function paintOf(city: City, light: Light, pigments: Pigments, rng: Rng): Paint {
  const known = new Map<string, { id: string; markup: string }>()
  const define = (key: string, markup: (id: string) => string): string => {
    let entry = known.get(key)
    if (entry === undefined) {
      const id = `d${known.size.toString(36)}`
      known.set(key, entry = { id, markup: '' })
      entry.markup = markup(id)
    }
    return entry.id
  }
  const lit = (pigment: string) => under(pigment, light.key)
  const stop = ([at, colour, opacity]: readonly [number, string, number?]) =>
    `<stop offset="${n(at)}" stop-color="${colour}"${opacity === undefined ? '' : ` stop-opacity="${n(opacity, 2)}"`}/>`
  return {
    city, rng, light, is: pigments, lit, define,
    dim: (pigment, depth = 0.4) => mix(lit(pigment), light.shade, depth),
    far: (pigment, distance) => mix(lit(pigment), light.haze, distance),
    fade: (stops, to = [0, 1]) => `url(#${define(`l${JSON.stringify([stops, to])}`, (id) =>
      `<linearGradient id="${id}" x1="0" y1="0" x2="${to[0]}" y2="${to[1]}">${stops.map(stop).join('')}</linearGradient>`)})`,
    halo: (colour, strength) => `url(#${define(`r${colour}${strength}`, (id) =>
      `<radialGradient id="${id}">${stop([0, colour, strength])}${stop([0.45, colour, strength * 0.35])}${stop([1, colour, 0])}</radialGradient>`)})`,
    definitions: () => [...known.values()].map((entry) => entry.markup).join(''),
  }
}

/** A number with at most one digit after the point: SVG text is mostly numbers. */
export function n(value: number, digits = 1): string {
  const text = value.toFixed(digits)
  return text.includes('.') ? text.replace(/\.?0+$/, '').replace(/^-0$/, '0') : text
}

export type Point = readonly [number, number]

export const rect = (x: number, y: number, w: number, h: number, fill: string, more = ''): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${fill}"${more && ` ${more}`}/>`
export const disc = (cx: number, cy: number, r: number, fill: string, more = ''): string =>
  `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}" fill="${fill}"${more && ` ${more}`}/>`
export const oval = (cx: number, cy: number, rx: number, ry: number, fill: string, more = ''): string =>
  `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"${more && ` ${more}`}/>`
export const shape = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}"${more && ` ${more}`}/>`
export const stroke = (d: string, colour: string, w: number, more = ''): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(w)}"${more && ` ${more}`}/>`
export const poly = (points: readonly Point[], fill: string, more = ''): string => shape(outline(points), fill, more)
export const outline = (points: readonly Point[]): string => `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z`
export const box = (x: number, y: number, w: number, h: number): string => `M${n(x)} ${n(y)}h${n(w)}v${n(h)}h${n(-w)}z`
export const round = (cx: number, cy: number, r: number): string => `M${n(cx - r)} ${n(cy)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0z`
export const group = (attributes: string, ...children: string[]): string => `<g${attributes && ` ${attributes}`}>${children.join('')}</g>`
export const at = (x: number, y: number, scale = 1, more = ''): string =>
  `transform="translate(${n(x)} ${n(y)})${scale === 1 ? '' : ` scale(${n(scale, 3)})`}"${more && ` ${more}`}`
export const use = (id: string, x: number, y: number, more = ''): string => `<use href="#${id}" x="${n(x)}" y="${n(y)}"${more && ` ${more}`}/>`

/** Upright bars between two heights, drawn as one dashed stroke: railings, lattices, hangers. */
export const bars = (x: number, y: number, w: number, h: number, colour: string, bar: number, gap: number, more = ''): string =>
  `<path d="M${n(x)} ${n(y + h / 2)}h${n(w)}" stroke="${colour}" stroke-width="${n(h)}" stroke-dasharray="${n(bar)} ${n(gap)}"${more && ` ${more}`}/>`
/** Dots along a path, drawn as one stroke: tile ends, beads, lights on a string. */
export const dots = (d: string, colour: string, size: number, gap: number, more = ''): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(size)}" stroke-linecap="round" stroke-dasharray="0 ${n(gap)}"${more && ` ${more}`}/>`

/** A smooth line through points, left to right. */
export function smooth(points: readonly Point[]): string {
  let d = `M${n(points[0]![0])} ${n(points[0]![1])}`
  for (let i = 1; i < points.length; i += 1) {
    const [x0, y0] = points[i - 1]!
    const [x1, y1] = points[i]!
    const half = (x1 - x0) / 2
    d += `C${n(x0 + half)} ${n(y0)} ${n(x1 - half)} ${n(y1)} ${n(x1)} ${n(y1)}`
  }
  return d
}

/** Shapes of one colour gathered into one path. */
export function batch() {
  const byFill = new Map<string, string[]>()
  return {
    add(fill: string, d: string) {
      const list = byFill.get(fill)
      if (list === undefined) byFill.set(fill, [d])
      else list.push(d)
    },
    markup: () => [...byFill].map(([fill, list]) => shape(list.join(''), fill)).join(''),
  }
}

/** A picture within a picture: `markup` drawn for 1600×1000, seen through a rectangle, `from` saying which part of it. */
export const inset = (x: number, y: number, w: number, h: number, from: readonly [number, number, number, number], markup: string): string =>
  `<svg x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" viewBox="${from.map((value) => n(value)).join(' ')}" preserveAspectRatio="xMidYMid slice">${markup}</svg>`
