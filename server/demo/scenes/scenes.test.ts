import sharp from 'sharp'
import { expect, test } from 'vitest'
import { scene, type SceneKind } from './index.ts'

const kinds: SceneKind[] = ['facade', 'room', 'terrace', 'dining-room', 'dish', 'view']
const cities = ['lisbon', 'kyoto', 'marrakesh']
const every = kinds.flatMap((kind) => cities.map((city) => ({ kind, city })))

test('the same request draws the same picture, and every seed its own', () => {
  for (const one of every) {
    const draw = (seed: string) => scene({ ...one, seed, use: 'restaurant', cuisine: 'seafood' })
    expect(draw('a')).toBe(draw('a'))
    expect(draw('a')).not.toBe(draw('b'))
  }
})

test.each(every)('$kind in $city is small, loads nothing and runs nothing, and can be drawn', async ({ kind, city }) => {
  const svg = scene({ seed: 'here', kind, city, cuisine: 'ramen' })
  expect(svg.length).toBeLessThan(70_000)
  expect(svg).not.toMatch(/NaN|undefined|<script|<image|url\((?!#)|href="(?!#)/)
  const { info } = await sharp(Buffer.from(svg)).resize(160).webp().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height]).toEqual([160, 100])
})
