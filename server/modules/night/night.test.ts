import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import { plainDate } from '#platform/time'
import { eur } from '../../testing/example-venues.ts'
import { openWorld, type World } from '../booking/testing/world.ts'

// The world's clock: Monday 2027-03-01, 10:00 in Lisbon; the day ends at 4 in the morning.
let world: World
beforeAll(async () => { world = await openWorld() }, 60_000)
afterAll(async () => { await world.close() })

const at = (path: string) => `/v1/venues/${world.hotel.id}${path}`
const must = async (method: 'GET' | 'POST', path: string, body?: object) => {
  const answer = await world.desk.call(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const book = async (channel: 'walk_in' | 'phone', arrival: string, departure: string, more: object = {}) => must('POST', at('/bookings'), { channel, guest: { name: 'Ana Duarte' }, stay: { room_type: world.double, arrival, departure, guests: 2, ...more } })
const folioOf = async (booking: { id: string }) => must('POST', at(`/bookings/${booking.id}/folio`))
const amount = (value: { amount: string }) => Number(value.amount)
const close = (date: string, more: object = {}) => world.desk.call('POST', at('/night/close'), { business_date: date, ...more })
const checked = async () => expect((await must('GET', at('/books/check'))).differences).toEqual([])

test('a date closes when all is decided: nights are posted once, the date rolls, and the bill comes to the quote', async () => {
  const booking = await book('walk_in', '2027-03-01', '2027-03-03')
  const late = await book('phone', '2027-03-01', '2027-03-03')
  expect((await close('2027-03-01')).body.code).toBe('too-early')
  world.app.clock.set('2027-03-02T01:00:00Z')
  const before = await must('GET', at('/night'))
  expect(before).toMatchObject({ business_date: '2027-03-01', may_close: true, to_post: { rooms: 1, charges: 2 }, blockers: [{ kind: 'arrival_undecided', code: late.code }] })
  expect((await close('2027-03-01')).body).toMatchObject({ code: 'night-blocked', blockers: { arrival_undecided: 1 } })
  expect((await folioOf(booking)).lines).toEqual([])
  const closed = await close('2027-03-01', { take_along: ['arrival_undecided'] })
  expect(closed.body, JSON.stringify(closed.body)).toMatchObject({ business_date: '2027-03-02', last: { business_date: '2027-03-01', rooms: 1, charges: 2, taken_along: { arrival_undecided: 1 } } })
  expect((await close('2027-03-01', { take_along: ['arrival_undecided'] })).status).toBe(200)
  expect((await close('2027-03-05')).body.code).toBe('version-conflict')
  // Who comes a day late slept, or kept the room, from the first night on.
  world.app.clock.set('2027-03-02T11:00:00Z')
  await must('POST', at(`/reservations/${late.reservations[0].id}/moves`), { to: 'arrived' })
  world.app.clock.set('2027-03-03T03:30:00Z')
  await Promise.all([close('2027-03-02'), close('2027-03-02')])
  for (const one of [booking, late]) {
    const folio = await folioOf(one)
    expect(amount(folio.balance)).toBe(amount(one.price.total))
    expect(folio.to_come).toEqual([])
  }
  expect((await must('GET', at('/night'))).business_date).toBe('2027-03-03')
  const revenue = await must('GET', at('/books/revenue?from=2027-03-01&to=2027-03-03'))
  expect(revenue.days.map((day: any) => [day.business_date, day.closed, amount(day.revenue_total), amount(day.tax_total)])).toEqual([['2027-03-01', true, 9_000, 800], ['2027-03-02', true, 27_000, 2_400]])
  await checked()
})

test('who should have left blocks the night until checked out; an early departure is not posted, its fee by policy may be', async () => {
  const stays = (await must('GET', at('/night'))).blockers
  expect(stays.map((one: any) => one.kind)).toEqual(['departure_open', 'departure_open'])
  world.app.clock.set('2027-03-03T10:00:00Z')
  for (const one of stays) {
    const folio = await must('GET', at(`/folios/${one.folio}`))
    await must('POST', at(`/folios/${one.folio}/payments`), { method: 'card_terminal', amount: folio.balance })
    await must('POST', at(`/folios/${one.folio}/close`), {})
    await must('POST', at(`/reservations/${one.reservation}/moves`), { to: 'completed' })
  }
  const early = await book('walk_in', '2027-03-03', '2027-03-06')
  world.app.clock.set('2027-03-04T04:00:00Z')
  expect(await world.app.doors.night.closeByItself(world.hotel.id)).toBe(1)
  world.app.clock.set('2027-03-04T09:00:00Z')
  const folio = await folioOf(early)
  expect(amount(folio.balance)).toBe(9_800)
  await must('POST', at(`/reservations/${early.reservations[0].id}/moves`), { to: 'completed' })
  const fee = eur(5_000)
  await must('POST', at(`/folios/${folio.id}/payments`), { method: 'transfer', amount: eur(14_800) })
  expect(await must('POST', at(`/folios/${folio.id}/close`), { early_departure_fee: fee })).toMatchObject({ status: 'closed', balance: eur(0) })
  world.app.clock.set('2027-03-05T04:10:00Z')
  await world.app.doors.night.closeByItself(world.hotel.id)
  expect((await must('GET', at('/books/balance?account=fee.early_departure'))).balance).toEqual(eur(-5_000))
  await checked()
})

test('a no-show is charged by the policy and keeps the deposit; undone, the deposit is held again', async () => {
  const visitor = world.visitor()
  const held = await visitor.hold([await visitor.quote({ room_type: world.double, rate_plan: undefined, arrival: '2027-03-05', departure: '2027-03-06', guests: 2 })])
  const [booking] = held.body.bookings
  await world.pay(held.body.payment.url)
  world.app.clock.set('2027-03-06T02:00:00Z')
  const closed = await close('2027-03-05', { no_shows: [booking.reservations[0].id] })
  expect(closed.body, JSON.stringify(closed.body)).toMatchObject({ business_date: '2027-03-06', last: { no_shows: 1 } })
  const balance = async (account: string) => amount((await must('GET', at(`/books/balance?account=${account}`))).balance)
  expect([await balance('fee.no_show'), await balance('deposits')]).toEqual([-amount(booking.price.due_now), 0])
  await must('POST', at(`/reservations/${booking.reservations[0].id}/moves`), { to: 'confirmed' })
  expect([await balance('fee.no_show'), await balance('deposits')]).toEqual([0, -amount(booking.price.due_now)])
  await checked()
})

test('dates close at four by the venue’s clock, also when the clocks change, and each night of the year once', async () => {
  const night = world.app.doors.night
  let date = '2027-03-06'
  for (const [now, expected] of [['2027-03-07T03:59:00Z', '2027-03-06'], ['2027-03-07T04:00:00Z', '2027-03-07'], ['2027-03-28T02:59:00Z', '2027-03-21'], ['2027-03-28T02:59:00Z', '2027-03-27'], ['2027-03-28T03:00:00Z', '2027-03-28'], ['2027-03-29T03:00:00Z', '2027-03-29']] as const) {
    world.app.clock.set(now)
    await night.closeByItself(world.hotel.id)
    date = (await night.view(systemActor, world.hotel.id)).business_date
    expect([now, date]).toEqual([now, expected])
  }
  expect(plainDate(date)).toBe('2027-03-29')
  await checked()
})
