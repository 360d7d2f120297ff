import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds that a signature may be old or ahead: a recorded delivery cannot be played again later. Stripe's libraries take the same. */
const toleranceSeconds = 300

/**
 * Whether a `Stripe-Signature` header (`t=…,v1=…,v1=…`) is right and fresh: HMAC-SHA256 over `t.body` under one of the
 * endpoint's secrets (two while one is being replaced).
 */
export function verifyStripe(secrets: readonly string[], header: unknown, body: Buffer, now: Temporal.Instant): boolean {
  if (typeof header !== 'string' || header.length > 2_000) return false
  const parts = header.split(',').slice(0, 12).map((part) => part.trim().split('=', 2) as [string, string | undefined])
  const at = parts.find(([name]) => name === 't')?.[1]
  if (at === undefined || !/^\d{1,12}$/.test(at)) return false
  if (Math.abs(now.epochMilliseconds / 1_000 - Number(at)) > toleranceSeconds) return false
  const given = parts.filter(([name]) => name === 'v1').map(([, value]) => Buffer.from(value ?? '', 'hex'))
  return secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(`${at}.`).update(body).digest()
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
  })
}
