import { expect, test } from 'vitest'
import { newId } from '#platform/id'
import { money } from '#platform/money'
import { RefundRefused, type PaymentProvider } from './payment-provider.ts'

export interface Exercise {
  provider: PaymentProvider
  now(): Temporal.Instant
  /** Does on the provider's page what a person would. */
  succeed(reference: string): Promise<void>
  decline(reference: string): Promise<void>
  /** Webhooks that the provider sent since the last call, as they came. */
  webhooks(): Promise<{ headers: Record<string, string>; body: string }[]>
}

/** What every provider must do; each adapter runs it. */
export function exercisePaymentProvider(open: () => Promise<Exercise>): void {
  const start = async () => {
    const it = await open()
    const ask = { payment: newId('pay', it.now().epochMilliseconds), amount: money(12_345, 'EUR'), returnUrl: 'http://127.0.0.1/back', expiresAt: it.now().add({ minutes: 10 }) }
    return { ...it, ask, page: await it.provider.openPage(ask) }
  }

  test('the same payment has one page', async () => {
    const { provider, ask, page } = await start()
    expect(await provider.openPage(ask)).toEqual(page)
    expect(await provider.retrieve(page.reference)).toEqual({ status: 'requires_action', captured: 0, refunded: 0 })
  })

  test('a success is captured in full and announced by a webhook whose signature holds', async () => {
    const { provider, page, succeed, webhooks } = await start()
    await succeed(page.reference)
    expect(await provider.retrieve(page.reference)).toEqual({ status: 'captured', captured: 12_345, refunded: 0 })
    const sent = await webhooks()
    expect(sent.length).toBeGreaterThan(0)
    for (const { headers, body } of sent) expect(provider.readWebhook(headers, Buffer.from(body))?.reference).toBe(page.reference)
  })

  test('a webhook with a changed body, a foreign signature or an old timestamp is not read', async () => {
    const { provider, page, succeed, webhooks } = await start()
    await succeed(page.reference)
    const [{ headers, body }] = await webhooks() as [{ headers: Record<string, string>; body: string }]
    expect(provider.readWebhook(headers, Buffer.from(body.replace('{', '{ ')))).toBeUndefined()
    expect(provider.readWebhook({}, Buffer.from(body))).toBeUndefined()
    const forged = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /signature/.test(name) ? value.replace(/.(?=.{4}$)/, (c) => c === 'A' ? 'B' : 'A') : value]))
    expect(provider.readWebhook(forged, Buffer.from(body))).toBeUndefined()
    const old = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /timestamp/.test(name) ? String(Number(value) - 3_600) : value.replace(/t=(\d+)/, (_, t: string) => `t=${Number(t) - 3_600}`)]))
    expect(provider.readWebhook(old, Buffer.from(body))).toBeUndefined()
  })

  test('a decline charges nothing, and another try may succeed', async () => {
    const { provider, page, decline, succeed } = await start()
    await decline(page.reference)
    expect(await provider.retrieve(page.reference)).toMatchObject({ status: 'failed', captured: 0 })
    await succeed(page.reference)
    expect(await provider.retrieve(page.reference)).toMatchObject({ status: 'captured', captured: 12_345 })
  })

  test('a refund moves its money once however often its key comes, and never above what was captured', async () => {
    const { provider, page, succeed } = await start()
    const refund = (amount: number, key: string) => provider.refund({ reference: page.reference, amount: money(amount, 'EUR'), key })
    await expect(refund(1, 'too-early')).rejects.toThrow(RefundRefused)
    await succeed(page.reference)
    await refund(5_000, 'one')
    await refund(5_000, 'one')
    expect(await provider.retrieve(page.reference)).toMatchObject({ refunded: 5_000 })
    await expect(refund(7_346, 'two')).rejects.toThrow(RefundRefused)
    await refund(7_345, 'three')
    expect(await provider.retrieve(page.reference)).toMatchObject({ status: 'captured', refunded: 12_345 })
  })

  test('a closed page takes no payment; closing a paid one changes nothing', async () => {
    const { provider, page, succeed } = await start()
    await provider.close(page.reference)
    await succeed(page.reference)
    expect(await provider.retrieve(page.reference)).toMatchObject({ status: 'voided', captured: 0 })
    const other = await start()
    await other.succeed(other.page.reference)
    await other.provider.close(other.page.reference)
    expect(await other.provider.retrieve(other.page.reference)).toMatchObject({ status: 'captured' })
  })
}
