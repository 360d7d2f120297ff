import { may } from '@holdfast/contract/permissions'
import type { Actor } from '#http/actor'
import { problem } from '#platform/problem'

type Permission = 'seeBoard' | 'manageGroups' | 'overrideAvailability'

/** Staff of the venue, for a named permission: outsiders learn nothing, colleagues without the right are told so. */
export function requireStaff(actor: Actor, at: { id: string; vendor: string }, permission: Permission): void {
  const where = { vendor: at.vendor, venue: at.id }
  if (actor.system || may[permission](actor, where)) return
  if (may.seeBoard(actor, where)) throw problem('not-allowed', { detail: 'Your role at this venue does not include this. Ask a manager.' })
  throw problem('not-found', { detail: 'There is no such venue, or you do not work there.' })
}
export const maySeeGuests = (actor: Actor, at: { id: string; vendor: string }): boolean => actor.system || may.seeGuests(actor, { vendor: at.vendor, venue: at.id })
