import type { Actor } from '#http/actor'
import type { NewEvent } from '#platform/outbox'
import type { Block } from './types.ts'

type What = 'created' | 'changed' | 'confirmed' | 'cancelled' | 'released'

/** What became of a block or an allotment: ids, days and counts. */
export function blockEvent(what: What, block: Block, said: { actor: Actor; at: Temporal.Instant; reason?: string | null; facts?: NewEvent['facts'] }): NewEvent {
  return {
    venue: block.venue, type: `${block.kind}.${what}`, subject: block.id, actor: said.actor, channel: said.actor.system ? null : said.actor.channel, reason: said.reason ?? null, at: said.at,
    facts: { status: block.status, pool: block.pool, first_night: block.firstNight, end_day: block.endDay, ...(block.cutOff === null ? {} : { cut_off: block.cutOff }), ...said.facts },
  }
}
