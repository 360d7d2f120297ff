import { expect, test } from 'vitest'
import { spareMoment } from './spare-moment.ts'

/** Shares of the time that were used, look by look; how often was looked. */
async function looksAt(shares: readonly number[], looks?: number): Promise<number> {
  let looked = 0
  await spareMoment({ ...(looks === undefined ? {} : { looks }), used: async () => shares[looked++] ?? 1 })
  return looked
}

test('it comes at once when there is time to spare, and otherwise when there is some again', async () => {
  expect(await looksAt([0.1])).toBe(1)
  expect(await looksAt([0.97, 0.9, 0.85, 0.6, 0.99])).toBe(4)
})

test('in a rush without end it comes all the same', async () => {
  expect(await looksAt([])).toBe(10)
  expect(await looksAt([], 3)).toBe(3)
  expect(await looksAt([], 0)).toBe(0)
})
