import type { FastifyRequest } from 'fastify'
import type { Membership } from '@holdfast/contract'
import type { AccountId, Id } from '#platform/id'

/** Through which door a sale or a change came. */
export type Channel = 'site' | 'desk' | 'phone' | 'walk_in' | 'api' | 'partner' | 'import'

/** Who asks. Every use case takes one and says in its first line whether this one may. */
export interface Actor {
  account: AccountId | null
  memberships: readonly Membership[]
  /** The session that the request came with, so that it can be ended. */
  session: string | null
  channel: Channel
  /** Bookings, trips and places in line that the tokens in the visitor's cookie open, made without an account. */
  opens: readonly Id<string>[]
  /** The product itself: sweepers, webhooks, the demo world. */
  system: boolean
}

export const anonymous: Actor = { account: null, memberships: [], session: null, channel: 'site', opens: [], system: false }
export const systemActor: Actor = { ...anonymous, system: true }

/** How an actor is named in events and the audit log: never by name. */
export function actorRef(actor: Actor): string {
  if (actor.system) return 'system'
  return actor.account ?? 'guest'
}

export type Authenticate = (request: FastifyRequest) => Promise<Actor>

export const accessCookie = 'hf_access'

/** At most 20 tokens in the cookie: the newest stay. */
export function readAccessTokens(cookie: string | undefined): string[] {
  return (cookie ?? '').split('.').filter((token) => /^[A-Za-z0-9_-]{20,64}$/.test(token)).slice(-20)
}
