import { mix } from './colour.ts'
import { type Paint, bars, box, disc, dots, n, outline, oval, poly, rect, shape, stroke } from './paint.ts'
import { houses, mist, mountains, ridge, wood } from './parts/land.ts'
import { archedBridge, castle, church, minaret, pagoda, suspensionBridge, torii, tram } from './parts/landmarks.ts'
import { bougainvillea, branch, cypress, palm, pine, potted, tree } from './parts/plants.ts'
import { sky, stringLights, water } from './parts/sky.ts'
import type { Rng } from './random.ts'

/** The city from above. `frame` adds the near things (a wall, a branch, a terrace) that give it depth; a window does without. */
export function view(p: Paint, frame = true): string {
  const rng = p.rng.fork('view')
  if (p.city === 'kyoto') return kyoto(p, rng, frame)
  if (p.city === 'marrakesh') return marrakesh(p, rng, frame)
  return lisbon(p, rng, frame)
}

function lisbon(p: Paint, rng: Rng, frame: boolean): string {
  const horizon = 440
  const sunX = rng.between(600, 1000)
  const parts = [sky(p, horizon + 4, [sunX, horizon - rng.between(70, 190)], rng.between(70, 100))]
  const far = ridge(rng, horizon - 26, 24, 7)
  parts.push(shape(far.d, p.far(p.is.leaf, 0.72)), water(p, horizon, 720, sunX))
  const bridge = rng.chance(0.75)
  if (bridge) parts.push(suspensionBridge(p, horizon - 8, rng.between(360, 480), rng.between(900, 1020), rng.between(150, 190), 0.3))
  for (let i = 0; i < 5; i += 1) {
    const s = rng.between(14, 34)
    const x = rng.between(250, 1250)
    const y = horizon + 16 + s * 2.6
    parts.push(poly([[x, y - s * 2.2], [x + s, y - s * 0.3], [x, y - s * 0.3]], p.lit('#fdf6e8')), poly([[x - s * 0.12, y - s * 1.8], [x - s * 0.7, y - s * 0.3], [x - s * 0.12, y - s * 0.3]], p.dim('#fdf6e8', 0.2)), shape(`M${n(x - s)} ${n(y - s * 0.2)}h${n(s * 2.2)}l${n(-s * 0.4)} ${n(s * 0.4)}h${n(-s * 1.4)}z`, p.lit(rng.pick(p.is.doors))))
  }
  const look = { walls: p.is.walls, roofs: 'gable' as const, roof: p.is.roof, small: 0, large: 0 }
  const right = rng.chance(0.5)
  const flip = (x: number) => (right ? x : 1600 - x)
  const hillY = (x: number) => 640 - 290 * Math.max(0, Math.min(1, (flip(x) - 640) / 760)) ** 0.75 + 12 * Math.sin(x / 70)
  const top = right ? 1270 : 200
  parts.push(wood(p, rng, right ? 900 : 0, right ? 1600 : 700, (x) => hillY(x) - 10, 46, p.is.leaf, 0.25), castle(p, top - 60, hillY(top) - 8, 260, 0.22))
  for (let row = 0; row < 4; row += 1) {
    const size = 34 + row * 11
    const lower = row * 52
    const [from, to] = right ? [600 - row * 60, 1640] : [-20, 1000 + row * 60]
    parts.push(houses(p, rng, from, to, (x) => hillY(x) + 26 + lower, 0.24 - row * 0.06, { ...look, small: size, large: size * 1.5 }))
    if (row === 1) parts.push(church(p, right ? rng.between(960, 1060) : rng.between(560, 640), hillY(right ? 1000 : 600) + lower + 40, 120, 0.1))
    for (let i = 0; i < 2; i += 1) {
      const x = rng.between(from + 80, to - 80)
      if (rng.chance(0.6)) parts.push(cypress(p, x, hillY(x) + lower + 30, rng.between(60, 90), 0.12))
    }
  }
  const low = ridge(rng, 800, 26, 4)
  parts.push(houses(p, rng, -20, 1640, (x) => low.yAt(x), 0.02, { ...look, small: 88, large: 134 }))
  parts.push(houses(p, rng, -60, 1660, (x) => low.yAt(x) + 130, 0, { ...look, small: 130, large: 200 }))
  if (frame) {
    if (rng.chance(0.45)) parts.push(street(p, rng))
    else parts.push(overlook(p, rng))
  }
  return parts.join('')
}

/** The near street with its tram. */
function street(p: Paint, rng: Rng): string {
  return poly([[0, 900], [1600, 880], [1600, 1000], [0, 1000]], p.lit(p.is.ground)) + stroke('M0 966L1600 950M0 984L1600 970', p.dim(p.is.ground, 0.45), 4) + poly([[0, 896], [1600, 876], [1600, 888], [0, 908]], p.dim(p.is.stone, 0.25)) + tram(p, rng.between(480, 700), 962, 420) +
    bougainvillea(p, rng, rng.pick([60, 1540]), 780, 170, 190)
}

/** A parapet with tiles and pots, as at the city's look-outs. */
function overlook(p: Paint, rng: Rng): string {
  const tile = azulejoBand(p)
  return bougainvillea(p, rng, 90, 730, 190, 200, p.is.blooms[0]) + rect(0, 866, 1600, 150, p.lit(p.is.stone)) + rect(0, 890, 1600, 78, tile) + rect(0, 852, 1600, 22, p.lit(p.is.trim)) + rect(0, 874, 1600, 10, p.light.shade, 'opacity=".22"') +
    potted(p, rng, rng.between(1220, 1300), 856, 170, 'agave') + potted(p, rng, rng.between(380, 460), 856, 130, 'flowers')
}

export function azulejoBand(p: Paint): string {
  const [ground, blue, pale] = p.is.tiles as [string, string, string]
  return `url(#${p.define('band', (id) => `<pattern id="${id}" width="78" height="78" y="890" patternUnits="userSpaceOnUse">${rect(0, 0, 78, 78, p.lit(ground))}${shape('M39 6Q46 32 72 39Q46 46 39 72Q32 46 6 39Q32 32 39 6z', p.lit(blue))}${disc(39, 39, 9, p.lit(p.is.tiles[3]!))}${shape('M0 0h22a22 22 0 0 1-22 22zM78 0v22a22 22 0 0 1-22-22zM78 78h-22a22 22 0 0 1 22-22zM0 78v-22a22 22 0 0 1 22 22z', p.lit(pale))}${stroke('M0 0H78V78', p.dim(ground, 0.2), 2)}</pattern>`)})`
}

function kyoto(p: Paint, rng: Rng, frame: boolean): string {
  const sunX = rng.between(520, 1080)
  const autumn = rng.chance(0.5)
  const foliage = autumn ? [p.is.blooms[0]!, p.is.blooms[1]!, '#e8b04a'] : [p.is.blooms[2]!, '#f7d3d3', p.is.blooms[3]!]
  const parts = [sky(p, 620, [sunX, rng.between(210, 290)], rng.between(120, 165))]
  for (const [i, [base, swing, far]] of ([[390, 60, 0.8], [460, 50, 0.62], [540, 40, 0.42]] as const).entries()) {
    const line = ridge(rng, base, swing, 5 + i)
    const tone = p.far(mix(p.is.leaf, p.is.accent, 0.06), far)
    parts.push(shape(line.d, p.fade([[0, tone], [0.4, mix(tone, p.light.haze, 0.75)], [1, p.light.haze]])))
  }
  parts.push(mist(p, 600, 60, 0.7))
  const hill = ridge(rng, 690, 26, 4)
  const px = rng.between(690, 910)
  parts.push(wood(p, rng, -40, 1640, (x) => hill.yAt(x) - 34, 60, p.is.leaf, 0.3))
  if (rng.chance(0.72)) parts.push(pagoda(p, px, hill.yAt(px) + 40, rng.between(440, 500), 5, 0.12))
  else parts.push(torii(p, px, hill.yAt(px) + 70, 300, 0.08))
  parts.push(wood(p, rng, -40, 1640, (x) => hill.yAt(x) + 16, 74, foliage[0]!, 0.16), wood(p, rng, -40, 1640, (x) => hill.yAt(x) + 58, 66, p.is.leaf2, 0.1))
  const town = (x: number) => hill.yAt(x) + 150
  parts.push(houses(p, rng, -20, 1640, town, 0.08, { walls: p.is.walls, roofs: 'gable', roof: p.is.roof, small: 70, large: 116 }))
  for (let i = 0; i < 5; i += 1) parts.push(tree(p, rng, rng.between(40, 1560), hill.yAt(800) + 170, rng.between(100, 150), rng.pick(foliage), 0.04))
  parts.push(houses(p, rng, -60, 1660, (x) => town(x) + 84, 0, { walls: p.is.walls, roofs: 'gable', roof: p.is.roof, small: 110, large: 170 }))
  if (frame) {
    parts.push(river(p, rng))
    parts.push(rng.chance(0.55) ? branch(p, rng, rng.chance(0.5), foliage, 640) : pine(p, rng, rng.pick([150, 1450]), 1010, 720))
  }
  return parts.join('')
}

function river(p: Paint, rng: Rng): string {
  let streaks = ''
  for (let i = 0; i < 22; i += 1) streaks += box(rng.between(0, 1600), rng.between(925, 995), rng.between(50, 170), 4)
  return shape('M0 912Q400 890 800 902T1600 896V1000H0z', p.dim(p.is.leaf2, 0.25)) + shape('M0 922Q400 900 800 914T1600 906V1000H0z', p.fade([[0, p.dim(p.is.water, 0.1)], [1, p.dim(p.is.water, 0.5)]])) + shape(streaks, p.light.sky[2], 'opacity=".35"') + archedBridge(p, rng.between(700, 900), 950, 460)
}

function marrakesh(p: Paint, rng: Rng, frame: boolean): string {
  const sunX = rng.between(480, 1120)
  const parts = [sky(p, 560, [sunX, rng.between(180, 270)], rng.between(85, 120))]
  parts.push(mountains(p, rng, 520, 270, 6, 0.62, '#fffaf0'), mountains(p, rng, 545, 130, 8, 0.5))
  parts.push(mist(p, 540, 46, 0.85))
  const plain = ridge(rng, 560, 8, 6)
  parts.push(shape(plain.d, p.far(p.is.leaf2, 0.45)), wood(p, rng, -20, 1620, (x) => plain.yAt(x) - 6, 30, p.is.leaf, 0.42))
  for (let i = 0; i < 7; i += 1) parts.push(palm(p, rng, rng.between(20, 1580), 590, rng.between(90, 140), 0.34))
  const look = { walls: p.is.walls, roofs: 'flat' as const, roof: p.is.roof, small: 0, large: 0 }
  const slope = ridge(rng, 640, 14, 5)
  const mx = rng.between(700, 900)
  parts.push(houses(p, rng, -20, 1640, (x) => slope.yAt(x), 0.3, { ...look, small: 50, large: 90 }), minaret(p, mx, 740, rng.between(500, 560), 0.1))
  for (let row = 0; row < 3; row += 1) {
    const size = 66 + row * 30
    parts.push(houses(p, rng, -40, 1640, (x) => slope.yAt(x) + 64 + row * 74, 0.2 - row * 0.08, { ...look, small: size, large: size * 1.55 }))
    for (let i = 0; i < 2; i += 1) parts.push(palm(p, rng, rng.between(60, 1540), slope.yAt(800) + 110 + row * 74, rng.between(130, 210) + row * 20, 0.14 - row * 0.05))
    if (row === 0) parts.push(koubba(p, mx + rng.pick([-1, 1]) * rng.between(210, 300), 770, 150, 0.14))
  }
  if (frame) parts.push(roofTerrace(p, rng))
  return parts.join('')
}

/** A domed pavilion with a green tiled roof. */
function koubba(p: Paint, x: number, base: number, s: number, distance: number): string {
  const wall = p.far(p.is.walls[3]!, distance)
  const roof = p.far(p.is.roof, distance)
  return rect(x - s * 0.42, base - s * 0.72, s * 0.84, s * 0.72, wall) + rect(x + s * 0.16, base - s * 0.72, s * 0.26, s * 0.72, mix(wall, p.light.shade, 0.28)) + poly([[x - s * 0.52, base - s * 0.7], [x, base - s * 1.22], [x + s * 0.52, base - s * 0.7]], roof) + poly([[x, base - s * 1.22], [x + s * 0.52, base - s * 0.7], [x + s * 0.14, base - s * 0.7]], mix(roof, p.light.shade, 0.3)) + disc(x, base - s * 1.26, s * 0.035, p.far(p.is.tiles[3]!, distance)) +
    shape(outline([[x - s * 0.3, base - s * 0.2], [x - s * 0.3, base - s * 0.45], [x - s * 0.2, base - s * 0.56], [x - s * 0.1, base - s * 0.45], [x - s * 0.1, base - s * 0.2]]), mix(wall, p.light.shade, 0.6))
}

function roofTerrace(p: Paint, rng: Rng): string {
  const rug = p.lit(rng.pick(p.is.cloth.slice(1)))
  const x = rng.between(640, 860)
  let merlons = ''
  for (let i = 0; i < 20; i += 1) merlons += outline([[i * 84 - 20, 884], [i * 84 - 20, 862], [i * 84 - 4, 862], [i * 84 - 4, 842], [i * 84 + 20, 842], [i * 84 + 20, 862], [i * 84 + 36, 862], [i * 84 + 36, 884]])
  return palm(p, rng, rng.pick([110, 1490]), 1000, 560) + shape(merlons, p.lit(p.is.walls[1]!)) + rect(0, 880, 1600, 120, p.lit(p.is.walls[1]!)) + rect(0, 880, 1600, 12, p.lit(p.is.trim)) + rect(0, 892, 1600, 12, p.light.shade, 'opacity=".22"') +
    rect(x, 872, 250, 128, rug) + bars(x, 890, 250, 14, p.lit(p.is.cloth[0]!), 16, 12) + bars(x, 960, 250, 14, p.lit(p.is.cloth[3]!), 16, 12) + dots(`M${n(x + 24)} 935h210`, p.lit(p.is.cloth[0]!), 24, 40) + dots(`M${n(x + 24)} 935h210`, rug, 10, 40) + rect(x, 872, 250, 10, p.light.shade, 'opacity=".2"') +
    potted(p, rng, x - 190, 884, 170, 'agave') + potted(p, rng, x + 450, 884, 190, 'tree') + (p.light.lamps > 0.3 ? stringLights(p, [-20, 560], [1620, 520], 150) : oval(0, 0, 0, 0, 'none'))
}
