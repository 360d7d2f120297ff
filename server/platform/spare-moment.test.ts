import { expect, test } from 'vitest'
import { spareMoment } from './spare-moment.ts'

/** Turns of the loop that take so long, one after the other; how many were waited for. */
async function turnsWaited(tookMs: readonly number[], patienceMs = 50): Promise<number> {
  let now = 0
  let turns = 0
  await spareMoment({ patienceMs, nowMs: () => now, turn: async () => { now += tookMs[turns] ?? 0; turns += 1 } })
  return turns
}

test('it comes at once when nothing else is to do, and after the answers that are being made', async () => {
  expect(await turnsWaited([0.2])).toBe(1)
  expect(await turnsWaited([12, 9, 3, 0.4, 8])).toBe(4)
})

test('in a rush without end it comes after the patience', async () => {
  expect(await turnsWaited(Array.from({ length: 100 }, () => 20))).toBe(3)
  expect(await turnsWaited(Array.from({ length: 100 }, () => 20), 200)).toBe(10)
})
