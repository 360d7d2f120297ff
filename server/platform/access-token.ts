import { timingSafeEqual } from 'node:crypto'
import type { Id } from './id.ts'
import { hmacSha256 } from './keys.ts'

/**
 * Tokens that open one thing (a booking, a trip, a place in line) to whoever has them, without an account: the thing's
 * id and a keyed hash of it, 128 bits. Nothing is stored: a token is the same each time that it is asked for, no write
 * waits for it, and a copy of the database opens nothing.
 */
export interface AccessTokens {
  of(id: Id<string>): string
  /** What a token opens; null when it was not made here. */
  idOf(token: string): Id<string> | null
}

const hashBytes = 16
const hashChars = 22

export function openAccessTokens(secret: Buffer): AccessTokens {
  const hashOf = hmacSha256(secret)
  const of = (id: string) => `${id}-${hashOf(id).subarray(0, hashBytes).toString('base64url')}`
  return {
    of,
    idOf(token) {
      const id = token.slice(0, -hashChars - 1)
      const [given, right] = [Buffer.from(token), Buffer.from(of(id))]
      return given.length === right.length && timingSafeEqual(given, right) ? id as Id<string> : null
    },
  }
}
