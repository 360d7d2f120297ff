import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds that a signature may be old or ahead: a recorded delivery cannot be played again later. */
const toleranceSeconds = 300

/** Headers of a delivery by Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`. */
export function signWebhook(secret: Buffer, id: string, at: Temporal.Instant, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.epochMilliseconds / 1_000))
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac(secret, id, timestamp, body)}` }
}

/** Whether one of the signatures is right and fresh. Several may stand in the header, one for each secret while they rotate. */
export function verifyWebhook(secret: Buffer, headers: Record<string, string | string[] | undefined>, body: string, now: Temporal.Instant): boolean {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name])
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(now.epochMilliseconds / 1_000 - Number(timestamp)) > toleranceSeconds) return false
  const expected = Buffer.from(mac(secret, id, timestamp, body))
  return signatures.split(' ').slice(0, 5).some((signature) => {
    const [version, value] = signature.split(',', 2)
    const given = Buffer.from(value ?? '')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
}

function mac(secret: Buffer, id: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
}
