import { may } from '@holdfast/contract/permissions'
import type { Actor } from '#http/actor'
import { problem } from '#platform/problem'

export type Permission = 'postCharges' | 'correctCharges' | 'takePayments' | 'closeNight' | 'manageAccounts' | 'seeBooks'

/** Staff of the venue, for a named permission: outsiders learn nothing, colleagues without the right are told so. */
export function requireStaff(actor: Actor, at: { vendor: string; id: string }, permission: Permission): void {
  const place = { vendor: at.vendor, venue: at.id }
  if (actor.system || may[permission](actor, place)) return
  if (may.seeBoard(actor, place)) throw problem('not-allowed', { detail: 'Your role at this venue does not include this. Ask a manager. Nothing was changed.' })
  throw problem('not-found', { detail: 'There is no such venue, or you do not work there.' })
}
