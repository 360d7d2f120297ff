import { mix } from './colour.ts'
import { type Paint, bars, box, disc, group, inset, n, oval, poly, rect, shape, stroke } from './paint.ts'
import { potted } from './parts/plants.ts'
import type { Rng } from './random.ts'
import { view } from './view.ts'

/** A bed under a window with the city in it. */
export function room(p: Paint): string {
  const rng = p.rng.fork('room')
  const wall = p.lit(mix(rng.pick(p.is.walls), '#ffffff', 0.25))
  const cloth = rng.pick(p.is.cloth.slice(1))
  const left = rng.chance(0.5)
  const windowX = left ? 330 : 690
  return windowOn(p, windowX, 120, 580, 470, wall) + floor(p, 700) +
    rug(p, rng, 800, 880) + lampAt(p, left ? 1210 : 300, 560) + picture(p, rng, left ? 1120 : 250, 190) +
    bed(p, rng, left ? 860 : 380, cloth) + potted(p, rng, left ? 220 : 1420, 800, 150) + lightFrom(p, windowX + 290)
}

/** Tables under lamps, windows to the street, bottles behind the bar. */
export function diningRoom(p: Paint): string {
  const rng = p.rng.fork('dining')
  const wall = p.lit(mix(rng.pick(p.is.walls), p.is.wood, 0.12))
  const shade = rng.pick(p.is.cloth.slice(1))
  const lamps = [300, 620, 980, 1300].map((x) => pendant(p, x, rng.between(190, 250), shade)).join('')
  return windowOn(p, 470, 150, 660, 360, wall) + shelves(p, rng, 60, 200) + shelves(p, rng, 1230, 200) + wainscot(p, rng) + floor(p, 690) + lamps +
    table(p, rng, 330, 720, 1) + table(p, rng, 1270, 720, 1) + table(p, rng, 800, 800, 1.35)
}

/** The view from where one sits. */
export function terrace(p: Paint): string {
  const rng = p.rng.fork('terrace')
  const rail = rng.chance(0.5)
  const ground = p.lit(p.is.ground)
  return view(p, false) + poly([[0, 730], [1600, 730], [1600, 1000], [0, 1000]], ground) +
    [0, 1, 2, 3, 4].map((i) => stroke(`M${n(-200 + i * 480)} 1000L${n(300 + i * 250)} 730`, p.dim(p.is.ground, 0.12), 3)).join('') + stroke('M0 820h1600', p.dim(p.is.ground, 0.12), 3) +
    (rail ? bars(0, 610, 1600, 120, p.dim(p.is.iron, 0.1), 6, 34) + rect(0, 600, 1600, 14, p.lit(p.is.iron)) + rect(0, 722, 1600, 10, p.lit(p.is.iron)) : rect(0, 640, 1600, 92, p.lit(p.is.walls[0]!)) + rect(0, 632, 1600, 16, p.lit(p.is.stone)) + tiles(p, 0, 668, 1600, 44)) +
    parasol(p, rng, rng.chance(0.5) ? 520 : 1080) + table(p, rng, 560, 820, 1.15) + table(p, rng, 1080, 840, 1.25) + potted(p, rng, 130, 930, 190) + potted(p, rng, 1480, 940, 200)
}

// ---- walls ---------------------------------------------------------------------------------------------------------

/** The wall with a hole in the city's shape, the view behind it, and the frame. */
function windowOn(p: Paint, x: number, y: number, w: number, h: number, wall: string): string {
  const hole = p.city === 'marrakesh'
    ? `M${n(x)} ${n(y + h)}V${n(y + h * 0.45)}C${n(x - 20)} ${n(y + h * 0.2)} ${n(x + w * 0.3)} ${n(y + h * 0.05)} ${n(x + w / 2)} ${n(y)}C${n(x + w * 0.7)} ${n(y + h * 0.05)} ${n(x + w + 20)} ${n(y + h * 0.2)} ${n(x + w)} ${n(y + h * 0.45)}V${n(y + h)}z`
    : box(x, y, w, h)
  const frame = p.lit(p.city === 'kyoto' ? p.is.wood : p.is.trim)
  const glass = inset(x - 10, y - 10, w + 20, h + 20, [330, 120, 940, 940 * (h / w)], view(p, false))
  const cross = p.city === 'kyoto' ? [1, 2, 3].map((i) => rect(x + (w * i) / 4 - 4, y, 8, h, frame)).join('') + rect(x, y + h * 0.55, w, 8, frame) : p.city === 'lisbon' ? rect(x + w / 2 - 6, y, 12, h, frame) + rect(x, y + h * 0.32, w, 9, frame) : ''
  const sides = p.city === 'lisbon' ? curtain(p, x - 70, y - 30, 110, h + 110) + curtain(p, x + w - 40, y - 30, 110, h + 110) : p.city === 'marrakesh' ? tiles(p, x - 46, y + h + 8, w + 92, 46) : ''
  return glass + shape(`${box(0, 0, 1600, 1000)}${hole}`, wall, 'fill-rule="evenodd"') + stroke(hole, frame, 16) + cross + rect(x - 24, y + h, w + 48, 20, p.lit(p.is.stone)) + sides
}

const curtain = (p: Paint, x: number, y: number, w: number, h: number) => {
  const cloth = p.lit('#fbf6ea')
  return shape(`M${n(x)} ${n(y)}h${n(w)}q${n(-w * 0.12)} ${n(h * 0.6)} ${n(-w * 0.02)} ${n(h)}h${n(-w * 0.96)}q${n(w * 0.1)} ${n(-h * 0.5)} ${n(-w * 0.02)} ${n(-h)}z`, cloth) + [0.25, 0.5, 0.75].map((at) => stroke(`M${n(x + w * at)} ${n(y)}v${n(h)}`, p.dim('#fbf6ea', 0.14), 5)).join('')
}

/** A band of the city's tiles: squares turned on their corner, three colours. */
function tiles(p: Paint, x: number, y: number, w: number, h: number): string {
  const [ground, one, two, three] = p.is.tiles as [string, string, string, string]
  const id = p.define(`tiles${h}`, (own) => `<pattern id="${own}" width="${n(h)}" height="${n(h)}" patternUnits="userSpaceOnUse" x="0" y="${n(y)}">${rect(0, 0, h, h, p.lit(ground))}${poly([[h / 2, 0], [h, h / 2], [h / 2, h], [0, h / 2]], p.lit(one))}${poly([[h / 2, h * 0.22], [h * 0.78, h / 2], [h / 2, h * 0.78], [h * 0.22, h / 2]], p.lit(two))}${disc(h / 2, h / 2, h * 0.1, p.lit(three))}</pattern>`)
  return rect(x, y, w, h, `url(#${id})`)
}

function floor(p: Paint, y: number): string {
  const wood = p.city === 'kyoto' ? mix(p.is.walls[1]!, p.is.leaf2, 0.2) : p.city === 'marrakesh' ? p.is.stone : p.is.wood
  return rect(0, y, 1600, 1000 - y, p.lit(wood)) + rect(0, y - 22, 1600, 24, p.lit(p.is.trim)) + [0, 1, 2, 3, 4, 5, 6].map((i) => stroke(`M${n(-500 + i * 430)} 1000L${n(180 + i * 205)} ${y}`, p.dim(wood, 0.2), 4)).join('') + rect(0, y, 1600, 60, p.fade([[0, p.light.shade, 0.28], [1, p.light.shade, 0]]))
}

const wainscot = (p: Paint, rng: Rng) => p.city === 'kyoto' ? rect(0, 560, 1600, 130, p.dim(p.is.wood, 0.25)) + bars(0, 560, 1600, 130, p.dim(p.is.wood, 0.4), 8, 42) : tiles(p, 0, 580, 1600, rng.chance(0.5) ? 88 : 66)

const lightFrom = (p: Paint, x: number) => p.light.lamps > 0.6 ? '' : poly([[x - 260, 700], [x + 200, 700], [x + 420, 1000], [x - 330, 1000]], p.light.sun, 'opacity="0.16"')

// ---- furniture -----------------------------------------------------------------------------------------------------

function bed(p: Paint, rng: Rng, x: number, cloth: string): string {
  const linen = '#fdf8ee'
  const low = p.city === 'kyoto'
  const top = low ? 740 : 660
  const stripes = rng.chance(0.5)
  return (low ? '' : shape(`M${n(x - 250)} ${top + 10}V${top - 130}Q${n(x)} ${top - 220} ${n(x + 250)} ${top - 130}V${top + 10}z`, p.lit(p.is.wood)) + shape(`M${n(x - 225)} ${top}V${top - 112}Q${n(x)} ${top - 190} ${n(x + 225)} ${top - 112}V${top}z`, p.dim(p.is.wood, 0.2))) +
    oval(x, 945, 380, 34, p.light.shade, 'opacity="0.25"') + shape(`M${n(x - 270)} ${top + 20}q0 -26 30 -26h480q30 0 30 26l70 210q4 26 -22 26h-636q-26 0 -22 -26z`, p.lit(linen)) +
    [-130, 130].map((dx) => shape(`M${n(x + dx - 105)} ${top - 6}q-8 -58 32 -58h146q40 0 32 58q-105 26 -210 0z`, p.dim(linen, 0.06)) + shape(`M${n(x + dx - 60)} ${top + 2}q-4 -40 18 -40h84q22 0 18 40q-60 16 -120 0z`, p.lit(cloth))).join('') +
    shape(`M${n(x - 296)} ${top + 90}q296 44 592 0l44 140q4 26 -22 26h-636q-26 0 -22 -26z`, p.lit(cloth)) + shape(`M${n(x - 304)} ${top + 112}q304 46 608 0l8 28q-312 46 -624 0z`, p.lit(mix(cloth, '#ffffff', 0.55))) +
    (stripes ? [150, 190].map((dy) => stroke(`M${n(x - 300 - dy / 8)} ${top + dy}q${n(300 + dy / 8)} 40 ${n(600 + dy / 4)} 0`, p.lit(mix(cloth, p.is.accent, 0.6)), 10)).join('') : [-180, -60, 60, 180].map((dx) => disc(x + dx, top + 190, 15, p.lit(p.is.cloth[3]!))).join(''))
}

const rug = (p: Paint, rng: Rng, x: number, y: number) => { const [a, b] = [rng.pick(p.is.cloth.slice(1)), rng.pick(p.is.tiles)]; return oval(x, y, 620, 100, p.lit(a)) + oval(x, y, 560, 84, p.lit(b)) + oval(x, y, 520, 74, p.lit(mix(a, '#ffffff', 0.3))) }

function lampAt(p: Paint, x: number, y: number): string {
  const glow = p.light.lamps
  return rect(x - 95, y + 150, 190, 18, p.lit(p.is.wood)) + rect(x - 80, y + 168, 16, 140, p.dim(p.is.wood, 0.2)) + rect(x + 64, y + 168, 16, 140, p.dim(p.is.wood, 0.2)) + (glow > 0.2 ? disc(x, y + 40, 300, p.halo(p.light.glow, 0.5 * glow + 0.1)) : '') +
    rect(x - 7, y + 60, 14, 90, p.lit(p.is.iron)) + oval(x, y + 148, 42, 10, p.lit(p.is.iron)) + poly([[x - 44, y - 20], [x + 44, y - 20], [x + 78, y + 72], [x - 78, y + 72]], glow > 0.2 ? p.light.glow : p.lit('#fbf1d8'))
}

function picture(p: Paint, rng: Rng, x: number, y: number): string {
  const art = [p.light.sky[0], p.light.sky[1], rng.pick(p.is.walls)]
  return rect(x, y, 190, 230, p.lit(p.is.wood)) + rect(x + 12, y + 12, 166, 206, p.lit('#fbf6ea')) + rect(x + 32, y + 34, 126, 162, art[1]!) + disc(x + 100, y + 90, 26, p.light.sun) + shape(`M${n(x + 32)} ${n(y + 150)}q60 -46 126 -10v56h-126z`, p.lit(art[2]!))
}

const pendant = (p: Paint, x: number, drop: number, shade: string) => (p.light.lamps > 0.1 ? disc(x, drop + 50, 220, p.halo(p.light.glow, 0.25 + 0.45 * p.light.lamps)) : '') + rect(x - 2, 0, 4, drop - 30, p.lit(p.is.iron)) +
  (p.city === 'kyoto' ? oval(x, drop + 20, 54, 66, p.light.lamps > 0.1 ? mix(p.light.glow, '#ffffff', 0.2) : p.lit('#f8ecd2')) + [-30, 0, 30].map((dy) => stroke(`M${n(x - 50)} ${n(drop + 20 + dy)}q50 12 100 0`, p.dim(p.is.accent, 0.1), 3)).join('') + rect(x - 20, drop - 50, 40, 12, p.lit(p.is.trim)) : shape(`M${n(x - 20)} ${n(drop - 30)}h40q50 26 56 86h-152q6 -60 56 -86z`, p.lit(shade)) + oval(x, drop + 56, 62, 12, p.light.glow))

function shelves(p: Paint, rng: Rng, x: number, y: number): string {
  const bottles = ['#5d7f54', '#8f3140', '#b8862f', '#2f5f72', '#d9c9a0']
  return [0, 1, 2].map((row) => rect(x, y + row * 110 + 84, 310, 14, p.lit(p.is.wood)) + Array.from({ length: 8 }, (_, i) => { const [h, w, colour, bx] = [rng.between(44, 74), rng.between(15, 24), p.lit(rng.pick(bottles)), x + 22 + i * 35]; return shape(`M${n(bx - w / 2)} ${n(y + row * 110 + 84)}v${n(-h * 0.62)}q${n(w * 0.12)} ${n(-h * 0.14)} ${n(w * 0.32)} ${n(-h * 0.18)}v${n(-h * 0.2)}h${n(w * 0.36)}v${n(h * 0.2)}q${n(w * 0.2)} ${n(h * 0.04)} ${n(w * 0.32)} ${n(h * 0.18)}v${n(h * 0.62)}z`, colour) }).join('')).join('')
}

function table(p: Paint, rng: Rng, x: number, y: number, s: number): string {
  const cloth = rng.chance(0.6) ? '#fdf8ee' : rng.pick(p.is.cloth)
  const [chairs, flower] = [p.dim(p.is.wood, 0.15), rng.pick(p.is.blooms)]
  const chair = (side: number) => group('', rect(x + side * 190 * s - 12 * s, y - 120 * s, 22 * s, 230 * s, chairs), rect(x + side * 150 * s - 50 * s, y + 20 * s, 100 * s, 18 * s, chairs), rect(x + side * 112 * s - 8 * s, y + 36 * s, 14 * s, 80 * s, chairs), oval(x + side * 190 * s, y - 118 * s, 16 * s, 12 * s, chairs))
  const plate = (dx: number) => oval(x + dx * s, y - 6 * s, 44 * s, 11 * s, p.lit('#ffffff')) + oval(x + dx * s, y - 7 * s, 28 * s, 6 * s, p.dim('#ffffff', 0.12))
  const glass = (dx: number) => shape(`M${n(x + dx * s)} ${n(y - 60 * s)}h${n(24 * s)}q0 ${n(30 * s)} ${n(-12 * s)} ${n(32 * s)}q${n(-12 * s)} ${n(-2 * s)} ${n(-12 * s)} ${n(-32 * s)}z`, mix(p.light.sky[2], '#ffffff', 0.4), 'opacity="0.85"') + rect(x + dx * s + 10.5 * s, y - 30 * s, 3 * s, 26 * s, p.lit('#ffffff'))
  return oval(x, y + 112 * s, 270 * s, 26 * s, p.light.shade, 'opacity="0.22"') + chair(-1) + chair(1) + rect(x - 9 * s, y, 18 * s, 108 * s, p.dim(p.is.iron, 0.1)) + oval(x, y + 108 * s, 62 * s, 10 * s, p.dim(p.is.iron, 0.1)) +
    shape(`M${n(x - 150 * s)} ${n(y)}q150 ${n(30 * s)} ${n(300 * s)} 0l${n(8 * s)} ${n(66 * s)}q${n(-40 * s)} ${n(16 * s)} ${n(-79 * s)} 0t${n(-79 * s)} 0t${n(-79 * s)} 0t${n(-79 * s)} 0z`, p.dim(cloth, 0.1)) + oval(x, y, 150 * s, 32 * s, p.lit(cloth)) + plate(-82) + plate(82) + glass(-34) + glass(26) +
    rect(x - 8 * s, y - 40 * s, 16 * s, 38 * s, p.lit(p.is.tiles[1]!)) + disc(x - 10 * s, y - 52 * s, 13 * s, p.lit(flower)) + disc(x + 10 * s, y - 56 * s, 12 * s, p.lit(flower)) + disc(x, y - 66 * s, 13 * s, p.lit(mix(flower, '#ffffff', 0.3)))
}

function parasol(p: Paint, rng: Rng, x: number): string {
  const [one, two] = [p.lit(rng.pick(p.is.cloth.slice(1))), p.lit('#fbf4e4')]
  const edge = Array.from({ length: 7 }, (_, i) => [x - 330 + i * 110, 520 - (i === 0 || i === 6 ? 0 : i === 3 ? -16 : -10)] as const)
  return rect(x - 7, 420, 14, 430, p.lit(p.is.wood)) + oval(x, 850, 60, 12, p.dim(p.is.iron, 0.1)) + edge.slice(1).map(([ex, ey], i) => poly([[x, 360], [edge[i]![0], edge[i]![1]], [ex, ey]], i % 2 === 0 ? one : two)).join('') + disc(x, 358, 10, p.lit(p.is.wood))
}
