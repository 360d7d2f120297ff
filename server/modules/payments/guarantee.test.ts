import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { money } from '#platform/money'
import { sql } from '#platform/sql'
import { testDatabase, type TestDatabase } from '../../testing/database.ts'
import { openBank, payable } from './testing/bank.ts'

let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(async () => { await database.close() })

const at = (text: string) => Temporal.Instant.from(text)
const far = at('2027-03-20T15:00:00Z')
const near = at('2027-03-04T15:00:00Z')

async function saved(method: 'pm_ok' | 'pm_ok_declined_later' = 'pm_ok', fault = {}) {
  const bank = openBank(database.db, fault)
  const due = payable(10_000, { neededAt: far })
  const page = await bank.start([due])
  await bank.pay(page.reference, method)
  const stands = async () => (await bank.payments.guaranteesOf(bank.db, [due.booking]))[0]!
  const of = () => bank.payments.of(bank.db, [due.booking])
  return { ...bank, due, page, booking: due.booking, stands, of, untilNear: () => bank.pass({ hours: 17 * 24 }) }
}
type Saved = Awaited<ReturnType<typeof saved>>
const keep = (it: Saved, amount: number) => it.db.transaction((tx) => it.payments.keep(tx, { booking: it.booking, amount: money(amount, 'EUR'), reason: 'no_show' }))

describe('a visit that is far off', () => {
  test('is guaranteed by a card that is kept; nothing is taken, and the amount is held three days before', async () => {
    const it = await saved()
    expect(it.kinds()).toEqual(['saved'])
    expect(await it.stands()).toMatchObject({ status: 'saved', amount: { amount: 10_000 }, card: { brand: 'visa', last4: '4242' }, authorizeAt: at('2027-03-17T15:00:00Z') })
    await it.pass({ hours: 24 })
    expect(it.kinds()).toEqual(['saved'])
    await it.untilNear()
    expect(it.kinds()).toEqual(['saved', 'authorized'])
    expect(await it.stands()).toMatchObject({ status: 'authorized' })
    expect((await it.of()).map(({ status, mode, captured, url }) => [status, mode, captured.amount, url])).toEqual([['saved', 'save', 0, null], ['authorized', 'authorize', 0, null]])
  })

  test('is held once, though the answer was lost and the try was made again', async () => {
    const it = await saved()
    it.fault.loseAnswers = 1
    await it.untilNear()
    expect(await it.stands()).toMatchObject({ status: 'saved' })
    await it.pass({ minutes: 3 })
    expect(await it.stands()).toMatchObject({ status: 'authorized' })
    expect(await it.db.one(sql`select count(*) as n from sandbox_psp.charge c join payments.part p on p.payment_id = c.payment where p.booking_id = ${it.booking} and c.mode = 'authorize'`)).toEqual({ n: 1 })
  })

  test('is held anew before the bank lets it go, and the old hold is let go', async () => {
    const it = await saved()
    await it.untilNear()
    await it.pass({ hours: 6 * 24 + 1 })
    await it.pass({ seconds: 5 })
    expect((await it.of()).map((one) => one.status)).toEqual(['saved', 'voided', 'authorized'])
    expect(await it.stands()).toMatchObject({ status: 'authorized' })
  })

  test('of who did not come: so much is kept as the policy says, once, and the rest is let go', async () => {
    const it = await saved()
    await it.untilNear()
    expect(await keep(it, 4_000)).toBe(4_000)
    expect(await keep(it, 4_000)).toBe(0)
    it.fault.down = true
    await it.pass({ seconds: 5 })
    expect(await it.stands()).toMatchObject({ status: 'capturing' })
    it.fault.down = false
    it.fault.loseAnswers = 1
    for (let round = 0; round < 3; round += 1) await it.pass({ minutes: 5 })
    expect(await it.stands()).toMatchObject({ status: 'captured', amount: { amount: 4_000 } })
    expect(it.facts.filter((fact) => fact.kind === 'captured')).toEqual([expect.objectContaining({ mode: 'authorize', parts: [expect.objectContaining({ booking: it.booking, amount: { amount: 4_000, currency: 'EUR' } })] })])
    const [, held] = await it.of()
    expect(held).toMatchObject({ status: 'captured', captured: { amount: 4_000 } })
  })

  test('cancelled while only the card is kept: what is charged is held and taken, and no more', async () => {
    const it = await saved()
    expect(await keep(it, 2_500)).toBe(2_500)
    for (let round = 0; round < 3; round += 1) await it.pass({ seconds: 10 })
    expect(await it.stands()).toMatchObject({ status: 'captured' })
    expect((await it.of()).at(-1)).toMatchObject({ amount: { amount: 2_500 }, captured: { amount: 2_500 } })
  })

  test('is let go when nothing is kept, held or not, and nothing is ever taken', async () => {
    for (const held of [true, false]) {
      const it = await saved()
      if (held) await it.untilNear()
      await it.db.transaction((tx) => it.payments.release(tx, it.booking))
      await it.pass({ hours: 20 * 24 })
      expect(await it.stands()).toMatchObject({ status: 'released' })
      expect((await it.of()).map((one) => one.status)).toEqual(held ? ['saved', 'voided'] : ['saved'])
      expect(it.kinds()).not.toContain('captured')
    }
  })

  test('more is held when the visit costs more, and the old hold is let go', async () => {
    const it = await saved()
    await it.untilNear()
    await it.db.transaction((tx) => it.payments.changeGuarantee(tx, { booking: it.booking, amount: money(15_000, 'EUR'), neededAt: far }))
    for (let round = 0; round < 2; round += 1) await it.pass({ seconds: 10 })
    expect((await it.of()).map((one) => [one.status, one.amount.amount])).toEqual([['saved', 10_000], ['voided', 10_000], ['authorized', 15_000]])
  })
})

describe('a card that is declined when the visit is near', () => {
  test('is said at once; the guest gives another on a page, and that one is held', async () => {
    const it = await saved('pm_ok_declined_later')
    await it.untilNear()
    expect(await it.stands()).toMatchObject({ status: 'failing' })
    const [{ n }] = [await it.db.one<{ n: number }>(sql`select count(*) as n from events.outbox where type = 'payment.card_declined' and facts ->> 'booking' = ${it.booking}`)]
    expect(n).toBe(1)
    const mend = (await it.of()).find((one) => one.status === 'requires_action')!
    const url = (await it.payments.openPage(mend.id))!
    await it.pay(url.split('/').at(-1)!)
    expect(await it.stands()).toMatchObject({ status: 'authorized' })
    await it.pass({ hours: 25 })
    expect((await it.of()).filter((one) => one.status === 'authorized')).toHaveLength(1)
    expect(await keep(it, 10_000)).toBe(10_000)
    await it.pass({ seconds: 10 })
    expect(await it.stands()).toMatchObject({ status: 'captured' })
  })

  test('is tried three times, a day apart, and never more', async () => {
    const it = await saved('pm_ok_declined_later')
    await it.untilNear()
    for (let day = 0; day < 6; day += 1) await it.pass({ hours: 25 })
    expect((await it.of()).filter((one) => one.mode === 'authorize' && one.status === 'voided')).toHaveLength(3)
    expect(await it.stands()).toMatchObject({ status: 'failing' })
    expect(it.kinds()).not.toContain('captured')
  })
})

describe('a visit that is near', () => {
  test('is guaranteed by an amount that is held on the page itself, the guest being there', async () => {
    const bank = openBank(database.db)
    const due = payable(6_000, { neededAt: near })
    const { reference } = await bank.start([due])
    expect(await bank.psp.charge(reference)).toMatchObject({ mode: 'authorize', keep_card: true })
    await bank.pay(reference, 'pm_challenge')
    await bank.psp.answerChallenge(reference, true)
    await bank.deliver()
    expect(bank.facts.map((fact) => [fact.kind, fact.mode])).toEqual([['authorized', 'authorize']])
    expect((await bank.payments.guaranteesOf(bank.db, [due.booking]))[0]).toMatchObject({ status: 'authorized' })
  })

  test('a hold that the bank lets go early is seen by the comparison and held anew', async () => {
    const bank = openBank(database.db)
    const due = payable(6_000, { neededAt: near })
    const { reference } = await bank.start([due])
    await bank.pay(reference)
    await bank.psp.close(reference)
    await bank.pass({ hours: 2 })
    await bank.pass({ seconds: 5 })
    expect((await bank.payments.of(bank.db, [due.booking])).map((one) => one.status)).toEqual(['voided', 'authorized'])
  })
})

test('what is paid and what is guaranteed together take one page: the one is charged, for the other the card is kept', async () => {
  const bank = openBank(database.db)
  const [dinner, room] = [payable(5_000), payable(20_000, { neededAt: far })]
  const { id, reference } = await bank.start([dinner, room])
  expect(await bank.psp.charge(reference)).toMatchObject({ mode: 'charge', amount: 5_000, keep_card: true })
  await bank.pay(reference)
  expect(bank.facts.map((fact) => [fact.kind, fact.payment, fact.parts.map((part) => [part.booking, part.amount.amount])])).toEqual([['captured', id, [[dinner.booking, 5_000]]], ['saved', id, [[room.booking, 20_000]]]])
  expect((await bank.payments.guaranteesOf(bank.db, [room.booking]))[0]).toMatchObject({ status: 'saved' })
})

describe('the comparison with the provider', () => {
  async function paid(amount = 8_000) {
    const bank = openBank(database.db)
    const due = payable(amount)
    const { id, reference } = await bank.start([due])
    await bank.pay(reference)
    const differences = async () => (await bank.payments.compare({ after: null, limit: 10_000, repair: false })).differences.filter((one) => one.payment === id)
    return { ...bank, due, id, reference, differences }
  }

  test('finds nothing where all is well', async () => {
    expect(await (await paid()).differences()).toEqual([])
  })

  test('takes in a refund that was made at the provider, once', async () => {
    const it = await paid()
    await it.psp.refund({ reference: it.reference, amount: money(3_000, 'EUR'), key: `by hand ${it.id}` })
    expect(await it.differences()).toEqual([{ payment: it.id, what: 'refunded', ours: '0', theirs: '3000' }])
    for (let round = 0; round < 3; round += 1) await it.pass({ hours: 3 })
    expect(await it.differences()).toEqual([])
    expect(it.facts.filter((fact) => fact.kind === 'refunded')).toEqual([expect.objectContaining({ reason: 'at_provider', parts: [expect.objectContaining({ amount: { amount: 3_000, currency: 'EUR' } })] })])
    expect(await it.db.transaction((tx) => it.payments.refundable(tx, it.due.booking, 'EUR'))).toMatchObject({ amount: 5_000 })
  })

  test('hears of a dispute and of its end, each once, however late', async () => {
    const it = await paid()
    const dispute = await it.psp.dispute(it.reference, 8_000)
    for (let round = 0; round < 2; round += 1) await it.deliver()
    expect(it.kinds()).toEqual(['captured', 'disputed'])
    it.fault.loseWebhooks = true
    await it.psp.endDispute(it.reference, dispute, 'won')
    for (let round = 0; round < 3; round += 1) await it.pass({ hours: 30 })
    expect(it.facts.map((fact) => [fact.kind, fact.reason])).toEqual([['captured', null], ['disputed', 'fraudulent'], ['dispute_won', 'fraudulent']])
    expect(new Set(it.facts.map((fact) => fact.key)).size).toBe(3)
  })

  test('a word about another currency or another amount changes nothing', async () => {
    const it = await paid()
    const before = await it.payments.of(it.db, [it.due.booking])
    const [state, told] = [await it.psp.retrieve(it.reference), it.facts.length]
    const { applyState } = await import('./apply-state.ts')
    const inside = { db: it.db, clock: it.clock, log: undefined as never, provider: it.psp, seller: undefined as never, tell: async () => { throw new Error('told') }, booked: async () => null, wake() {} }
    for (const wrong of [{ currency: 'USD' }, { captured: 8_001 }, { refunded: 8_001 }, { captured: Number.MAX_SAFE_INTEGER }]) {
      await expect(it.db.transaction((tx) => applyState(inside, tx, it.id, { ...state, ...wrong }))).rejects.toMatchObject({ code: 'payment-mismatch' })
    }
    expect(await it.payments.of(it.db, [it.due.booking])).toEqual(before)
    expect(it.facts).toHaveLength(told)
  })
})

describe('the last seconds of a hold', () => {
  test('who is paying then gets two minutes more, once; who is not gets none', async () => {
    const bank = openBank(database.db, { loseWebhooks: true })
    const [busy, idle] = [payable(1_000), payable(1_000)]
    const page = await bank.start([busy])
    await bank.start([idle])
    await bank.psp.pay(page.reference, 'pm_challenge')
    await bank.pass({ minutes: 9, seconds: 55 })
    expect(bank.graced).toEqual([busy.booking])
    await bank.pass({ minutes: 2 })
    expect(bank.graced).toEqual([busy.booking])
    await bank.psp.answerChallenge(page.reference, true)
    await bank.pass({ minutes: 4 })
    expect(bank.kinds()).toEqual(['captured'])
  })
})
