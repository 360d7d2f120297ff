import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createHmac, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hmacSha256, keysForTests, openKeys, rotateMaster, seal, unseal } from './keys.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'holdfast-keys-')) })
afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

test('a keyed hash is HMAC-SHA-256, whatever the text and the length of the key', () => {
  for (const [length, text] of [[32, 'guest@example.org'], [7, ''], [64, 'Zoë 山田'], [200, 'x'.repeat(1_000)], [32, '山'.repeat(2_000)]] as const) {
    const key = randomBytes(length)
    const mine = hmacSha256(key)
    expect(mine(text)).toEqual(createHmac('sha256', key).update(text).digest())
    expect(mine(`${text}2`)).toEqual(createHmac('sha256', key).update(`${text}2`).digest())
  }
})

describe('sealed bytes', () => {
  const key = randomBytes(32)
  test('open with their key and their place only', () => {
    const sealed = seal(key, Buffer.from('Zoë'), 'person|gst_1|name')
    expect(unseal(key, sealed, 'person|gst_1|name').toString()).toBe('Zoë')
    expect(() => unseal(key, sealed, 'person|gst_2|name')).toThrow()
    expect(() => unseal(key, sealed, 'person|gst_1|email')).toThrow()
    expect(() => unseal(randomBytes(32), sealed, 'person|gst_1|name')).toThrow()
    sealed[sealed.length - 1]! ^= 1
    expect(() => unseal(key, sealed, 'person|gst_1|name')).toThrow()
  })
  test('are never twice the same', () => {
    expect(seal(key, Buffer.from('x'), '')).not.toEqual(seal(key, Buffer.from('x'), ''))
  })
})

describe('the key file', () => {
  test('is made at the first start, for its owner only, and gives the same keys ever after', () => {
    const file = join(folder, 'deep', 'keys.json')
    const first = openKeys(file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { wrapped, version } = first.wrap(Buffer.alloc(32, 7), 'gst_1')
    const again = openKeys(file)
    expect(again.unwrap(wrapped, version, 'gst_1')).toEqual(Buffer.alloc(32, 7))
    expect(again.lookUp('vnd_1', 'email', 'a@b.c')).toEqual(first.lookUp('vnd_1', 'email', 'a@b.c'))
    expect(again.derive('session')).toEqual(first.derive('session'))
    expect(again.derive('session')).not.toEqual(first.derive('webhook'))
  })
  test('turned to a new master key still opens what the old one wrapped', () => {
    const file = join(folder, 'keys.json')
    const old = openKeys(file).wrap(Buffer.alloc(32, 7), 'gst_1')
    const turned = rotateMaster(file)
    expect(turned.masterVersion).toBe(2)
    expect(turned.wrap(Buffer.alloc(32), 'gst_1').version).toBe(2)
    expect(turned.unwrap(old.wrapped, old.version, 'gst_1')).toEqual(Buffer.alloc(32, 7))
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
  test('that is damaged stops the start with one sentence', () => {
    const file = join(folder, 'keys.json')
    openKeys(file)
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 80))
    expect(() => openKeys(file)).toThrow(expect.objectContaining({ name: 'CannotStart', message: expect.stringContaining('damaged') }))
  })
})

test('look-up hashes of two vendors do not match', () => {
  const keys = keysForTests()
  expect(keys.lookUp('vnd_1', 'email', 'a@b.c')).not.toEqual(keys.lookUp('vnd_2', 'email', 'a@b.c'))
  expect(keys.lookUp('vnd_1', 'email', 'a@b.c')).not.toEqual(keysForTests().lookUp('vnd_1', 'email', 'a@b.c'))
})
