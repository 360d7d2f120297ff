import type { VenueLayout } from '#module/venues'
import { sql } from '#platform/sql'
import { addDays, type PlainDate } from '#platform/time'
import type { Running } from '../processes.ts'
import { Ledger, quoteOf, together, type Attempt } from './ledger.ts'
import { seeded } from './seeded.ts'
import { dayFromNow, oneType, until, type Town } from './town.ts'

/** What a race found beside what the audit finds, in sentences; and its ledgers for the audit. */
export interface Raced { ledgers: Ledger[]; wrong: string[]; figures: Record<string, number> }

export type Race = (town: Town, options: { seed: number; size: number }) => Promise<Raced>

export const planOf = async (from: Running, venue: VenueLayout, name: string): Promise<string> => {
  const day = dayFromNow(venue, 5)
  const { body } = await from.call('GET', `/v1/venues/${venue.id}/offers?arrival=${day}&departure=${addDays(day, 1)}&guests=1`)
  return body.items.find((offer) => offer.rate_plan_name === name)!.rate_plan
}
const stay = (venue: VenueLayout, arrival: PlainDate, nights: number, more: object = {}) => ({ room_type: venue.roomTypes[0]!.id, arrival, departure: addDays(arrival, nights), guests: 1, ...more })
const count = (ledger: Ledger, outcome: Attempt['outcome']) => ledger.attempts.filter((one) => one.outcome === outcome).length

/** Everybody wants the one room that is left, for the same night. */
export const lastRoom: Race = async (town, { size }) => {
  const venue = await town.hotel(oneType('Loft', 1))
  const ledger = new Ledger('last-room')
  const quote = await quoteOf(town.processes[0]!, venue.id, stay(venue, dayFromNow(venue, 30), 2))
  await together(town, ledger, Array.from({ length: size }, () => ledger.begin([quote])))
  await ledger.resolve(town)
  const made = count(ledger, 'made')
  const silent = ledger.refused().filter((one) => !one.reasons.includes('sold_out')).length
  return { ledgers: [ledger], figures: { attempts: size, made }, wrong: [...(made === 1 ? [] : [`${made} have the last room`]), ...(silent === 0 ? [] : [`${silent} refusals do not say that it is sold out`])] }
}

/** Stays of different lengths that overlap. Nothing is given back meanwhile, so whoever was refused must not fit at the end either. */
export const overlapping: Race = async (town, { seed, size }) => {
  const random = seeded(seed)
  const venue = await town.hotel(oneType('Double', 3))
  const ledger = new Ledger('overlapping')
  const first = dayFromNow(venue, 40)
  const spans = Array.from({ length: size }, () => ({ from: addDays(first, random.below(12)), nights: 1 + random.below(5) }))
  const quotes = await Promise.all(spans.map(({ from, nights }, i) => quoteOf(town.processes[i % town.processes.length]!, venue.id, stay(venue, from, nights))))
  const attempts = quotes.map((quote) => ledger.begin([quote]))
  await together(town, ledger, attempts)
  await ledger.resolve(town)
  const nights = await town.app.doors.availability.freeNights(town.db, venue.id, first, addDays(first, 20))
  const free = nights.get(venue.roomTypes[0]!.id)!
  const needless = spans.filter(({ from, nights: n }, i) => attempts[i]!.outcome === 'refused' && Array.from({ length: n }, (_, night) => free[dayIndex(first, from) + night]!).every((left) => left > 0))
  return { ledgers: [ledger], figures: { attempts: size, made: count(ledger, 'made') }, wrong: needless.map(({ from, nights: n }) => `${n} nights from ${from} were refused and are free`) }
}
const dayIndex = (first: PlainDate, day: PlainDate) => Temporal.PlainDate.from(first).until(day).days

/** One key in every process at once: one booking, and everybody is told of the same. The key with another wish is refused. */
export const sameKey: Race = async (town, { size }) => {
  const venue = await town.hotel()
  const ledger = new Ledger('same-key')
  const wrong: string[] = []
  const asked = await Promise.all([60, 61, 62].map((days) => quoteOf(town.processes[0]!, venue.id, stay(venue, dayFromNow(venue, days), 1))))
  for (const quotes of [[asked[0]!], [asked[1]!]]) {
    const attempt = ledger.begin(quotes)
    const answers = await Promise.all(Array.from({ length: size }, (_, i) => ledger.send(attempt, town.processes[i % town.processes.length]!)))
    const said = answers.map((answer) => `${answer?.status} ${answer?.body.bookings?.map((one) => `${one.id} ${one.code}`).join() ?? answer?.body.code} ${answer?.body.payment?.id}`)
    if (new Set(said).size !== 1) wrong.push(`one key was answered in ${new Set(said).size} ways: ${[...new Set(said)].join('; ')}`)
    const other = await town.processes.at(-1)!.call('POST', '/v1/bookings', { quotes: [asked[2]!], guest: { name: 'Inês Prado', email: attempt.who } }, { 'idempotency-key': attempt.key })
    if (other.status !== 422 || other.body.code !== 'key-reused') wrong.push(`the key with another wish is answered ${other.status} ${other.body.code}`)
  }
  return { ledgers: [ledger], figures: { repeats: size }, wrong }
}

/** One guest wants to stay a night longer while others book that night: one of them has it, and the first keeps what they had. */
export const amendAgainstBook: Race = async (town, { seed, size }) => {
  const random = seeded(seed)
  const venue = await town.hotel(oneType('Loft', 1))
  const breakfast = await planOf(town.processes[0]!, venue, 'With breakfast')
  const ledger = new Ledger('amend')
  const wrong: string[] = []
  let amended = 0
  for (let round = 0; round < size; round += 1) {
    const [a, b] = random.shuffle(town.processes)
    const day = dayFromNow(venue, 50 + 3 * round)
    const first = ledger.begin([await quoteOf(a!, venue.id, stay(venue, day, 1, { rate_plan: breakfast }))])
    await ledger.send(first, a!)
    const rivals = await quoteOf(a!, venue.id, stay(venue, addDays(day, 1), 1)).then((quote) => Array.from({ length: 3 }, () => ledger.begin([quote])))
    const id = first.bookings[0]!
    const late = random.below(50)
    const opener = { cookie: `hf_access=${first.token}` }
    const [longer] = await Promise.all([
      amend(b!, id, { departure: addDays(day, 2) }, opener),
      ...rivals.map(async (rival, i) => {
        await new Promise((moment) => { setTimeout(moment, late) })
        await ledger.send(rival, [a!, b!][i % 2]!)
      }),
    ])
    const won = (longer.status === 200 ? 1 : 0) + rivals.filter((rival) => rival.outcome === 'made').length
    amended += longer.status === 200 ? 1 : 0
    if (won !== 1) wrong.push(`${won} have the night after ${day}: the change was answered ${longer.status} ${longer.body.code}, ${rivals.map((rival) => rival.outcome).join()}`)
    const row = await town.db.one<{ arrival: string; departure: string; status: string }>(sql`select arrival, departure, status from booking.reservation where booking_id = ${id}`)
    const kept = longer.status === 200 ? addDays(day, 2) : addDays(day, 1)
    if (row.status !== 'confirmed' || row.arrival !== day || row.departure !== kept) wrong.push(`after a change that was answered ${longer.status} the stay is ${row.arrival} to ${row.departure}, ${row.status}`)
  }
  return { ledgers: [ledger], figures: { rounds: size, amended }, wrong }
}
const amend = (to: Running, id: string, change: object, headers: Record<string, string>) => to.call('POST', `/v1/bookings/${id}/amend`, change, headers)

/** Two small tables that make a larger one together, against parties for each of them. Whoever was refused must find no table at the end. */
export const combination: Race = async (town, { seed, size }) => {
  const random = seeded(seed)
  const venue = await town.restaurant()
  const ledger = new Ledger('combination')
  const day = dayFromNow(venue, 20)
  const wishes = Array.from({ length: size }, () => ({ at: `${day}T${random.pick(['19:00', '19:45', '20:30'])}`, party: 1 + random.below(4) }))
  const attempts = await Promise.all(wishes.map(async (wish, i) => ledger.begin([await quoteOf(town.processes[i % town.processes.length]!, venue.id, wish)])))
  await together(town, ledger, attempts)
  await ledger.resolve(town)
  const wrong: string[] = []
  for (const party of new Set(wishes.map((wish) => wish.party))) {
    const slots = await town.app.doors.availability.slots(town.db, venue.id, { date: day, party })
    for (const [i, wish] of wishes.entries()) {
      if (wish.party !== party || attempts[i]!.outcome !== 'refused') continue
      if (slots.some((slot) => slot.at === wish.at && slot.free)) wrong.push(`${party} at ${wish.at} were refused, and there is a table`)
    }
  }
  return { ledgers: [ledger], figures: { attempts: size, made: count(ledger, 'made') }, wrong }
}

/** Trips that want the same last room and the same last tables, in opposite orders: one has both, the others keep nothing. */
export const trips: Race = async (town, { size }) => {
  const [hotel, inn] = [await town.hotel(oneType('Loft', 1)), await town.restaurant()]
  const ledger = new Ledger('trip')
  const day = dayFromNow(hotel, 25)
  const from = town.processes[0]!
  const room = await quoteOf(from, hotel.id, stay(hotel, day, 1))
  const table = await quoteOf(from, inn.id, { at: `${day}T20:00`, party: 2 })
  await together(town, ledger, Array.from({ length: size }, (_, i) => ledger.begin(i % 2 === 0 ? [room, table] : [table, room])))
  await ledger.resolve(town)
  const made = count(ledger, 'made')
  return { ledgers: [ledger], figures: { attempts: size, made }, wrong: made === 1 ? [] : [`${made} trips have the last room`] }
}

/** Fifty rooms, one night, very many who want it at once. */
export const flashSale = (rooms: number, width: number): Race => async (town, { size }) => {
  const venue = await town.hotel(oneType('Double', rooms))
  const ledger = new Ledger('flash')
  const quotes = await Promise.all(Array.from({ length: 20 }, () => quoteOf(town.processes[0]!, venue.id, stay(venue, dayFromNow(venue, 60), 1))))
  const begin = performance.now()
  await together(town, ledger, Array.from({ length: size }, (_, i) => ledger.begin([quotes[i % quotes.length]!])), width)
  await ledger.resolve(town)
  const ms = performance.now() - begin
  const made = count(ledger, 'made')
  return { ledgers: [ledger], figures: { attempts: size, made, seconds: ms / 1_000 }, wrong: made === rooms ? [] : [`${made} of ${rooms} rooms were sold`] }
}

/**
 * Everybody pays at the moment when their hold runs out, while others want their rooms and the sweepers come round.
 * Nobody pays and has nothing, nobody has the room twice.
 */
export const expiryAgainstPayment: Race = async (town, { seed, size }) => {
  const random = seeded(seed)
  const venue = await town.hotel(oneType('Double', size))
  const [ledger, rivals] = [new Ledger('payer'), new Ledger('rival')]
  const quote = await quoteOf(town.processes[0]!, venue.id, stay(venue, dayFromNow(venue, 33), 2))
  await together(town, ledger, Array.from({ length: size }, () => ledger.begin([quote])))
  const wrong = ledger.made().length === size ? [] : ['not everybody could hold']
  const before = await deadlocks(town)
  const runsOutAt = await runOutIn(town, ledger, 1_200)
  const at = (ms: number) => new Promise<void>((reached) => { setTimeout(reached, runsOutAt + ms - Temporal.Now.instant().epochMilliseconds) })
  const around = (spread: number) => Math.round((random.next() - 0.5) * 2 * spread)
  const wanting = Array.from({ length: size * 2 }, () => rivals.begin([quote]))
  await Promise.all([
    ...ledger.made().map(async (attempt, i) => {
      await at(-450 + around(550))
      await payAt(town.processes[i % town.processes.length]!, attempt)
    }),
    ...wanting.map(async (attempt, i) => { await at(20 + around(200)); await rivals.send(attempt, town.processes[i % town.processes.length]!) }),
    ...[-20, 0, 20, 60].map(async (ms) => { await at(ms); await town.app.doors.booking.sweepExpired() }),
  ])
  await rivals.resolve(town)
  await moneyAtRest(town)
  await town.app.doors.booking.sweepExpired()
  const outcomes = await town.db.rows<{ status: string; n: number }>(sql`select status, count(*) as n from booking.booking where venue_id = ${venue.id} group by 1`)
  return { ledgers: [ledger, rivals], figures: { payers: size, deadlocks: await deadlocks(town) - before, ...Object.fromEntries(outcomes.map((row) => [row.status, row.n])) }, wrong }
}

const deadlocks = async (town: Town) => (await town.db.one<{ n: number }>(sql`select deadlocks as n from pg_stat_database where datname = current_database()`)).n

/** Moves the end of holds to a moment soon, everywhere that it is written down: real processes have the real clock. */
async function runOutIn(town: Town, ledger: Ledger, ms: number): Promise<number> {
  const ids = ledger.made().flatMap((one) => one.bookings)
  const end = Temporal.Now.instant().add({ milliseconds: ms }).round('millisecond')
  await town.db.transaction(async (tx) => {
    await tx.run(sql`update booking.booking set expires_at = ${end} where id = any(${ids}::text[]) and status = 'held'`)
    await tx.run(sql`update availability.sale set expires_at = ${end} where holder_id in (select id from booking.reservation where booking_id = any(${ids}::text[]))`)
    await tx.run(sql`update payments.payment set expires_at = ${end} where id in (select payment_id from payments.part where booking_id = any(${ids}::text[]))`)
  })
  return end.epochMilliseconds
}

/** Pays on the provider's page, wherever it is open; answers the status. */
export async function payAt(process: Running, attempt: Attempt, method = 'pm_ok'): Promise<number> {
  if (attempt.payment?.url == null) return 0
  return process.call('POST', `${new URL(attempt.payment.url).pathname}/pay`, { method }).then((answer) => answer.status, () => 0)
}

/** All webhooks delivered, all refunds sent, all pages closed. */
export async function moneyAtRest(town: Town, seconds = 40): Promise<void> {
  const { db, app } = town
  await until(seconds, 'the money comes to rest', async () => {
    while (await app.doors.sandboxPsp!.deliverDue()) { /* all that are due */ }
    await app.doors.payments.settle()
    return db.one<{ deliveries: number; refunds: number; late: number }>(sql`
      select (select count(*) from sandbox_psp.delivery) as deliveries, (select count(*) from payments.refund where status = 'queued') as refunds,
        (select count(*) from sandbox_psp.charge c join payments.payment y on y.reference = c.reference where c.status = 'succeeded' and y.captured = 0) as late`)
  }, ({ deliveries, refunds, late }) => deliveries + refunds + late === 0)
}
