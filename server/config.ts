import { resolve } from 'node:path'
import { CannotStart } from './platform/cannot-start.ts'

export interface Config {
  /** `demo` (the default): demo world, sandbox payments, sent mail is kept and shown. `production` refuses all of these. */
  world: 'demo' | 'production'
  host: string
  port: number
  /** Absolute. Holds the embedded database, the keys, uploaded pictures. */
  dataDir: string
  /** A PostgreSQL of the operator's own; without it the embedded one is started. */
  databaseUrl: string | undefined
  /** Where guests reach it, without a slash at the end; links in mail begin with it. */
  publicUrl: string
  rateLimit: boolean
  /** Behind a gateway that sets `x-forwarded-*`: its word on the caller's address is believed. */
  trustProxy: boolean
  /** Off: a demo without venues, for benchmarks and for who wants to begin with nothing. */
  demoWorld: boolean
  smtpUrl: string | undefined
  mailFrom: string
  logLevel: LogLevel
  /** Stripe, when it is set up; otherwise the sandbox provider, which production refuses. */
  stripe: { secretKey: string; webhookSecret: string; apiBase: string } | undefined
  /** File with the keys that personal data and every other secret stand on; made at the first start. */
  keyFile: string
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Reads the environment, once. A value that cannot be right is refused in one sentence that names the variable (`CannotStart`). */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = (name: string) => (env[name] === undefined || env[name].trim() === '' ? undefined : env[name].trim())
  const world = oneOf('HOLDFAST_ENV', given('HOLDFAST_ENV') ?? 'demo', ['demo', 'production'])
  const host = given('HOST') ?? '127.0.0.1'
  const port = portOf(given('PORT') ?? '8080')
  const dataDir = resolve(given('DATA_DIR') ?? 'data')
  const rateLimit = oneOf('RATE_LIMIT', (given('RATE_LIMIT') ?? 'on').toLowerCase(), ['on', 'off']) === 'on'
  if (!rateLimit && !isLoopback(host)) {
    throw new CannotStart(`RATE_LIMIT=off is for load tests on this machine only, and HOST=${host} lets others in: leave out one of the two.`)
  }
  const publicUrl = urlOf('PUBLIC_URL', given('PUBLIC_URL'), ['http:', 'https:'])
  if (world === 'production' && publicUrl === undefined) {
    throw new CannotStart('PUBLIC_URL must be set with HOLDFAST_ENV=production: the address at which guests reach Holdfast, such as https://book.example.com.')
  }
  return {
    world, host, port, dataDir, rateLimit,
    demoWorld: world === 'demo' && oneOf('DEMO_WORLD', (given('DEMO_WORLD') ?? 'on').toLowerCase(), ['on', 'off']) === 'on',
    trustProxy: oneOf('TRUST_PROXY', (given('TRUST_PROXY') ?? 'off').toLowerCase(), ['on', 'off']) === 'on',
    databaseUrl: urlOf('DATABASE_URL', given('DATABASE_URL'), ['postgres:', 'postgresql:']),
    publicUrl: publicUrl?.replace(/\/+$/, '') ?? `http://${isLoopback(host) || isWildcard(host) ? 'localhost' : bracketed(host)}:${port}`,
    smtpUrl: urlOf('SMTP_URL', given('SMTP_URL'), ['smtp:', 'smtps:']),
    mailFrom: mailboxOf(given('MAIL_FROM') ?? 'Holdfast <bookings@holdfast.invalid>'),
    logLevel: oneOf('LOG_LEVEL', (given('LOG_LEVEL') ?? 'warn').toLowerCase(), logLevels),
    stripe: stripeOf(given, world),
    keyFile: given('KEYS') === undefined ? resolve(dataDir, 'keys.json') : resolve(given('KEYS')!),
  }
}

/** Both secrets or none. No value is repeated in a sentence. */
function stripeOf(given: (name: string) => string | undefined, world: Config['world']): Config['stripe'] {
  const [secretKey, webhookSecret] = [given('STRIPE_SECRET_KEY'), given('STRIPE_WEBHOOK_SECRET')]
  if (secretKey === undefined && webhookSecret === undefined) {
    if (given('STRIPE_API_BASE') !== undefined) throw new CannotStart('STRIPE_API_BASE is set without STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.')
    return undefined
  }
  if (secretKey === undefined) throw new CannotStart('STRIPE_SECRET_KEY must be set together with STRIPE_WEBHOOK_SECRET.')
  if (webhookSecret === undefined) throw new CannotStart('STRIPE_WEBHOOK_SECRET must be set together with STRIPE_SECRET_KEY: the signing secret (whsec_…) of the webhook endpoint.')
  if (!/^(sk|rk)_(test|live)_\w+$/.test(secretKey)) throw new CannotStart('STRIPE_SECRET_KEY must be a secret key (sk_…) or a restricted key (rk_…) of Stripe.')
  if (!webhookSecret.split(',').every((one) => /^whsec_[\w+/=-]+$/.test(one.trim()))) throw new CannotStart('STRIPE_WEBHOOK_SECRET must be a signing secret (whsec_…), or two with a comma between them.')
  if (world === 'demo' && secretKey.includes('_live_')) throw new CannotStart('STRIPE_SECRET_KEY is a live key, and the demo world would take real money with it: set HOLDFAST_ENV=production, or take a test key.')
  const apiBase = urlOf('STRIPE_API_BASE', given('STRIPE_API_BASE'), ['http:', 'https:'])
  if (apiBase !== undefined && !isLoopback(new URL(apiBase).hostname.replace(/^\[|\]$/g, ''))) throw new CannotStart('STRIPE_API_BASE is for a stand-in of Stripe on this machine: it must be a loopback address, or be left out.')
  return { secretKey, webhookSecret, apiBase: (apiBase ?? 'https://api.stripe.com').replace(/\/+$/, '') }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new CannotStart(`PORT is "${text}" and must be a number from 1 to 65535.`)
  return port
}

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined) throw new CannotStart(`${name} is "${value}" and must be one of ${allowed.join(', ')}.`)
  return found
}

/** The value is not repeated in the sentence: it may hold a password. */
function urlOf(name: string, value: string | undefined, protocols: string[]): string | undefined {
  if (value === undefined) return undefined
  const url = URL.parse(value)
  if (url === null || !protocols.includes(url.protocol)) throw new CannotStart(`${name} must be an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}.`)
  return value
}

function mailboxOf(value: string): string {
  if (!/^([^<>@]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(value)) throw new CannotStart('MAIL_FROM must be an address such as "Hotel Sol <stay@example.com>".')
  return value
}
