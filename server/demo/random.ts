/** Chance that is the same each time: the demo world is the same for everybody, but for its dates. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number
  whole(from: number, to: number): number
  pick<T>(of: readonly T[]): T
  /** Some of them, in their order. */
  some<T>(of: readonly T[], count: number): T[]
  true(share: number): boolean
  /** By weight. */
  weighted<T>(of: readonly (readonly [T, number])[]): T
}

/** mulberry32 over a hash of the seed. */
export function chance(seed: string): Chance {
  let state = 2_166_136_261
  for (const char of seed) state = Math.imul(state ^ char.codePointAt(0)!, 16_777_619)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next, whole,
    pick: (of) => of[whole(0, of.length - 1)]!,
    some(of, count) {
      const left = of.map((_, i) => i)
      const taken = new Set(Array.from({ length: Math.min(count, of.length) }, () => left.splice(whole(0, left.length - 1), 1)[0]!))
      return of.filter((_, i) => taken.has(i))
    },
    true: (share) => next() < share,
    weighted(of) {
      let at = next() * of.reduce((total, [, weight]) => total + weight, 0)
      for (const [value, weight] of of) { at -= weight; if (at < 0) return value }
      return of.at(-1)![0]
    },
  }
}
