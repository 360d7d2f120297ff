import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('without settings it listens on loopback at 8080 as a demo', () => {
  expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 8080, world: 'demo', rateLimit: true, databaseUrl: undefined, publicUrl: 'http://localhost:8080' })
})

test.each([
  ['PORT', 'eighty'], ['PORT', '0'], ['PORT', '70000'], ['RATE_LIMIT', 'maybe'], ['HOLDFAST_ENV', 'staging'], ['LOG_LEVEL', 'loud'],
  ['DATABASE_URL', 'mysql://secret@db/x'], ['SMTP_URL', 'mail.example.com'], ['PUBLIC_URL', 'book.example.com'], ['MAIL_FROM', 'nobody'],
])('a wrong %s (%s) is refused in a sentence that names it', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrowError(expect.objectContaining({ name: 'CannotStart', message: expect.stringMatching(new RegExp(`^${name} .*[.]$`)) }))
})

test('an address with a password is never repeated in the refusal', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://user:secret@db/x' })).toThrowError(expect.not.objectContaining({ message: expect.stringContaining('secret') }))
})

test('rate limits can be switched off only where nobody else comes in', () => {
  expect(readConfig({ RATE_LIMIT: 'off' }).rateLimit).toBe(false)
  expect(readConfig({ RATE_LIMIT: 'off', HOST: '::1' }).rateLimit).toBe(false)
  for (const HOST of ['0.0.0.0', '::', '192.0.2.1', 'example.com', '127.evil.example']) {
    expect(() => readConfig({ RATE_LIMIT: 'off', HOST })).toThrow(/^RATE_LIMIT=off/)
  }
})

test('production wants to know its public address', () => {
  expect(() => readConfig({ HOLDFAST_ENV: 'production' })).toThrow(/^PUBLIC_URL/)
  expect(readConfig({ HOLDFAST_ENV: 'production', PUBLIC_URL: 'https://book.example.com/' }).publicUrl).toBe('https://book.example.com')
})

test('Stripe wants both of its secrets, a key that is one, and no live key for a demo; the sentence never repeats a value', () => {
  const env = { STRIPE_SECRET_KEY: 'rk_test_123456789', STRIPE_WEBHOOK_SECRET: 'whsec_123456789' }
  expect(readConfig(env).stripe).toEqual({ secretKey: 'rk_test_123456789', webhookSecret: 'whsec_123456789', apiBase: 'https://api.stripe.com' })
  expect(readConfig({}).stripe).toBeUndefined()
  expect(readConfig({ ...env, STRIPE_API_BASE: 'http://127.0.0.1:12111/' }).stripe?.apiBase).toBe('http://127.0.0.1:12111')
  const wrong = [
    { STRIPE_SECRET_KEY: 'rk_test_123456789' }, { STRIPE_WEBHOOK_SECRET: 'whsec_123456789' }, { ...env, STRIPE_SECRET_KEY: 'pk_test_123456789' }, { ...env, STRIPE_WEBHOOK_SECRET: '123456789' },
    { ...env, STRIPE_SECRET_KEY: 'sk_live_123456789' }, { ...env, STRIPE_API_BASE: 'https://elsewhere.example' }, { STRIPE_API_BASE: 'http://127.0.0.1:1' },
  ]
  for (const one of wrong) expect(() => readConfig(one)).toThrow(/^STRIPE_\w+ (?!.*123456789)/)
  expect(readConfig({ ...env, STRIPE_SECRET_KEY: 'sk_live_123456789', HOLDFAST_ENV: 'production', PUBLIC_URL: 'https://book.example.com' }).stripe?.secretKey).toBe('sk_live_123456789')
})
