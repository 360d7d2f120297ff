import { mix } from './colour.ts'
import { type Paint, box, disc, group, n, oval, poly, rect, round, shape, stroke } from './paint.ts'
import type { Rng } from './random.ts'

/** A dish of the house from above, on the city's own table. */
export function dish(p: Paint, cuisine: string): string {
  const rng = p.rng.fork('dish')
  const [x, y] = [800, 510]
  return cloth(p, rng) + shadow(p, x + 14, y + 20, 372) + cutlery(p, cuisine, x, y) + glassFromAbove(p, rng, 1_290, 250) + side(p, rng, 300, 265) + plate(p, rng, cuisine, x, y) + food(p, rng, cuisine, x, y) + (p.light.lamps > 0.6 ? rect(0, 0, 1600, 1000, p.halo(p.light.glow, 0.22)) : '')
}

const bowls = new Set(['ramen', 'japanese', 'izakaya', 'moroccan', 'chinese', 'thai'])
const eastern = new Set(['ramen', 'japanese', 'izakaya', 'sushi', 'kaiseki'])

function cloth(p: Paint, rng: Rng): string {
  const [a, b, c] = rng.chance(0.5) ? p.is.tiles as [string, string, string] : [mix(p.is.wood, '#ffffff', 0.1), mix(p.is.wood, '#ffffff', 0.22), p.is.wood]
  const wood = a !== p.is.tiles[0]
  const size = 160
  const pattern = p.define('cloth', (id) => wood
    ? `<pattern id="${id}" width="1600" height="200" patternUnits="userSpaceOnUse">${rect(0, 0, 1600, 200, p.lit(a))}${rect(0, 0, 1600, 5, p.dim(a, 0.35))}${stroke('M0 70Q400 40 800 74T1600 66M0 130Q500 160 900 126T1600 140', p.dim(a, 0.12), 4)}</pattern>`
    : `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${rect(0, 0, size, size, p.lit(a))}${shape(`${round(0, 0, 58)}${round(size, 0, 58)}${round(0, size, 58)}${round(size, size, 58)}`, p.lit(b))}${poly([[80, 26], [134, 80], [80, 134], [26, 80]], p.lit(mix(b, a, 0.35)))}${disc(80, 80, 26, p.lit(c))}${rect(0, 0, size, 3, p.dim(a, 0.18))}${rect(0, 0, 3, size, p.dim(a, 0.18))}</pattern>`)
  return rect(0, 0, 1600, 1000, `url(#${pattern})`) + rect(0, 0, 1600, 1000, p.fade([[0, p.light.key, 0.12], [1, p.light.shade, 0.25]], [1, 1]))
}

const shadow = (p: Paint, x: number, y: number, r: number) => disc(x, y, r, p.light.shade, 'opacity="0.28"')

function plate(p: Paint, rng: Rng, cuisine: string, x: number, y: number): string {
  const glaze = bowls.has(cuisine) ? rng.pick([p.is.tiles[1]!, p.is.doors[0]!, '#39404a']) : '#fdfaf2'
  const rim = bowls.has(cuisine) ? mix(glaze, '#ffffff', 0.25) : rng.pick(p.is.tiles.slice(1))
  return disc(x, y, 360, p.lit(glaze)) + disc(x, y, 344, 'none', `stroke="${p.lit(rim)}" stroke-width="${bowls.has(cuisine) ? 10 : 8}"${rng.chance(0.5) ? ' stroke-dasharray="26 14"' : ''}`) + disc(x, y, 262, p.dim(glaze, bowls.has(cuisine) ? 0.25 : 0.07)) + disc(x - 4, y - 6, 254, p.lit(mix(glaze, '#ffffff', bowls.has(cuisine) ? 0 : 0.3)))
}

function cutlery(p: Paint, cuisine: string, x: number, y: number): string {
  if (eastern.has(cuisine)) return group(`transform="rotate(8 ${x + 470} ${y})"`, rect(x + 440, y - 300, 13, 600, p.lit(p.is.wood)), rect(x + 472, y - 300, 13, 600, p.dim(p.is.wood, 0.15)), rect(x + 418, y + 190, 92, 26, p.lit('#fdf8ee')))
  const steel = mix('#dfe4e8', p.light.key, 0.15)
  const fork = rect(x - 474, y - 40, 20, 320, steel) + [-28, -9, 10].map((dx) => rect(x - 462 + dx, y - 230, 11, 130, steel)).join('') + shape(`M${x - 492} ${y - 110}h56q4 70 -28 76q-32 -6 -28 -76z`, steel)
  return fork + shape(`M${x + 440} ${y - 230}q52 20 44 240h-44z`, steel) + rect(x + 442, y + 10, 22, 270, steel)
}

function glassFromAbove(p: Paint, rng: Rng, x: number, y: number): string {
  const wine = rng.pick(['#8f2f45', '#e9cf7a', '#c9673f', '#9fb86a'])
  return disc(x + 10, y + 14, 108, p.light.shade, 'opacity="0.22"') + disc(x, y, 104, mix('#ffffff', p.light.sky[1], 0.35), 'opacity="0.75"') + disc(x, y, 82, p.lit(wine)) + oval(x - 26, y - 30, 30, 18, '#ffffff', 'opacity="0.5"')
}

/** Bread, olives or a small bowl beside it. */
function side(p: Paint, rng: Rng, x: number, y: number): string {
  const kind = rng.int(0, 2)
  const bowl = disc(x + 10, y + 14, 132, p.light.shade, 'opacity="0.22"') + disc(x, y, 128, p.lit(rng.pick(p.is.tiles.slice(1)))) + disc(x, y, 106, p.dim('#f6efe0', 0.05))
  if (kind === 0) return bowl + Array.from({ length: 9 }, (_, i) => { const [a, r] = [i * 0.7, i === 0 ? 0 : 58 + (i % 2) * 12]; return oval(x + Math.cos(a) * r, y + Math.sin(a) * r, 22, 18, p.lit(i % 3 === 0 ? '#5f7a3a' : '#46592f')) }).join('')
  if (kind === 1) return bowl + [-46, 0, 46].map((dx, i) => oval(x + dx, y + (i - 1) * 16, 36, 64, p.lit('#d99a52'), `transform="rotate(${-20 + i * 18} ${x + dx} ${y})"`) + stroke(`M${x + dx - 12} ${y - 20}l24 12M${x + dx - 12} ${y + 6}l24 12`, p.lit('#f3d7a0'), 6)).join('')
  return bowl + disc(x, y, 84, p.lit('#c8503a')) + Array.from({ length: 6 }, (_, i) => disc(x + Math.cos(i) * 44, y + Math.sin(i * 1.7) * 44, 9, p.lit('#6f9a4a'))).join('')
}

// ---- food ----------------------------------------------------------------------------------------------------------

function food(p: Paint, rng: Rng, cuisine: string, x: number, y: number): string {
  switch (cuisine) {
    case 'sushi': case 'kaiseki': return nigiri(p, rng, x, y)
    case 'ramen': case 'japanese': case 'izakaya': return ramen(p, rng, x, y)
    case 'moroccan': case 'middle_eastern': return tagine(p, rng, x, y)
    case 'italian': return pasta(p, rng, x, y)
    case 'cafe': case 'bakery': return cake(p, rng, x, y)
    case 'vegetarian': case 'mediterranean': return salad(p, rng, x, y)
    case 'grill': case 'steakhouse': return steak(p, x, y)
    default: return fish(p, rng, x, y)
  }
}

const herb = (p: Paint, rng: Rng, x: number, y: number, count: number, reach: number) => Array.from({ length: count }, () => { const [a, r] = [rng() * 6.28, rng() * reach]; return oval(x + Math.cos(a) * r, y + Math.sin(a) * r, 15, 7, p.lit(rng.chance(0.5) ? '#5d8f45' : '#8fb556'), `transform="rotate(${Math.round(rng() * 180)} ${n(x + Math.cos(a) * r)} ${n(y + Math.sin(a) * r)})"`) }).join('')
const lemon = (p: Paint, x: number, y: number, r: number) => disc(x, y, r, p.lit('#f2c633')) + disc(x, y, r * 0.84, p.lit('#fdf0b0')) + [0, 60, 120].map((deg) => rect(x - r * 0.8, y - 2, r * 1.6, 4, p.lit('#f2c633'), `transform="rotate(${deg} ${x} ${y})"`)).join('')

function fish(p: Paint, rng: Rng, x: number, y: number): string {
  const skin = rng.pick(['#7f9aa8', '#c98a5a', '#8fa6a0'])
  const body = `M${x - 230} ${y}Q${x - 60} ${y - 128} ${x + 130} ${y - 14}L${x + 232} ${y - 92}Q${x + 206} ${y} ${x + 232} ${y + 92}L${x + 130} ${y + 14}Q${x - 60} ${y + 128} ${x - 230} ${y}z`
  return [[-120, 130], [-20, 168], [90, 140], [150, -120]].map(([dx, dy]) => oval(x + dx!, y + dy!, 54, 42, p.lit('#e6c06a')) + oval(x + dx! - 10, y + dy! - 8, 30, 20, p.lit('#f3d995'))).join('') + group(`transform="rotate(-14 ${x} ${y})"`, shape(body, p.lit(skin)), shape(`M${x - 230} ${y}Q${x - 60} ${y + 128} ${x + 130} ${y + 14}Q${x - 60} ${y + 60} ${x - 230} ${y}z`, p.dim(skin, 0.22)), [0, 1, 2, 3].map((i) => stroke(`M${x - 70 + i * 50} ${y - 66 + i * 12}q22 40 4 ${104 - i * 18}`, p.dim(skin, 0.35), 7)).join(''), stroke(`M${x - 150} ${y - 54}q34 50 0 108`, p.dim(skin, 0.3), 6), disc(x - 182, y - 14, 12, '#fdf8ee'), disc(x - 182, y - 14, 6, '#26221c')) + lemon(p, x - 150, y - 150, 52) + lemon(p, x - 60, y - 186, 46) + herb(p, rng, x + 20, y - 20, 12, 190)
}

function nigiri(p: Paint, rng: Rng, x: number, y: number): string {
  const tops = ['#ee7f5a', '#d6404a', '#f4c9b4', '#f2b84a', '#fbe6d8']
  const piece = (dx: number, dy: number, colour: string) => group(`transform="rotate(-28 ${x + dx} ${y + dy})"`, shape(box(x + dx - 66, y + dy - 24, 132, 64), p.lit('#fdfaf0'), 'rx="30"'), oval(x + dx, y + dy + 30, 66, 22, p.lit('#fdfaf0')), shape(`M${x + dx - 78} ${y + dy + 8}q6 -58 78 -58t78 58q-78 22 -156 0z`, p.lit(colour)), [-34, -4, 26].map((at) => stroke(`M${x + dx + at} ${y + dy - 42}q14 24 6 48`, p.lit(mix(colour, '#ffffff', 0.5)), 6)).join(''))
  return [[-130, -90], [40, -110], [-60, 50], [120, 40], [-150, 90]].map(([dx, dy], i) => piece(dx!, dy!, tops[(i + rng.int(0, 4)) % 5]!)).join('') + disc(x + 160, y + 150, 40, p.lit('#8fb556')) + disc(x + 150, y + 142, 22, p.lit('#b9d27a')) + [0, 1, 2].map((i) => oval(x + 40 + i * 22, y + 176 - i * 8, 46, 26, p.lit(mix('#f3b4a0', '#ffffff', i * 0.2)))).join('')
}

function ramen(p: Paint, rng: Rng, x: number, y: number): string {
  const broth = rng.pick(['#c98a45', '#b86a38', '#d9b06a'])
  const egg = (dx: number, dy: number) => oval(x + dx, y + dy, 56, 46, p.lit('#fdf8ee')) + disc(x + dx + 4, y + dy, 27, p.lit('#f2a53a'))
  return disc(x, y, 252, p.lit(broth)) + [-70, -35, 0, 35, 70].map((dy) => stroke(`M${x - 190} ${y + dy + 60}q60 -46 120 0t120 0t120 -4`, p.lit('#f6e2ae'), 13)).join('') + [0, 1, 2].map((i) => oval(x + 70 + i * 44, y - 96 + i * 30, 76, 56, p.lit('#a65a3c'), `transform="rotate(${20 + i * 12} ${x + 70 + i * 44} ${y - 96 + i * 30})"`) + oval(x + 66 + i * 44, y - 98 + i * 30, 46, 30, p.lit('#d8987a'))).join('') + egg(-112, -72) + egg(-40, -132) + rect(x - 224, y - 30, 84, 130, p.lit('#2c3d33'), `transform="rotate(-18 ${x - 190} ${y})"`) + disc(x + 120, y + 96, 44, p.lit('#fdf8ee')) + stroke(`M${x + 96} ${y + 96}q24 -30 44 -4t-18 24`, p.lit('#e0708a'), 8) + Array.from({ length: 16 }, () => disc(x + rng.between(-60, 110), y + rng.between(20, 190), 10, 'none', `stroke="${p.lit('#7fae4f')}" stroke-width="7"`)).join('')
}

function tagine(p: Paint, rng: Rng, x: number, y: number): string {
  const bits = ['#e8863c', '#d9a03a', '#b9442f', '#7f9a45', '#8a5a3a']
  return disc(x, y, 250, p.lit('#b5713a')) + Array.from({ length: 26 }, (_, i) => { const [a, r] = [i * 2.4, 26 + i * 8]; return oval(x + Math.cos(a) * r, y + Math.sin(a) * r, rng.between(34, 52), rng.between(22, 32), p.lit(bits[i % 5]!), `transform="rotate(${(i * 47) % 180} ${n(x + Math.cos(a) * r)} ${n(y + Math.sin(a) * r)})"`) }).join('') + [[-60, -50], [70, 30], [-20, 90]].map(([dx, dy]) => lemon(p, x + dx!, y + dy!, 40)).join('') + Array.from({ length: 8 }, () => oval(x + rng.between(-150, 150), y + rng.between(-150, 150), 17, 21, p.lit('#4f6a35'))).join('') + herb(p, rng, x, y, 18, 170)
}

const pasta = (p: Paint, rng: Rng, x: number, y: number) => Array.from({ length: 15 }, (_, i) => disc(x + rng.between(-50, 50), y + rng.between(-50, 50), 60 + i * 9, 'none', `stroke="${p.lit(mix('#f0cf7a', '#ffffff', (i % 3) * 0.18))}" stroke-width="11" stroke-dasharray="${200 + i * 20} ${30 + i * 5}"`)).join('') + disc(x, y - 6, 92, p.lit('#c8402e')) + disc(x - 20, y - 26, 52, p.lit('#dd5f42')) + herb(p, rng, x, y - 10, 9, 60) + Array.from({ length: 14 }, () => rect(x + rng.between(-120, 120), y + rng.between(-120, 120), 16, 7, p.lit('#fdf6dc'))).join('')

const steak = (p: Paint, x: number, y: number) => shape(`M${x - 190} ${y - 20}q20 -130 170 -130q200 10 196 140q-10 120 -170 130q-190 0 -196 -140z`, p.lit('#7d4232')) + [-100, -40, 20, 80, 140].map((dx) => stroke(`M${x + dx - 50} ${y + 90}l110 -190`, p.lit('#4a261f'), 13)).join('') + [0, 1, 2, 3, 4].map((i) => rect(x + 60 + i * 26, y + 130 - i * 12, 150, 20, p.lit(i % 2 === 0 ? '#eec45a' : '#e2b045'), `transform="rotate(${-30 + i * 14} ${x + 130} ${y + 130})"`)).join('') + [0, 1, 2].map((i) => disc(x - 170 + i * 56, y + 150 + i * 12, 34, p.lit('#d6402f')) + disc(x - 178 + i * 56, y + 142 + i * 12, 10, p.lit('#f08a70'))).join('')

const salad = (p: Paint, rng: Rng, x: number, y: number) => Array.from({ length: 22 }, (_, i) => { const [a, r] = [i * 2.4, 20 + i * 9]; return oval(x + Math.cos(a) * r, y + Math.sin(a) * r, 64, 34, p.lit(['#5d8f45', '#86b04f', '#a9c76a', '#3f7340'][i % 4]!), `transform="rotate(${(i * 53) % 180} ${n(x + Math.cos(a) * r)} ${n(y + Math.sin(a) * r)})"`) }).join('') + Array.from({ length: 7 }, (_, i) => disc(x + Math.cos(i * 0.9) * 130, y + Math.sin(i * 0.9) * 130, 36, p.lit('#d6402f')) + disc(x + Math.cos(i * 0.9) * 130, y + Math.sin(i * 0.9) * 130, 22, p.lit('#ef8a6a'))).join('') + Array.from({ length: 10 }, () => rect(x + rng.between(-130, 110), y + rng.between(-130, 110), 34, 30, p.lit('#fdf8ee'))).join('') + [0, 1, 2].map((i) => oval(x - 30 + i * 40, y + 10, 40, 54, p.lit('#f2a53a'))).join('')

const cake = (p: Paint, rng: Rng, x: number, y: number) => poly([[x - 190, y + 120], [x + 30, y - 170], [x + 190, y + 70]], p.lit('#f3d7a0')) + poly([[x - 190, y + 120], [x + 190, y + 70], [x + 186, y + 118], [x - 186, y + 170]], p.lit('#c98a45')) + poly([[x - 188, y + 136], [x + 188, y + 88], [x + 187, y + 100], [x - 187, y + 150]], p.lit('#fdf6dc')) + Array.from({ length: 9 }, (_, i) => disc(x - 60 + (i % 3) * 58 + Math.floor(i / 3) * 22, y + 60 - Math.floor(i / 3) * 74 + (i % 3) * 8, 24, p.lit(['#8f2f55', '#cf3f5f', '#3f4f8a'][rng.int(0, 2)]!))).join('') + herb(p, rng, x + 10, y - 90, 5, 40)
