import type { ClaimAsked } from '@holdfast/server/modules/availability/index'
import type { Seen } from '@holdfast/server/modules/availability/index'
import { openLanes, type Lanes } from '@holdfast/server/platform/lanes'
import { isProblem } from '@holdfast/server/platform/problem'
import { isStale, sql, type Tx } from '@holdfast/server/platform/sql'
import { clock, newHolder, roomsOfType, type Wish, type World } from './world.ts'

/** A way to make a hold. Answers whether it was made; a refusal is false, all else throws. */
export interface Design { name: string; hold(wish: Wish): Promise<boolean>; lanes?: Lanes<Wish, boolean> }

/** The floor of all: one statement that writes bookings, events and keys, however many. */
async function writeRest(tx: Tx, some: readonly { venue: string; holder: string }[]): Promise<void> {
  const venues = some.map((one) => one.venue)
  const holders = some.map((one) => one.holder)
  const at = clock.now()
  await tx.run(sql`
    with given (venue_id, id) as (select * from unnest(${venues}::text[], ${holders}::text[])),
    booked as (insert into bench.booking select venue_id, id, right(id, 8), 'held', 12300, '{"plan": "flexible", "guests": 2}', ${at} from given),
    told as (insert into bench.outbox (venue_id, type, subject, facts, at) select venue_id, 'booking.held', id, '{"channel": "site", "version": 1}', ${at} from given)
    insert into bench.key select venue_id, 'key-' || id, id, ${at} from given`)
}

/** As many at once as there are connections: who waits longer than the pool's ten seconds would be an error there. */
export function inTurn(atOnce: number, design: Design): Design {
  let free = atOnce
  const waiting: (() => void)[] = []
  return {
    ...design,
    async hold(wish) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => { waiting.push(resolve) })
      try { return await design.hold(wish) } finally {
        const next = waiting.shift()
        if (next === undefined) free += 1
        else next()
      }
    },
  }
}

/** (a) One row in a table of its own: what a transaction costs that does next to nothing. */
export const bareInsert = (world: World): Design => ({
  name: 'bare insert',
  async hold(wish) {
    await world.db.transaction((tx) => tx.run(sql`insert into bench.bare values (${wish.venue}, ${newHolder(wish.venue)}, ${clock.now()})`))
    return true
  },
})

/** (a) Reserves nothing: what any design must pay. */
export const floor = (world: World): Design => ({
  name: 'floor (reserves nothing)',
  async hold(wish) {
    await world.db.transaction((tx) => writeRest(tx, [{ venue: wish.venue, holder: newHolder(wish.venue) }]))
    return true
  },
})

class Refused extends Error {}
const refusedIsFalse = async (work: Promise<unknown>): Promise<boolean> => {
  try { await work; return true } catch (error) { if (error instanceof Refused || isProblem(error, 'not-available')) return false; throw error }
}

/** (b) The ordinary way: lock the nights, look, count up, write the rest, in one transaction a request. */
export const plain = (world: World): Design => ({
  name: 'plain (select … for update)',
  hold: (wish) => refusedIsFalse(world.db.transaction(async (tx) => {
    const nights = await tx.rows<{ used: number; capacity: number }>(sql`
      select used, capacity from bench.night where venue_id = ${wish.venue} and room_type = ${wish.type} and night >= ${wish.arrival} and night < ${wish.departure} order by night for update`)
    if (nights.some((night) => night.used >= night.capacity)) throw new Refused()
    await tx.run(sql`update bench.night set used = used + 1 where venue_id = ${wish.venue} and room_type = ${wish.type} and night >= ${wish.arrival} and night < ${wish.departure}`)
    await writeRest(tx, [{ venue: wish.venue, holder: newHolder(wish.venue) }])
  })),
})

/** (c) A room for every stay, and an exclusion constraint that says no; another room is tried when somebody was faster. */
export const exclusion = (world: World, rooms = roomsOfType): Design => ({
  name: 'exclusion constraint',
  async hold(wish) {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      try {
        return await refusedIsFalse(world.db.transaction(async (tx) => {
          const holder = newHolder(wish.venue)
          const room = await tx.maybe<{ room: number }>(sql`
            select r as room from generate_series(1, ${rooms}::int) r where not exists (
              select 1 from bench.stay s where s.venue_id = ${wish.venue} and s.room_type = ${wish.type} and s.room = r and s.during && daterange(${wish.arrival}::date, ${wish.departure}::date))
            order by (r + ${attempt * 7}::int) % ${rooms}::int limit 1`)
          if (room === undefined) throw new Refused()
          await tx.run(sql`insert into bench.stay values (${wish.venue}, ${wish.type}, ${room.room}, daterange(${wish.arrival}::date, ${wish.departure}::date), ${holder})`)
          await writeRest(tx, [{ venue: wish.venue, holder }])
        }))
      } catch (error) {
        // Somebody was faster, two wait for each other's rooms, or many for one: try another.
        if (!['23P01', '40P01', '55P03'].includes((error as { code?: string }).code ?? '')) throw error
      }
    }
    return false
  },
})

const asked = (wish: Wish): ClaimAsked => {
  const holder = newHolder(wish.venue)
  return { venue: wish.venue, holder, holderKind: 'hold', expiresAt: clock.now().add({ minutes: 10 }), channel: 'site', claims: [{ kind: 'stay', roomType: wish.type, arrival: wish.arrival, departure: wish.departure, quantity: 1 }] }
}

/** A look without locks, then one transaction that is sent whole; what it was decided from may have changed, then once more. Null: with locks. */
async function asSeen(world: World, requests: readonly ClaimAsked[]): Promise<(boolean | 'alone')[] | null> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const seen: Seen | null = await world.db.reading((reader) => world.availability.see(reader, requests.map(({ venue, ...one }) => ({ venue, group: [one] }))))
    if (seen === null) return null
    const outcomes = seen.decide(() => true)
    const placed = requests.filter((_, i) => outcomes[i]!.outcome === 'placed')
    try {
      if (placed.length > 0) {
        await world.db.transaction(async (tx) => {
          seen.take(tx)
          tx.finally(writeRest(tx, placed))
        })
      }
      return outcomes.map((one) => (one.outcome === 'alone' ? 'alone' : one.outcome === 'placed'))
    } catch (error) {
      if (!isStale(error) && (error as { code?: string }).code !== '23505') throw error
    }
  }
  return null
}

/** Ours with locks, which is what a batch falls back on. */
const locked = (world: World, wish: Wish): Promise<boolean> => refusedIsFalse(world.db.transaction(async (tx) => {
  const one = asked(wish)
  await world.availability.claim(tx, one)
  await writeRest(tx, [one])
}))

/** Ours, one by one. */
export const single = (world: World): Design => ({
  name: 'array calendar, one by one',
  async hold(wish) {
    const [done = 'alone'] = await asSeen(world, [asked(wish)]) ?? []
    return done === 'alone' ? locked(world, wish) : done
  },
})

/** Ours as it runs: lanes by venue, one transaction a batch. */
export function batched(world: World, options: { lanes?: number; batchMost?: number } = {}): Design {
  const lanes = openLanes<Wish, boolean>({
    lanes: options.lanes ?? 16, batchMost: options.batchMost ?? 64, queueMost: 10_000,
    async run(batch) {
      const done = await asSeen(world, batch.map(asked)) ?? batch.map(() => 'alone' as const)
      return Promise.all(done.map(async (one, i) => (one === 'alone' ? locked(world, batch[i]!) : one)))
    },
  })
  return { name: `array calendar, ${options.lanes ?? 16} lanes of ${options.batchMost ?? 64}`, hold: (wish) => lanes.submit(wish.venue, wish), lanes }
}
