import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemActor } from '#http/actor'
import { eur } from '../../testing/example-venues.ts'
import { openWorld, type World } from '../booking/testing/world.ts'

// The world's clock: Monday 2027-03-01, 10:00 in Lisbon. The best plan for a double is 90.00 a night, and 4.00 city tax for each guest.
let world: World
beforeAll(async () => { world = await openWorld() }, 60_000)
afterAll(async () => { await world.close() })

const at = (path: string, venue = world.hotel.id) => `/v1/venues/${venue}${path}`
const call = async (method: 'GET' | 'POST', path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await world.desk.call(method, path, body, headers)
  return answer
}
const must = async (method: 'GET' | 'POST', path: string, body?: object) => {
  const answer = await call(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const walkIn = async (more: object = {}) => must('POST', at('/bookings'), { channel: 'walk_in', guest: { name: 'Ana Duarte' }, stay: { room_type: world.double, arrival: '2027-03-01', departure: '2027-03-03', guests: 2, ...more } })
/** A booking of a later day, of which nobody has come yet. */
let nextDay = 0
const caller = async () => { nextDay += 1; const arrival = `2027-04-${String(nextDay).padStart(2, '0')}`; return must('POST', at('/bookings'), { channel: 'phone', guest: { name: 'Ben Osei' }, stay: { room_type: world.double, arrival, departure: `2027-04-${String(nextDay + 1).padStart(2, '0')}`, guests: 2 } }) }
const folioOf = async (booking: { id: string }) => must('POST', at(`/bookings/${booking.id}/folio`))
const amount = (value: { amount: string }) => Number(value.amount)
const checked = async (venue = world.hotel.id) => expect((await must('GET', at('/books/check', venue))).differences).toEqual([])

test('a folio shows what is to come, takes charges, cash with a shift, and closes at nothing', async () => {
  const booking = await walkIn()
  const folio = await folioOf(booking)
  expect(await folioOf(booking)).toMatchObject({ id: folio.id })
  expect(folio).toMatchObject({ status: 'open', balance: eur(0), booking: { code: booking.code, guest_name: 'Ana Duarte' } })
  expect(folio.to_come.map((one: any) => [one.date, one.category, one.amount.amount])).toEqual([['2027-03-01', 'room', '9000'], ['2027-03-02', 'room', '9000'], ['2027-03-01', 'tax', '800'], ['2027-03-02', 'tax', '800']])
  expect(amount(folio.expected)).toBe(amount(booking.price.total))
  const bar = await must('POST', at(`/folios/${folio.id}/charges`), { category: 'beverage', description: 'Minibar', amount: eur(650), quantity: 2 })
  expect(bar.lines).toMatchObject([{ kind: 'charge', category: 'beverage', quantity: 2, amount: eur(650), business_date: '2027-03-01' }])
  expect((await call('POST', at(`/folios/${folio.id}/payments`), { method: 'cash', amount: eur(650) })).body.code).toBe('shift-needed')
  expect((await call('POST', at(`/folios/${folio.id}/close`), {})).body).toMatchObject({ code: 'balance-due', balances: [{ window: 1, balance: 650 }] })
  const shift = await must('POST', at('/shifts'), { till: 'Front', float: eur(10_000) })
  await must('POST', at(`/folios/${folio.id}/payments`), { method: 'cash', amount: eur(600), tip: eur(100) })
  const paid = await must('POST', at(`/folios/${folio.id}/payments`), { method: 'card_terminal', amount: eur(50) })
  expect(paid.balance).toEqual(eur(0))
  const closed = await must('POST', at(`/folios/${folio.id}/close`), {})
  expect(closed.status).toBe('closed')
  expect((await call('POST', at(`/folios/${folio.id}/charges`), { category: 'other', description: 'x', amount: eur(1) })).body.code).toBe('folio-closed')
  const counted = await must('POST', at(`/shifts/${shift.id}/close`), { counted: eur(10_690) })
  expect(counted).toMatchObject({ status: 'closed', expected: eur(10_700), difference: eur(-10), cashier_name: 'Rui' })
  expect((await must('GET', at('/books/trial-balance'))).accounts.map((one: any) => [one.account, amount(one.debit) - amount(one.credit)])).toEqual([['card.terminal', 50], ['cash', 690], ['over_short', 10], ['revenue.beverage', -650], ['tips', -100]])
  await checked()
})

test('the same key does a thing once, and another request with it is refused', async () => {
  const folio = await folioOf(await caller())
  const charge = { category: 'extra', description: 'Parking', amount: eur(1_500) }
  const key = { 'idempotency-key': 'parking-1' }
  const path = at(`/folios/${folio.id}/charges`)
  const both = await Promise.all([call('POST', path, charge, key), call('POST', path, charge, key)])
  expect(both.map((one) => one.status).every((status) => status === 201 || status === 409)).toBe(true)
  expect((await call('POST', path, charge, key)).body.lines).toHaveLength(1)
  expect((await call('POST', path, { ...charge, amount: eur(1) }, key)).body.code).toBe('key-reused')
})

describe('corrections', () => {
  test('a line is taken back once, by its opposite and a reversing journal, and posted anew with another amount', async () => {
    const folio = await folioOf(await caller())
    const [line] = (await must('POST', at(`/folios/${folio.id}/charges`), { category: 'food', description: 'Lunch', amount: eur(4_000) })).lines
    const after = await must('POST', at(`/folios/${folio.id}/lines/${line.id}/correction`), { reason: 'wrong_amount', amount: eur(3_000) })
    expect(after.lines.map((one: any) => [one.amount.amount, one.voids !== null, one.voided_by !== null])).toEqual([['4000', false, true], ['-4000', true, false], ['3000', false, false]])
    expect(after.balance).toEqual(eur(3_000))
    expect((await call('POST', at(`/folios/${folio.id}/lines/${line.id}/correction`), { reason: 'mistake' })).body.code).toBe('wrong-state')
    const journals = (await must('GET', at(`/books/journals?folio=${folio.id}`))).items
    expect(journals.map((one: any) => [one.kind, one.reverses !== null])).toEqual([['charge', false], ['correction', true], ['charge', false]])
    await checked()
  })

  test('a charge splits to the cent, moves to another window and another folio, and revenue stays the same', async () => {
    const [one, two] = [await folioOf(await caller()), await folioOf(await caller())]
    await must('POST', at(`/folios/${one.id}/charges`), { category: 'food', description: 'Dinner', amount: eur(10_000) })
    const before = (await must('GET', at('/books/revenue?from=2027-03-01&to=2027-03-01'))).totals
    const windows = await world.app.server.inject({ method: 'PUT', url: at(`/folios/${one.id}/windows`), headers: { cookie: world.desk.cookie }, payload: { windows: [{ no: 1, name: 'Ana' }, { no: 2, name: 'Ben' }, { no: 3, name: 'Cem' }] } })
    expect(windows.statusCode, windows.body).toBe(200)
    const [line] = windows.json().lines
    const split = await must('POST', at(`/folios/${one.id}/lines/${line.id}/split`), { parts: [{ window: 1, share: 1 }, { window: 2, share: 1 }, { window: 3, share: 1 }] })
    expect(split.windows.map((window: any) => window.balance.amount)).toEqual(['3334', '3333', '3333'])
    const third = split.lines.find((one_: any) => one_.window === 3)
    const moved = await must('POST', at(`/folios/${one.id}/transfers`), { lines: [third.id], to_folio: two.id })
    expect(moved.balance).toEqual(eur(6_667))
    expect((await must('GET', at(`/folios/${two.id}`))).balance).toEqual(eur(3_333))
    expect((await must('GET', at('/books/revenue?from=2027-03-01&to=2027-03-01'))).totals).toEqual(before)
    expect((await call('POST', at(`/folios/${one.id}/lines/${split.lines.find((l: any) => l.window === 1 && l.voids === null && l.voided_by === null).id}/split`), { parts: [{ window: 1, amount: eur(1) }, { window: 2, amount: eur(1) }] })).body.errors).toMatchObject([{ pointer: '/parts' }])
    await checked()
  })
})

test('a company pays the room and the guest the extras; the company’s account keeps to its limit', async () => {
  const account = await must('POST', at('/accounts'), { kind: 'city', name: 'Acme', credit_limit: eur(5_000) })
  const folio = await folioOf(await walkIn())
  const put = await world.app.server.inject({ method: 'PUT', url: at(`/folios/${folio.id}/windows`), headers: { cookie: world.desk.cookie }, payload: { windows: [{ no: 1, name: 'Guest' }, { no: 2, name: 'Acme', payer: 'company', account: account.id }], routing: [{ category: 'room', window: 2 }] } })
  expect(put.statusCode).toBe(200)
  await must('POST', at(`/folios/${folio.id}/charges`), { category: 'room', description: 'Upgrade', amount: eur(4_000) })
  const after = await must('POST', at(`/folios/${folio.id}/charges`), { category: 'extra', description: 'Spa', amount: eur(2_000) })
  expect(after.windows.map((window: any) => [window.balance.amount, window.account_name])).toEqual([['2000', null], ['4000', 'Acme']])
  await must('POST', at(`/folios/${folio.id}/payments`), { method: 'card_terminal', amount: eur(2_000) })
  expect((await must('POST', at(`/folios/${folio.id}/close`), {})).status).toBe('closed')
  expect((await must('GET', at(`/accounts/${account.id}/statement?from=2027-03-01&to=2027-03-31`)))).toMatchObject({ opening: eur(0), closing: eur(4_000), folio: { name: 'Acme' } })
  expect((await call('POST', at(`/folios/${account.id}/charges`), { category: 'other', description: 'Hall', amount: eur(1_001) })).body).toMatchObject({ code: 'credit-limit', owes: 4_000 })
  expect((await must('POST', at(`/folios/${account.id}/payments`), { method: 'transfer', amount: eur(4_000) })).balance).toEqual(eur(0))
  await checked()
})

test('a deposit is held, credited when the guest is in the house, and goes back from where it lies', async () => {
  const visitor = world.visitor()
  const held = await visitor.hold([await visitor.quote({ room_type: world.double, arrival: '2027-03-05', departure: '2027-03-07', guests: 2 })])
  const [booking] = held.body.bookings
  await world.pay(held.body.payment.url)
  const deposits = await must('GET', at('/books/deposits'))
  const due = amount(booking.price.due_now)
  expect(deposits).toMatchObject({ total: eur(due), items: [{ booking: booking.id, status: 'confirmed', amount: eur(due) }] })
  world.app.clock.set('2027-03-05T15:00:00Z')
  await must('POST', at(`/reservations/${booking.reservations[0].id}/moves`), { to: 'arrived' })
  const folio = await folioOf(booking)
  expect(folio.lines).toMatchObject([{ kind: 'deposit', amount: eur(-due) }])
  expect(amount((await must('GET', at('/books/deposits'))).total)).toBe(0)
  expect(amount(folio.expected)).toBe(amount(booking.price.total) - due)
  await checked()
})

test('what a late cancellation keeps becomes a fee; what goes back comes out of the deposit', async () => {
  const visitor = world.visitor()
  const held = await visitor.hold([await visitor.quote({ room_type: world.suite, arrival: '2027-03-06', departure: '2027-03-07', guests: 2 })])
  const [booking] = held.body.bookings
  await world.pay(held.body.payment.url)
  await visitor.call('POST', `/v1/bookings/${booking.id}/cancel`, {})
  await world.app.doors.payments.settle()
  const balance = async (account: string) => amount((await must('GET', at(`/books/balance?account=${account}`))).balance)
  expect(await balance('fee.cancellation')).toBe(-amount(booking.price.due_now))
  expect(await balance('deposits')).toBe(0)
  await checked()
  // The house lets the guest off after all: a fee that goes back is none.
  await world.db.transaction((tx) => world.app.doors.payments.refund(tx, { booking: booking.id, amount: { amount: 1_000, currency: 'EUR' as never }, reason: 'goodwill' }))
  await world.app.doors.payments.settle()
  await world.deliver()
  expect(await balance('fee.cancellation')).toBe(1_000 - amount(booking.price.due_now))
  await checked()
})

test('a dinner goes to the room of a guest in the house, and each venue’s books agree', async () => {
  const { venues } = world.app.doors
  await venues.updateVenue(systemActor, world.inn.id, { linked_to: world.hotel.id } as never)
  const room = await walkIn({ arrival: '2027-03-05', departure: '2027-03-08', room_type: world.suite })
  const bill = await must('POST', at('/bills', world.inn.id), { name: 'Table 2', covers: 2 })
  await must('POST', at(`/folios/${bill.id}/charges`, world.inn.id), { category: 'food', description: 'Fish', amount: eur(4_200) })
  const charged = await must('POST', at(`/folios/${bill.id}/charge-to-room`, world.inn.id), { hotel: world.hotel.id, booking: room.id, tip: eur(300) })
  expect(charged.balance).toEqual(eur(0))
  const folio = await folioOf(room)
  expect(folio.lines).toMatchObject([{ kind: 'charge', category: 'food', amount: eur(4_500) }])
  await checked()
  await checked(world.inn.id)
  await must('POST', at(`/folios/${folio.id}/lines/${folio.lines[0].id}/correction`), { reason: 'wrong_guest' })
  expect((await must('GET', at(`/folios/${bill.id}`, world.inn.id))).balance).toEqual(eur(4_200))
  await checked()
  await checked(world.inn.id)
  expect((await must('POST', at(`/folios/${bill.id}/split-by-person`, world.inn.id), { persons: 4 })).windows.map((window: any) => window.balance.amount)).toEqual(['1050', '1050', '1050', '1050'])
})

test('a fact that is told twice is booked once; a dispute takes the money back, also from a folio, and winning it brings it again', async () => {
  const { folios } = world.app.doors
  const booking = await caller()
  const balance = async (account: string) => amount((await must('GET', at(`/books/balance?account=${account}`))).balance)
  const before = await balance('deposits')
  const tell = (kind: 'captured' | 'disputed' | 'dispute_won' | 'failed', key: string, minor = 5_000) => world.db.transaction((tx) => folios.paymentListener.fact(tx, {
    kind, key, mode: 'charge', payment: 'pay_000000000000000000000001', provider: 'stripe', method: 'card', reason: null, at: world.app.clock.now(), parts: [{ booking: booking.id, venue: world.hotel.id, amount: { amount: minor, currency: 'EUR' as never } }],
  }))
  await tell('captured', 'k1')
  await tell('captured', 'k1')
  await tell('failed', 'k2')
  expect([await balance('deposits') - before, await balance('card.stripe')]).toEqual([-5_000, 5_000])
  await tell('disputed', 'k3')
  expect([await balance('deposits') - before, await balance('card.stripe')]).toEqual([0, 0])
  await tell('dispute_won', 'k4')
  expect(await balance('deposits') - before).toBe(-5_000)
  // Credited to the folio, and disputed after that: the folio owes it again.
  const now = world.app.clock.now()
  world.app.clock.set(`${booking.stay.arrival}T15:00:00Z`)
  await world.app.doors.booking.move(systemActor, world.hotel.id, booking.reservations[0].id, { to: 'arrived' })
  world.app.clock.set(now)
  expect((await folioOf(booking)).balance).toEqual(eur(-5_000))
  await tell('disputed', 'k5')
  await tell('disputed', 'k5')
  expect(await must('GET', at(`/folios/${(await folioOf(booking)).id}`))).toMatchObject({ balance: eur(0), lines: [{ kind: 'deposit' }, { kind: 'refund', method: 'card' }] })
  await checked()
})

test('a party’s deposit is credited to its bill, and the bill closes when the rest is paid', async () => {
  world.app.clock.set('2027-03-07T10:00:00Z')
  const visitor = world.visitor()
  const held = await visitor.hold([await visitor.quote({ at: '2027-03-08T19:30', party: 2 }, world.inn.id)])
  const [booking] = held.body.bookings
  await world.pay(held.body.payment.url)
  world.app.clock.set('2027-03-08T19:30:00Z')
  await must('POST', at(`/reservations/${booking.reservations[0].id}/moves`, world.inn.id), { to: 'arrived' })
  const bill = await must('POST', at('/bills', world.inn.id), { booking: booking.id })
  expect(bill).toMatchObject({ kind: 'table', covers: 2, balance: eur(-2_000) })
  await must('POST', at(`/folios/${bill.id}/charges`, world.inn.id), { category: 'other', description: 'Corkage', amount: eur(5_000) })
  await must('POST', at(`/folios/${bill.id}/payments`, world.inn.id), { method: 'card_terminal', amount: eur(3_000), tip: eur(500) })
  expect((await must('POST', at(`/folios/${bill.id}/close`, world.inn.id), {})).status).toBe('closed')
  await checked(world.inn.id)
})

test('taxes of what staff charge come from the venue’s tax data: in the price, or on it', async () => {
  const taxes = [{ code: 'VAT13', name: 'VAT 13%', kind: 'vat', charged: 'percent', rate_bp: 1_300, included: true, categories: ['food'] }, { code: 'SERVICE', name: 'Service', kind: 'service', charged: 'percent', rate_bp: 1_000, included: false, categories: ['food', 'beverage'] }]
  const put = await world.app.server.inject({ method: 'PUT', url: at('/taxes', world.inn.id), headers: { cookie: world.desk.cookie }, payload: { taxes } })
  expect(put.statusCode, put.body).toBe(200)
  const bill = await must('POST', at('/bills', world.inn.id), { name: 'Table 7' })
  const charged = await must('POST', at(`/folios/${bill.id}/charges`, world.inn.id), { category: 'food', description: 'Rice', amount: eur(2_260) })
  expect(charged.lines[0]).toMatchObject({ amount: eur(2_486), net: eur(2_000), taxes: [{ code: 'VAT13', rate_bp: 1_300, amount: eur(260) }, { code: 'SERVICE', amount: eur(226) }] })
  const split = await must('POST', at(`/folios/${bill.id}/split-by-person`, world.inn.id), { persons: 3 })
  expect(split.windows.map((window: any) => amount(window.balance))).toEqual([829, 829, 828])
  await checked(world.inn.id)
})

describe('refused, and nothing is posted', () => {
  let refused: { id: string } | undefined
  test.each([
    ['a negative amount', 'charges', { category: 'food', description: 'x', amount: eur(-1) }, '/amount'],
    ['nothing', 'charges', { category: 'food', description: 'x', amount: eur(0) }, '/amount'],
    ['an amount beyond all sums', 'charges', { category: 'food', description: 'x', amount: { amount: '999999999999999', currency: 'EUR', exponent: 2 } }, '/amount'],
    ['another currency', 'charges', { category: 'food', description: 'x', amount: { amount: '100', currency: 'USD', exponent: 2 } }, '/amount'],
    ['a wrong exponent', 'charges', { category: 'food', description: 'x', amount: { amount: '100', currency: 'EUR', exponent: 3 } }, '/amount'],
    ['an unknown category', 'charges', { category: 'gold', description: 'x', amount: eur(1) }, '/category'],
    ['a window that is not there', 'charges', { category: 'food', description: 'x', amount: eur(1), window: 7 }, '/window'],
    ['a charge of tomorrow', 'charges', { category: 'food', description: 'x', amount: eur(1), date: '2031-01-01' }, '/date'],
    ['a refund of what was not paid', 'refunds', { method: 'card_terminal', amount: eur(1), reason: 'mistake' }, '/amount'],
    ['an unknown field', 'payments', { method: 'cash', amount: eur(1), colour: 'red' }, '/colour'],
  ])('%s', async (_, what, body, pointer) => {
    refused ??= await caller()
    const folio = await folioOf(refused!)
    const answer = await call('POST', at(`/folios/${folio.id}/${what}`), body)
    expect([answer.status, answer.body.code], JSON.stringify(answer.body)).toEqual([400, 'invalid-request'])
    expect(answer.body.errors.map((error: any) => error.pointer)).toContain(pointer)
    expect((await must('GET', at(`/folios/${folio.id}`))).lines).toEqual(folio.lines)
  })
})
