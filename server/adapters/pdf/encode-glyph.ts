/** An outline as fontkit gives it: what a variable face draws at one weight. */
export interface Outline { commands: readonly { command: string; args: readonly number[] }[]; bbox: { minX: number; minY: number; maxX: number; maxY: number } }

/**
 * A simple glyph of the TrueType `glyf` table, from its outline: header, ends of contours, one flag byte a point, deltas of two
 * bytes. Written here because fontkit 2.0.4 fails when it writes glyphs of a variable face (it opens a stream on a number).
 * OpenType specification, chapter glyf.
 */
export function encodeGlyph(outline: Outline): Uint8Array {
  const contours = contoursOf(outline)
  const points = contours.flat()
  const size = 10 + contours.length * 2 + 2 + points.length * 5
  const bytes = new Uint8Array(size + ((4 - (size % 4)) % 4))
  if (points.length === 0) return bytes.subarray(0, 0)
  const view = new DataView(bytes.buffer)
  let at = 0
  const int16 = (value: number) => { view.setInt16(at, value); at += 2 }
  const { minX, minY, maxX, maxY } = outline.bbox
  for (const value of [contours.length, Math.floor(minX), Math.floor(minY), Math.ceil(maxX), Math.ceil(maxY)]) int16(value)
  let end = -1
  for (const contour of contours) { end += contour.length; int16(end) }
  int16(0) // no hinting
  for (const point of points) { view.setUint8(at, point.on ? 1 : 0); at += 1 }
  for (const axis of ['x', 'y'] as const) {
    let last = 0
    for (const point of points) { int16(point[axis] - last); last = point[axis] }
  }
  return bytes
}

interface Point { x: number; y: number; on: boolean }

function contoursOf({ commands }: Outline): Point[][] {
  const contours: Point[][] = []
  for (const { command, args } of commands) {
    const points = Array.from({ length: args.length / 2 }, (_, i) => ({ x: Math.round(args[2 * i]!), y: Math.round(args[2 * i + 1]!), on: i === args.length / 2 - 1 }))
    if (command === 'moveTo') contours.push(points)
    else contours.at(-1)?.push(...points)
  }
  // The last point is the first again, and closing goes there by itself.
  for (const contour of contours) {
    const [first, last] = [contour[0]!, contour.at(-1)!]
    if (contour.length > 1 && last.on && first.x === last.x && first.y === last.y) contour.pop()
  }
  return contours.filter((contour) => contour.length > 0)
}
