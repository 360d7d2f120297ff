import { may } from '@holdfast/contract'
import { systemActor, type Actor } from '#http/actor'
import type { BookingView } from '#module/booking'
import { instantText } from '#module/pricing'
import { pictureOnWire, type VenueLayout } from '#module/venues'
import { problem } from '#platform/problem'
import type { VenueId, WaitlistId } from '#platform/id'
import { businessDateAt, nightCount, type PlainDate } from '#platform/time'
import { layoutOf, type Inside } from './inside.ts'
import { aheadOf, settingsOf } from './rules.ts'
import { findLine, inLines, ofVenue, ofVisitor } from './store.ts'
import type { DeskEntryView, Entry, EntryView, SettingsView } from './types.ts'
import { ownEntry, requireStaff } from './who-may.ts'

type Bare = Omit<EntryView, 'venue'>

/** As their guests see them. */
export async function viewEntries(inside: Inside, entries: readonly Entry[]): Promise<EntryView[]> {
  const layouts = await inside.venues.layoutsOf(inside.db, [...new Set(entries.map(({ venue }) => venue))])
  const bare = await bareViews(inside, entries, layouts)
  return entries.map((entry, i) => ({ ...bare[i]!, venue: venueOf(layouts.get(entry.venue)!) }))
}

/** Its guest's own. */
export async function readEntry(inside: Inside, actor: Actor, id: WaitlistId): Promise<EntryView> {
  return (await viewEntries(inside, [await ownEntry(inside.db, actor, id)]))[0]!
}

export async function mine(inside: Inside, actor: Actor, limit: number): Promise<EntryView[]> {
  return viewEntries(inside, await ofVisitor(inside.db, actor.account, actor.opens, limit))
}

/** Staff see the whole line; who it is only those who may see guests. */
export async function deskLine(inside: Inside, actor: Actor, venue: VenueId, asked: { date?: PlainDate | undefined; over: boolean; cursor?: string | undefined; limit: number }): Promise<{ items: DeskEntryView[]; next_cursor: string | null; settings: SettingsView; now: string }> {
  const layout = await layoutOf(inside, inside.db, venue)
  requireStaff(actor, layout, 'seeBoard')
  const now = inside.clock.now()
  if (asked.cursor !== undefined && !/^\d{1,15}$/.test(asked.cursor)) throw problem('invalid-request', { detail: 'This cursor did not come from here.', errors: [{ pointer: '/cursor', detail: 'not a cursor of this list' }] })
  const found = await ofVenue(inside.db, venue, { from: asked.date ?? businessDateAt(now, layout.timeZone, layout.dayEnds), over: asked.over, after: Number(asked.cursor ?? 0), limit: asked.limit + 1 })
  const shown = found.slice(0, asked.limit)
  return {
    items: await deskViews(inside, actor, layout, shown), next_cursor: found.length > asked.limit ? String(shown.at(-1)!.seq) : null,
    settings: settingsOf(await findLine(inside.db, venue), layout.kind), now: instantText(now),
  }
}

export async function deskViews(inside: Inside, actor: Actor, layout: VenueLayout, entries: readonly Entry[]): Promise<DeskEntryView[]> {
  const sees = actor.system || may.seeGuests(actor, { vendor: layout.vendor, venue: layout.id })
  const [bare, people, free] = await Promise.all([
    bareViews(inside, entries, new Map([[layout.id, layout]])), inside.guests.readPeople(inside.db, sees ? [...new Set(entries.map(({ guest }) => guest))] : []), tablesNow(inside, layout, entries),
  ])
  return entries.map((entry, i) => {
    const person = people.get(entry.guest) ?? null
    return { ...bare[i]!, guest: person === null ? null : { id: entry.guest, name: person.name, email: person.email, phone: person.phone }, table_free: entry.state === 'waiting' && free.has(entry.wish.sitting?.party ?? 0) }
  })
}

/** Parties that wait for today and would find a table at this moment. */
async function tablesNow(inside: Inside, layout: VenueLayout, entries: readonly Entry[]): Promise<Set<number>> {
  const now = inside.clock.now()
  const today = businessDateAt(now, layout.timeZone, layout.dayEnds)
  const parties = new Set(entries.flatMap((entry) => (entry.state === 'waiting' && entry.wish.sitting !== undefined && entry.firstDay === today ? [entry.wish.sitting.party] : [])))
  const free = new Set<number>()
  for (const party of parties) {
    // Outside the hours there is no table to be had, which is no failure of the list.
    const tables = await inside.availability.freeTables(inside.db, layout.id, now, null, party).catch(() => [])
    if (tables.length > 0) free.add(party)
  }
  return free
}

async function bareViews(inside: Inside, entries: readonly Entry[], layouts: ReadonlyMap<VenueId, VenueLayout>): Promise<Bare[]> {
  const offers = entries.flatMap((entry) => (entry.state === 'offered' ? [entry.booking!] : []))
  const [bookings, lines] = await Promise.all([
    offers.length === 0 ? [] : inside.booking.find(inside.db, offers).then((found) => inside.booking.view(systemActor, found)),
    inLines(inside.db, [...new Set(entries.filter((entry) => entry.endedAt === null).map(({ venue }) => venue))]),
  ])
  const byId = new Map(bookings.map((booking) => [booking.id, booking]))
  const byVenue = Map.groupBy(lines, ({ venue }) => venue)
  return entries.map((entry) => bareOf(entry, layouts.get(entry.venue)!, byId.get(entry.booking!), byVenue.get(entry.venue) ?? [], inside.clock.now()))
}

function bareOf(entry: Entry, layout: VenueLayout, booking: BookingView | undefined, line: readonly Entry[], now: Temporal.Instant): Bare {
  const { stay, sitting } = entry.wish
  // An offer is over at its time, whether or not the round has come by yet.
  const lapsed = entry.state === 'offered' && Temporal.Instant.compare(entry.offerExpiresAt!, now) <= 0 && booking?.status !== 'confirmed'
  const text = (at: Temporal.Instant | null) => (at === null ? null : instantText(at))
  return {
    id: entry.id, state: lapsed ? 'lapsed' : entry.state, version: entry.version, channel: entry.channel,
    stay: stay === undefined ? null : { room_type: stay.roomType, room_type_name: layout.roomTypes.find(({ id }) => id === stay.roomType)?.name ?? stay.roomTypeName, arrival: stay.arrival, departure: stay.departure, nights: nightCount(stay), guests: stay.guests, rooms: stay.rooms },
    sitting: sitting === undefined ? null : { at: sitting.at, party: sitting.party, tolerance_minutes: sitting.toleranceMinutes, area: sitting.area },
    ahead: lapsed ? null : aheadOf(entry, line), joined_at: instantText(entry.joinedAt), quoted_minutes: entry.quotedMinutes, called_at: text(entry.calledAt),
    offer: entry.state !== 'offered' || lapsed || booking === undefined ? null : {
      booking: booking.id, at: booking.sitting?.at ?? null, offered_at: instantText(entry.offeredAt!), expires_at: instantText(entry.offerExpiresAt!), price: booking.price,
      payment_url: booking.payments.find((payment) => payment.url !== null)?.url ?? null,
    },
    booking: entry.state === 'accepted' || entry.state === 'seated' ? entry.booking : null, ended_at: text(entry.endedAt), end_reason: entry.endReason,
  }
}

function venueOf(layout: VenueLayout): EntryView['venue'] {
  const picture = layout.pictures.find((one) => one.kind === 'facade') ?? layout.pictures[0]
  return { id: layout.id, slug: layout.slug, name: layout.name, kind: layout.kind, city: layout.city, country: layout.country, address: layout.address, time_zone: layout.timeZone, phone: layout.phone, location: layout.location, picture: picture === undefined ? null : pictureOnWire(picture) }
}
