import { describe, expect, test } from 'vitest'
import { openLanes, type Lanes } from './lanes.ts'

/** A run that ends when it is told to. */
function gate() {
  const open: (() => void)[] = []
  return { wait: () => new Promise<void>((resolve) => { open.push(resolve) }), release: () => { open.splice(0).forEach((go) => { go() }) } }
}
const turn = () => new Promise((resolve) => { setImmediate(() => { setImmediate(resolve) }) })

test('requests that come while a batch runs go together in the next, in their order', async () => {
  const { wait, release } = gate()
  const batches: number[][] = []
  const lanes = openLanes<number, number>({ lanes: 1, batchMost: 3, queueMost: 100, async run(batch) { batches.push([...batch]); await wait(); return batch.map((n) => n * 10) } })
  const first = lanes.submit('a', 1)
  await turn()
  const rest = [2, 3, 4, 5].map((n) => lanes.submit('a', n))
  for (let i = 0; i < 5; i += 1) { release(); await turn() }
  expect(await Promise.all([first, ...rest])).toEqual([10, 20, 30, 40, 50])
  expect(batches).toEqual([[1], [2, 3, 4], [5]])
})

test('an answer that is an error is that request’s alone', async () => {
  const lanes = openLanes<number, number>({ lanes: 2, batchMost: 10, queueMost: 100, run: async (batch) => batch.map((n) => (n === 2 ? new Error('two') : n)) })
  const settled = await Promise.allSettled([1, 2, 3].map((n) => lanes.submit('a', n)))
  expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a batch that fails as a whole is replayed one by one, and only the culprit fails', async () => {
  const lanes = openLanes<number, number>({ lanes: 1, batchMost: 10, queueMost: 100, async run(batch) { if (batch.includes(2)) throw new Error('two'); return batch } })
  const settled = await Promise.allSettled([1, 2, 3].map((n) => lanes.submit('a', n)))
  expect(settled).toMatchObject([{ value: 1 }, { reason: { message: 'two' } }, { value: 3 }])
  expect(lanes.figures.replayed).toBe(3)
})

test('a full lane refuses at once with the time to try again, and takes more when it has drained', async () => {
  const { wait, release } = gate()
  const lanes = openLanes<number, number>({ lanes: 1, batchMost: 1, queueMost: 2, async run(batch) { await wait(); return batch } })
  const running = lanes.submit('a', 1)
  await turn()
  const queued = [lanes.submit('a', 2), lanes.submit('a', 3)]
  await expect(lanes.submit('a', 4)).rejects.toMatchObject({ code: 'overloaded', extra: { retryAfterSeconds: 1 } })
  for (let i = 0; i < 4; i += 1) { release(); await turn() }
  await Promise.all([running, ...queued])
  await lanes.idle()
  const later = lanes.submit('a', 5)
  await turn()
  release()
  expect(await later).toBe(5)
})

describe('a batch that fails because others are in the way', () => {
  const failing = (code: string, ran: string[][]) => openLanes<string, string>({
    lanes: 1, batchMost: 10, queueMost: 100,
    async run(batch) {
      ran.push([...batch])
      if (batch.some((one) => one.startsWith('stuck'))) throw Object.assign(new Error('in the way'), { code })
      return batch
    },
  })
  const submitAll = (lanes: Lanes<string, string>, requests: string[]) => Promise.allSettled(requests.map((one) => lanes.submit(one.split(' ')[0]!, one)))

  test('of a lock is replayed venue by venue, so that one stuck venue costs one wait and no other venue its bookings', async () => {
    const ran: string[][] = []
    const settled = await submitAll(failing('55P03', ran), ['stuck 1', 'free 1', 'stuck 2', 'free 2', 'stuck 3'])
    expect(settled.map((one) => one.status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled', 'rejected'])
    expect(ran).toEqual([['stuck 1', 'free 1', 'stuck 2', 'free 2', 'stuck 3'], ['stuck 1', 'stuck 2', 'stuck 3'], ['free 1', 'free 2']])
  })

  test('of a database that has gone is not replayed at all', async () => {
    const ran: string[][] = []
    const settled = await submitAll(failing('57P01', ran), ['stuck 1', 'free 1'])
    expect(settled.map((one) => one.status)).toEqual(['rejected', 'rejected'])
    expect(ran).toHaveLength(1)
  })
})

test('who has waited too long behind a slow batch is refused, and so is who comes behind them', async () => {
  const { wait, release } = gate()
  const lanes = openLanes<number, number>({ lanes: 1, batchMost: 1, queueMost: 100, patienceMs: 20, async run(batch) { await wait(); return batch } })
  const running = lanes.submit('a', 1)
  await turn()
  const queued = lanes.submit('a', 2)
  queued.catch(() => {})
  const begin = performance.now()
  while (performance.now() - begin <= 25) await turn()
  await expect(lanes.submit('a', 3)).rejects.toMatchObject({ code: 'overloaded' })
  release()
  expect(await running).toBe(1)
  await expect(queued).rejects.toMatchObject({ code: 'overloaded' })
  const later = lanes.submit('a', 4)
  await turn()
  release()
  expect(await later).toBe(4)
})

test('many who gather beside a batch go at once in another, without its lanes; few wait for its end', async () => {
  const { wait, release } = gate()
  const batches: string[][] = []
  const lanes = openLanes<string, string>({ lanes: 16, batchMost: 64, queueMost: 100, async run(batch) { batches.push([...batch]); await wait(); return batch } })
  const submit = (key: string) => lanes.submit(key, key)
  const all = [submit('a')]
  await turn()
  all.push(submit('a'), submit('b'))
  await turn()
  expect(batches).toEqual([['a']])
  all.push(...Array.from({ length: 23 }, () => submit('b')))
  await turn()
  expect(batches).toEqual([['a'], Array.from({ length: 24 }, () => 'b')])
  for (let i = 0; i < 3; i += 1) { release(); await turn() }
  await Promise.all(all)
  expect(batches[2]).toEqual(['a'])
})

test('a batch that is held up holds up its own lanes only', async () => {
  const { wait, release } = gate()
  const lanes = openLanes<string, string>({ lanes: 16, batchMost: 64, queueMost: 100, async run(batch) { if (batch.includes('stuck')) await wait(); return batch } })
  let isOver = false
  const stuck = lanes.submit('a', 'stuck').then(() => { isOver = true })
  await turn()
  const behind = lanes.submit('a', 'behind')
  expect(await Promise.all([lanes.submit('b', 'free'), lanes.submit('c', 'free')])).toEqual(['free', 'free'])
  expect(isOver).toBe(false)
  release()
  await stuck
  expect(await behind).toBe('behind')
})

test('what might wait for the same rows never runs at once, and keeps its order', async () => {
  const under = new Set<string>()
  const seen = new Map<string, number[]>()
  const lanes = openLanes<{ key: string; n: number }, void>({
    lanes: 4, batchMost: 8, queueMost: 1_000, together: 3,
    async run(batch) {
      const keys = new Set(batch.map(({ key }) => key))
      for (const key of keys) { expect(under.has(key)).toBe(false); under.add(key) }
      for (let i = 0; i < batch.length % 3; i += 1) await turn()
      for (const { key, n } of batch) seen.set(key, [...(seen.get(key) ?? []), n])
      for (const key of keys) under.delete(key)
      return batch.map(() => {})
    },
  })
  const asked = Array.from({ length: 400 }, (_, n) => ({ key: `venue ${(n * 7) % 13}`, n }))
  const done: Promise<void>[] = []
  for (const one of asked) { done.push(lanes.submit(one.key, one)); if (one.n % 29 === 0) await turn() }
  await Promise.all(done)
  await lanes.idle()
  for (const list of seen.values()) expect(list).toEqual(list.toSorted((a, b) => a - b))
})
