import { hash } from 'node:crypto'
import type { Actor } from '#http/actor'
import type { BookingId, PaymentId, TripId } from '#platform/id'
import { problem } from '#platform/problem'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { Once } from './types.ts'

/** What a key made: ids, never a body. */
export interface OnceResult { bookings: BookingId[]; trip?: TripId | null; payment?: PaymentId | null }

/** Keys are kept this long; the promise to callers is 24 hours. */
export const keptHours = 48

/**
 * Runs `work` once for a caller's key, in the caller's transaction. The same key and request again answers what the
 * first made. A second that comes while the first runs waits for its commit at the unique index; a refusal rolls the
 * key back with everything else, so that the caller may try again with it.
 */
export async function once(tx: Tx, actor: Actor, operation: string, given: Once | undefined, now: Temporal.Instant, work: () => Promise<OnceResult>): Promise<{ result: OnceResult; repeated: boolean }> {
  const begun = await beginOnce(tx, actor, operation, given, now)
  if (begun !== null) return { result: begun, repeated: true }
  const result = await work()
  await finishOnce(tx, actor, given, result)
  return { result, repeated: false }
}

/** Null when the work is to be done now; else what it made before. For work of several transactions: `finishOnce` in the last, `forgetOnce` on a refusal. */
export async function beginOnce(tx: Tx, actor: Actor, operation: string, given: Once | undefined, now: Temporal.Instant): Promise<OnceResult | null> {
  if (given?.key == null) return null
  const { caller, key } = keyOf(actor, given.key)
  const request = requestHash(operation, given)
  const old = now.subtract({ hours: keptHours })
  const mine = await tx.run(sql`
    insert into booking.idempotency as known (caller, key_hash, request_hash, created_at) values (${caller}, ${key}, ${request}, ${now})
    on conflict (caller, key_hash) do update set request_hash = excluded.request_hash, result = null, created_at = excluded.created_at
    where known.created_at < ${old}`)
  return mine === 1 ? null : read(tx, caller, key, request)
}

/** What a key made before, without beginning anything; null when it is new, or old enough to be forgotten. */
export async function findOnce(reader: Reader, actor: Actor, operation: string, given: Once | undefined, now: Temporal.Instant): Promise<OnceResult | null> {
  if (given?.key == null) return null
  const { caller, key } = keyOf(actor, given.key)
  const { old } = await reader.one<{ old: boolean }>(sql`
    select not exists (select 1 from booking.idempotency where caller = ${caller} and key_hash = ${key} and created_at >= ${now.subtract({ hours: keptHours })}) as old`)
  return old ? null : read(reader, caller, key, requestHash(operation, given))
}

async function read(reader: Reader, caller: string, key: Buffer, request: Buffer): Promise<OnceResult> {
  const known = await reader.maybe<{ request_hash: Buffer; result: OnceResult | null }>(sql`
    select request_hash, result from booking.idempotency where caller = ${caller} and key_hash = ${key}`)
  if (known === undefined) throw inProgress()
  if (!known.request_hash.equals(request)) throw reused()
  if (known.result === null) {
    throw inProgress()
  }
  return known.result
}

const reused = () => problem('key-reused', { detail: 'This Idempotency-Key came with another request before. Nothing was changed: take a new key for a new request.' })
const inProgress = () => problem('key-in-progress', { detail: 'The first request with this key is still running. Ask again in a moment.', retryAfterSeconds: 1 })

export async function finishOnce(tx: Tx, actor: Actor, given: Once | undefined, result: OnceResult): Promise<void> {
  if (given?.key == null) return
  const { caller, key } = keyOf(actor, given.key)
  await tx.run(sql`update booking.idempotency set result = ${{ ...result }} where caller = ${caller} and key_hash = ${key}`)
}

export async function forgetOnce(tx: Tx, actor: Actor, given: Once | undefined): Promise<void> {
  if (given?.key == null) return
  const { caller, key } = keyOf(actor, given.key)
  await tx.run(sql`delete from booking.idempotency where caller = ${caller} and key_hash = ${key} and result is null`)
}

/** A caller's key in a batch: its own, and what it asked for. */
export interface Keyed { actor: Actor; given: Once | undefined }

/**
 * Begins many keys in one statement. Null: the work is to be done now; else what the key made before, or the problem
 * with it. A key that stands twice in the batch is answered `alone` the second time: it has to wait for the first.
 */
export function beginTogether(tx: Tx, operation: string, asked: readonly Keyed[], now: Temporal.Instant): Promise<(OnceResult | Error | 'alone' | null)[]> {
  return beginEach(tx, asked.map((one) => ({ ...one, operation })), now)
}

/** The same for keys of different operations. */
export async function beginEach(tx: Tx, asked: readonly (Keyed & { operation: string })[], now: Temporal.Instant): Promise<(OnceResult | Error | 'alone' | null)[]> {
  const answers: (OnceResult | Error | 'alone' | null)[] = asked.map(() => null)
  const keyed = new Map<string, { i: number; caller: string; key: Buffer; request: Buffer }>()
  for (const [i, { actor, given, operation }] of asked.entries()) {
    if (given?.key == null) continue
    const { caller, key } = keyOf(actor, given.key)
    const name = `${caller} ${key.toString('hex')}`
    if (keyed.has(name)) answers[i] = 'alone'
    else keyed.set(name, { i, caller, key, request: requestHash(operation, given) })
  }
  const all = [...keyed.values()]
  if (all.length === 0) return answers
  const mine = await tx.rows<{ caller: string; key_hash: Buffer }>(sql`
    insert into booking.idempotency as known (caller, key_hash, request_hash, created_at)
    select caller, key_hash, request_hash, ${now} from unnest(${all.map((one) => one.caller)}::text[], ${all.map((one) => one.key)}::bytea[], ${all.map((one) => one.request)}::bytea[]) g (caller, key_hash, request_hash)
    order by caller, key_hash
    on conflict (caller, key_hash) do update set request_hash = excluded.request_hash, result = null, created_at = excluded.created_at
    where known.created_at < ${now.subtract({ hours: keptHours })} returning caller, key_hash`)
  const begun = new Set(mine.map((row) => `${row.caller} ${row.key_hash.toString('hex')}`))
  for (const [name, one] of keyed) if (!begun.has(name)) answers[one.i] = await read(tx, one.caller, one.key, one.request).catch((error: Error) => error)
  return answers
}

/** What keys made before, for many callers, in one statement and without beginning anything. Null: new. `alone`: it stands there twice, is old enough to be forgotten, or is still running. */
export async function lookTogether(reader: Reader, operation: string, asked: readonly Keyed[], now: Temporal.Instant): Promise<(OnceResult | Error | 'alone' | null)[]> {
  const answers: (OnceResult | Error | 'alone' | null)[] = asked.map(() => null)
  const keyed = new Map<string, { i: number; caller: string; key: Buffer }>()
  for (const [i, { actor, given }] of asked.entries()) {
    if (given?.key == null) continue
    const { caller, key } = keyOf(actor, given.key)
    const name = `${caller} ${key.toString('hex')}`
    if (keyed.has(name)) answers[i] = 'alone'
    else keyed.set(name, { i, caller, key })
  }
  const all = [...keyed.values()]
  if (all.length === 0) return answers
  const rows = await reader.rows<{ caller: string; key_hash: Buffer; request_hash: Buffer; result: OnceResult | null; old: boolean }>(sql`
    select k.caller, k.key_hash, k.request_hash, k.result, k.created_at < ${now.subtract({ hours: keptHours })} as old
    from (select * from unnest(${all.map((one) => one.caller)}::text[], ${all.map((one) => one.key)}::bytea[]) limit ${all.length}::int) g (caller, key_hash)
    join booking.idempotency k on k.caller = g.caller and k.key_hash = g.key_hash`)
  for (const row of rows) {
    const { i } = keyed.get(`${row.caller} ${row.key_hash.toString('hex')}`)!
    if (row.old || row.result === null) answers[i] = 'alone'
    else answers[i] = row.request_hash.equals(requestHash(operation, asked[i]!.given!)) ? row.result : reused()
  }
  return answers
}

/** Keys that were looked up as new, with what they make, in one statement. One that has come meanwhile breaks the transaction. */
export async function insertTogether(tx: Tx, operation: string, done: readonly (Keyed & { result: OnceResult })[], now: Temporal.Instant): Promise<void> {
  const rows = done.flatMap(({ actor, given, result }) => (given?.key == null ? [] : [{ ...keyOf(actor, given.key), request: requestHash(operation, given), result: JSON.stringify(result) }]))
  if (rows.length === 0) return
  await tx.run(sql`
    insert into booking.idempotency (caller, key_hash, request_hash, result, created_at)
    select caller, key_hash, request_hash, result::jsonb, ${now} from unnest(${rows.map((one) => one.caller)}::text[], ${rows.map((one) => one.key)}::bytea[], ${rows.map((one) => one.request)}::bytea[], ${rows.map((one) => one.result)}::text[]) g (caller, key_hash, request_hash, result)
    order by caller, key_hash`)
}

/** Keeps what many keys made, and drops those whose work was refused, so that the caller may try again with them. */
export async function finishTogether(tx: Tx, done: readonly (Keyed & { result: OnceResult })[], refused: readonly Keyed[]): Promise<void> {
  const keep = done.flatMap(({ actor, given, result }) => (given?.key == null ? [] : [{ ...keyOf(actor, given.key), result: JSON.stringify(result) }]))
  const drop = refused.flatMap(({ actor, given }) => (given?.key == null ? [] : [keyOf(actor, given.key)]))
  if (keep.length > 0) {
    await tx.run(sql`
      update booking.idempotency k set result = g.result::jsonb
      from unnest(${keep.map((one) => one.caller)}::text[], ${keep.map((one) => one.key)}::bytea[], ${keep.map((one) => one.result)}::text[]) g (caller, key_hash, result)
      where k.caller = g.caller and k.key_hash = g.key_hash`)
  }
  if (drop.length > 0) {
    await tx.run(sql`
      delete from booking.idempotency k using unnest(${drop.map((one) => one.caller)}::text[], ${drop.map((one) => one.key)}::bytea[]) g (caller, key_hash)
      where k.caller = g.caller and k.key_hash = g.key_hash and k.result is null`)
  }
}

/** Old keys; and keys of work that a crash left unfinished, after the time in which a sweeper undoes it. */
export async function dropOldKeys(tx: Tx, now: Temporal.Instant, unfinishedSeconds: number): Promise<number> {
  return tx.run(sql`
    delete from booking.idempotency where (caller, key_hash) in (
      select caller, key_hash from booking.idempotency
      where created_at < ${now.subtract({ hours: keptHours })} or (result is null and created_at < ${now.subtract({ seconds: unfinishedSeconds })})
      limit 1000 for update skip locked)`)
}

function keyOf(actor: Actor, key: string): { caller: string; key: Buffer } {
  return { caller: actor.account ?? (actor.system ? 'system' : 'anyone'), key: sha256(key) }
}

const requestHash = (operation: string, given: Once): Buffer => sha256(`${operation}\n${canonical(given.request)}`)
const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer')

/** The same text for the same request, whatever the order of its fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner) ?? 'null'
}
