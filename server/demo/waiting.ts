import { systemActor, type Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import { isProblem } from '#platform/problem'
import type { AccountId } from '#platform/id'
import { addDays, dateAt, weekday, type PlainDate } from '#platform/time'
import type { Reader } from '#platform/sql'
import type { Doors } from '../app.ts'
import { somebody } from './people.ts'
import { chance, type Chance } from './random.ts'

type Clock = { set(to: Temporal.Instant): void }

/** The week-end ahead that has nothing left: two weeks from the next Friday. */
export const fullFriday = (today: PlainDate): PlainDate => addDays(today, (5 - weekday(today) + 7) % 7 + 14)

/** Who waits for a room on the full week-end: a caller, the demo's guest, and another caller, in that order. */
export async function waitForRooms(doors: Doors, clock: Clock, layout: VenueLayout, guest: { account: AccountId; name: string; email: string }, now: Temporal.Instant): Promise<void> {
  const by = chance('waiting for rooms')
  const arrival = fullFriday(dateAt(now, layout.timeZone))
  const type = layout.roomTypes[0]!
  const stay = { room_type: type.id, arrival, departure: addDays(arrival, 2), guests: Math.min(2, type.sleeps), rooms: 1 }
  clock.set(now.subtract({ hours: 50 }))
  await doors.waitlist.deskJoin(systemActor, layout.id, { channel: 'phone', guest: somebody(by), stay }, 'demo room 1')
  clock.set(now.subtract({ hours: 26 }))
  const actor: Actor = { ...systemActor, system: false, account: guest.account, channel: 'site' }
  await orNot(() => doors.waitlist.join(actor, layout.id, { guest: { name: guest.name, email: guest.email, locale: 'en' }, stay }, 'demo room 2'))
  clock.set(now.subtract({ hours: 3 }))
  await doors.waitlist.deskJoin(systemActor, layout.id, { channel: 'phone', guest: somebody(by), stay: { ...stay, departure: addDays(arrival, 1) } }, 'demo room 3')
  clock.set(now)
}

/** The Saturday of that week-end is full at the restaurant too, and three parties wait for a table. */
export async function waitForTables(db: Reader, doors: Doors, clock: Clock, layout: VenueLayout, now: Temporal.Instant): Promise<void> {
  const by = chance('waiting for tables')
  const date = addDays(fullFriday(dateAt(now, layout.timeZone)), 1)
  clock.set(now.subtract({ hours: 60 }))
  await fillEvening(db, doors, layout, date, by)
  for (const [i, [hours, party, time]] of ([[40, 2, '20:00'], [22, 4, '20:30'], [5, 2, '20:00']] as const).entries()) {
    clock.set(now.subtract({ hours }))
    await doors.waitlist.deskJoin(systemActor, layout.id, { channel: 'phone', guest: somebody(by), sitting: { at: `${date}T${time}`, party, tolerance_minutes: 15 } }, `demo table ${i}`)
  }
  clock.set(now)
}

const mostParties = 120

/** Parties of all sizes at all times, until nothing is free from half past seven to half past nine. */
async function fillEvening(db: Reader, { availability, booking }: Doors, layout: VenueLayout, date: PlainDate, by: Chance): Promise<void> {
  let made = 0
  for (const party of [8, 6, 4, 3, 2, 1]) {
    for (;;) {
      const open = (await availability.slots(db, layout.id, { date, party, channel: 'phone' })).filter((slot) => slot.free && slot.at.slice(11) >= '18:30' && slot.at.slice(11) <= '21:30')
      // Those about eight o'clock first.
      const slot = open.toSorted((a, b) => Math.abs(minutes(a.at) - 1_200) - Math.abs(minutes(b.at) - 1_200))[0]
      if (slot === undefined || made >= mostParties) break
      made += 1
      const booked = await orNot(() => booking.deskBook(systemActor, layout.id, { channel: 'phone', guest: somebody(by), sitting: { at: slot.at, party } }, { key: `demo full ${date} ${made}`, request: made }))
      if (booked === undefined) break
    }
  }
}

const minutes = (at: string): number => Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16))

/** What is refused did not happen. */
async function orNot<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (isProblem(error)) return undefined
    throw error
  }
}
