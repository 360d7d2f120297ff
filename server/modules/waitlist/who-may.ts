import { may } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import type { WaitlistId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Reader } from '#platform/sql'
import { findEntry } from './store.ts'
import type { Entry } from './types.ts'

/** The place in line of this visitor, by account or by a token; whoever has no part in it is told that there is none. */
export async function ownEntry(reader: Reader, actor: Actor, id: WaitlistId): Promise<Entry> {
  const entry = await findEntry(reader, id)
  const own = entry !== undefined && (actor.system || (actor.account !== null && actor.account === entry.account) || actor.opens.includes(entry.id))
  if (!own) throw problem('not-found', { detail: 'There is no such place in line, or it is not yours to see.' })
  return entry
}

/** Staff of the venue, for a named permission: outsiders learn nothing, colleagues without the right are told so. */
export function requireStaff(actor: Actor, layout: Pick<VenueLayout, 'id' | 'vendor'>, permission: 'seeBoard' | 'bookAtDesk' | 'setUpVenue'): void {
  const at = { vendor: layout.vendor, venue: layout.id }
  if (actor.system || may[permission](actor, at)) return
  if (may.seeBoard(actor, at)) throw problem('not-allowed', { detail: 'Your role at this venue does not include this. Ask a manager.' })
  throw problem('not-found', { detail: 'There is no such venue, or you do not work there.' })
}
