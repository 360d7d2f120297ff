import bidiFactory from 'bidi-js'
import { covers, type Face } from './faces.ts'

/** A stretch of a line that runs one way in one face, in the order in which it stands on paper, left to right. */
export interface Run { text: string; face: Face; direction: 'ltr' | 'rtl' }

/** Thrown when a face is needed that has not been loaded; the sheet is drawn again when it has. */
export class NeedsFaces extends Error {
  readonly faces: readonly Face[]
  constructor(faces: readonly Face[]) {
    super('faces are to be loaded')
    this.faces = faces
  }
}

const bidi = bidiFactory()
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
// Marks that steer the order and are not drawn, and those that only join.
const unseen = /^[\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+$/
const instead = '\uFFFD'

/**
 * A line of text as runs: faces are chosen for whole graphemes, so that an accent stays with its letter, and the order is that
 * of the Unicode bidirectional algorithm (UAX 9), with brackets mirrored where they run from right to left. `faces` is in the
 * order of preference; what no face has is drawn as U+FFFD.
 */
export function runsOf(text: string, direction: 'ltr' | 'rtl', faces: readonly Face[]): Run[] {
  const { levels } = bidi.getEmbeddingLevels(text, direction)
  const mirrored = bidi.getMirroredCharactersMap(text, levels)
  const missing = new Set<Face>()
  const runs: (Run & { level: number })[] = []
  for (const { segment, index } of graphemes.segment(text)) {
    if (unseen.test(segment)) continue
    const level = levels[index]!
    const last = runs.at(-1)
    const drawn = mirrored.get(index) ?? segment
    const face = faceFor(drawn, faces, last?.face)
    if (face === undefined) { runs.push({ text: instead, face: faceFor(instead, faces, undefined) ?? faces[0]!, direction: level % 2 === 1 ? 'rtl' : 'ltr', level }); continue }
    if (face.font === null) missing.add(face)
    if (last !== undefined && last.face === face && last.level === level) last.text += drawn
    else runs.push({ text: drawn, face, direction: level % 2 === 1 ? 'rtl' : 'ltr', level })
  }
  for (const run of runs) if (run.face.font === null) missing.add(run.face)
  if (missing.size > 0) throw new NeedsFaces([...missing])
  return inVisualOrder(runs)
}

/** The face of the letter before wins where it has this one too (spaces, digits, marks), so that a word is shaped as one. */
function faceFor(grapheme: string, faces: readonly Face[], before: Face | undefined): Face | undefined {
  if (before !== undefined && has(before, grapheme)) return before
  const settled = settledFor(faces)
  const known = settled.get(grapheme)
  if (known !== undefined) return known
  const found = faces.find((face) => pointsOf(grapheme).every((point) => covers(face, point)) && has(face, grapheme))
  if (found !== undefined && found.font !== null && settled.size < 20_000) settled.set(grapheme, found)
  return found
}

/** Letters whose face is loaded and has them: hundreds of files need not be asked again. */
function settledFor(faces: readonly Face[]): Map<string, Face> {
  const found = settledBy.get(faces) ?? new Map<string, Face>()
  settledBy.set(faces, found)
  return found
}
const settledBy = new WeakMap<readonly Face[], Map<string, Face>>()

/** Joiners and variation selectors need no glyph of their own. */
const pointsOf = (grapheme: string) => (grapheme.length === 1 ? [grapheme.charCodeAt(0)] : [...grapheme].map((character) => character.codePointAt(0)!).filter((point) => point !== 0x200C && point !== 0x200D && !(point >= 0xFE00 && point <= 0xFE0F)))
const has = (face: Face, grapheme: string) => pointsOf(grapheme).every((point) => (face.font === null ? covers(face, point) : face.font.hasGlyphForCodePoint(point)))

/** Rule L2 of UAX 9: from the highest level down, sequences of runs at that level or above are turned round. */
function inVisualOrder(runs: (Run & { level: number })[]): Run[] {
  const ordered = [...runs]
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level -= 1) {
    for (let from = 0; from < ordered.length; from += 1) {
      if (ordered[from]!.level < level) continue
      let to = from
      while (to + 1 < ordered.length && ordered[to + 1]!.level >= level) to += 1
      ordered.splice(from, to - from + 1, ...ordered.slice(from, to + 1).toReversed())
      from = to
    }
  }
  return ordered
}

/** Where a line may be broken: between words, after their punctuation; Thai, Chinese and Japanese by their own words. */
export function breakable(text: string, language: string): string[] {
  const pieces: string[] = []
  for (const { segment, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
    const last = pieces.at(-1)
    const joins = last !== undefined && (isWordLike !== true ? true : /[-/(«“'’.@]$/u.test(last) && !/\s$/.test(last))
    if (joins) pieces[pieces.length - 1] = last + segment
    else pieces.push(segment)
  }
  return pieces
}
