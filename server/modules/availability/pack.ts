import type { RoomId } from '#platform/id'

/** Nights `[from, to)` as day numbers. */
export interface Span { from: number; to: number }
export interface Fixed extends Span { room: RoomId }
export interface Movable extends Span { holder: string }
export type Packed = { outcome: 'fits'; rooms: Map<string, RoomId> } | { outcome: 'does not fit' } | { outcome: 'gave up' }
/** Steps that are left for several searches together. */
export interface Budget { steps: number }

const mostSteps = 20_000

/**
 * Finds a room for every movable stay around those that are fixed. Stays are placed by arrival, each in the room whose
 * gap it fills best; rooms with the same fixed future are alike, so without promises this never has to go back. With
 * promises it is a bounded search: `gave up` after so many placements.
 */
export function packStays(rooms: readonly RoomId[], fixed: readonly Fixed[], movable: readonly Movable[], budget: Budget = { steps: mostSteps }): Packed {
  const order = movable.toSorted((a, b) => a.from - b.from || b.to - a.to)
  const future = new Map(rooms.map((room) => [room, fixed.filter((one) => one.room === room).toSorted((a, b) => a.from - b.from)]))
  const freeFrom = new Map(rooms.map((room) => [room, -Infinity]))
  const chosen = new Map<string, RoomId>()
  const steps = Math.min(mostSteps, budget.steps)
  let left = steps

  const place = (i: number): boolean => {
    if (i === order.length) return true
    const stay = order[i]!
    for (const room of candidates(stay)) {
      if (left <= 0) return false
      left -= 1
      const before = freeFrom.get(room)!
      freeFrom.set(room, stay.to)
      chosen.set(stay.holder, room)
      if (place(i + 1)) return true
      freeFrom.set(room, before)
      chosen.delete(stay.holder)
    }
    return false
  }
  const candidates = (stay: Movable): RoomId[] => {
    const seen = new Set<string>()
    return rooms.filter((room) => freeFrom.get(room)! <= stay.from && future.get(room)!.every((one) => one.to <= stay.from || stay.to <= one.from))
      .map((room) => {
        const ahead = future.get(room)!.filter((one) => one.from >= stay.to)
        return { room, next: ahead[0]?.from ?? Infinity, since: freeFrom.get(room)!, alike: ahead.map((one) => `${one.from}-${one.to}`).join() }
      })
      .filter(({ alike }) => !seen.has(alike) && seen.add(alike))
      .toSorted((a, b) => a.next - b.next || b.since - a.since)
      .map(({ room }) => room)
  }
  const fits = place(0)
  budget.steps -= steps - left
  if (fits) return { outcome: 'fits', rooms: chosen }
  return { outcome: left <= 0 ? 'gave up' : 'does not fit' }
}

/** Of the rooms that are free throughout, the one whose gap the stay fills best; undefined when there is none. */
export function bestFitRoom(rooms: readonly RoomId[], taken: readonly Fixed[], stay: Span): RoomId | undefined {
  let best: { room: RoomId; gap: number } | undefined
  for (const room of rooms) {
    const own = taken.filter((one) => one.room === room)
    if (own.some((one) => one.from < stay.to && stay.from < one.to)) continue
    const before = Math.max(stay.from - gapLimit, ...own.filter((one) => one.to <= stay.from).map((one) => one.to))
    const after = Math.min(stay.to + gapLimit, ...own.filter((one) => one.from >= stay.to).map((one) => one.from))
    const gap = stay.from - before + (after - stay.to)
    if (best === undefined || gap < best.gap) best = { room, gap }
  }
  return best?.room
}
const gapLimit = 400

/** The fewest rooms, one after the other, that cover a stay: always the room that stays free longest. Null: some night has none. */
export function splitStay(rooms: readonly RoomId[], taken: readonly Fixed[], stay: Span): Fixed[] | null {
  const parts: Fixed[] = []
  for (let at = stay.from; at < stay.to;) {
    let best: Fixed | undefined
    for (const room of rooms) {
      const own = taken.filter((one) => one.room === room && one.to > at)
      const until = Math.min(stay.to, ...own.map((one) => Math.max(at, Math.floor(one.from))))
      if (until > at && (best === undefined || until > best.to)) best = { room, from: at, to: until }
    }
    if (best === undefined) return null
    // Hours of a day stand in the way of its whole night.
    parts.push(best)
    at = best.to
  }
  return parts
}
