import { createHash } from 'node:crypto'
import type { BodyOf } from '@holdfast/contract/kit'
import type { deskJoinWaitlist, joinWaitlist } from '@holdfast/contract/waitlist'
import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import { newId, routeOf, type AreaId, type VenueId, type WaitlistId } from '#platform/id'
import { emit } from '#platform/outbox'
import { isProblem, problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import { businessDateAt, type PlainDate } from '#platform/time'
import { layoutOf, type Inside } from './inside.ts'
import { isWaitable, mostInLine, mostOfPerson, settingsOf, wallInstant, windowOf, wishText } from './rules.ts'
import { slotFor, slotsAround } from './slots.ts'
import { countInLine, insertEntry, lockLine, nextPlace, sameRequest, sameWish, setDue } from './store.ts'
import { entryEvent } from './tell.ts'
import type { Entry, EntryChannel, SittingWish, Wish } from './types.ts'
import { requireStaff } from './who-may.ts'

type GuestBody = BodyOf<typeof joinWaitlist>
type DeskBody = BodyOf<typeof deskJoinWaitlist>
interface Asked { wish: Wish; guest: GuestBody['guest']; channel: EntryChannel; quotedMinutes: number | null }
export interface Joined { entry: Entry; token: string | null }

/** Anybody may wait for what is sold out at a published venue. What is free now, or will never be sold so, is refused. */
export async function joinLine(inside: Inside, actor: Actor, venue: VenueId, body: GuestBody, key: string | null): Promise<Joined> {
  const layout = await inside.venues.published(inside.db, venue)
  const request = requestOf(actor, venue, body, key)
  const before = request === null ? undefined : await sameRequest(inside.db, request.key)
  if (before !== undefined) return again(inside, before, request!)
  const wish = wishOf(layout, body)
  await refuseUnlessSoldOut(inside, layout, wish)
  return put(inside, actor, layout, { wish, guest: body.guest, channel: actor.channel === 'api' ? 'api' : 'site', quotedMinutes: null }, request)
}

/** Staff put in line whoever stands there or calls; without a time a party waits for a table now. */
export async function deskJoin(inside: Inside, actor: Actor, venue: VenueId, body: DeskBody, key: string | null): Promise<Entry> {
  const layout = await layoutOf(inside, inside.db, venue)
  requireStaff(actor, layout, 'bookAtDesk')
  const request = requestOf(actor, venue, body, key)
  const before = request === null ? undefined : await sameRequest(inside.db, request.key)
  if (before !== undefined) return again(inside, before, request!).entry
  const here = inside.clock.now().toZonedDateTimeISO(layout.timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })
  const sitting = body.sitting === undefined ? undefined : { ...body.sitting, at: body.sitting.at ?? here }
  const wish = wishOf(layout, { stay: body.stay, sitting })
  return (await put(inside, { ...actor, account: null }, layout, { wish, guest: body.guest, channel: body.channel, quotedMinutes: body.quoted_minutes ?? null }, request, actor)).entry
}

function wishOf(layout: VenueLayout, body: Pick<GuestBody, 'stay' | 'sitting'>): Wish {
  const wrong = (pointer: string, detail: string) => problem('invalid-request', { detail: `${pointer}: ${detail}. Nothing was put in line.`, errors: [{ pointer, detail }] })
  if (body.stay !== undefined) {
    const { room_type: id, ...stay } = body.stay
    if (layout.kind !== 'hotel') throw wrong('/stay', 'this venue has tables, not rooms')
    const type = layout.roomTypes.find((one) => one.id === id)
    if (type === undefined) throw wrong('/stay/room_type', 'is no room type of this venue')
    if (stay.departure <= stay.arrival) throw wrong('/stay/departure', 'must be after the arrival')
    return { stay: { ...stay, roomType: type.id, roomTypeName: type.name, arrival: stay.arrival as PlainDate, departure: stay.departure as PlainDate } }
  }
  const { at, party, tolerance_minutes: toleranceMinutes, area } = body.sitting!
  if (layout.kind !== 'restaurant') throw wrong('/sitting', 'this venue has rooms, not tables')
  if (area !== undefined && !layout.areas.some(({ id }) => id === area)) throw wrong('/sitting/area', 'is no area of this venue')
  return { sitting: { at, party, toleranceMinutes, area: (area ?? null) as AreaId | null } }
}

async function refuseUnlessSoldOut(inside: Inside, layout: VenueLayout, wish: Wish): Promise<void> {
  if (wish.sitting !== undefined) return refuseFreeTable(inside, layout, wish.sitting)
  try {
    await inside.quoting.priceOf(inside.db, layout.id, { stay: wish.stay })
  } catch (error) {
    if (isProblem(error, 'not-available') && isWaitable(error.reasons)) return
    throw error
  }
  const { roomType, arrival, departure } = wish.stay
  throw problem('still-free', { detail: 'The room is free for these dates. Book it; nothing was put in line.', alternatives: [{ kind: 'room_type', label: wish.stay.roomTypeName, venue: layout.id, room_type: roomType, arrival, departure }] })
}

async function refuseFreeTable(inside: Inside, layout: VenueLayout, wish: SittingWish): Promise<void> {
  const now = inside.clock.now()
  if (Temporal.Instant.compare(wallInstant(layout.timeZone, wish.at), now) < 0) throw problem('invalid-request', { detail: 'That time is in the past. Nothing was put in line.', errors: [{ pointer: '/sitting/at', detail: 'is in the past' }] })
  const found = await slotsAround(inside, inside.db, layout, wish, 'site')
  const free = slotFor(found, layout, wish, 'site', now)
  if (free !== undefined) throw problem('still-free', { detail: 'A table is free at that time or near it. Book it; nothing was put in line.', alternatives: [{ kind: 'slot', label: free.at.replace('T', ' '), venue: layout.id, at: free.at }] })
  if (found.some((slot) => isWaitable(slot.reasons))) return
  const reasons = found[0]?.reasons ?? [{ code: 'outside_service' as const, detail: 'No party is seated at that time', slots: [wish.at] }]
  throw problem('not-available', { detail: `${reasons[0]!.detail}. Waiting would not help; nothing was put in line.`, reasons })
}

async function put(inside: Inside, actor: Actor, layout: VenueLayout, asked: Asked, request: Request | null, by: Actor = actor): Promise<Joined> {
  const joined = await inside.db.transaction(async (tx): Promise<Joined> => {
    const now = inside.clock.now()
    const line = await lockLine(tx, layout.id)
    const before = request === null ? undefined : await sameRequest(tx, request.key)
    if (before !== undefined) return again(inside, before, request!)
    const guest = await inside.guests.findOrCreateGuest(tx, layout.vendor, { ...asked.guest, account: actor.account })
    const wishKey = createHash('sha256').update(wishText(asked.wish)).digest('base64url')
    const same = await sameWish(tx, layout.id, guest, wishKey)
    if (same !== undefined) return { entry: same, token: mayOpen(actor, same) ? inside.accessTokens.of(same.id) : null }
    const personKey = personOf(inside, layout, asked.guest)
    await refuseTooMany(tx, layout, settingsOf(line, layout.kind).open || asked.channel !== 'site', personKey, asked.channel)
    const window = windowOf(layout, asked.wish)
    if (Temporal.Instant.compare(window.passesAt, now) <= 0) throw problem('invalid-request', { detail: 'That is in the past. Nothing was put in line.', errors: [{ pointer: asked.wish.stay === undefined ? '/sitting/at' : '/stay/arrival', detail: 'is in the past' }] })
    const entry: Entry = {
      id: newId('wl', now.epochMilliseconds, routeOf(layout.id)) as WaitlistId, venue: layout.id, vendor: layout.vendor, seq: await nextPlace(tx, layout.id), state: 'waiting', version: 1, channel: asked.channel, wish: asked.wish, ...window,
      guest, account: actor.account, personKey, wishKey, quotedMinutes: asked.quotedMinutes, calledAt: null, booking: null, offeredAt: null, offerExpiresAt: null, takenAt: null, joinedAt: now, endedAt: null, endReason: null,
    }
    await insertEntry(tx, entry, request)
    // Something may have freed up between the refusal and this place in line.
    await setDue(tx, layout.id, now)
    await emit(tx, entryEvent('waitlist.joined', entry, { actor: by, at: now }))
    tx.afterCommit(() => inside.wake())
    return { entry, token: inside.accessTokens.of(entry.id) }
  })
  return joined
}

async function refuseTooMany(tx: Tx, layout: VenueLayout, open: boolean, personKey: string | null, channel: EntryChannel): Promise<void> {
  if (!open) throw problem('waitlist-closed', { detail: `${layout.name} takes nobody on its waitlist now. Nothing was put in line.` })
  const { all, own } = await countInLine(tx, layout.id, personKey)
  if (all >= mostInLine) throw problem('waitlist-closed', { detail: `The waitlist of ${layout.name} is full. Nothing was put in line.`, facts: { limit: mostInLine } })
  if (own >= mostOfPerson && channel !== 'walk_in') throw problem('waitlist-closed', { detail: `You wait for ${own} things here already, which is as many as one may. Leave another first; nothing was put in line.`, facts: { limit: mostOfPerson } })
}

/** By e-mail, else by phone; who gives neither stands at the desk. */
function personOf(inside: Inside, layout: VenueLayout, guest: Asked['guest']): string | null {
  if (guest.email !== undefined) return inside.guests.hashEmail(`${layout.vendor} ${guest.email}`)
  return guest.phone === undefined ? null : inside.guests.hashEmail(`${layout.vendor} tel ${guest.phone.replaceAll(/\D/g, '').slice(-9)}`)
}

/** Who was in line before with the same wish is shown it again only when they are known: a name and an e-mail are no secret. */
function mayOpen(actor: Actor, entry: Entry): boolean {
  return (actor.account !== null && actor.account === entry.account) || actor.opens.includes(entry.id)
}

// ---- the same request again -------------------------------------------------------------------------------------

interface Request { key: string; hash: string }
function requestOf(actor: Actor, venue: VenueId, body: unknown, key: string | null): Request | null {
  if (key === null) return null
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
  return { key: digest(`${actor.account ?? 'anybody'}\n${venue}\n${key}`), hash: digest(JSON.stringify(body)) }
}

function again(inside: Inside, before: Entry & { requestHash: string }, request: Request): Joined {
  if (before.requestHash !== request.hash) throw problem('key-reused', { detail: 'This key asked for another place in line before. Use a new key.' })
  return { entry: before, token: inside.accessTokens.of(before.id) }
}

/** Today at the venue, for lists. */
export const todayAt = (layout: VenueLayout, now: Temporal.Instant): PlainDate => businessDateAt(now, layout.timeZone, layout.dayEnds)
