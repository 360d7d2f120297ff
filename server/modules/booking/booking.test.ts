import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '#platform/sql'
import { guest, openWorld, signUp, type World } from './testing/world.ts'

let world: World
beforeAll(async () => { world = await openWorld() })
afterAll(() => world.close())

// Every test books other days, so that they share one world.
const stay = (arrival: string, departure: string, more: object = {}) => ({ room_type: world.double, rate_plan: plan('Flexible'), arrival, departure, guests: 2, ...more })
const plans: Record<string, string> = {}
const plan = (name: string) => plans[name]!
beforeAll(async () => {
  const offers = await world.visitor().call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=2027-04-01&departure=2027-04-04&guests=2`)
  for (const offer of offers.body.items) plans[offer.rate_plan_name] = offer.rate_plan
})
const free = async (arrival: string, departure: string): Promise<number> => {
  const offers = await world.visitor().call('GET', `/v1/venues/${world.hotel.id}/offers?arrival=${arrival}&departure=${departure}&guests=2`)
  return offers.body.items.find((offer: any) => offer.room_type === world.double)?.units_left ?? 0
}

describe('a hold', () => {
  test('is paid and confirmed, keeps the quoted price, and each step is in the log once', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-04-01', '2027-04-03'))], { note: 'A quiet room, please' })
    expect(made.status).toBe(201)
    const [booking] = made.body.bookings
    expect(booking).toMatchObject({ status: 'held', can_extend: true, held_minutes: 10, note: 'A quiet room, please', guest: { name: guest.name, email: guest.email }, price: { total: { amount: '23600' }, due_now: { amount: '4720' } } })
    expect(made.body.payment).toMatchObject({ status: 'requires_action', amount: { amount: '4720' } })
    expect(await free('2027-04-01', '2027-04-03')).toBe(2)
    await world.pay(made.body.payment.url)
    const { body } = await visitor.call('GET', `/v1/bookings/${booking.id}`)
    expect(body).toMatchObject({ status: 'confirmed', expires_at: null, paid: { amount: '4720' }, payments: [{ status: 'captured' }] })
    await world.deliver()
    expect(await world.events(booking.id)).toEqual(['booking.held', 'booking.confirmed'])
  })

  test('of which nothing is due is confirmed at once', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-04-05', '2027-04-06', { rate_plan: plan('With breakfast') }))])
    expect(made.body).toMatchObject({ payment: null, bookings: [{ status: 'confirmed', expires_at: null }] })
    expect(await world.events(made.body.bookings[0].id)).toEqual(['booking.confirmed'])
  })

  test('that nobody pays is free for the next guest at its time, and is marked by the sweeper', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-04-08', '2027-04-09', { rooms: 3, guests: 6 }))])
    const [booking] = made.body.bookings
    expect(booking.reservations).toHaveLength(3)
    expect(await free('2027-04-08', '2027-04-09')).toBe(0)
    world.app.clock.advance({ minutes: 10 })
    expect(await free('2027-04-08', '2027-04-09')).toBe(3)
    expect((await visitor.call('GET', `/v1/bookings/${booking.id}`)).body.status).toBe('expired')
    expect(await world.app.doors.booking.sweepExpired()).toBeGreaterThan(0)
    expect(await world.events(booking.id)).toEqual(['booking.held', 'booking.expired'])
    expect((await visitor.call('POST', `/v1/bookings/${booking.id}/extend`)).body.code).toBe('hold-expired')
  })

  test('is extended once', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-04-10', '2027-04-11'))])
    const [booking] = made.body.bookings
    world.app.clock.advance({ minutes: 6 })
    const longer = await visitor.call('POST', `/v1/bookings/${booking.id}/extend`)
    expect(longer.status).toBe(200)
    expect(longer.body.can_extend).toBe(false)
    expect(Temporal.Instant.from(booking.expires_at).until(longer.body.expires_at).total('minutes')).toBe(6)
    world.app.clock.advance({ minutes: 6 })
    expect(await free('2027-04-10', '2027-04-11')).toBe(2)
    expect((await visitor.call('POST', `/v1/bookings/${booking.id}/extend`)).body.code).toBe('wrong-state')
  })

  test('is released on request, and its room is free at once', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-04-12', '2027-04-13'))])
    const released = await visitor.call('POST', `/v1/bookings/${made.body.bookings[0].id}/release`)
    expect([released.status, released.body.status]).toEqual([200, 'cancelled'])
    expect(await free('2027-04-12', '2027-04-13')).toBe(3)
  })
})

describe('a payment', () => {
  test('that comes after its hold ran out gets the room all the same while it is free', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-04-15', '2027-04-16'))])
    const { id } = made.body.bookings[0]
    world.app.clock.advance({ minutes: 9, seconds: 59 })
    const paying = world.app.server.inject({ method: 'POST', url: `${new URL(made.body.payment.url).pathname}/pay`, payload: { method: 'pm_ok' } })
    await paying
    world.app.clock.advance({ minutes: 2 })
    await world.app.doors.booking.sweepExpired()
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body.status).toBe('expired')
    await world.deliver()
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body).toMatchObject({ status: 'confirmed', paid: { amount: '2160' }, refunded: { amount: '0' } })
    expect(await free('2027-04-15', '2027-04-16')).toBe(2)
  })

  test('whose room has gone meanwhile is given back, and the guest is told', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-04-18', '2027-04-19', { rooms: 3, guests: 3 }))])
    const { id } = made.body.bookings[0]
    await world.app.server.inject({ method: 'POST', url: `${new URL(made.body.payment.url).pathname}/pay`, payload: { method: 'pm_ok' } })
    world.app.clock.advance({ minutes: 11 })
    const other = world.visitor()
    expect((await other.hold([await other.quote(stay('2027-04-18', '2027-04-19'))])).status).toBe(201)
    await world.deliver()
    const { body } = await visitor.call('GET', `/v1/bookings/${id}`)
    expect(body.status).toBe('expired')
    expect(body.refunded).toEqual(body.paid)
    expect(Number(body.paid.amount)).toBeGreaterThan(0)
    expect(await world.events(id)).toEqual(['booking.held', 'booking.expired', 'booking.paid_in_vain'])
  })

  test('that is declined leaves the hold, and another try succeeds', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-04-21', '2027-04-22'))])
    const { id } = made.body.bookings[0]
    await world.pay(made.body.payment.url, 'pm_declined')
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body.status).toBe('held')
    const again = await visitor.call('POST', `/v1/payments/${made.body.payment.id}/retry`)
    await world.pay(again.body.url)
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body.status).toBe('confirmed')
  })
})

describe('a cancellation', () => {
  test('gives back what the frozen policy says, and says it beforehand', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-05-01', '2027-05-03'))])
    const { id } = made.body.bookings[0]
    await world.pay(made.body.payment.url)
    const preview = await visitor.call('GET', `/v1/bookings/${id}/cancellation`)
    expect(preview.body).toMatchObject({ charge: { amount: '0' }, refund: made.body.payment.amount })
    const wrong = await visitor.call('POST', `/v1/bookings/${id}/cancel`, { expected_refund: { ...made.body.payment.amount, amount: '1' } })
    expect(wrong.body.code).toBe('version-conflict')
    const over = await visitor.call('POST', `/v1/bookings/${id}/cancel`, { reason: 'illness', expected_refund: preview.body.refund })
    expect(over.body.status).toBe('cancelled')
    await world.deliver()
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body.refunded).toEqual(made.body.payment.amount)
    expect(await free('2027-05-01', '2027-05-03')).toBe(3)
    expect((await visitor.call('POST', `/v1/bookings/${id}/cancel`, {})).body).toMatchObject({ code: 'wrong-state', status: 409, state: 'cancelled' })
  })

  test('says what it gives back also while a change still gives money back, so that it can be taken at its word', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-05-01', '2027-05-03'))])
    const { id } = made.body.bookings[0]
    await world.pay(made.body.payment.url)
    await visitor.call('POST', `/v1/bookings/${id}/amend`, { departure: '2027-05-02' })
    // The difference is on its way to the card, and not there yet.
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body.refunded.amount).toBe('0')
    const preview = await visitor.call('GET', `/v1/bookings/${id}/cancellation`)
    expect(Number(preview.body.refund.amount)).toBeLessThan(Number(made.body.payment.amount.amount))
    expect((await visitor.call('POST', `/v1/bookings/${id}/cancel`, { expected_refund: preview.body.refund })).body.status).toBe('cancelled')
    await world.deliver()
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body.refunded).toEqual(made.body.payment.amount)
  })

  test('too late keeps what was paid', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-05-05', '2027-05-07', { rate_plan: plan('Non-refundable') }))])
    const { id } = made.body.bookings[0]
    await world.pay(made.body.payment.url)
    expect((await visitor.call('GET', `/v1/bookings/${id}/cancellation`)).body).toMatchObject({ refund: { amount: '0' } })
    await visitor.call('POST', `/v1/bookings/${id}/cancel`, {})
    await world.deliver()
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body).toMatchObject({ status: 'cancelled', refunded: { amount: '0' } })
  })
})

describe('an idempotency key', () => {
  test('answers the same booking to the same request, also when both come at once', async () => {
    const visitor = world.visitor()
    const quotes = [await visitor.quote(stay('2027-05-10', '2027-05-11'))]
    const [one, two] = await Promise.all([world.visitor().hold(quotes, {}, { 'idempotency-key': 'k-1' }), world.visitor().hold(quotes, {}, { 'idempotency-key': 'k-1' })])
    expect([one.status, two.status]).toEqual([201, 201])
    expect(two.body.bookings[0].id).toBe(one.body.bookings[0].id)
    expect(two.body.payment.id).toBe(one.body.payment.id)
    expect(await free('2027-05-10', '2027-05-11')).toBe(2)
  })

  test('with another body is refused and changes nothing', async () => {
    const visitor = world.visitor()
    const quotes = [await visitor.quote(stay('2027-05-13', '2027-05-14'))]
    await visitor.hold(quotes, {}, { 'idempotency-key': 'k-2' })
    const other = await visitor.hold(quotes, { guest: { ...guest, name: 'Somebody else' } }, { 'idempotency-key': 'k-2' })
    expect([other.status, other.body.code]).toEqual([422, 'key-reused'])
    expect(await free('2027-05-13', '2027-05-14')).toBe(2)
  })

  test('of a refused request may be used again', async () => {
    const visitor = world.visitor()
    const quotes = [await visitor.quote(stay('2027-05-16', '2027-05-17', { rooms: 3, guests: 3 }))]
    const taken = world.visitor()
    const first = await taken.hold([await taken.quote(stay('2027-05-16', '2027-05-17'))])
    expect((await visitor.hold(quotes, {}, { 'idempotency-key': 'k-3' })).status).toBe(409)
    await taken.call('POST', `/v1/bookings/${first.body.bookings[0].id}/release`)
    expect((await visitor.hold(quotes, {}, { 'idempotency-key': 'k-3' })).status).toBe(201)
    expect(await world.db.rows(sql`select 1 from booking.idempotency where result is null`)).toEqual([])
  })
})

describe('an amendment', () => {
  const booked = async (asked: object) => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(asked)])
    if (made.body.payment !== null) await world.pay(made.body.payment.url)
    return { visitor, id: made.body.bookings[0].id as string, first: made.body.bookings[0] }
  }

  test('with nothing more due moves the claim and the price in one step', async () => {
    const { visitor, id } = await booked(stay('2027-06-01', '2027-06-03', { rate_plan: plan('With breakfast') }))
    const preview = await visitor.call('POST', `/v1/bookings/${id}/amendment-preview`, { departure: '2027-06-05' })
    const amended = await visitor.call('POST', `/v1/bookings/${id}/amend`, { arrival: '2027-06-02', departure: '2027-06-05', rooms: 2 })
    expect(preview.status).toBe(200)
    expect(amended.body).toMatchObject({ status: 'confirmed', stay: { arrival: '2027-06-02', departure: '2027-06-05', rooms: 2 }, version: 2 })
    expect(amended.body.reservations).toHaveLength(2)
    expect([await free('2027-06-01', '2027-06-02'), await free('2027-06-02', '2027-06-05')]).toEqual([3, 1])
    const fewer = await visitor.call('POST', `/v1/bookings/${id}/amend`, { rooms: 1 })
    expect(fewer.body.reservations.map((one: any) => one.status)).toEqual(['confirmed', 'cancelled'])
    expect(await free('2027-06-02', '2027-06-05')).toBe(2)
  })

  test('that cannot be had whole leaves the booking as it was', async () => {
    const { visitor, id, first } = await booked(stay('2027-06-10', '2027-06-12', { rate_plan: plan('With breakfast') }))
    await booked(stay('2027-06-12', '2027-06-13', { rooms: 3, guests: 3, rate_plan: plan('With breakfast') }))
    const refused = await visitor.call('POST', `/v1/bookings/${id}/amend`, { departure: '2027-06-13' })
    expect([refused.status, refused.body.code, refused.body.reasons[0].code]).toEqual([409, 'not-available', 'sold_out'])
    const { body } = await visitor.call('GET', `/v1/bookings/${id}`)
    expect(body.stay).toEqual(first.stay)
    expect(body.version).toBe(1)
    expect(await free('2027-06-10', '2027-06-12')).toBe(2)
  })

  test('with more due holds the difference and keeps the old booking until it is paid', async () => {
    const { visitor, id } = await booked(stay('2027-06-20', '2027-06-22'))
    const waiting = await visitor.call('POST', `/v1/bookings/${id}/amend`, { departure: '2027-06-24' })
    expect(waiting.body).toMatchObject({ status: 'confirmed', stay: { departure: '2027-06-22' } })
    const page = waiting.body.payments.find((payment: any) => payment.status === 'requires_action')
    expect([await free('2027-06-20', '2027-06-22'), await free('2027-06-22', '2027-06-24')]).toEqual([2, 2])
    await world.pay(page.url)
    const { body } = await visitor.call('GET', `/v1/bookings/${id}`)
    expect(body).toMatchObject({ status: 'confirmed', stay: { departure: '2027-06-24' }, paid: body.price.due_now })
    expect([await free('2027-06-20', '2027-06-22'), await free('2027-06-22', '2027-06-24')]).toEqual([2, 2])
  })

  test('that nobody pays gives the difference back at its time', async () => {
    const { visitor, id } = await booked(stay('2027-06-25', '2027-06-26'))
    await visitor.call('POST', `/v1/bookings/${id}/amend`, { departure: '2027-06-28' })
    world.app.clock.advance({ minutes: 11 })
    expect(await free('2027-06-26', '2027-06-28')).toBe(3)
    await world.app.doors.booking.sweepExpired()
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body).toMatchObject({ status: 'confirmed', stay: { departure: '2027-06-26' } })
    expect(await world.db.rows(sql`select 1 from booking.amendment where status = 'pending'`)).toEqual([])
  })
})

describe('a booking', () => {
  test('is not there for strangers, other guests and staff of others', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-07-01', '2027-07-02'))])
    const { id, code } = made.body.bookings[0]
    const stranger = world.visitor()
    await signUp(stranger, 'stranger@example.org')
    for (const [method, path, body] of [['GET', '', undefined], ['GET', '/cancellation', undefined], ['GET', '/calendar.ics', undefined], ['POST', '/cancel', {}], ['POST', '/extend', undefined], ['POST', '/release', undefined], ['POST', '/amend', { guests: 1 }]] as const) {
      expect((await stranger.call(method, `/v1/bookings/${id}${path}`, body)).status).toBe(404)
    }
    expect((await stranger.call('GET', `/v1/venues/${world.hotel.id}/bookings/${id}`)).status).toBe(404)
    expect((await stranger.call('GET', `/v1/venues/${world.hotel.id}/bookings`)).status).toBe(404)
    expect((await visitor.call('GET', `/v1/bookings/${id}`)).body.status).toBe('held')

    const friend = world.visitor()
    expect((await friend.call('POST', '/v1/bookings/access', { code, email: 'other@example.org' })).status).toBe(404)
    const opened = await friend.call('POST', '/v1/bookings/access', { code: code.toLowerCase(), email: guest.email.toUpperCase() })
    expect(opened.body.bookings).toEqual([id])
    expect((await friend.call('GET', `/v1/bookings/${id}`)).status).toBe(200)
    const byLink = world.visitor()
    expect((await byLink.call('POST', '/v1/bookings/access', { token: made.body.access_token })).body.bookings).toEqual([id])
    expect((await byLink.call('GET', '/v1/me/bookings')).body.items.map((one: any) => one.id)).toEqual([id])
  })

  test('has a calendar file without a name in it', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-07-04', '2027-07-06'))])
    const { raw } = await visitor.call('GET', `/v1/bookings/${made.body.bookings[0].id}/calendar.ics`)
    expect(raw.headers['content-type']).toContain('text/calendar')
    expect(raw.body).toMatch(/DTSTART;VALUE=DATE:20270704/)
    expect(raw.body).toMatch(/DTEND;VALUE=DATE:20270706/)
    expect(raw.body).not.toMatch(/Prado|example\.org/)
  })
})

describe('a trip', () => {
  const dinner = (at: string) => ({ at, party: 2 })

  test('of a room and a dinner is one payment and one timeline', async () => {
    const visitor = world.visitor()
    const made = await visitor.hold([await visitor.quote(stay('2027-07-10', '2027-07-11')), await visitor.quote(dinner('2027-07-10T20:00'), world.inn.id)])
    expect(made.status).toBe(201)
    expect(made.body.bookings).toHaveLength(2)
    const due = made.body.bookings.reduce((total: number, booking: any) => total + Number(booking.price.due_now.amount), 0)
    expect(made.body.payment.amount.amount).toBe(String(due))
    await world.pay(made.body.payment.url)
    const { body } = await visitor.call('GET', `/v1/trips/${made.body.trip.id}`)
    expect(body.bookings.map((booking: any) => booking.status)).toEqual(['confirmed', 'confirmed'])
    expect(new Set(body.timeline.map((step: any) => step.booking)).size).toBe(2)
  })

  test('opens whole by the code of each of its parts and by its own, with its e-mail alone', async () => {
    const made = await world.visitor().hold([await world.visitor().quote(stay('2027-11-18', '2027-11-19')), await world.visitor().quote(dinner('2027-11-18T20:00'), world.inn.id)])
    const [ids, trip] = [made.body.bookings.map((one: any) => one.id), made.body.trip]
    for (const code of [...made.body.bookings.map((one: any) => one.code), trip.code.toLowerCase()]) {
      const elsewhere = world.visitor()
      expect((await elsewhere.call('POST', '/v1/bookings/access', { code, email: 'other@example.org' })).status).toBe(404)
      const opened = await elsewhere.call('POST', '/v1/bookings/access', { code, email: guest.email })
      expect([opened.body.trip, opened.body.bookings.toSorted()]).toEqual([trip.id, ids.toSorted()])
      expect((await elsewhere.call('GET', `/v1/trips/${trip.id}`)).body.bookings).toHaveLength(2)
    }
    const byLink = world.visitor()
    expect((await byLink.call('POST', '/v1/bookings/access', { token: made.body.access_token })).body.trip).toBe(trip.id)
    expect((await byLink.call('GET', '/v1/me/bookings')).body.items).toHaveLength(2)
  })

  test('of which one part is gone keeps nothing of the other', async () => {
    const visitor = world.visitor()
    const quotes = [await visitor.quote(stay('2027-07-14', '2027-07-15')), await visitor.quote(dinner('2027-07-14T20:00'), world.inn.id)]
    for (let table = 0; table < 3; table += 1) {
      const other = world.visitor()
      expect((await other.hold([await other.quote(dinner('2027-07-14T20:00'), world.inn.id)])).status).toBe(201)
    }
    const refused = await visitor.hold(quotes, {}, { 'idempotency-key': 'trip-1' })
    expect([refused.status, refused.body.code, refused.body.errors[0].pointer]).toEqual([409, 'not-available', '/quotes/1'])
    expect(await free('2027-07-14', '2027-07-15')).toBe(3)
    expect(await world.db.rows(sql`select status from booking.trip where status = 'holding'`)).toEqual([])
  })

  test('that a crash cut in the middle is let go by the sweeper', async () => {
    const { booking } = world.app.doors
    const visitor = world.visitor()
    const quotes = [await visitor.quote(stay('2027-07-18', '2027-07-19')), await visitor.quote(dinner('2027-07-18T20:00'), world.inn.id)]
    const made = await visitor.hold(quotes)
    await world.db.transaction((tx) => tx.run(sql`update booking.trip set status = 'holding' where id = ${made.body.trip.id}`))
    world.app.clock.advance({ minutes: 3 })
    await booking.sweepExpired()
    expect((await visitor.call('GET', `/v1/bookings/${made.body.bookings[0].id}`)).body.status).toBe('cancelled')
    expect(await free('2027-07-18', '2027-07-19')).toBe(3)
  })
})
