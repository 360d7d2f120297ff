import { expect, test } from 'vitest'
import { testApp } from '../testing/app.ts'

test('an address that is not there answers a problem, and so does the reference for each problem', async () => {
  const app = await testApp()
  try {
    const missing = await app.server.inject('/v1/nothing')
    expect(missing.statusCode).toBe(404)
    expect(missing.headers['content-type']).toContain('application/problem+json')
    expect(missing.json()).toMatchObject({ code: 'not-found', status: 404 })
    expect((await app.server.inject('/readyz')).json()).toEqual({ status: 'ok' })
    expect((await app.server.inject('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' })
    expect((await app.server.inject('/docs/api')).body).toContain('<h1>Holdfast API</h1>')
  } finally {
    await app.close()
  }
})
