import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { create, type Font } from 'fontkit'
import wawoff2 from 'wawoff2'
import { encodeGlyph, type Outline } from './encode-glyph.ts'

/** 400, or 600 for headings and totals. */
export type Weight = 'regular' | 'bold'

/** How a piece of text is to be set by fontkit: which way it runs. Passed through pdfkit in the place of OpenType features. */
export interface Shaping { direction: 'ltr' | 'rtl' }

/** One file of a family with the characters that it has. Loaded when a character of it is first met, and kept. */
export interface Face { id: string; ranges: readonly (readonly [number, number])[]; font: Font | null; load(): Promise<void> }

interface Family { package: string; /** Files by weight; `null`: one variable file. */ weights: Record<Weight, string> | null; subsets?: readonly string[] }

const noto = (name: string, subsets: readonly string[]): Family => ({ package: `@fontsource/noto-sans${name}`, weights: { regular: '400', bold: '600' }, subsets })
const latinFirst: readonly Family[] = [
  noto('', ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'devanagari']),
  noto('-arabic', ['arabic', 'symbols']), noto('-hebrew', ['hebrew']), noto('-thai', ['thai']),
]
const east: Record<'sc' | 'jp' | 'kr', Family> = { sc: { package: '@fontsource-variable/noto-sans-sc', weights: null }, jp: { package: '@fontsource-variable/noto-sans-jp', weights: null }, kr: { package: '@fontsource-variable/noto-sans-kr', weights: null } }
type East = keyof typeof east

const requireFrom = createRequire(import.meta.url)
const folderOf = (name: string) => dirname(requireFrom.resolve(`${name}/package.json`))
const known = new Map<string, Promise<readonly Face[]>>()
const orders = new Map<string, Promise<readonly Face[]>>()

/**
 * Faces in the order in which they are asked for a character. Han characters are drawn as the text's own country writes them:
 * as in Japan when the language is Japanese, as in Korea when it is Korean, as in China else.
 */
export async function facesFor(weight: Weight, language: string): Promise<readonly Face[]> {
  const first: East = language.startsWith('ja') ? 'jp' : language.startsWith('ko') ? 'kr' : 'sc'
  const order = [first, ...(['sc', 'jp', 'kr'] as const).filter((one) => one !== first)]
  const key = `${first} ${weight}`
  const found = orders.get(key) ?? Promise.all([...latinFirst, ...order.map((one) => east[one])].map((family) => facesOf(family, weight))).then((lists) => lists.flat())
  orders.set(key, found)
  return found
}

function facesOf(family: Family, weight: Weight): Promise<readonly Face[]> {
  const key = `${family.package} ${weight}`
  const found = known.get(key) ?? readFamily(family, weight)
  known.set(key, found)
  return found
}

async function readFamily(family: Family, weight: Weight): Promise<readonly Face[]> {
  const folder = folderOf(family.package)
  const ranges = JSON.parse(await readFile(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>
  const base = family.package.split('/')[1]!
  return Object.entries(ranges).map(([key, text]) => [key.replace(/[[\]]/g, ''), text] as const)
    .filter(([subset]) => family.subsets?.includes(subset) ?? true)
    .toSorted(([a], [b]) => (family.subsets?.indexOf(a) ?? 0) - (family.subsets?.indexOf(b) ?? 0))
    .map(([subset, text]) => {
      const file = join(folder, 'files', `${base}-${subset}-${family.weights?.[weight] ?? 'wght'}-normal.woff2`)
      const face: Face = { id: `${base}-${subset}-${weight}`, ranges: rangesOf(text), font: null, async load() { face.font ??= await openFace(file, face.id, family.weights === null ? weight : null) } }
      return face
    })
}

const rangesOf = (text: string) => text.split(',').map((part) => {
  const [from, to] = part.trim().replace('U+', '').split('-').map((hex) => Number.parseInt(hex, 16))
  return [from!, to ?? from!] as const
})

/** Unpacked first: fontkit would unpack the whole file anew for every glyph, and cannot vary a packed font. */
async function openFace(file: string, id: string, vary: Weight | null): Promise<Font> {
  const opened = create(Buffer.from(await wawoff2.decompress(await readFile(file)))) as Font
  const font = vary === null ? opened : opened.getVariation({ wght: vary === 'bold' ? 600 : 400 })
  // pdfkit takes two fonts of one name for the same; each file and weight has its own.
  Object.defineProperty(font, 'postscriptName', { value: `${(opened.postscriptName ?? 'NotoSans').split('-')[0]}-${id}` })
  Object.defineProperty(font, 'layout', { value: remembering(font.layout.bind(font)) })
  if (vary !== null) {
    const subset = font.createSubset.bind(font)
    Object.defineProperty(font, 'createSubset', { value: () => Object.assign(subset(), { glyphEncoder: { encodeSimple: encodedOnce } }) })
  }
  return font
}

/** Whether the face is meant for this character; `hasGlyphForCodePoint` says whether it really has it. */
export function covers(face: Face, codePoint: number): boolean {
  return face.ranges.some(([from, to]) => codePoint >= from && codePoint <= to)
}

const encoded = new WeakMap<Outline, Uint8Array>()
/** fontkit keeps the outlines of a face; what was written of one is kept with it. */
function encodedOnce(outline: Outline): Uint8Array {
  const found = encoded.get(outline) ?? encodeGlyph(outline)
  encoded.set(outline, found)
  return found
}

/** Words such as «Total» come in every document: what was shaped is kept, up to a limit. Copies go out, because pdfkit scales the positions in place. */
function remembering(shape: Font['layout']) {
  const kept = new Map<string, ReturnType<Font['layout']>>()
  return (text: string, shaping?: Shaping) => {
    const key = `${shaping?.direction ?? ''} ${text}`
    let run = kept.get(key)
    if (run === undefined) {
      if (kept.size >= 3_000) kept.clear()
      run = shape(text, [], undefined, undefined, shaping?.direction)
      kept.set(key, run)
    }
    return { glyphs: run.glyphs, positions: run.positions.map((position) => ({ ...position })), advanceWidth: run.advanceWidth }
  }
}
