import { randomBytes } from 'node:crypto'

// Fetched some thousand at a time: a booking needs two hundred, and fetching costs more than they do.
let pool = Buffer.alloc(0)
let used = 0

/** Bytes that nobody can guess, and that are given once. */
export function takeRandom(count: number): Buffer {
  if (used + count > pool.length) { pool = randomBytes(Math.max(8_192, count)); used = 0 }
  const taken = Buffer.from(pool.subarray(used, used + count))
  pool.fill(0, used, used += count)
  return taken
}

export function randomByte(): number {
  if (used >= pool.length) { pool = randomBytes(8_192); used = 0 }
  const byte = pool[used]!
  pool[used] = 0
  used += 1
  return byte
}
