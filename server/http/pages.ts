import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { smaller } from './smaller.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with the page of the request's address; an unknown address gets the "nothing here" page with 404. */
    sendPage(): Promise<FastifyReply>
  }
}

type Area = 'guest' | 'desk' | 'admin'
type Locale = 'en' | 'ar'
interface Rendered { status: number; html: string; private: boolean }
interface Bundle { render(request: object): Promise<Rendered> }

const year = 31_536_000
const guestAddresses = ['/', '/search', '/v/:slug', '/checkout', '/trip/:trip', '/waitlist/:entry', '/me', '/me/*', '/sign-in', '/sign-up', '/forgot', '/new-password', '/find', '/sent-mail', '/styleguide']
/** An address that the simple API has too: a browser asks for HTML there, a program for JSON, of the same booking. */
const shared = /^\/booking\/[^/?]+\/?(\?|$)/

/**
 * The pages: built assets with names that never change, and documents rendered through the server bundle. The pages read their
 * data through the API itself, run in process with the visitor's own cookies, so that there is one way to data.
 * Call it on the root instance: `await pages(app)`.
 */
export async function pages(app: FastifyInstance, options: { web?: string } = {}): Promise<void> {
  const web = options.web ?? path.join(import.meta.dirname, '../../web')
  const built = await loadBuild(web)
  if (built !== null) {
    await app.register(fastifyStatic, { root: path.join(web, 'dist/assets'), prefix: '/assets/', preCompressed: true, immutable: true, maxAge: year * 1000, index: false, wildcard: true, decorateReply: false })
  }
  app.decorateReply('sendPage', function (this: FastifyReply) { return answer(app, built, this.request, this) })
  app.get('/icon.svg', (_, reply) => reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(icon))
  for (const address of [...guestAddresses, '/desk', '/desk/*', '/admin', '/admin/*']) app.get(address, { config: { page: true } }, (_, reply) => reply.sendPage())
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' && shared.test(request.url) && wantsPage(request)) return reply.sendPage()
  })
}

/** A browser that opens an address, as against a program that asks for data. */
export function wantsPage(request: FastifyRequest): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && (request.headers.accept ?? '').includes('text/html')
}

async function loadBuild(web: string): Promise<{ bundle: Bundle; manifest: object } | null> {
  const file = path.join(web, 'dist-ssr/server.js')
  if (!existsSync(file)) return null
  return { bundle: await import(pathToFileURL(file).href) as Bundle, manifest: JSON.parse(readFileSync(path.join(web, 'dist/manifest.json'), 'utf8')) as object }
}

async function answer(app: FastifyInstance, built: Awaited<ReturnType<typeof loadBuild>>, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (built === null) return reply.code(503).type('text/plain').send('The pages are not built yet: npm run build\n')
  const nonce = randomBytes(16).toString('base64url')
  const cookies = cookiesOf(request)
  const locale = localeOf(request, cookies)
  const theme = cookies.get('hf_theme')
  const rendered = await built.bundle.render({
    url: request.url, area: areaOf(request.url), locale, theme: theme === 'light' || theme === 'dark' ? theme : null, nonce, manifest: built.manifest, transport: inProcess(app, request),
  })
  if (request.url.includes('lang=') && cookies.get('hf_lang') !== locale) reply.header('set-cookie', `hf_lang=${locale}; Path=/; Max-Age=${year}; SameSite=Lax`)
  const { encoding, body } = await smaller(rendered.html, mayShrink(request) ? request.headers['accept-encoding'] as string | undefined : undefined)
  if (encoding !== null) reply.header('content-encoding', encoding)
  return reply
    .code(rendered.status).type('text/html; charset=utf-8')
    .header('content-security-policy', policy(nonce))
    .header('referrer-policy', 'strict-origin-when-cross-origin').header('x-content-type-options', 'nosniff')
    .header('vary', 'accept, accept-encoding, accept-language, cookie').header('cache-control', rendered.private ? 'private, no-store' : 'private, no-cache')
    .send(body)
}

/**
 * Where another site makes a browser open a page with what its address says beside what is the visitor's own, the length of
 * what was compressed would tell of the one by the other (BREACH): such an answer goes out as it is.
 */
function mayShrink({ headers }: FastifyRequest): boolean {
  return headers.cookie === undefined || headers['sec-fetch-site'] !== 'cross-site'
}

/** Nothing runs but our own built files and what carries this answer's nonce; nothing is loaded from elsewhere. */
function policy(nonce: string): string {
  return [
    `default-src 'self'`, `script-src 'self' 'nonce-${nonce}'`, `style-src 'self' 'nonce-${nonce}'`, `img-src 'self' data: blob:`, `font-src 'self'`, `connect-src 'self'`,
    `worker-src 'self' blob:`, `manifest-src 'self'`, `form-action 'self'`, `frame-ancestors 'none'`, `base-uri 'none'`, `object-src 'none'`,
  ].join('; ')
}

function areaOf(url: string): Area {
  return /^\/desk(\/|\?|$)/.test(url) ? 'desk' : /^\/admin(\/|\?|$)/.test(url) ? 'admin' : 'guest'
}

function localeOf(request: FastifyRequest, cookies: Map<string, string>): Locale {
  const asked = /[?&]lang=(en|ar)(&|$)/.exec(request.url)?.[1] ?? cookies.get('hf_lang')
  if (asked === 'en' || asked === 'ar') return asked
  const first = (request.headers['accept-language'] ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase()).find((tag) => tag === 'en' || tag === 'ar')
  return (first as Locale | undefined) ?? 'en'
}

function cookiesOf(request: FastifyRequest): Map<string, string> {
  return new Map((request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('=', 2) as [string, string]).filter(([name]) => name !== ''))
}

/** The visitor's own request, passed on to the API without a network: same cookies, same address, same limits. */
function inProcess(app: FastifyInstance, page: FastifyRequest) {
  const passed = Object.fromEntries(['cookie', 'accept-language', 'user-agent', 'host'].flatMap((name) => (page.headers[name] === undefined ? [] : [[name, String(page.headers[name])]])))
  return async (request: { method: string; url: string; headers: Record<string, string>; body?: string }) => {
    const response = await app.inject({ method: request.method as 'GET', url: request.url, headers: { ...passed, ...request.headers }, remoteAddress: page.ip, ...(request.body === undefined ? {} : { payload: request.body }) })
    return { status: response.statusCode, headers: { get: (name: string) => (response.headers[name] === undefined ? null : String(response.headers[name])) }, text: response.payload }
  }
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0d4a52"/><path d="M9 24V13a7 7 0 0 1 14 0v11" fill="none" stroke="#faf8f4" stroke-width="3" stroke-linecap="round"/><circle cx="16" cy="19" r="2.6" fill="#e58a35"/></svg>`
