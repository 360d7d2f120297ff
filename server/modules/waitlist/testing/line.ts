import { expect } from 'vitest'
import { openWorld, type Visitor, type World } from '../../booking/testing/world.ts'
import type { App } from '../../../app.ts'

// oxlint-disable typescript/no-explicit-any -- answers are read here as they come over the wire

export interface Person { visitor: Visitor; id: string; token: string; email: string }

/** The world of bookings, with a line at its hotel and its restaurant, and the log read as the consumer reads it. */
export async function openLineWorld(options: { now?: string } = {}) {
  const world = await openWorld(options)
  let heard = 0
  const { eventLog, waitlist } = world.app.doors
  await eventLog.start()
  /** Reads what happened since, each batch twice (at least once is the promise), and goes one round in one process or in both. */
  const catchUp = async (...others: App[]) => {
    await expect.poll(async () => (await eventLog.lag()).waiting, { timeout: 5_000 }).toBe(0)
    const events = await eventLog.read({ after: heard, types: waitlist.heardTypes, limit: 1_000 })
    for (let round = 0; round < 2; round += 1) await world.db.transaction((tx) => waitlist.hear(tx, events))
    heard = events.at(-1)?.position ?? heard
    await Promise.all([world.app, ...others].map((app) => app.doors.waitlist.offer()))
  }
  const stay = (arrival: string, departure: string, more: object = {}) => ({ room_type: world.suite, arrival, departure, guests: 2, ...more })
  const join = async (name: string, wish: object, more: object = {}): Promise<Person> => {
    const visitor = world.visitor()
    const email = `${name}@example.org`
    const venue = 'sitting' in wish ? world.inn.id : world.hotel.id
    const { status, body } = await visitor.call('POST', `/v1/venues/${venue}/waitlist`, { guest: { name, email }, ...wish, ...more })
    if (status !== 201) throw new Error(`cannot join: ${JSON.stringify(body)}`)
    return { visitor, id: body.entry.id, token: body.access_token, email }
  }
  const look = async ({ visitor, id }: Person) => (await visitor.call('GET', `/v1/waitlist/${id}`)).body
  return {
    world, catchUp, stay, join, look,
    states: (people: Person[]): Promise<string[]> => Promise.all(people.map(async (one) => (await look(one)).state as string)),
    /** Sells out, and answers what was booked. Breakfast asks for no money now. */
    async book(asked: object, venue = world.hotel.id): Promise<{ visitor: Visitor; id: string }> {
      const visitor = world.visitor()
      const { status, body } = await visitor.hold([await visitor.quote(asked, venue)])
      if (status !== 201) throw new Error(`not booked: ${JSON.stringify(body)}`)
      if (body.payment !== null) await world.pay(body.payment.url)
      return { visitor, id: body.bookings[0].id }
    },
    async cancel({ visitor, id }: { visitor: Visitor; id: string }): Promise<void> {
      const { status, body } = await visitor.call('POST', `/v1/bookings/${id}/cancel`, {})
      if (status !== 200) throw new Error(`not cancelled: ${JSON.stringify(body)}`)
    },
    /** All three tables at that time. */
    async fillTables(at: string): Promise<{ visitor: Visitor; id: string }[]> {
      const made = []
      for (const party of [4, 2, 2]) made.push(await this.book({ at, party }, world.inn.id))
      return made
    },
  }
}
export type LineWorld = Awaited<ReturnType<typeof openLineWorld>>
export type { World }
