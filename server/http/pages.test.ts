import Fastify, { type FastifyInstance } from 'fastify'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages } from './pages.ts'
import { encodingFor } from './smaller.ts'

const long = `<!doctype html><p>${'A room by the river, غرفة على النهر. '.repeat(200)}</p>`
let app: FastifyInstance
let web: string
beforeAll(async () => {
  web = mkdtempSync(join(tmpdir(), 'holdfast-pages-'))
  for (const folder of ['dist/assets', 'dist-ssr']) mkdirSync(join(web, folder), { recursive: true })
  writeFileSync(join(web, 'dist/manifest.json'), '{}')
  writeFileSync(join(web, 'dist-ssr/server.js'), `export const render = async ({ url }) => ({ status: 200, private: false, html: url.startsWith('/find') ? '<p>short</p>' : ${JSON.stringify(long)} })`)
  app = Fastify()
  await pages(app, { web })
})
afterAll(async () => {
  await app.close()
  rmSync(web, { recursive: true })
})

const get = (url: string, headers: Record<string, string>) => app.inject({ url, headers: { accept: 'text/html', ...headers } })

test('a page comes in the encoding that the browser takes, and is the same page', async () => {
  const plain = await get('/', {})
  expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, long])
  const brotli = await get('/', { 'accept-encoding': 'gzip, deflate, br, zstd' })
  expect([brotli.headers['content-encoding'], brotliDecompressSync(brotli.rawPayload).toString()]).toEqual(['br', long])
  const zipped = await get('/', { 'accept-encoding': 'gzip, deflate' })
  expect([zipped.headers['content-encoding'], gunzipSync(zipped.rawPayload).toString()]).toEqual(['gzip', long])
  for (const answer of [plain, brotli, zipped]) {
    expect(answer.headers['vary']).toContain('accept-encoding')
    expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length))
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  }
})

test('a short page is sent as it is', async () => {
  const { headers, body } = await get('/find', { 'accept-encoding': 'br' })
  expect([headers['content-encoding'], body]).toEqual([undefined, '<p>short</p>'])
  expect(headers['vary']).toContain('accept-encoding')
})

test('what another site makes a known visitor open is not compressed: its length would tell what stands in it', async () => {
  const from = (site: string, cookie: Record<string, string>) => get('/search?place=Lisbon', { 'accept-encoding': 'br', 'sec-fetch-site': site, ...cookie })
  expect((await from('cross-site', { cookie: 'hf_session=s' })).headers['content-encoding']).toBeUndefined()
  expect((await from('same-origin', { cookie: 'hf_session=s' })).headers['content-encoding']).toBe('br')
  expect((await from('cross-site', {})).headers['content-encoding']).toBe('br')
})

test.each([
  [undefined, null], ['', null], ['identity', null], ['br', 'br'], ['gzip', 'gzip'], ['GZIP;q=0.5, BR;q=0.4', 'gzip'], ['gzip, br;q=0', 'gzip'], ['*', 'br'], ['br;q=0, *', 'gzip'], ['*;q=0', null], ['zstd, deflate', null], ['br;q=x', null],
] as const)('accept-encoding %j takes %j', (accept, encoding) => { expect(encodingFor(accept)).toBe(encoding) })
