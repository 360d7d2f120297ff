import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import type { BookingId } from '#platform/id'
import { sql } from '#platform/sql'
import { ratesInput } from '../../testing/example-venues.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
let plans: Record<string, string>
beforeAll(async () => {
  world = await openWorld()
  const rates = ratesInput(world.hotel)
  const terms = { ...rates.plans[0]!, cancellation: [{ until_hours: 48, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 50 }
  await world.app.doors.venues.putRates(systemActor, world.hotel.id, { ...rates, plans: [{ ...terms, name: 'paid' }, { ...terms, name: 'card', deposit_take: 'authorize' }] })
  const offers = await world.visitor().call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=2027-03-10&departure=2027-03-11&guests=2`)
  plans = Object.fromEntries(offers.body.items.map((one: any) => [one.rate_plan_name, one.rate_plan]))
})
afterAll(() => world.close())

/** What a guest, the provider, the house and time may do, in any order. */
const methods = ['pm_ok', 'pm_declined', 'pm_challenge', 'pm_slow', 'pm_ok_declined_later'] as const
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pay' as const), who: fc.nat(3), page: fc.nat(2), method: fc.constantFrom(...methods) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), who: fc.nat(3), approved: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('deliver' as const, 'lose' as const, 'settle' as const, 'sweep' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(3, 60, 290, 600, 90_000, 7 * 86_400) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'amend' as const, 'release' as const, 'no_show' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('refund there' as const, 'dispute' as const), who: fc.nat(3) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/**
 * Three rooms, four guests for the same nights, and whatever may happen to their money: in the end nobody paid and has
 * nothing, nobody has what was to be paid or guaranteed and was not, nobody paid twice, and the provider's books, ours and
 * the ledger agree to the cent.
 */
test('whatever happens on the way, the money comes to rest where it belongs', async () => {
  let night = 0
  await fc.assert(fc.asyncProperty(fc.constantFrom('paid', 'card'), fc.array(step, { minLength: 4, maxLength: 18 }), async (plan, steps) => {
    night += 2
    const now = world.app.clock.now().toZonedDateTimeISO('Europe/Lisbon').toPlainDate()
    // Some visits are near and some far off.
    const arrival = now.add({ days: 1 + (night % 5) * 3 }).toString()
    const since = world.app.clock.now()
    const made = await holdAll(plan, arrival)
    for (const one of steps) await play(one, made)
    await rest()
    expect(await wrongs(made, since)).toEqual([])
  }), { numRuns: Number(process.env['SAGA_RUNS'] ?? 12), interruptAfterTimeLimit: 150_000, markInterruptAsFailure: false, ...(process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) }), endOnFailure: true })
}, 240_000)

interface Made { id: BookingId; visitor: ReturnType<World['visitor']> }

async function holdAll(plan: string, arrival: string): Promise<Made[]> {
  const departure = Temporal.PlainDate.from(arrival).add({ days: 1 }).toString()
  const made: Made[] = []
  for (let i = 0; i < 4; i += 1) {
    const visitor = world.visitor()
    const quote = await visitor.call('POST', `/v1/venues/${world.hotel.id}/quotes`, { room_type: world.double, rate_plan: plans[plan], arrival, departure, guests: 2 })
    if (quote.status !== 201) continue
    const held = await visitor.hold([quote.body.id])
    if (held.status === 201) made.push({ id: held.body.bookings[0].id, visitor })
  }
  return made
}

const references = (booking: BookingId) => world.db.rows<{ reference: string }>(sql`select y.reference from payments.payment y join payments.part p on p.payment_id = y.id where p.booking_id = ${booking} and y.reference is not null order by y.created_at`)

async function play(one: Step, made: readonly Made[]): Promise<void> {
  const { app } = world
  const psp = app.doors.sandboxPsp!
  const guest = 'who' in one && made.length > 0 ? made[one.who % made.length]! : undefined
  switch (one.do) {
    case 'deliver': while (await psp.deliverDue()) { /* all */ } break
    case 'lose': await world.db.transaction((tx) => tx.run(sql`delete from sandbox_psp.delivery where id % 2 = 0`)); break
    case 'settle': await app.doors.payments.settle(); break
    case 'sweep': await app.doors.booking.sweepExpired(); break
    case 'wait': app.clock.advance({ seconds: one.seconds }); break
    default: if (guest !== undefined) await playGuest(one, guest)
  }
}

async function playGuest(one: Step, { id, visitor }: Made): Promise<void> {
  const psp = world.app.doors.sandboxPsp!
  const all = await references(id)
  switch (one.do) {
    case 'pay': if (all.length > 0) await psp.pay(all[one.page % all.length]!.reference, one.method); break
    case 'answer': for (const { reference } of all) await psp.answerChallenge(reference, one.approved); break
    case 'cancel': case 'release': await visitor.call('POST', `/v1/bookings/${id}/${one.do}`, one.do === 'cancel' ? {} : undefined); break
    case 'amend': await visitor.call('POST', `/v1/bookings/${id}/amend`, { guests: 1 }); break
    case 'no_show': {
      const [booking] = await world.app.doors.booking.find(world.db, [id])
      await world.desk.call('POST', `/v1/venues/${world.hotel.id}/reservations/${booking!.reservations[0]!.id}/moves`, { to: 'no_show' })
      break
    }
    case 'refund there': for (const { reference } of all) await psp.refund({ reference, amount: { amount: 100, currency: 'EUR' as never }, key: `there ${reference}` }).catch(() => {}); break
    case 'dispute': for (const { reference } of all) if ((await psp.retrieve(reference)).captured > 0) await psp.dispute(reference, 100); break
    default: break
  }
}

/** Time goes on and every worker does its work, webhooks come or not. */
async function rest(): Promise<void> {
  const { app } = world
  for (let round = 0; round < 10; round += 1) {
    app.clock.advance({ minutes: round < 6 ? 6 : 150 })
    while (await app.doors.sandboxPsp!.deliverDue()) { /* all */ }
    await app.doors.booking.sweepExpired()
    await app.doors.payments.settle()
  }
}

async function wrongs(made: readonly Made[], since: Temporal.Instant): Promise<string[]> {
  const ids = made.map((one) => one.id)
  const found: string[] = []
  const disputed = new Map((await world.db.rows<{ booking_id: string; n: number }>(sql`select p.booking_id, count(*) as n from payments.dispute d join payments.part p on p.payment_id = d.payment_id where p.booking_id = any(${ids}::text[]) group by 1`)).map((row) => [row.booking_id, row.n]))
  for (const booking of await world.app.doors.booking.find(world.db, ids)) {
    const payments = await world.app.doors.payments.of(world.db, [booking.id])
    const [guarantee] = await world.app.doors.payments.guaranteesOf(world.db, [booking.id])
    const there = await world.db.rows<{ n: number }>(sql`select count(*) as n from payments.refund where booking_id = ${booking.id} and reason = 'at_provider'`)
    const net = payments.reduce((total, one) => total + one.captured.amount - one.refunded.amount, 0)
    const due = booking.price.dueNow.amount
    const say = (what: string) => found.push(`${booking.id} ${booking.status} ${booking.endReason}: ${what}; paid ${net} of ${due}, ${payments.map((one) => `${one.mode} ${one.status}`).join()}, ${guarantee?.status ?? '-'}`)
    const card = booking.price.policy.deposit?.take === 'authorize'
    const tampered = there[0]!.n > 0 || (disputed.get(booking.id) ?? 0) > 0
    if (booking.status === 'held') say('is held for ever')
    if (net < 0 || net > Math.max(due, booking.price.total.amount)) say('paid twice, or more went back than came')
    if (booking.status === 'expired' && net !== 0) say('paid and has nothing')
    if (booking.status === 'cancelled' && net > (booking.charged ?? 0)) say('more is kept than was charged')
    if (booking.status === 'confirmed' && !card && !tampered && net < due) say('has what was not paid')
    if (booking.status === 'confirmed' && card && !['saved', 'authorized', 'failing'].includes(guarantee?.status ?? '')) say('nothing stands for it')
    if (booking.status === 'confirmed' && card && net !== 0) say('something was taken of a guarantee')
    if (['expired', 'cancelled'].includes(booking.status) && payments.some((one) => one.status === 'authorized')) say('money is held for nothing')
    if (payments.filter((one) => one.status === 'authorized').length > 1) say('held twice')
    if (guarantee?.status === 'capturing' && guarantee !== undefined && payments.some((one) => one.status === 'authorized')) say('is never captured')
  }
  const mine = new Set((await world.db.rows<{ id: string }>(sql`select payment_id as id from payments.part where booking_id = any(${ids}::text[])`)).map((row) => row.id))
  const { differences } = await world.app.doors.payments.compare({ after: null, limit: 1_000, repair: false, since })
  return [...found, ...differences.filter((one) => mine.has(one.payment)).map((one) => `${one.payment}: ${one.what} ${one.ours} / ${one.theirs}`)]
}
