import { afterAll, beforeAll, expect, test } from 'vitest'
import { settableClock } from '#platform/clock'
import { newId, routeOf, type BookingId, type VendorId, type VenueId } from '#platform/id'
import { silentLog } from '#platform/log'
import { money } from '#platform/money'
import { ProviderUnreachable, type PaymentProvider } from '#ports/payment-provider'
import { openSandboxPsp } from '#adapters/sandbox-psp/index'
import { testDatabase, type TestDatabase } from '../../testing/database.ts'
import { openPayments, type PaymentFact } from './index.ts'
import { takeWebhook } from './take-webhook.ts'

let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(async () => { await database.close() })

const secret = Buffer.alloc(32, 3)

function open(fault: { down?: boolean; loseWebhooks?: boolean } = {}) {
  const { db } = database
  const clock = settableClock('2027-03-01T10:00:00Z')
  const posts: number[] = []
  const psp = openSandboxPsp({
    db, clock, log: silentLog, world: 'demo', publicUrl: 'http://127.0.0.1', secret,
    async post(_, headers, body) {
      if (fault.loseWebhooks) return 204
      const status = await takeWebhook(inside(), 'sandbox', headers, Buffer.from(body)).then(() => 204, (error: { status?: number }) => error.status ?? 500)
      posts.push(status)
      return status
    },
  })
  const provider: PaymentProvider = new Proxy(psp, { get: (of, name) => fault.down && ['openPage', 'refund', 'retrieve', 'close'].includes(String(name)) ? async () => { throw new ProviderUnreachable('down') } : Reflect.get(of, name) })
  const payments = openPayments({ db, clock, log: silentLog, provider })
  const facts: PaymentFact[] = []
  const listener = { async fact(_: unknown, fact: PaymentFact) { facts.push(fact) }, async visible() { return [] }, async underWay() {} }
  payments.attach(listener)
  const inside = () => ({ db, clock, log: silentLog, provider, seller: () => listener, tell: listener.fact, booked: async () => null, wake() {} })
  const deliver = async () => { clock.advance({ seconds: 2 }); while (await psp.deliverDue()) { /* all */ } }
  return { db, clock, psp, payments, facts, deliver, posts }
}

function payables(...amounts: number[]) {
  return amounts.map((amount) => {
    const venue = newId('ven', 1) as VenueId
    return { booking: newId('bk', 1, routeOf(venue)) as BookingId, venue, vendor: newId('vnd', 1) as VendorId, amount: money(amount, 'EUR') }
  })
}

async function started(it: ReturnType<typeof open>, ...amounts: number[]) {
  const due = payables(...amounts)
  const id = await it.db.transaction((tx) => it.payments.start(tx, { payables: due, returnUrl: () => 'http://127.0.0.1/back', expiresAt: it.clock.now().add({ minutes: 10 }) }))
  const url = await it.payments.openPage(id)
  return { id, url, reference: url?.split('/').at(-1) ?? '', bookings: due.map((one) => one.booking) }
}

test('one page pays for two bookings, and however often the news comes the seller hears it once', async () => {
  const it = open()
  const { id, reference, bookings } = await started(it, 6_240, 3_000)
  await it.psp.pay(reference, 'pm_ok')
  for (let round = 0; round < 3; round += 1) await it.deliver()
  expect(it.facts).toEqual([expect.objectContaining({ payment: id, kind: 'captured' })])
  expect(it.posts.every((status) => status === 204)).toBe(true)
  const of = await it.payments.of(it.db, bookings)
  expect(bookings.map((booking) => of.filter((one) => one.booking === booking).map(({ status, captured }) => [status, captured.amount]))).toEqual([[['captured', 6_240]], [['captured', 3_000]]])
})

test('a lost webhook is made good by asking the provider', async () => {
  const it = open({ loseWebhooks: true })
  const { id, reference } = await started(it, 1_000)
  await it.psp.pay(reference, 'pm_ok')
  await it.deliver()
  expect(it.facts).toEqual([])
  it.clock.advance({ seconds: 20 })
  await it.payments.settle()
  expect(it.facts).toEqual([expect.objectContaining({ payment: id, kind: 'captured' })])
})

test('a decline leaves the page open, and the next try is heard', async () => {
  const it = open()
  const { reference, bookings } = await started(it, 1_000)
  await it.psp.pay(reference, 'pm_declined')
  await it.deliver()
  expect((await it.payments.of(it.db, bookings))[0]).toMatchObject({ status: 'failed', url: expect.stringContaining(reference) })
  await it.psp.pay(reference, 'pm_challenge')
  await it.psp.answerChallenge(reference, true)
  await it.deliver()
  expect(it.facts.map((one) => one.kind)).toEqual(['failed', 'captured'])
})

test('a refund waits for a provider that is down, and goes out once', async () => {
  const fault = { down: false }
  const it = open(fault)
  const { reference, bookings } = await started(it, 1_000)
  await it.psp.pay(reference, 'pm_ok')
  await it.deliver()
  fault.down = true
  await it.db.transaction((tx) => it.payments.refund(tx, { booking: bookings[0]!, amount: money(400, 'EUR'), reason: 'cancelled' }))
  await it.payments.settle()
  expect(await it.db.transaction((tx) => it.payments.refundable(tx, bookings[0]!, 'EUR'))).toMatchObject({ amount: 600 })
  fault.down = false
  for (let round = 0; round < 4; round += 1) { it.clock.advance({ seconds: 30 }); await it.payments.settle() }
  expect((await it.payments.of(it.db, bookings))[0]).toMatchObject({ status: 'partially_refunded', refunded: { amount: 400 } })
  expect(await it.psp.retrieve(reference)).toMatchObject({ refunded: 400 })
})

test('more than was captured is not refunded, and nothing is queued', async () => {
  const it = open()
  const { reference, bookings } = await started(it, 1_000)
  await it.psp.pay(reference, 'pm_ok')
  await it.deliver()
  await expect(it.db.transaction((tx) => it.payments.refund(tx, { booking: bookings[0]!, amount: money(1_001, 'EUR'), reason: 'cancelled' }))).rejects.toThrow(/more to refund/)
  expect(await it.db.transaction((tx) => it.payments.refundable(tx, bookings[0]!, 'EUR'))).toMatchObject({ amount: 1_000 })
})

test('what is given up is closed at the provider; paid a moment before, the seller hears of it', async () => {
  const it = open({ loseWebhooks: true })
  const first = await started(it, 1_000)
  await it.db.transaction((tx) => it.payments.giveUp(tx, first.bookings[0]!))
  await it.payments.settle()
  expect(await it.psp.pay(first.reference, 'pm_ok')).toBe('gone')
  const second = await started(it, 1_000)
  await it.psp.pay(second.reference, 'pm_ok')
  await it.db.transaction((tx) => it.payments.giveUp(tx, second.bookings[0]!))
  await it.payments.settle()
  expect(it.facts).toEqual([expect.objectContaining({ payment: first.id, kind: 'voided' }), expect.objectContaining({ payment: second.id, kind: 'captured' })])
})

test('a hold stands when the provider does not answer, and the page comes later', async () => {
  const fault = { down: true }
  const it = open(fault)
  const { id, url } = await started(it, 1_000)
  expect(url).toBeNull()
  fault.down = false
  expect(await it.payments.openPage(id)).toContain('/sandbox-psp/pay/')
})
