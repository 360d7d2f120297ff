import { expect, test } from 'vitest'
import { silentLog } from './log.ts'
import { repeating } from './worker.ts'

const until = async (condition: () => boolean) => {
  for (let i = 0; i < 2_000 && !condition(); i += 1) await new Promise((resolve) => { setImmediate(resolve) })
  expect(condition()).toBe(true)
}

test('a wake while the task runs is not lost, and one round answers many wakes', async () => {
  let rounds = 0
  let finish: (() => void) | undefined
  const worker = repeating('test', 3_600_000, silentLog, () => new Promise((resolve) => { rounds += 1; finish = () => { resolve() } }))
  await worker.start()
  worker.wake(); worker.wake()
  finish!()
  await until(() => rounds === 2)
  finish!()
  await new Promise((resolve) => { setImmediate(resolve) })
  expect(rounds).toBe(2)
  worker.wake()
  await until(() => rounds === 3)
  finish!()
  await worker.stop()
})

test('stopping waits for the work under way', async () => {
  let done = false
  const worker = repeating('test', 3_600_000, silentLog, async () => { await new Promise((resolve) => { setImmediate(resolve) }); done = true })
  await worker.start()
  await worker.stop()
  expect(done).toBe(true)
})
