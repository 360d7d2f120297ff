import { createHash } from 'node:crypto'
import type { Actor } from '#http/actor'
import { newId, seededId, type AccountId, type VendorId } from '#platform/id'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { within, type Context } from './change-venue.ts'
import { insertVendor } from './store.ts'

export interface NewVendor { name: string; /** Only the system signs a business up for somebody else. */ owner?: AccountId }

export const requestHash = (request: unknown): string => createHash('sha256').update(JSON.stringify(request)).digest('base64url')

/** Signs a business up; the caller becomes its owner. The same idempotency key answers the same vendor. */
export async function createVendor(context: Context, actor: Actor, input: NewVendor, options: { idempotencyKey?: string | null; tx?: Tx } = {}): Promise<{ id: VendorId; name: string }> {
  const owner = actor.system ? input.owner ?? null : actor.account
  if (owner === null && !actor.system) throw problem('not-signed-in', { detail: 'Sign in first: whoever signs a business up becomes its owner.' })
  return within(context, options.tx, async (tx) => {
    const now = context.clock.now()
    const key = options.idempotencyKey ?? null
    const hash = key === null ? null : requestHash(input)
    const id: VendorId = key === null ? newId('vnd', now.epochMilliseconds) : seededId('vnd', `${owner}:${key}`)
    const row = await insertVendor(tx, { id, name: input.name, createdAt: now, requestHash: hash })
    if (!row.created) {
      if (row.requestHash !== hash) throw problem('key-reused', { detail: 'This key signed another business up. Use a new key.' })
      return { id, name: row.name }
    }
    if (owner !== null) await context.identity.grantRole(tx, owner, { vendor: id, venue: null, role: 'owner' })
    await emit(tx, { venue: null, type: 'vendor.created', subject: id, actor, channel: actor.channel, at: now })
    return { id, name: input.name }
  })
}
