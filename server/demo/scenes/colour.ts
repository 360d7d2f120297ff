/** Colours are `#rrggbb`. Mixing goes through OKLab, where halfway between two pigments looks halfway. */
type Triple = [number, number, number]

const channels = (hex: string): Triple => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as Triple
const toHex = (rgb: readonly number[]): string =>
  `#${rgb.map((value) => Math.round(Math.min(1, Math.max(0, value)) * 255).toString(16).padStart(2, '0')).join('')}`
const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const gamma = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * Math.max(value, 0) ** (1 / 2.4) - 0.055)

function toLab(hex: string): Triple {
  const [r, g, b] = channels(hex).map(linear) as Triple
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s]
}

function fromLab([lightness, a, b]: Triple): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return toHex([
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(gamma))
}

const remembered = new Map<string, string>()

/** `share` of the way from one colour to the other. */
export function mix(from: string, to: string, share: number): string {
  const key = `${from}${to}${share}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  const a = toLab(from)
  const b = toLab(to)
  const mixed = fromLab([0, 1, 2].map((i) => a[i]! + (b[i]! - a[i]!) * share) as Triple)
  if (remembered.size > 20_000) remembered.clear()
  remembered.set(key, mixed)
  return mixed
}

/** A pigment under a coloured light. */
export function under(pigment: string, lightColour: string): string {
  const a = channels(pigment)
  const b = channels(lightColour)
  return toHex(a.map((value, i) => value * b[i]!))
}
