import { createHash } from 'node:crypto'
import { actorRef, type Actor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { beginOnce, finishOnce } from './store.ts'
import type { Once } from './types.ts'

/** Runs `work` once for a caller's key at a venue; it answers the id of what it made or worked on. The same key and request again answers that id. */
export async function once<Made extends string>(tx: Tx, actor: Actor, venue: VenueId, operation: string, given: Once | undefined, now: Temporal.Instant, work: () => Promise<Made>): Promise<Made> {
  if (given?.key == null) return work()
  const row = { venue, caller: actorRef(actor), key: hash(given.key) }
  const begun = await beginOnce(tx, { ...row, request: hash(`${operation}\n${canonical(given.request)}`), now })
  if (!begun.isNew) {
    if (!begun.same) throw problem('key-reused', { detail: 'This Idempotency-Key came with another request before. Nothing was changed: take a new key for a new request.' })
    if (begun.made === null) throw problem('key-in-progress', { detail: 'The first request with this key is still running. Ask again in a moment.', retryAfterSeconds: 1 })
    return begun.made as Made
  }
  const made = await work()
  await finishOnce(tx, row, made)
  return made
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
/** The same for the same request, in whatever order its fields came. */
const canonical = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => (one !== null && typeof one === 'object' && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1))) : one)) ?? ''
