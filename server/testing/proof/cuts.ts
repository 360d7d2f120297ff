import type { BookingId } from '#platform/id'
import { sql, type Sql } from '#platform/sql'
import { money } from '#platform/money'
import { addDays } from '#platform/time'
import { Ledger, quoteOf, type Attempt } from './ledger.ts'
import { moneyAtRest, payAt, planOf } from './races.ts'
import { dayFromNow, oneType, until, type Town } from './town.ts'

/** A process is killed at one certain place: a lock that we hold stops it there. */
export interface Cut { name: string; play(town: Town): Promise<{ ledger: Ledger; wrong: string[] }> }

/** Holds a lock while `work` brings a process to it; the process is killed before the lock is given up, so that it never comes past. */
async function stoppedAt(town: Town, lock: Sql, work: () => Promise<void>): Promise<void> {
  await town.db.transaction(async (tx) => {
    await tx.rows(lock)
    await work()
  })
}

const waiting = (town: Town, count = 1) => until(20, 'a process stands before the lock', async () =>
  (await town.db.one<{ n: number }>(sql`select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).n, (n) => n >= count)

/** A room and a table, with deposits due. */
async function asked(town: Town, name: string): Promise<{ ledger: Ledger; room: string; table: string; second: string }> {
  const [hotel, inn] = [await town.hotel(oneType('Loft', 1)), await town.restaurant()]
  const from = town.processes[0]!
  const day = dayFromNow(hotel, 12)
  const flexible = await planOf(from, hotel, 'Flexible')
  const room = await quoteOf(from, hotel.id, { room_type: hotel.roomTypes[0]!.id, rate_plan: flexible, arrival: day, departure: addDays(day, 2), guests: 1 })
  const table = await quoteOf(from, inn.id, { at: `${day}T20:00`, party: 2 })
  // Trips hold their venues in the order of their ids.
  return { ledger: new Ledger(name), room, table, second: [hotel.id, inn.id].toSorted()[1]! }
}

const api = (town: Town) => town.processes.find((one) => one.role === 'api')!
const worker = (town: Town) => town.processes.find((one) => one.role === 'all')!

async function killAndReplace(town: Town, one: Town['processes'][number]): Promise<void> {
  await town.kill(one)
  await town.start(one.role)
}

async function heldAndOpened(town: Town, name: string): Promise<{ ledger: Ledger; attempt: Attempt; booking: BookingId }> {
  const { ledger, room } = await asked(town, name)
  const attempt = ledger.begin([room])
  await ledger.send(attempt, api(town))
  return { ledger, attempt, booking: attempt.bookings[0] as BookingId }
}
const statusOf = async (town: Town, booking: string) => (await town.db.one<{ status: string }>(sql`select status from booking.booking where id = ${booking}`)).status
const refundsOf = (town: Town, booking: string) => town.db.one<{ ours: number; theirs: number; times: number }>(sql`
  select coalesce(sum(p.refunded), 0)::bigint as ours, coalesce(sum(c.refunded), 0)::bigint as theirs, (select count(*) from sandbox_psp.refund f join payments.payment q on q.reference = f.reference join payments.part t on t.payment_id = q.id where t.booking_id = ${booking}) as times
  from payments.part p join payments.payment y on y.id = p.payment_id left join sandbox_psp.charge c on c.reference = y.reference where p.booking_id = ${booking}`)

export const cuts: Cut[] = [
  {
    name: 'a trip between its first venue and its second: what was held is let go, and the key makes a new trip',
    async play(town) {
      const { ledger, room, table, second } = await asked(town, 'trip-cut')
      const attempt = ledger.begin([room, table])
      // Nobody has booked there before: the first hold adds calendar rows, under a lock on the venue.
      await stoppedAt(town, sql`select 1 from availability.venue where venue_id = ${second} for update`, async () => {
        const sent = ledger.send(attempt, api(town))
        await waiting(town)
        await killAndReplace(town, api(town))
        await sent
      })
      const first = await town.db.rows<{ id: string; status: string }>(sql`select b.id, b.status from booking.booking b join booking.trip t on t.id = b.trip_id where t.status = 'holding'`)
      const wrong = first.length === 1 && first[0]!.status === 'held' ? [] : [`the cut left ${JSON.stringify(first)}`]
      await ledger.send(attempt, api(town))
      if (attempt.outcome !== 'unknown') wrong.push(`the key was answered (${attempt.outcome}) while its first work was unfinished`)
      await minutesPass(town, 3)
      if (await statusOf(town, first[0]!.id) !== 'cancelled') wrong.push('what was held was not let go')
      await ledger.resolve(town)
      if (attempt.outcome !== 'made' || attempt.bookings.length !== 2) wrong.push(`the key then ${attempt.outcome} ${attempt.bookings.length} bookings`)
      return { ledger, wrong }
    },
  },
  {
    name: 'a hold between its commit and the payment page, and that page between the provider and our own books: the key gives the page, and it is known here',
    async play(town) {
      const { ledger, room } = await asked(town, 'known-cut')
      const attempt = ledger.begin([room])
      // The first hold only makes the payment; its page is opened by the repeated key, which stops before it can be written down.
      await stoppedAt(town, sql`lock table sandbox_psp.charge in exclusive mode`, async () => {
        const sent = ledger.send(attempt, api(town))
        await waiting(town)
        await killAndReplace(town, api(town))
        await sent
      })
      await stoppedAt(town, sql`select 1 from payments.payment where reference is null for update`, async () => {
        const sent = ledger.send(attempt, api(town))
        await waiting(town)
        await killAndReplace(town, api(town))
        await sent
      })
      await ledger.resolve(town)
      const paid = await payAt(api(town), attempt)
      await moneyAtRest(town)
      const status = await statusOf(town, attempt.bookings[0]!)
      return { ledger, wrong: paid === 200 && status === 'confirmed' ? [] : [`paid ${paid}, and it is ${status}`] }
    },
  },
  {
    name: 'a webhook in the middle of confirming: it comes again, and confirms',
    async play(town) {
      const { ledger, attempt, booking } = await heldAndOpened(town, 'webhook-cut')
      await stoppedAt(town, sql`select 1 from booking.booking where id = ${booking} for update`, async () => {
        await payAt(api(town), attempt)
        await waiting(town)
        await killAndReplace(town, worker(town))
      })
      const before = await town.db.one<{ captured: number }>(sql`select sum(captured)::bigint as captured from payments.part where booking_id = ${booking}`)
      const wrong = before.captured === 0 ? [] : ['half of the outcome was written down']
      await until(20, 'it is confirmed by the processes alone', () => statusOf(town, booking), (status) => status === 'confirmed')
      await moneyAtRest(town)
      return { ledger, wrong }
    },
  },
  {
    name: 'a refund between the provider and our own books: it goes back once',
    async play(town) {
      const { ledger, attempt, booking } = await heldAndOpened(town, 'refund-cut')
      await payAt(api(town), attempt)
      await until(20, 'it is confirmed', () => statusOf(town, booking), (status) => status === 'confirmed')
      // Without a worker the refund stays queued, until the next one finds the lock in its way.
      await town.kill(worker(town))
      const answer = await api(town).call('POST', `/v1/bookings/${booking}/cancel`, { reason: 'mistake' }, { cookie: `hf_access=${attempt.token}` })
      if (answer.status !== 200) throw new Error(`cannot cancel: ${answer.status} ${answer.body.code}`)
      await stoppedAt(town, sql`select 1 from payments.part where booking_id = ${booking} for share`, async () => {
        await town.start('all')
        await until(20, 'the provider has refunded', () => refundsOf(town, booking), ({ theirs }) => theirs > 0)
        await waiting(town)
        await killAndReplace(town, worker(town))
      })
      const wrong = (await refundsOf(town, booking)).ours === 0 ? [] : ['it was written down after all']
      await town.db.transaction((tx) => tx.run(sql`update payments.refund set next_attempt_at = created_at where status = 'queued'`))
      await moneyAtRest(town)
      const { ours, theirs, times } = await refundsOf(town, booking)
      if (ours !== theirs || times !== 1) wrong.push(`${theirs} went back in ${times} parts, and ${ours} is written down`)
      return { ledger, wrong }
    },
  },
  {
    name: 'an amount that is held on a kept card, between the provider and our own books: it is held once',
    async play(town) {
      const { ledger, booking } = await guaranteed(town, 'held-cut')
      await stoppedAt(town, sql`lock table events.outbox in exclusive mode`, async () => {
        await dueNow(town, booking)
        await until(20, 'the provider holds it', () => heldOf(town, booking), ({ theirs }) => theirs > 0)
        await town.kill(worker(town))
      })
      await town.start('all')
      const wrong = (await heldOf(town, booking)).ours === 0 ? [] : ['it was written down after all']
      await dueNow(town, booking)
      await until(20, 'it is held by our books too', () => guaranteeOf(town, booking), (status) => status === 'authorized')
      const { theirs } = await heldOf(town, booking)
      if (theirs !== 1) wrong.push(`it is held ${theirs} times`)
      return { ledger, wrong }
    },
  },
  {
    name: 'a capture between the provider and our own books: it is taken once',
    async play(town) {
      const { ledger, booking } = await guaranteed(town, 'capture-cut')
      await dueNow(town, booking)
      await until(20, 'it is held', () => guaranteeOf(town, booking), (status) => status === 'authorized')
      await stoppedAt(town, sql`lock table events.outbox in exclusive mode`, async () => {
        await town.db.transaction(async (tx) => { await town.app.doors.payments.keep(tx, { booking, amount: money(1_000, 'EUR'), reason: 'no_show' }) })
        await until(20, 'the provider has taken it', () => takenOf(town, booking), ({ theirs }) => theirs === 1_000)
        await town.kill(worker(town))
      })
      await town.start('all')
      const wrong = (await takenOf(town, booking)).ours === 0 ? [] : ['it was written down after all']
      await town.db.transaction((tx) => tx.run(sql`update payments.capture set next_attempt_at = created_at where status = 'queued'`))
      await until(20, 'it is taken by our books too', () => guaranteeOf(town, booking), (status) => status === 'captured')
      const { ours, theirs } = await takenOf(town, booking)
      if (ours !== 1_000 || theirs !== 1_000) wrong.push(`${theirs} was taken, and ${ours} is written down`)
      return { ledger, wrong }
    },
  },
]

/** A booking of a room for which a card is kept. */
async function guaranteed(town: Town, name: string): Promise<{ ledger: Ledger; booking: BookingId }> {
  const hotel = await town.hotel(oneType('Loft', 1), 'authorize')
  const from = town.processes[0]!
  const day = dayFromNow(hotel, 12)
  const room = await quoteOf(from, hotel.id, { room_type: hotel.roomTypes[0]!.id, rate_plan: await planOf(from, hotel, 'Flexible'), arrival: day, departure: addDays(day, 2), guests: 1 })
  const ledger = new Ledger(name)
  const attempt = ledger.begin([room])
  await ledger.send(attempt, api(town))
  await payAt(api(town), attempt)
  const booking = attempt.bookings[0] as BookingId
  await until(20, 'it is confirmed', () => statusOf(town, booking), (status) => status === 'confirmed')
  return { ledger, booking }
}
const dueNow = (town: Town, booking: string) => town.db.transaction((tx) => tx.run(sql`update payments.guarantee set next_attempt_at = updated_at where booking_id = ${booking} and status = 'saved'`))
const guaranteeOf = async (town: Town, booking: string) => (await town.db.one<{ status: string }>(sql`select status from payments.guarantee where booking_id = ${booking}`)).status
const heldOf = (town: Town, booking: string) => town.db.one<{ ours: number; theirs: number }>(sql`
  select count(*) filter (where y.status = 'authorized') as ours, (select count(*) from sandbox_psp.charge c join payments.part t on t.payment_id = c.payment where t.booking_id = ${booking} and c.status = 'authorized') as theirs
  from payments.part p join payments.payment y on y.id = p.payment_id where p.booking_id = ${booking}`)
const takenOf = (town: Town, booking: string) => town.db.one<{ ours: number; theirs: number }>(sql`
  select coalesce(sum(p.captured), 0)::bigint as ours, (select coalesce(sum(c.captured), 0)::bigint from sandbox_psp.charge c join payments.part t on t.payment_id = c.payment where t.booking_id = ${booking}) as theirs
  from payments.part p where p.booking_id = ${booking}`)

async function minutesPass(town: Town, minutes: number): Promise<void> {
  await town.db.transaction(async (tx) => {
    await tx.run(sql`update booking.trip set give_up_at = give_up_at - make_interval(mins => ${minutes}) where status = 'holding'`)
    await tx.run(sql`update booking.idempotency set created_at = created_at - make_interval(mins => ${minutes + 1}) where result is null`)
  })
  await town.app.doors.booking.sweepExpired()
}
