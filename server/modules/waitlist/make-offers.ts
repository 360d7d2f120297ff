import type { Reason } from '@holdfast/contract/kit'
import { systemActor } from '#http/actor'
import type { Booking, OfferAsked } from '#module/booking'
import type { Slot } from '#module/availability'
import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import type { Tx } from '#platform/sql'
import { ended, offered, write, type Changed } from './change-entry.ts'
import type { Inside } from './inside.ts'
import { compete, leastFree, minutesToAnswer, settingsOf, slowRoundSeconds, wallInstant } from './rules.ts'
import { slotFor, slotsAround } from './slots.ts'
import { dueLines, findLine, inLine, lockDueLine, setDue } from './store.ts'
import type { Entry, Line } from './types.ts'
import { instantAt } from '#platform/time'

const linesAtOnce = 20

/** One round: every line that is due is looked through by one process. True when there may be more. */
export async function makeOffers(inside: Inside): Promise<boolean> {
  const due = await dueLines(inside.db, inside.clock.now(), linesAtOnce)
  for (const venue of due) {
    try {
      await inside.db.transaction((tx) => lookThrough(inside, tx, venue))
    } catch (error) {
      // One line that fails does not hold up the others; it is looked through again a minute later.
      inside.log.error({ err: error, venue }, 'a waitlist could not be looked through')
      await inside.db.transaction((tx) => setDue(tx, venue, inside.clock.now().add({ seconds: slowRoundSeconds })))
    }
  }
  return due.length === linesAtOnce
}

/**
 * Under the line's lock: what is over ends, and what is free is held for the first in line whom it fits. Holds, places
 * in line and events are one transaction: after a crash the line is still due, and nobody was told of anything.
 */
async function lookThrough(inside: Inside, tx: Tx, venue: VenueId): Promise<void> {
  const now = inside.clock.now()
  const line = await lockDueLine(tx, venue, now)
  const layout = line === undefined ? undefined : await inside.venues.findLayout(tx, venue)
  if (line === undefined || layout === undefined) return
  const entries = await inLine(tx, venue)
  const over = entries.flatMap((entry) => overNow(entry, now))
  const waiting = entries.filter((entry) => entry.state === 'waiting' && !over.some((one) => one.entry.id === entry.id))
  const look: Look = { inside, tx, layout, line, now }
  const made = layout.status !== 'published' || waiting.length === 0 ? [] : layout.kind === 'hotel' ? await offerRooms(look, waiting) : await offerTables(look, waiting)
  await write(tx, [...over, ...made])
  await setDue(tx, venue, nextLook(entries, [...over, ...made], now))
}

/** An offer that was not answered, or a day that has passed. */
function overNow(entry: Entry, now: Temporal.Instant): Changed[] {
  const said = { actor: systemActor, at: now }
  if (entry.state === 'offered') return Temporal.Instant.compare(entry.offerExpiresAt!, now) <= 0 ? [ended(entry, 'lapsed', { ...said, reason: 'no_answer' })] : []
  return Temporal.Instant.compare(entry.passesAt, now) <= 0 ? [ended(entry, 'passed', said)] : []
}

/** At the slow round while somebody waits; sooner when an offer runs out. */
function nextLook(before: readonly Entry[], changes: readonly Changed[], now: Temporal.Instant): Temporal.Instant | null {
  const after = new Map([...before, ...changes.map(({ entry }) => entry)].map((entry) => [entry.id, entry]))
  const times = [...after.values()].flatMap((entry) => (entry.state === 'offered' ? [entry.offerExpiresAt!] : entry.state === 'waiting' ? [now.add({ seconds: slowRoundSeconds })] : []))
  return times.length === 0 ? null : times.reduce((a, b) => (Temporal.Instant.compare(a, b) < 0 ? a : b))
}

export interface Look { inside: Inside; tx: Tx; layout: VenueLayout; line: Line | undefined; now: Temporal.Instant }

// ---- rooms ------------------------------------------------------------------------------------------------------

/** All who may compete for what is free ask at once, in their order: one lock of the calendar decides for all of them. */
async function offerRooms(look: Look, waiting: readonly Entry[]): Promise<Changed[]> {
  const from = waiting.map(({ firstDay }) => firstDay).reduce((a, b) => (a < b ? a : b))
  const to = waiting.map(({ endDay }) => endDay).reduce((a, b) => (a > b ? a : b))
  const free = await look.inside.availability.freeNights(look.tx, look.layout.id, from, to)
  const fits = waiting.filter(({ wish }) => leastFree(free.get(wish.stay!.roomType) ?? [], from, wish.stay!) >= wish.stay!.rooms)
  const asking = waiting.filter((entry) => fits.some((fit) => fit.seq >= entry.seq && compete(entry, fit)))
  return hold(look, asking.map((entry) => ({ entry, asked: stayAsked(look, entry) })))
}

function stayAsked(look: Look, entry: Entry): OfferAsked {
  const { roomType, arrival, departure, guests, rooms } = entry.wish.stay!
  const startsAt = instantAt(arrival, look.layout.checkInFrom, look.layout.timeZone)
  return { ...forGuest(look, entry, startsAt), stay: { roomType, ratePlan: null, arrival, departure, guests, rooms } }
}

// ---- tables -----------------------------------------------------------------------------------------------------

/** Day by day: each in their order gets the time nearest to the wished one that is free once those before were served. */
async function offerTables(look: Look, waiting: readonly Entry[]): Promise<Changed[]> {
  const made: Changed[] = []
  for (const [, ofDay] of [...Map.groupBy(waiting, ({ firstDay }) => firstDay)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // A look without a lock first: most rounds find nothing.
    const seen = await timesOf(look, ofDay)
    const last = ofDay.findLastIndex((entry) => seen.get(entry.id) !== undefined)
    if (last >= 0) made.push(...await offerTablesOfDay(look, ofDay.slice(0, last + 1), seen))
  }
  return made
}

/**
 * The first asks in any case, for the wished time when none is free: asking locks the day, so that nothing frees up
 * between the looks for those before and for those after.
 */
async function offerTablesOfDay(look: Look, asking: readonly Entry[], seen: ReadonlyMap<string, Slot | undefined>): Promise<Changed[]> {
  const made: Changed[] = []
  const [first] = asking
  const begun = await hold(look, [{ entry: first!, asked: sittingAsked(look, first!, seen.get(first!.id)?.at ?? first!.wish.sitting!.at) }])
  made.push(...begun)
  let times = new Map<string, Slot | undefined>()
  for (const entry of begun.length > 0 ? asking.slice(1) : asking) {
    if (!times.has(entry.id)) times = await timesOf(look, asking)
    const slot = times.get(entry.id)
    if (slot === undefined) continue
    made.push(...await hold(look, [{ entry, asked: sittingAsked(look, entry, slot.at) }]))
    times.clear()
  }
  return made
}

/** The time that each could have now; those who ask for as many seats are looked up once. */
async function timesOf(look: Look, entries: readonly Entry[]): Promise<Map<string, Slot | undefined>> {
  const found = new Map<string, Promise<Slot[]>>()
  const times = new Map<string, Slot | undefined>()
  for (const { id, wish, channel } of entries) {
    const key = JSON.stringify([wish.sitting!.party, wish.sitting!.area, wish.sitting!.at, wish.sitting!.toleranceMinutes, channel])
    const slots = found.get(key) ?? slotsAround(look.inside, look.tx, look.layout, wish.sitting!, channel)
    found.set(key, slots)
    times.set(id, slotFor(await slots, look.layout, wish.sitting!, channel, look.now))
  }
  return times
}

function sittingAsked(look: Look, entry: Entry, at: string): OfferAsked {
  const { party, area } = entry.wish.sitting!
  return { ...forGuest(look, entry, wallInstant(look.layout.timeZone, at)), sitting: { at, party, ...(area === null ? {} : { area }) } }
}

// ---- both -------------------------------------------------------------------------------------------------------

function forGuest(look: Look, entry: Entry, startsAt: Temporal.Instant): Pick<OfferAsked, 'guest' | 'account' | 'channel' | 'minutes'> {
  return { guest: entry.guest, account: entry.account, channel: entry.channel, minutes: minutesToAnswer(settingsOf(look.line, look.layout.kind), look.layout, startsAt, look.now) }
}

async function hold(look: Look, asking: readonly { entry: Entry; asked: OfferAsked }[]): Promise<Changed[]> {
  if (asking.length === 0) return []
  const answers = await look.inside.booking.offerEach(look.tx, systemActor, look.layout.id, asking.map(({ asked }) => asked))
  return answers.flatMap((answer, i) => ('refused' in answer ? [] : [offered(asking[i]!.entry, answer, { actor: systemActor, at: look.now })]))
}

/** One place in line by itself, whoever is before it: for staff. What stands in the way when it cannot be. */
export async function offerTo(inside: Inside, tx: Tx, layout: VenueLayout, entry: Entry): Promise<{ booking: Booking } | { refused: Reason[] }> {
  const look: Look = { inside, tx, layout, line: await findLine(tx, layout.id), now: inside.clock.now() }
  const slot = entry.wish.sitting === undefined ? undefined : (await timesOf(look, [entry])).get(entry.id)
  const asked = entry.wish.stay !== undefined ? stayAsked(look, entry) : sittingAsked(look, entry, slot?.at ?? entry.wish.sitting.at)
  const [answer] = await inside.booking.offerEach(tx, systemActor, layout.id, [asked])
  return 'refused' in answer! ? answer : { booking: answer! }
}
