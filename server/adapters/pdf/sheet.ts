import PdfKit from 'pdfkit'
import type { Font } from 'fontkit'
import { facesFor, type Face, type Weight } from './faces.ts'
import { breakable, NeedsFaces, runsOf, type Run } from './set-line.ts'

export interface Style { size: number; weight?: Weight; colour?: string }
/** `figures`: at the right on every page, so that units stand under units in Arabic too. */
export type Side = 'start' | 'end' | 'center' | 'figures'
/** A piece of the document's structure, for readers that hear it. */
export type Tag = 'H1' | 'H2' | 'P' | 'Table' | 'TR' | 'TH' | 'TD' | 'Sect'

export interface SheetOptions {
  title: string; author: string; subject: string
  language: string
  direction: 'ltr' | 'rtl'
  paper: 'A4' | 'LETTER'
  /** When it was issued: nothing else of the time goes into the file, so that it comes out the same each time. */
  at: Temporal.Instant
  attachments?: readonly { name: string; content: Buffer; type: string; about: string }[]
  /** For golden files that can be compared on any machine. */
  plain?: boolean
}

/** A page to write on. Lengths in points from the top; `x` counts from the side on which lines of this language begin. */
export interface Sheet {
  readonly width: number
  readonly height: number
  /** Width of a line, without breaking it. */
  measure(text: string, style: Style): number
  /** Lines that fit the width; a word that is longer than a line is cut. */
  wrap(text: string, style: Style, width: number): string[]
  /** One line with its baseline at `y`, at the given side of the box that begins at `x`. */
  write(text: string, at: { x: number; y: number; width: number; side?: Side }, style: Style): void
  rule(x: number, y: number, width: number, colour: string, thickness?: number): void
  tagged<T>(tag: Tag, draw: () => T): T
  newPage(): void
  /** Calls `draw` once for each page that there is, to write what is the same on all; not part of the text that is read aloud. */
  onEachPage(draw: (page: number, pages: number) => void): void
}

/** PDF/A-3a: tagged, all faces embedded as subsets, with its language and title. The same input gives the same bytes. */
export async function drawSheet(options: SheetOptions, draw: (sheet: Sheet) => void): Promise<Buffer> {
  const faces = { regular: await facesFor('regular', options.language), bold: await facesFor('bold', options.language) }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await drawOnce(options, faces, draw)
    } catch (error) {
      // Each round loads what the text met; a face that turns out to lack a letter sends it to another one.
      if (!(error instanceof NeedsFaces) || attempt > 200) throw error
      await Promise.all(error.faces.map((face) => face.load()))
    }
  }
}

type Pdf = InstanceType<typeof PdfKit>
type Element = ReturnType<Pdf['struct']>

async function drawOnce(options: SheetOptions, faces: Record<Weight, readonly Face[]>, draw: (sheet: Sheet) => void): Promise<Buffer> {
  const date = new Date(options.at.epochMilliseconds)
  const doc = new PdfKit({
    size: options.paper, margin: 0, font: null as unknown as string, bufferPages: true, pdfVersion: '1.7', subset: 'PDF/A-3a' as never, tagged: true, lang: options.language, displayTitle: true, compress: options.plain !== true,
    info: { Title: options.title, Author: options.author, Subject: options.subject, Producer: 'Holdfast', Creator: 'Holdfast', CreationDate: date, ModDate: date },
  }) as Pdf
  const parts: Buffer[] = []
  doc.on('data', (part: Buffer) => parts.push(part))
  const done = new Promise<Buffer>((resolve, reject) => { doc.on('end', () => resolve(Buffer.concat(parts))); doc.on('error', reject) })
  for (const { name, content, type, about } of options.attachments ?? []) doc.file(content, { name, type, description: about, relationship: 'Alternative', creationDate: date, modifiedDate: date } as object)
  const root = doc.struct('Document')
  doc.addStructure(root)
  draw(sheetOn(doc, root, options, faces))
  root.end()
  doc.end()
  return done
}

function sheetOn(doc: Pdf, root: Element, options: SheetOptions, faces: Record<Weight, readonly Face[]>): Sheet {
  const { direction, language } = options
  const { width, height } = doc.page
  const lines = new Map<string, { runs: Run[]; units: number[] }>()
  const setLine = (text: string, weight: Weight) => {
    const key = `${weight} ${text}`
    const found = lines.get(key) ?? layOut(text)
    lines.set(key, found)
    return found
    function layOut(line: string) {
      const runs = runsOf(line, direction, faces[weight])
      return { runs, units: runs.map((run) => widthOf(run.face.font!, run)) }
    }
  }
  const measure = (text: string, style: Style) => setLine(text, style.weight ?? 'regular').units.reduce((a, b) => a + b, 0) * style.size
  let parent = root
  let depth = 0
  const left = (x: number, box: number) => (direction === 'rtl' ? width - x - box : x)

  function write(text: string, at: { x: number; y: number; width: number; side?: Side }, style: Style): void {
    if (text === '') return
    const line = setLine(text, style.weight ?? 'regular')
    const length = measure(text, style)
    const side = at.side ?? 'start'
    const toRight = side === 'center' ? 0.5 : side === 'figures' || (side === 'end') !== (direction === 'rtl') ? 1 : 0
    let x = left(at.x, at.width) + (at.width - length) * toRight
    doc.fillColor(style.colour ?? '#26221c')
    line.runs.forEach((run, i) => {
      doc.font(run.face.font as unknown as string, run.face.id, style.size)
      const wide = line.units[i]! * style.size
      // `features` reaches the face's own `layout`, see faces.ts; the width is known, so that pdfkit need not lay out again.
      doc.text(run.text, x, at.y, { lineBreak: false, baseline: 'alphabetic', features: { direction: run.direction } as never, textWidth: wide, wordCount: 1 } as never)
      x += wide
    })
  }

  return {
    width, height, measure, write,
    wrap: (text, style, box) => wrap(text, box, language, (part) => measure(part, style)),
    rule(x, y, length, colour, thickness = 0.6) {
      artifact(doc, depth, () => { doc.lineWidth(thickness).strokeColor(colour).moveTo(left(x, length), y).lineTo(left(x, length) + length, y).stroke() })
    },
    tagged(tag, draw) {
      let result: ReturnType<typeof draw>
      const holds = tag === 'Table' || tag === 'TR' || tag === 'Sect'
      const element = doc.struct(tag, tag === 'TH' ? { scope: 'Column' } as object : {})
      parent.add(element)
      if (holds) {
        const outer = parent
        parent = element
        result = draw()
        parent = outer
      } else {
        depth += 1
        element.add(() => { result = draw() })
        depth -= 1
      }
      element.end()
      return result!
    },
    newPage() { doc.addPage({ size: options.paper, margin: 0 }) },
    onEachPage(draw) {
      const { count } = doc.bufferedPageRange()
      for (let page = 0; page < count; page += 1) {
        doc.switchToPage(page)
        artifact(doc, 0, () => { depth += 1; draw(page + 1, count); depth -= 1 })
      }
    },
  }
}

/** Lines and page numbers are no part of what is read aloud. Inside a tagged piece there is no place for that mark. */
function artifact(doc: Pdf, depth: number, draw: () => void): void {
  if (depth > 0) return draw()
  doc.markContent('Artifact', { type: 'Layout' })
  draw()
  doc.endMarkedContent()
}

/** In parts of the size: `width ÷ size`. */
function widthOf(font: Font, run: Run): number {
  return (font.layout as unknown as (text: string, shaping: object) => { advanceWidth: number })(run.text, { direction: run.direction }).advanceWidth / font.unitsPerEm
}

function wrap(text: string, width: number, language: string, measure: (part: string) => number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of breakable(text, language)) {
    if (line !== '' && measure((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
    while (measure(line.trimEnd()) > width && line.length > 1) {
      let cut = line.length - 1
      while (cut > 1 && measure(line.slice(0, cut)) > width) cut -= 1
      lines.push(line.slice(0, cut))
      line = line.slice(cut)
    }
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd())
  return lines
}
