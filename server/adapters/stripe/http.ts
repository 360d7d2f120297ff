import type { Log } from '#platform/log'
import { ProviderUnreachable } from '#ports/payment-provider'

/** The version of Stripe's API that this adapter was written for. It is sent with each call, so that the account's own default does not matter. */
export const apiVersion = '2026-10-28.endive'

/** Stripe's no, with its code: `card_declined`, `charge_already_refunded`. */
export class StripeRefused extends Error {
  override name = 'StripeRefused'
  status: number
  code: string
  /** The PaymentIntent that a decline leaves behind. */
  intent: unknown
  constructor(status: number, code: string, message: string, intent: unknown) {
    super(message)
    this.status = status
    this.code = code
    this.intent = intent
  }
}

export interface StripeHttp {
  get(path: string, query?: Params): Promise<Json>
  /** Each POST has a key, so that sending it again is safe. */
  post(path: string, body: Params, key: string): Promise<Json>
}
// oxlint-disable-next-line typescript/no-explicit-any -- Stripe's objects are read field by field in `objects.ts`, nowhere else.
export type Json = any
export interface Params { readonly [name: string]: Value }
type Value = string | number | boolean | undefined | Params | readonly (string | Params)[]

interface HttpDeps {
  secretKey: string
  apiBase: string
  log: Log
  fetch?: typeof fetch
  /** Between two tries; tests wait less. */
  pauseMs?: number
}

/** One call, its answer included, takes this long at most. */
const timeoutMs = 20_000
const tries = 3

/**
 * The few calls that are needed, over `fetch`: form-encoded, the version pinned, a time limit, and up to two more tries
 * when the way was at fault (no answer, 409 while the same key is at work, 429, 5xx). See docs/decisions/stripe-without-its-library.md.
 */
export function openStripeHttp(deps: HttpDeps): StripeHttp {
  const call = async (method: 'GET' | 'POST', path: string, params: Params, key: string | undefined): Promise<Json> => {
    const encoded = encode(params)
    const url = `${deps.apiBase}${path}${method === 'GET' && encoded !== '' ? `?${encoded}` : ''}`
    const headers: Record<string, string> = { authorization: `Bearer ${deps.secretKey}`, 'stripe-version': apiVersion }
    if (method === 'POST') headers['content-type'] = 'application/x-www-form-urlencoded'
    if (key !== undefined) headers['idempotency-key'] = key
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(deps.fetch ?? fetch, url, { method, headers, ...(method === 'POST' ? { body: encoded } : {}), signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
      if (answer !== undefined && answer.status < 300) return answer.body
      if (answer !== undefined && !mayTryAgain(answer)) throw refusal(deps.log, answer, method, path)
      if (attempt === tries) throw new ProviderUnreachable(answer === undefined ? 'Stripe does not answer' : `Stripe answers ${answer.status}`)
      await new Promise((soon) => { setTimeout(soon, (deps.pauseMs ?? 400) * 2 ** (attempt - 1) * (1 + Math.random() / 2)) })
    }
  }
  return { get: (path, query = {}) => call('GET', path, query, undefined), post: (path, body, key) => call('POST', path, body, key) }
}

interface Answer { status: number; shouldRetry: string | null; body: Json }

async function once(send: typeof fetch, url: string, init: RequestInit): Promise<Answer | undefined> {
  try {
    const response = await send(url, init)
    const text = await response.text()
    return { status: response.status, shouldRetry: response.headers.get('stripe-should-retry'), body: text === '' ? {} : JSON.parse(text) }
  } catch {
    // No answer, half an answer, or one that is not JSON: whether it was done is not known, and the key makes asking again safe.
    return undefined
  }
}

function mayTryAgain({ status, shouldRetry }: Answer): boolean {
  if (shouldRetry === 'true') return true
  if (shouldRetry === 'false') return false
  return status === 409 || status === 429 || status >= 500
}

function refusal(log: Log, { status, body }: Answer, method: string, path: string): Error {
  const { code, type, message, payment_intent: intent } = body?.error ?? {}
  // A key that was withdrawn or may not do this is for the operator to mend; the work waits meanwhile.
  if (status === 401 || status === 403) {
    log.error({ status, code: code ?? type, call: `${method} ${path.replace(/\/[a-z]+_[A-Za-z0-9_]{8,}/g, '/…')}` }, 'Stripe does not let this key do that: look at STRIPE_SECRET_KEY and its permissions')
    return new ProviderUnreachable(`Stripe answers ${status}`)
  }
  return new StripeRefused(status, String(code ?? type ?? status), String(message ?? 'refused'), intent)
}

/** `{ a: { b: [{ c: 1 }] } }` → `a[b][0][c]=1`, as Stripe reads it. What is undefined is left out. */
export function encode(params: Params): string {
  const pairs: string[] = []
  const add = (name: string, value: Value | string): void => {
    if (value === undefined) return
    if (Array.isArray(value)) value.forEach((one: string | Params, i) => add(`${name}[${i}]`, one))
    else if (typeof value === 'object') for (const [key, inner] of Object.entries(value)) add(`${name}[${key}]`, inner)
    else pairs.push(`${encodeURIComponent(name).replaceAll('%5B', '[').replaceAll('%5D', ']')}=${encodeURIComponent(String(value))}`)
  }
  for (const [name, value] of Object.entries(params)) add(name, value)
  return pairs.join('&')
}
