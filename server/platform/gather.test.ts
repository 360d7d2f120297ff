import { expect, test } from 'vitest'
import { gather } from './gather.ts'

test('what is asked for at once goes together, what comes meanwhile goes next, and each has its own answer', async () => {
  const looks: number[][] = []
  let release = () => {}
  const ask = gather<number, string>(async (keys) => {
    looks.push([...keys])
    if (looks.length === 1) await new Promise<void>((done) => { release = done })
    return keys.map((key) => `value of ${key}`)
  })
  const first = [ask(1), ask(2)]
  await new Promise((done) => { setImmediate(done) })
  const later = [ask(3), ask(3)]
  release()
  expect(await Promise.all([...first, ...later])).toEqual(['value of 1', 'value of 2', 'value of 3', 'value of 3'])
  expect(looks).toEqual([[1, 2], [3, 3]])
})

test('a look that fails fails for those who were in it, and not for the next', async () => {
  let fails = true
  const ask = gather<number, number>(async (keys) => { if (fails) throw new Error('gone'); return keys })
  await expect(Promise.all([ask(1), ask(2)])).rejects.toThrow('gone')
  fails = false
  expect(await ask(3)).toBe(3)
})

test('no more than so many in one look', async () => {
  const sizes: number[] = []
  const ask = gather<number, number>(async (keys) => { sizes.push(keys.length); return keys }, { most: 2 })
  await Promise.all([1, 2, 3, 4, 5].map(ask))
  expect(sizes).toEqual([2, 2, 1])
})
