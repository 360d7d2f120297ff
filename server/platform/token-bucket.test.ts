import { expect, test } from 'vitest'
import { addressKey, openBuckets } from './token-bucket.ts'

const rule = { capacity: 3, perSeconds: 30 }

test('a bucket lets its capacity through, then one as often as it refills, and says how long to wait', () => {
  let now = 0
  const buckets = openBuckets({ nowMs: () => now })
  expect([1, 2, 3, 4].map(() => buckets.take('a', rule).allowed)).toEqual([true, true, true, false])
  expect(buckets.take('a', rule)).toMatchObject({ remaining: 0, waitSeconds: 10, fullSeconds: 30 })
  expect(buckets.take('b', rule).allowed).toBe(true)
  now += 10_000
  expect([1, 2].map(() => buckets.take('a', rule).allowed)).toEqual([true, false])
  buckets.giveBack('a', rule)
  expect(buckets.take('a', rule).allowed).toBe(true)
})

test('memory is bounded: the key that was unused longest is forgotten', () => {
  const buckets = openBuckets({ keysAtMost: 2, nowMs: () => 0 })
  for (const key of ['a', 'a', 'a', 'b', 'c']) buckets.take(key, rule)
  expect(buckets.take('a', rule).remaining).toBe(2)
})

test.each([
  ['203.0.113.7', '203.0.113.7'], ['::ffff:203.0.113.7', '203.0.113.7'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'], ['2001:0DB8:1:2::9', '2001:db8:1:2'], ['2001:db8::1', '2001:db8:0:0'], ['::1', '0:0:0:0'],
])('%s counts as %s', (ip, key) => { expect(addressKey(ip)).toBe(key) })
