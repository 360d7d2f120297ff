import type { ResponseOf } from '@holdfast/contract/kit'
import type { getBlock, listBlocks } from '@holdfast/contract/groups'
import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import { instantText } from '#module/pricing'
import type { PoolStand } from '#module/availability'
import { money, toWire, type Currency } from '#platform/money'
import type { Reader } from '#platform/sql'
import type { GroupsDeps } from './deps.ts'
import * as store from './store.ts'
import type { Block, BlockNight } from './types.ts'
import { maySeeGuests } from './who-may.ts'

export type BlockView = ResponseOf<typeof listBlocks>['items'][number]
export type BlockDetail = ResponseOf<typeof getBlock>

/** Blocks as the API shows them: what was contracted, picked up and is left; the contact only to those who may see guests. */
export async function viewBlocks(deps: GroupsDeps, reader: Reader, actor: Actor, layout: VenueLayout, blocks: readonly Block[]): Promise<BlockDetail[]> {
  const nights = await store.readNightsOf(reader, layout.id, blocks.map((block) => block.id))
  const people = maySeeGuests(actor, layout) ? await deps.guests.readPeople(reader, blocks.flatMap((block) => (block.contact === null ? [] : [block.contact]))) : new Map()
  const views: BlockDetail[] = []
  for (const block of blocks) {
    const stands = await deps.availability.poolNights(reader, layout.id, block.pool)
    views.push(viewBlock(layout, block, nights.get(block.id) ?? [], stands, block.contact === null ? null : people.get(block.contact) ?? null))
  }
  return views
}

function viewBlock(layout: VenueLayout, block: Block, nights: readonly BlockNight[], stands: readonly PoolStand[], contact: { name: string; email: string | null; phone: string | null } | null): BlockDetail {
  const standOf = new Map(stands.map((one) => [`${one.roomType}/${one.night}`, one]))
  const grid = nights.map((one) => {
    const stand = standOf.get(`${one.roomType}/${one.night}`)
    return {
      night: one.night, room_type: one.roomType, room_type_name: layout.roomTypes.find((type) => type.id === one.roomType)?.name ?? '', contracted: one.contracted, picked_up: stand?.sold ?? 0, left: stand?.free ?? 0, released: stand?.released ?? false,
      rate: one.rate === null ? null : toWire(money(one.rate, block.currency as Currency)),
    }
  })
  const sum = (of: (one: (typeof grid)[number]) => number) => grid.reduce((total, one) => total + of(one), 0)
  return {
    id: block.id, kind: block.kind, name: block.name, code: block.code, status: block.status, version: block.version, guaranteed: block.guaranteed, partner: block.partner, arrival: block.firstNight, departure: block.endDay,
    cut_off: block.cutOff, release_hours: block.releaseHours, next_release: block.nextReleaseAt === null ? null : instantText(block.nextReleaseAt), released_at: block.releasedAt === null ? null : instantText(block.releasedAt), rate_plan: block.ratePlan,
    contracted: sum((one) => one.contracted), picked_up: sum((one) => one.picked_up), left: sum((one) => one.left),
    contact: contact === null || block.contact === null ? null : { id: block.contact, name: contact.name, email: contact.email, phone: contact.phone }, nights: grid,
  }
}

/** For lists: the nights are told one by one only where they are asked for. */
export function withoutNights(detail: BlockDetail): BlockView {
  const view: Partial<BlockDetail> & BlockView = { ...detail }
  delete view.nights
  return view
}
