import { expect, test } from 'vitest'
import { openAccessTokens } from './access-token.ts'
import { newId } from './id.ts'

const tokens = openAccessTokens(Buffer.alloc(32, 1))
const booking = newId('bk', 1)

test('a token opens what it was made for, is the same each time, and fits the cookie', () => {
  expect(tokens.idOf(tokens.of(booking))).toBe(booking)
  expect(tokens.of(booking)).toBe(tokens.of(booking))
  expect(tokens.of(newId('trp', 1))).toMatch(/^[A-Za-z0-9_-]{20,64}$/)
})

test('a token of another secret, for another thing, changed in any place, or cut opens nothing', () => {
  const token = tokens.of(booking)
  expect(tokens.idOf(openAccessTokens(Buffer.alloc(32, 2)).of(booking))).toBeNull()
  expect(tokens.idOf(newId('bk', 1) + token.slice(booking.length))).toBeNull()
  for (let i = 0; i < token.length; i += 1) expect(tokens.idOf(token.slice(0, i) + (token[i] === 'a' ? 'b' : 'a') + token.slice(i + 1))).toBeNull()
  for (const cut of ['', '-', token.slice(1), token.slice(0, -1), `${token}a`]) expect(tokens.idOf(cut)).toBeNull()
})
