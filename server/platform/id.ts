import { createHash } from 'node:crypto'
import { randomByte } from './random.ts'

/**
 * Ids are text, the same in the API, in the database and in a log line:
 * `<prefix>_<route:4><time:9><random:11>` in Crockford's base 32 (lower case).
 *
 * `route` is the venue's routing key (20 bits), so that a booking's id alone finds its shard, and rows of one
 * venue lie together in an index. `time` is milliseconds since 1970 (45 bits); `random` is 55 bits.
 */
export type Id<P extends string> = `${P}_${string}`

export type AccountId = Id<'acc'>
export type VendorId = Id<'vnd'>
export type VenueId = Id<'ven'>
export type RoomTypeId = Id<'rt'>
export type RoomId = Id<'rm'>
export type AreaId = Id<'ar'>
export type TableId = Id<'tb'>
export type CombinationId = Id<'cmb'>
export type ServiceId = Id<'svc'>
export type RatePlanId = Id<'rp'>
export type QuoteId = Id<'qt'>
export type BookingId = Id<'bk'>
export type ReservationId = Id<'rsv'>
export type TripId = Id<'trp'>
export type GuestId = Id<'gst'>
export type PaymentId = Id<'pay'>
export type EventId = Id<'evt'>
export type MediaId = Id<'med'>
export type BlockId = Id<'blk'>
/** Rooms set aside: with a guarantee (`pool`), as a limit without one (`lim`), or leased to a desk (`lse`). */
export type PoolId = Id<'pool'> | Id<'lim'> | Id<'lse'>
export type WaitlistId = Id<'wl'>

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const routeChars = 4
const timeChars = 9
const randomChars = 11
const body = new RegExp(`^[a-z]{2,4}_[${alphabet}]{${routeChars + timeChars + randomChars}}$`)

/** A new id. `route` is the venue's routing key, from `routeOf(venueId)`; without one it is random (accounts, vendors, new venues). */
export function newId<P extends string>(prefix: P, atMs: number, route: string = randomBase32(routeChars)): Id<P> {
  return `${prefix}_${route}${base32(atMs, timeChars)}${randomBase32(randomChars)}`
}

/** The routing key (4 characters, 20 bits) that an id carries. */
export function routeOf(id: Id<string>): string {
  const start = id.indexOf('_') + 1
  return id.slice(start, start + routeChars)
}

export function isId<P extends string>(prefix: P, value: string): value is Id<P> {
  return value.startsWith(`${prefix}_`) && body.test(value)
}

/** An id that is the same for the same seed: for demo data and for rows derived from another system's key. */
export function seededId<P extends string>(prefix: P, seed: string, route?: string): Id<P> {
  const hash = createHash('sha256').update(`${prefix}:${seed}`).digest()
  const text = Array.from(hash.subarray(0, 24), (byte) => alphabet[byte & 31]).join('')
  return `${prefix}_${route ?? text.slice(0, routeChars)}${text.slice(routeChars)}`
}

function base32(value: number, chars: number): string {
  let rest = value
  let text = ''
  for (let i = 0; i < chars; i += 1) {
    text = alphabet[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

function randomBase32(chars: number): string {
  let text = ''
  for (let i = 0; i < chars; i += 1) text += alphabet[randomByte() & 31]
  return text
}

/** A confirmation code that people read aloud: 8 characters without 0/O, 1/I/L, U. 32^8/… ≈ 8×10^11 codes; unique by constraint. */
export function newConfirmationCode(): string {
  const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
  return Array.from({ length: 8 }, () => letters[randomByte() % letters.length]).join('')
}
