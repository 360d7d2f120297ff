import { expect, test } from 'vitest'
import { openSparing } from './sparing.ts'

test('so many a second are found anew; beyond that the same question gets what was found a moment ago, another goes without', async () => {
  let now = 0
  let found = 0
  const ask = openSparing<number>({ perSecond: 2, keepMs: 2_000, nowMs: () => now })
  const look = async () => (found += 1)
  expect([await ask('a', look), await ask('a', look)]).toEqual([1, 2])
  expect(await Promise.all([ask('a', look), ask('b', look), ask('a', look)])).toEqual([2, undefined, 2])
  now = 1_100
  expect([await ask('b', look), await ask('c', look), await ask('a', look)]).toEqual([3, 4, 2])
  now = 2_900
  expect([await ask('c', look), await ask('c', look), await ask('a', look)]).toEqual([5, 6, undefined])
})

test('a finding that fails is not kept', async () => {
  const ask = openSparing<number>({ perSecond: 1, keepMs: 2_000, nowMs: () => 0 })
  await expect(ask('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(await ask('a', async () => 1)).toBeUndefined()
})
