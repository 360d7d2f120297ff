import type { Guests } from '#module/guests'
import type { Clock } from '#platform/clock'
import type { AccountId } from '#platform/id'
import type { Attempts } from './attempts.ts'
import { sessionSeconds, type openLibrary } from './auth-library.ts'
import { deviceOf } from './rules.ts'

export interface From {
  /** The caller's address, for limits only; it is not kept. */
  address: string
  userAgent?: string | undefined
}
export interface SignedIn { account: AccountId; token: string; expiresAt: Temporal.Instant }
export interface NewAccount { name: string; email: string; password: string; phone?: string | null | undefined; locale?: string | null | undefined }

interface Kit { library: ReturnType<typeof openLibrary>; guests: Guests; attempts: Attempts; clock: Clock }

/** Anyone. Makes an account and signs in. Refused with `email-taken`, or `rate-limited` by address. */
export async function signUp({ library, attempts, clock }: Kit, given: NewAccount, from: From): Promise<SignedIn> {
  attempts.signUp(from.address)
  const { account, token } = await library.signUp(given, deviceOf(from.userAgent))
  return { account, token: token!, expiresAt: clock.now().add({ seconds: sessionSeconds }) }
}

/** The product itself (staff added by a manager, the demo world): makes an account without signing in. Refused with `email-taken`. */
export async function createAccount({ library }: Kit, given: NewAccount): Promise<AccountId> {
  return (await library.signUp(given, null, { withoutSession: true })).account
}

/**
 * Anyone. An unknown e-mail costs the same time as a wrong password and answers the same `wrong-credentials`. Attempts
 * are limited by address and by account before anything is looked up; one that succeeds does not count.
 */
export async function signIn({ library, guests, attempts, clock }: Kit, given: { email: string; password: string }, from: From): Promise<SignedIn> {
  const attempt = attempts.signIn(from.address, guests.hashEmail(given.email))
  const { account, token } = await library.signIn(given.email, given.password, deviceOf(from.userAgent))
  attempt.succeeded()
  return { account, token, expiresAt: clock.now().add({ seconds: sessionSeconds }) }
}
