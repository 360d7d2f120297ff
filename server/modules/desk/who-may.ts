import { may } from '@holdfast/contract/permissions'
import type { Actor } from '#http/actor'
import { problem } from '#platform/problem'

/** Staff of the venue; everybody else learns nothing, not even that the venue is there. */
export function requireBoard(actor: Actor, at: { vendor: string; venue: string }): void {
  if (!actor.system && !may.seeBoard(actor, at)) throw problem('not-found', { detail: 'There is no such venue, or you do not work there.' })
}
