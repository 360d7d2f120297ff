import { expect, test } from 'vitest'
import { newId } from '#platform/id'
import { money } from '#platform/money'
import { PaymentRefused, type PageMode, type PaymentProvider } from './payment-provider.ts'

export interface Exercise {
  provider: PaymentProvider
  now(): Temporal.Instant
  /** Does on the provider's page what a person would. `later`: how the card behaves when the guest is away. */
  succeed(reference: string, later?: 'works' | 'is declined'): Promise<void>
  decline(reference: string): Promise<void>
  /** The bank asks back, and is answered. */
  challenge(reference: string): Promise<void>
  answer(reference: string, approved: boolean): Promise<void>
  /** What a bank does weeks later. */
  dispute(reference: string, amount: number): Promise<string>
  endDispute(reference: string, dispute: string, status: 'won' | 'lost'): Promise<void>
  /** Webhooks that the provider sent since the last call, as they came. */
  webhooks(): Promise<{ headers: Record<string, string>; body: string }[]>
}

/** What every provider must do; each adapter runs it. */
export function exercisePaymentProvider(open: () => Promise<Exercise>): void {
  const start = async (mode: PageMode = 'charge', keepCard = false) => {
    const it = await open()
    const ask = { payment: newId('pay', it.now().epochMilliseconds), mode, keepCard, amount: money(12_345, 'EUR'), returnUrl: 'http://127.0.0.1/back', expiresAt: it.now().add({ minutes: 10 }) }
    const page = await it.provider.openPage(ask)
    return { ...it, ask, page, stands: () => it.provider.retrieve(page.reference), eur: (amount: number) => money(amount, 'EUR') }
  }

  test('the same payment has one page', async () => {
    const { provider, ask, page, stands } = await start()
    expect(await provider.openPage(ask)).toEqual(page)
    expect(await stands()).toMatchObject({ status: 'requires_action', currency: 'EUR', amount: 12_345, captured: 0, refunded: 0, underWay: false, disputes: [] })
  })

  test('a success is captured in full and announced by a webhook whose signature holds', async () => {
    const { provider, ask, page, stands, succeed, webhooks } = await start()
    await succeed(page.reference)
    const state = await stands()
    expect(state).toMatchObject({ status: 'captured', currency: 'EUR', captured: 12_345, refunded: 0, card: null })
    const sent = await webhooks()
    expect(sent.length).toBeGreaterThan(0)
    for (const { headers, body } of sent) {
      const event = provider.readWebhook(headers, Buffer.from(body))
      expect(event!.names.some((name) => [ask.payment, page.reference, state.intent].includes(name))).toBe(true)
      expect(event!.eventId).not.toBe('')
    }
  })

  test('a webhook with a changed body, a foreign signature or an old timestamp is not read', async () => {
    const { provider, page, succeed, webhooks } = await start()
    await succeed(page.reference)
    const [{ headers, body }] = await webhooks() as [{ headers: Record<string, string>; body: string }]
    expect(provider.readWebhook(headers, Buffer.from(body.replace('{', '{ ')))).toBeUndefined()
    expect(provider.readWebhook({}, Buffer.from(body))).toBeUndefined()
    const forged = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /signature/.test(name) ? value.replace(/.(?=.{4}$)/, (c) => c === 'a' ? 'b' : 'a') : value]))
    expect(provider.readWebhook(forged, Buffer.from(body))).toBeUndefined()
    const old = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /timestamp/.test(name) ? String(Number(value) - 3_600) : value.replace(/t=(\d+)/, (_, t: string) => `t=${Number(t) - 3_600}`)]))
    expect(provider.readWebhook(old, Buffer.from(body))).toBeUndefined()
    for (const nonsense of ['', 'null', '[]', '{"id":1}']) expect(provider.readWebhook(headers, Buffer.from(nonsense))).toBeUndefined()
  })

  test('a decline charges nothing, and another try may succeed', async () => {
    const { page, stands, decline, succeed } = await start()
    await decline(page.reference)
    expect(await stands()).toMatchObject({ status: 'failed', captured: 0 })
    await succeed(page.reference)
    expect(await stands()).toMatchObject({ status: 'captured', captured: 12_345 })
  })

  test('while the bank asks back the payment is under way; its no charges nothing, its yes is a success', async () => {
    const { page, stands, challenge, answer } = await start()
    await challenge(page.reference)
    expect(await stands()).toMatchObject({ status: 'requires_action', underWay: true, captured: 0 })
    await answer(page.reference, false)
    expect(await stands()).toMatchObject({ status: 'failed', underWay: false, captured: 0 })
    await challenge(page.reference)
    await answer(page.reference, true)
    expect(await stands()).toMatchObject({ status: 'captured', underWay: false, captured: 12_345 })
  })

  test('a refund moves its money once however often its key comes, and never above what was captured nor in another currency', async () => {
    const { provider, page, stands, succeed } = await start()
    const refund = (amount: number, key: string, currency = 'EUR') => provider.refund({ reference: page.reference, amount: money(amount, currency), key: `${page.reference}:${key}` })
    await expect(refund(1, 'too-early')).rejects.toThrow(PaymentRefused)
    await succeed(page.reference)
    await refund(5_000, 'one')
    await refund(5_000, 'one')
    expect(await stands()).toMatchObject({ refunded: 5_000 })
    await expect(refund(7_346, 'two')).rejects.toThrow(PaymentRefused)
    await expect(refund(100, 'dollars', 'USD')).rejects.toThrow(PaymentRefused)
    expect(await stands()).toMatchObject({ refunded: 5_000 })
    await refund(7_345, 'three')
    expect(await stands()).toMatchObject({ status: 'captured', refunded: 12_345 })
  })

  test('a closed page takes no payment; closing a paid one changes nothing', async () => {
    const { provider, page, stands, succeed } = await start()
    await provider.close(page.reference)
    await provider.close(page.reference)
    await succeed(page.reference)
    expect(await stands()).toMatchObject({ status: 'voided', captured: 0 })
    const other = await start()
    await other.succeed(other.page.reference)
    await other.provider.close(other.page.reference)
    expect(await other.stands()).toMatchObject({ status: 'captured' })
  })

  test('what is held on a card is not taken; a part of it is captured once, the rest is let go', async () => {
    const { provider, page, stands, succeed, eur } = await start('authorize', true)
    const capture = (amount: number, currency = 'EUR') => provider.capture({ reference: page.reference, amount: money(amount, currency), key: `${page.reference}:capture` })
    await expect(capture(100)).rejects.toThrow(PaymentRefused)
    await succeed(page.reference)
    expect(await stands()).toMatchObject({ status: 'authorized', captured: 0, card: { customer: expect.any(String), method: expect.any(String) } })
    await expect(provider.capture({ reference: page.reference, amount: eur(12_346), key: `${page.reference}:much` })).rejects.toThrow(PaymentRefused)
    await expect(provider.refund({ reference: page.reference, amount: eur(1), key: `${page.reference}:early` })).rejects.toThrow(PaymentRefused)
    await capture(4_000)
    await capture(4_000)
    expect(await stands()).toMatchObject({ status: 'captured', amount: 12_345, captured: 4_000, refunded: 0 })
    await expect(provider.refund({ reference: page.reference, amount: eur(4_001), key: `${page.reference}:above` })).rejects.toThrow(PaymentRefused)
    await provider.refund({ reference: page.reference, amount: eur(1_000), key: `${page.reference}:part` })
    expect(await stands()).toMatchObject({ captured: 4_000, refunded: 1_000 })
  })

  test('all that is held can be captured, and what is held can be let go instead', async () => {
    const whole = await start('authorize', true)
    await whole.succeed(whole.page.reference)
    await whole.provider.capture({ reference: whole.page.reference, amount: whole.eur(12_345), key: 'whole' })
    expect(await whole.stands()).toMatchObject({ status: 'captured', captured: 12_345, refunded: 0 })
    const none = await start('authorize', true)
    await none.succeed(none.page.reference)
    await none.provider.close(none.page.reference)
    expect(await none.stands()).toMatchObject({ status: 'voided', captured: 0 })
    await expect(none.provider.capture({ reference: none.page.reference, amount: none.eur(1), key: 'none' })).rejects.toThrow(PaymentRefused)
  })

  test('a card is kept without taking anything, and an amount is held on it later without the guest, once', async () => {
    const { provider, now, page, stands, succeed, eur } = await start('save', true)
    await succeed(page.reference)
    const { status, card, captured } = await stands()
    expect({ status, captured }).toEqual({ status: 'saved', captured: 0 })
    const payment = newId('pay', now().epochMilliseconds)
    const held = await provider.authorize({ payment, card: card!, amount: eur(8_000) })
    expect(held.state).toMatchObject({ status: 'authorized', amount: 8_000, captured: 0 })
    expect((await provider.authorize({ payment, card: card!, amount: eur(8_000) })).reference).toBe(held.reference)
    await provider.capture({ reference: held.reference!, amount: eur(8_000), key: `${payment}:capture` })
    expect(await provider.retrieve(held.reference!)).toMatchObject({ status: 'captured', captured: 8_000 })
  })

  test('a kept card that is declined later is a failure that takes nothing', async () => {
    const { provider, now, page, stands, succeed, eur } = await start('save', true)
    await succeed(page.reference, 'is declined')
    const { card } = await stands()
    const held = await provider.authorize({ payment: newId('pay', now().epochMilliseconds), card: card!, amount: eur(8_000) })
    expect(held.state).toMatchObject({ status: 'failed', captured: 0 })
  })

  test('a dispute is seen with its amount, and how it ends', async () => {
    const { page, stands, succeed, dispute, endDispute } = await start()
    await succeed(page.reference)
    const id = await dispute(page.reference, 12_345)
    expect((await stands()).disputes).toEqual([{ id, status: 'open', amount: 12_345, reason: expect.any(String) }])
    await endDispute(page.reference, id, 'won')
    expect((await stands()).disputes).toMatchObject([{ id, status: 'won' }])
  })
}
