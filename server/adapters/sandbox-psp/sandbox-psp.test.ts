import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { settableClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { signWebhook } from '#platform/webhook-signature'
import { exercisePaymentProvider } from '#ports/payment-provider.exercise'
import { testDatabase, type TestDatabase } from '../../testing/database.ts'
import { openSandboxPsp } from './index.ts'

const secret = Buffer.alloc(32, 3)
let database: TestDatabase
beforeAll(async () => { database = await testDatabase() })
afterAll(async () => { await database.close() })

function open(statuses: number[] = []) {
  const clock = settableClock('2027-03-01T10:00:00Z')
  const sent: { headers: Record<string, string>; body: string }[] = []
  const psp = openSandboxPsp({
    db: database.db, clock, log: silentLog, world: 'demo', publicUrl: 'http://127.0.0.1', secret,
    async post(_, headers, body) { sent.push({ headers, body }); return statuses.shift() ?? 204 },
  })
  return { psp, clock, sent }
}

describe('the sandbox provider', () => {
  exercisePaymentProvider(async () => {
    const { psp, clock, sent } = open()
    return {
      provider: psp, now: () => clock.now(),
      async succeed(reference, later) { await psp.pay(reference, later === 'is declined' ? 'pm_ok_declined_later' : 'pm_ok') },
      async decline(reference) { await psp.pay(reference, 'pm_declined') },
      async challenge(reference) { await psp.pay(reference, 'pm_challenge') },
      async answer(reference, approved) { await psp.answerChallenge(reference, approved) },
      dispute: (reference, amount) => psp.dispute(reference, amount),
      endDispute: (reference, id, status) => psp.endDispute(reference, id, status),
      async webhooks() { clock.advance({ seconds: 2 }); await psp.deliverDue(); return sent.splice(0) },
    }
  })

  test('refuses to start in production', () => {
    expect(() => openSandboxPsp({ db: database.db, clock: settableClock('2027-03-01T10:00:00Z'), log: silentLog, world: 'production', publicUrl: '', secret, post: async () => 204 })).toThrow(/production/)
  })

  test('a webhook that is not taken comes again until it is', async () => {
    const { psp, clock, sent } = open([500, 0, 204])
    const { reference } = await psp.openPage({ mode: 'charge', keepCard: false, payment: `pay_${'retry'.padEnd(24, '0')}`, amount: { amount: 500, currency: 'EUR' as never }, returnUrl: 'http://127.0.0.1', expiresAt: clock.now().add({ minutes: 10 }) })
    await psp.pay(reference, 'pm_declined')
    const of = () => sent.filter(({ body }) => body.includes(reference) && body.includes('declined'))
    for (let round = 0; round < 12; round += 1) { clock.advance({ seconds: 3 }); await psp.deliverDue() }
    expect(of().length).toBeGreaterThanOrEqual(1)
    expect(await database.db.rows({ text: 'select 1 from sandbox_psp.delivery where reference = $1', values: [reference], isSql: true })).toEqual([])
  })

  test('its signatures are those of Standard Webhooks', () => {
    const now = Temporal.Now.instant()
    const headers = signWebhook(secret, 'evt_1', now, '{"a":1}')
    expect(new Webhook(secret.toString('base64')).verify('{"a":1}', headers)).toEqual({ a: 1 })
  })
})
