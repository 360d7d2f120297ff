import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { testApp, type TestApp } from '#server/testing/app'
import { silentLog } from '#platform/log'
import { newId } from '#platform/id'
import { anonymous } from './actor.ts'
import { openSecurity } from './security.ts'
import { openServer } from './server.ts'

async function bare(options: { rateLimit: boolean; publicUrl?: string }): Promise<{ server: FastifyInstance; security: ReturnType<typeof openSecurity> }> {
  const publicUrl = options.publicUrl ?? 'https://book.example.com'
  const server = await openServer({ publicUrl, log: Object.assign({}, silentLog, { fatal() {}, trace() {}, level: 'silent', child() { return this } }) as never, trustProxy: false })
  const security = openSecurity({ publicUrl, rateLimit: options.rateLimit, nowMs: () => 0 })
  await security.protect(server)
  return { server, security }
}

describe('a request that another site makes in a visitor’s name', () => {
  let server: FastifyInstance
  let touched = 0
  beforeAll(async () => {
    ({ server } = await bare({ rateLimit: false }))
    for (const method of ['GET', 'POST', 'DELETE'] as const) server.route({ method, url: '/thing', handler: async () => { touched += 1; return {} } })
    server.post('/v1/payments/webhooks/psp', async () => ({}))
  })
  afterAll(() => server.close())
  const send = async (headers: Record<string, string>, options: { method?: 'GET' | 'POST' | 'DELETE'; url?: string } = {}) => {
    const before = touched
    const { statusCode, body } = await server.inject({ method: options.method ?? 'POST', url: options.url ?? '/thing', headers: { host: 'book.example.com', cookie: '__Host-hf_session=x', ...headers } })
    return { status: statusCode, code: JSON.parse(body).code as string | undefined, touched: touched > before }
  }
  test.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }], [{ 'sec-fetch-site': 'same-site', origin: 'https://shop.example.com' }], [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }], [{ origin: 'https://book.example.com.evil.example' }], [{ 'sec-fetch-site': 'cross-site', origin: 'https://book.example.com' }],
  ])('is refused and reaches nothing: %j', async (headers) => {
    for (const method of ['POST', 'DELETE'] as const) expect(await send(headers, { method })).toEqual({ status: 403, code: 'cross-site-request', touched: false })
  })
  test.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://book.example.com' }], [{ 'sec-fetch-site': 'none' }], [{ origin: 'https://book.example.com' }], [{}],
    [{ 'sec-fetch-site': 'cross-site', authorization: 'Bearer abc' }],
  ])('is told from our own pages and from programs: %j', async (headers) => {
    expect(await send(headers)).toMatchObject({ status: 200, touched: true })
  })
  test('may read what a link reads, and a provider’s webhook goes by its signature', async () => {
    expect((await send({ 'sec-fetch-site': 'cross-site' }, { method: 'GET' })).status).toBe(200)
    expect((await send({ 'sec-fetch-site': 'cross-site', origin: 'https://psp.example' }, { url: '/v1/payments/webhooks/psp' })).status).toBe(200)
  })
})

describe('limits', () => {
  test('by address: the headers say what is left, and beyond it the answer says how long to wait', async () => {
    const { server } = await bare({ rateLimit: true })
    server.post('/thing', async () => ({}))
    server.get('/thing', async () => ({}))
    const send = (ip: string, method: 'GET' | 'POST' = 'POST') => server.inject({ method, url: '/thing', remoteAddress: ip })
    const first = await send('203.0.113.1')
    expect(first.headers['ratelimit-policy']).toBe('"changes";q=1200;w=60')
    expect(first.headers['ratelimit']).toMatch(/^"changes";r=1199;t=\d+$/)
    const rest = await Promise.all(Array.from({ length: 1_209 }, () => send('203.0.113.1')))
    const refused = rest.filter(({ statusCode }) => statusCode === 429)
    expect(refused).toHaveLength(10)
    expect(refused[0]!.json()).toMatchObject({ code: 'rate-limited' })
    expect(Number(refused[0]!.headers['retry-after'])).toBeGreaterThan(0)
    expect((await send('203.0.113.1', 'GET')).statusCode).toBe(200)
    expect((await send('203.0.113.2')).statusCode).toBe(200)
    await server.close()
  })

  test('by address behind a gateway: by the address that the gateway saw, not by one that the caller names', async () => {
    const publicUrl = 'https://book.example.com'
    const server = await openServer({ publicUrl, log: Object.assign({}, silentLog, { fatal() {}, trace() {}, level: 'silent', child() { return this } }) as never, trustProxy: true })
    server.get('/ip', (request, reply) => reply.send({ ip: request.ip }))
    const { body } = await server.inject({ method: 'GET', url: '/ip', remoteAddress: '10.0.0.1', headers: { 'x-forwarded-for': '1.1.1.1, 203.0.113.9' } })
    expect(JSON.parse(body)).toEqual({ ip: '203.0.113.9' })
    await server.close()
  })

  test('by account: from however many addresses', async () => {
    const { security, server } = await bare({ rateLimit: true })
    const account = newId('acc', 0)
    const authenticate = security.limited(async () => ({ ...anonymous, account }))
    const ask = (method: string) => authenticate({ method } as never)
    for (let i = 0; i < 1_200; i += 1) await ask('POST')
    await expect(ask('POST')).rejects.toMatchObject({ code: 'rate-limited' })
    expect((await ask('GET')).account).toBe(account)
    await server.close()
  })

  test('off for load tests let everything through, without headers', async () => {
    const { server } = await bare({ rateLimit: false })
    server.post('/thing', async () => ({}))
    const answers = await Promise.all(Array.from({ length: 400 }, () => server.inject({ method: 'POST', url: '/thing' })))
    expect(answers.every(({ statusCode, headers }) => statusCode === 200 && headers['ratelimit'] === undefined)).toBe(true)
    await server.close()
  })
})

describe('the whole application', () => {
  let app: TestApp
  beforeAll(async () => { app = await testApp() })
  afterAll(() => app.close())

  test('answers data with headers under which a browser loads, frames and runs nothing', async () => {
    const { headers } = await app.server.inject({ method: 'GET', url: '/v1/me' })
    expect(headers['content-security-policy']).toBe("default-src 'none';style-src 'self';img-src 'self';form-action 'self' http://localhost:8080;frame-ancestors 'none';base-uri 'none'")
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cross-origin-resource-policy': 'same-origin', 'referrer-policy': 'strict-origin-when-cross-origin' })
    expect(headers['cache-control']).toBe('no-store')
    expect((await app.server.inject({ method: 'GET', url: '/v1/search' })).headers['cache-control']).toBe('no-store')
    expect((await app.server.inject({ method: 'GET', url: '/openapi.json' })).headers['cache-control']).toContain('public')
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test.each([
    ['a body of 10 MB', { 'content-type': 'application/json' }, JSON.stringify({ email: 'a'.repeat(10_000_000), password: 'x' }), 413, 'payload-too-large'],
    ['broken JSON', { 'content-type': 'application/json' }, '{"email": ', 400, 'malformed-json'],
    ['a poisoned prototype', { 'content-type': 'application/json' }, '{"__proto__": {"admin": true}, "email": "a@example.com", "password": "x"}', 400, 'malformed-json'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'email=a', 415, 'unsupported-media-type'],
    ['a picture where none is taken', { 'content-type': 'image/png' }, 'png', 415, 'unsupported-media-type'],
    ['an unknown field', { 'content-type': 'application/json' }, '{"email":"a@example.com","password":"x","admin":true}', 400, 'invalid-request'],
  ])('refuses %s', async (_, headers, payload, status, code) => {
    const answer = await app.server.inject({ method: 'POST', url: '/v1/session', headers, payload })
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  test('tells another origin nothing by CORS', async () => {
    const { headers, statusCode } = await app.server.inject({ method: 'OPTIONS', url: '/v1/session', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } })
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(statusCode).toBeGreaterThanOrEqual(400)
  })
})

test('the log leaves out secrets and people, even when somebody logs them by mistake', () => {
  const logger = fileURLToPath(new URL('../start/logger.ts', import.meta.url))
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `
    import { openLogger } from ${JSON.stringify(logger)}
    const log = openLogger('info')
    const person = { name: 'Zoe Secret', email: 'zoe@example.com', phone: '+351 912', password: 'hunter2hunter2' }
    log.info({ ...person, token: 'tok_1', id: 'acc_1' }, 'flat')
    log.info({ body: person, headers: { authorization: 'Bearer tok_2', cookie: 'hf_session=tok_3' }, req: { headers: { authorization: 'Bearer tok_4', cookie: 'tok_5' } } }, 'deep')
    log.error({ err: Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'account_email_hash_key', detail: 'Key (email)=(zoe@example.com) already exists', parameters: ['zoe@example.com'], where: 'zoe@example.com' }) }, 'from the database')
  `], { encoding: 'utf8' })
  expect(stderr).toContain('acc_1')
  expect(stderr).toContain('account_email_hash_key')
  for (const secret of ['Zoe', 'zoe@', '912', 'hunter2', 'tok_']) expect(stderr).not.toContain(secret)
})
