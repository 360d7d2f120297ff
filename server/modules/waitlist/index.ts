import type { Reason, ResponseOf } from '@holdfast/contract/kit'
import type { acceptWaitlistOffer } from '@holdfast/contract/waitlist'
import type { Actor } from '#http/actor'
import type { Route } from '#http/route'
import type { VenueId, WaitlistId } from '#platform/id'
import type { Reader } from '#platform/sql'
import { repeating, type Worker } from '#platform/worker'
import type { Consumption, EventLog } from '#ports/event-log'
import { problem } from '#platform/problem'
import { acceptOffer, declineOffer, leaveLine } from './answer-offer.ts'
import { hearEvents, heardTypes } from './hear-events.ts'
import type { Inside, WaitlistDeps } from './inside.ts'
import { deskJoin, joinLine } from './join-waitlist.ts'
import { makeOffers } from './make-offers.ts'
import { moveEntry } from './move-entry.ts'
import { waitlistRoutes } from './routes.ts'
import { isWaitable } from './rules.ts'
import { openIsOpen, putSettings } from './settings.ts'
import { findEntries, findEntry, ofVisitor } from './store.ts'
import type { Entry, EntryView, SettingsView } from './types.ts'
import { deskLine, deskViews, mine, readEntry, viewEntries } from './view-entries.ts'

export type { Entry, EntryState, EntryView, Wish } from './types.ts'
export type { WaitlistDeps } from './inside.ts'

export type Waitlist = ReturnType<typeof openWaitlist>

/** Who waits for what is sold out, and the offers that they get when something frees up. Doc comments stand at each use case. */
export function openWaitlist(deps: WaitlistDeps & { eventLog: EventLog; secureCookies: boolean }) {
  const inside: Inside = { ...deps, wake: () => worker.wake() }
  const worker = repeating('waitlist', 5_000, deps.log, () => makeOffers(inside))
  const { isOpen, forget } = openIsOpen(inside)
  let consumption: Consumption | undefined
  const door = {
    join: (actor: Actor, venue: VenueId, body: Parameters<typeof joinLine>[3], key: string | null) => joinLine(inside, actor, venue, body, key),
    deskJoin: (actor: Actor, venue: VenueId, body: Parameters<typeof deskJoin>[3], key: string | null) => deskJoin(inside, actor, venue, body, key),
    read: (actor: Actor, entry: WaitlistId) => readEntry(inside, actor, entry),
    mine: (actor: Actor, limit: number) => mine(inside, actor, limit),
    /** By the token of a letter's link. */
    async open(token: string): Promise<WaitlistId> {
      const id = deps.accessTokens.idOf(token)
      const entry = id === null ? undefined : await findEntry(deps.db, id as WaitlistId)
      if (entry === undefined) throw problem('not-found', { detail: 'This link opens no place in line. Look at the letter again.' })
      return entry.id
    },
    async accept(actor: Actor, entry: WaitlistId): Promise<ResponseOf<typeof acceptWaitlistOffer>> {
      const made = await acceptOffer(inside, actor, entry)
      const url = made.payment === null ? null : await deps.payments.openPage(made.payment) ?? `${deps.publicUrl}/booking/${made.booking}`
      const [view] = await viewEntries(inside, [made.entry])
      return { entry: view!, booking: made.booking, payment: url === null ? null : { id: made.payment!, url }, access_token: deps.booking.accessToken(made.booking) }
    },
    decline: async (actor: Actor, entry: WaitlistId) => (await viewEntries(inside, [await declineOffer(inside, actor, entry)]))[0]!,
    leave: async (actor: Actor, entry: WaitlistId) => (await viewEntries(inside, [await leaveLine(inside, actor, entry)]))[0]!,
    line: (actor: Actor, venue: VenueId, asked: Parameters<typeof deskLine>[3]) => deskLine(inside, actor, venue, asked),
    move: (actor: Actor, venue: VenueId, entry: WaitlistId, input: Parameters<typeof moveEntry>[4]) => moveEntry(inside, actor, venue, entry, input),
    async putSettings(actor: Actor, venue: VenueId, settings: SettingsView): Promise<SettingsView> {
      const done = await putSettings(inside, actor, venue, settings)
      forget(venue)
      return done
    },
    view: (entries: readonly Entry[]): Promise<EntryView[]> => viewEntries(inside, entries),
    async deskView(actor: Actor, entry: Entry) { return (await deskViews(inside, actor, (await deps.venues.findLayout(deps.db, entry.venue))!, [entry]))[0]! },

    // For other modules, which have asked already who may.
    /** Where to wait for what was refused for these reasons; null where the line is closed or waiting would not help. */
    async factFor(venue: VenueId, reasons: readonly Pick<Reason, 'code'>[]): Promise<{ venue: VenueId; join: string } | null> {
      return isWaitable(reasons) && await isOpen(venue) ? { venue, join: `/v1/venues/${venue}/waitlist` } : null
    },
    find: (reader: Reader, entries: readonly WaitlistId[]): Promise<Entry[]> => findEntries(reader, entries),
    /** Places in line of this visitor, by account or access cookie. */
    ofVisitor: async (reader: Reader, actor: Actor, limit: number): Promise<WaitlistId[]> => (await ofVisitor(reader, actor.account, actor.opens, limit)).map(({ id }) => id),
    /** The token that opens the place in line, for the link in a letter. */
    accessToken: (id: WaitlistId): string => deps.accessTokens.of(id),

    // Work that goes on behind.
    /** One round of what the worker does, for tests. */
    async offer(): Promise<void> { while (await makeOffers(inside)) { /* until no line is due */ } },
    hear: (tx: Parameters<typeof hearEvents>[1], events: Parameters<typeof hearEvents>[2]) => hearEvents(inside, tx, events),
    heardTypes: heardTypes as readonly string[],
    routes: [] as Route[],
    workers: [worker, {
      name: 'waitlist-log',
      async start() { consumption ??= deps.eventLog.consume({ name: 'waitlist', types: heardTypes, handler: (tx, events) => hearEvents(inside, tx, events) }) },
      async stop() { await consumption?.stop() },
    }] as Worker[],
  }
  door.routes = waitlistRoutes(door, { secureCookies: deps.secureCookies })
  return door
}
