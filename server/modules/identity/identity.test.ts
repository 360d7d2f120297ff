// oxlint-disable typescript/no-explicit-any -- answers are read here as they come over the wire
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { endpoints } from '@holdfast/contract'
import { mount } from '#http/route'
import { openServer } from '#http/server'
import { openGuests } from '#module/guests'
import { settableClock } from '#platform/clock'
import { newId, type AccountId, type VendorId, type VenueId } from '#platform/id'
import { openAccessTokens } from '#platform/access-token'
import { keysForTests } from '#platform/keys'
import { silentLog } from '#platform/log'
import { sql } from '#platform/sql'
import { testDatabase, type TestDatabase } from '#server/testing/database'
import { identityRoutes, openIdentity } from './index.ts'

const clock = settableClock('2027-03-01T09:00:00Z')
const vendor: VendorId = newId('vnd', 0)
const venue: VenueId = newId('ven', 0)
let at: TestDatabase
let rig: Awaited<ReturnType<typeof open>>
beforeAll(async () => { at = await testDatabase(); rig = await open({ rateLimit: false }) })
afterAll(async () => { await rig.server.close(); await at.close() })

async function open({ rateLimit, publicUrl = 'http://localhost:4500' }: { rateLimit: boolean; publicUrl?: string }) {
  const keys = keysForTests()
  const guests = openGuests({ clock, keys })
  const identity = openIdentity({ db: at.db, clock, log: silentLog, keys, guests, publicUrl, rateLimit, accessTokens: openAccessTokens(keys.derive('access')) })
  const server = await openServer({ publicUrl, log: Object.assign({}, silentLog, { fatal() {}, trace() {}, level: 'silent', child() { return this } }) as never, trustProxy: false })
  const workplaces = {
    vendorOf: async (id: VenueId) => (id === venue ? vendor : null),
    describe: async () => new Map([[vendor, { name: 'Casa Azul', venues: [{ id: venue, name: 'Hotel Azul', slug: 'hotel-azul', kind: 'hotel' as const }] }]]),
  }
  mount(server, identityRoutes({ identity, db: at.db, workplaces }), { authenticate: identity.authenticate, checkAnswers: true })
  const ask = async (operation: keyof typeof endpoints, options: { path?: string; body?: unknown; token?: string; cookie?: string; ip?: string; agent?: string } = {}) => {
    const response = await server.inject({
      method: endpoints[operation].method as 'GET', url: options.path ?? endpoints[operation].path, remoteAddress: options.ip ?? '203.0.113.1',
      headers: { ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }), ...(options.cookie === undefined ? {} : { cookie: options.cookie }), ...(options.agent === undefined ? {} : { 'user-agent': options.agent }) },
      ...(options.body === undefined ? {} : { payload: options.body as object }),
    })
    return { status: response.statusCode, body: (response.payload === '' ? null : response.json()) as any, cookies: response.cookies as any[], headers: response.headers }
  }
  return { server, identity, guests, ask }
}

let n = 0
let mail: string
beforeEach(() => { n += 1; mail = `rui.${n}@example.com` })
const password = 'correct horse battery'
const signUp = async (email = mail) => (await rig.ask('signUp', { body: { name: 'Rui Costa', email, password, locale: 'pt-PT' } })).body as { token: string; me: { account: { id: AccountId } } }

describe('an account', () => {
  test('is made, signed in by cookie and by token, and knows itself', async () => {
    const made = await rig.ask('signUp', { body: { name: 'Rui Costa', email: mail.toUpperCase(), password, phone: '+351 911 222 333' } })
    expect(made.status).toBe(201)
    expect(made.body.me).toMatchObject({ account: { name: 'Rui Costa', email: mail, phone: '+351 911 222 333', locale: 'en' }, memberships: [] })
    expect(made.body.expires_at).toBe('2027-03-31T09:00:00Z')
    const [cookie] = made.cookies
    expect(cookie).toMatchObject({ name: 'hf_session', httpOnly: true, sameSite: 'Lax', path: '/' })
    for (const proof of [{ token: made.body.token }, { cookie: `hf_session=${cookie.value}` }]) {
      expect((await rig.ask('me', proof)).body.account.id).toBe(made.body.me.account.id)
    }
    expect((await rig.ask('me')).body).toEqual({ account: null, memberships: [] })
  })

  test('leaves neither name, e-mail, password nor token in the database', async () => {
    const { token } = await signUp()
    const rows = await Promise.all(['identity.account', 'identity.credential', 'identity.session', 'guests.person', 'events.outbox'].map((table) => at.db.rows<{ row: string }>(sql`select t::text as row from ${sql.raw(table)} t`)))
    const text = rows.flat().map(({ row }) => row).join('\n')
    expect(text).toContain('account.created')
    for (const secret of ['rui.', 'Costa', password, token, Buffer.from(mail).toString('hex'), Buffer.from(token).toString('hex')]) expect(text).not.toContain(secret)
  })

  test('is one for an e-mail, however it is spelled, also when two come at once', async () => {
    const answers = await Promise.all([mail, mail.toUpperCase(), mail, mail].map((email) => rig.ask('signUp', { body: { name: 'Rui', email, password } })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409])
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'email-taken' })
  })

  test.each([
    [{ name: 'Rui', email: 'no mail', password }, '/email'], [{ name: 'Rui', email: 'a@example.com', password: 'short' }, '/password'],
    [{ name: ' ', email: 'a@example.com', password }, '/name'], [{ name: 'Rui', email: 'a@example.com', password, role: 'owner' }, '/role'],
  ])('is refused with a pointer at the fault: %#', async (body, pointer) => {
    const refused = await rig.ask('signUp', { body })
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, pointer])
  })

  test('changes its profile', async () => {
    const { token } = await signUp()
    const changed = await rig.ask('updateMe', { token, body: { name: 'Rui M. Costa', phone: null, locale: 'ar' } })
    expect(changed.body.account).toMatchObject({ name: 'Rui M. Costa', phone: null, locale: 'ar', email: mail })
    expect((await rig.ask('updateMe', { body: { name: 'Nobody' } })).body.code).toBe('not-signed-in')
  })
})

describe('signing in', () => {
  test('answers a wrong password and an unknown e-mail alike', async () => {
    await signUp()
    const wrong = await rig.ask('signIn', { body: { email: mail, password: 'wrong password' } })
    const unknown = await rig.ask('signIn', { body: { email: 'nobody@example.com', password: 'wrong password' } })
    const bare = (body: object) => ({ ...body, instance: null })
    expect(wrong.status).toBe(401)
    expect(bare(wrong.body)).toEqual(bare(unknown.body))
    expect((await rig.ask('signIn', { body: { email: mail, password } })).status).toBe(200)
  })

  test('costs an unknown e-mail the same work as a wrong password', async () => {
    await signUp()
    const time = async (email: string) => { const from = performance.now(); await rig.ask('signIn', { body: { email, password: 'wrong password' } }); return performance.now() - from }
    const best = async (email: string) => Math.min(...[await time(email), await time(email), await time(email)])
    const [known, unknown] = [await best(mail), await best('nobody@example.com')]
    expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(3)
  })

  test('is limited for an account from wherever, and for an address whatever the account; a success does not count', async () => {
    const limited = await open({ rateLimit: true })
    const wrong = (email: string, ip: string) => limited.ask('signIn', { body: { email, password: 'wrong password' }, ip })
    try {
      await limited.ask('signUp', { body: { name: 'Rui', email: mail, password } })
      for (let i = 0; i < 12; i += 1) expect((await limited.ask('signIn', { body: { email: mail, password }, ip: '203.0.113.50' })).status).toBe(200)
      for (let i = 0; i < 10; i += 1) expect((await wrong(mail, `198.51.100.${i}`)).status).toBe(401)
      const eleventh = await wrong(mail.toUpperCase(), '198.51.100.99')
      expect([eleventh.status, eleventh.body.code]).toEqual([429, 'rate-limited'])
      expect(Number(eleventh.headers['retry-after'])).toBeGreaterThan(0)
      const statuses = await Promise.all(Array.from({ length: 61 }, (_, i) => wrong(`n${i}@example.com`, '198.51.100.200')))
      expect(statuses.filter(({ status }) => status === 429).length).toBe(1)
    } finally {
      await limited.server.close()
    }
  })

  test('over https sets a cookie that only this host can set', async () => {
    const https = await open({ rateLimit: false, publicUrl: 'https://book.example.com' })
    const { cookies } = await https.ask('signUp', { body: { name: 'Rui', email: mail, password } })
    expect(cookies[0]).toMatchObject({ name: '__Host-hf_session', secure: true, path: '/' })
    await https.server.close()
  })
})

describe('sessions', () => {
  test('are listed with their device, and end at once when revoked from another', async () => {
    const { token: phone } = await signUp()
    const { body: { token: desk } } = await rig.ask('signIn', { body: { email: mail, password }, agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' })
    const listed = (await rig.ask('listSessions', { token: desk })).body.items
    expect(listed).toHaveLength(2)
    expect(listed.find((one: any) => one.current)).toMatchObject({ device: 'Firefox on Linux' })
    const other = listed.find((one: any) => !one.current)
    const stranger = (await signUp(`other.${mail}`)).token
    expect((await rig.ask('revokeSession', { token: stranger, path: `/v1/me/sessions/${other.id}` })).status).toBe(404)
    expect((await rig.ask('revokeSession', { token: desk, path: `/v1/me/sessions/${other.id}` })).status).toBe(204)
    expect((await rig.ask('me', { token: phone })).body.account).toBeNull()
    expect((await rig.ask('listSessions', { token: phone })).status).toBe(401)
    expect((await rig.ask('me', { token: desk })).body.account).not.toBeNull()
  })

  test('of other devices end when the password is changed, which takes the present one', async () => {
    const { token: phone } = await signUp()
    const { body: { token: desk } } = await rig.ask('signIn', { body: { email: mail, password } })
    const wrong = await rig.ask('changePassword', { token: desk, body: { current_password: 'not this one', new_password: 'a better password' } })
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([401, '/current_password'])
    expect((await rig.ask('changePassword', { token: desk, body: { current_password: password, new_password: 'short' } })).body.errors[0].pointer).toBe('/new_password')
    expect((await rig.ask('changePassword', { token: desk, body: { current_password: password, new_password: 'a better password' } })).status).toBe(204)
    expect([(await rig.ask('me', { token: phone })).body.account, (await rig.ask('me', { token: desk })).body.account?.email]).toEqual([null, mail])
    expect([(await rig.ask('signIn', { body: { email: mail, password } })).status, (await rig.ask('signIn', { body: { email: mail, password: 'a better password' } })).status]).toEqual([401, 200])
    expect((await rig.ask('changePassword', { body: { current_password: password, new_password: 'a better password' } })).body.code).toBe('not-signed-in')
  })

  test('all end when a new password is chosen by the link of a letter, which is good once and for an hour', async () => {
    const { token: phone, me: { account } } = await signUp()
    const asked = async (email: string) => (await rig.ask('askForPassword', { body: { email } })).status
    expect([await asked(mail), await asked(`nobody.${mail}`)]).toEqual([204, 204])
    expect(await at.db.rows(sql`select subject from events.outbox where type = 'account.password_forgotten' and subject = ${account.id}
      union all select subject from events.log where type = 'account.password_forgotten' and subject = ${account.id}`)).toHaveLength(1)

    const link = async () => new URL(await at.db.transaction((tx) => rig.identity.newPasswordLink(tx, account.id)))
    const [first, second] = [await link(), await link()]
    expect([first.pathname, first.search]).toEqual(['/new-password', ''])
    const tokenOf = (url: URL) => url.hash.replace('#token=', '')
    const use = (url: URL, next = 'a better password') => rig.ask('resetPassword', { body: { token: tokenOf(url), new_password: next } })
    expect((await use(first, 'short')).body.errors[0].pointer).toBe('/new_password')
    expect((await rig.ask('resetPassword', { body: { token: 'x'.repeat(43), new_password: 'a better password' } })).status).toBe(404)
    expect((await Promise.all([use(first), use(first)])).map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 404])
    expect((await use(second)).status).toBe(404)
    expect((await rig.ask('me', { token: phone })).body.account).toBeNull()
    expect([(await rig.ask('signIn', { body: { email: mail, password } })).status, (await rig.ask('signIn', { body: { email: mail, password: 'a better password' } })).status]).toEqual([401, 200])

    const late = await link()
    const before = clock.now()
    clock.advance({ minutes: 61 })
    expect((await use(late)).status).toBe(404)
    clock.set(before)
    expect((await at.db.rows<{ all: string }>(sql`select v::text as all from identity.verification v`)).map((row) => row.all).join()).not.toContain(tokenOf(late))
  })

  test('end by signing out, and that clears the cookie', async () => {
    const { token } = await signUp()
    const out = await rig.ask('signOut', { cookie: `hf_session=${token}` })
    expect(out.status).toBe(204)
    expect(out.cookies[0]).toMatchObject({ name: 'hf_session', value: '' })
    expect((await rig.ask('me', { token })).body.account).toBeNull()
    expect((await rig.ask('signOut')).status).toBe(204)
  })

  test('are over after thirty days without use, and live on with use', async () => {
    const { token } = await signUp()
    clock.advance({ hours: 24 * 29 })
    expect((await rig.ask('me', { token })).body.account).not.toBeNull()
    const renewed = async () => (await at.db.rows(sql`select 1 from identity.session where expires_at > ${clock.now().add({ hours: 24 * 29 })}`)).length > 0
    await expect.poll(renewed).toBe(true)
    clock.advance({ hours: 24 * 29 })
    expect((await rig.ask('me', { token })).body.account).not.toBeNull()
    clock.advance({ hours: 24 * 31 })
    expect((await rig.ask('me', { token })).body.account).toBeNull()
  })

  test.each([['nonsense'], [''], ['a'.repeat(300)], ["' or true --"]])('are not made by the token %j', async (token) => {
    expect((await rig.ask('me', { token })).body.account).toBeNull()
  })
})

describe('roles', () => {
  const path = `/v1/venues/${venue}/staff`
  const account = async (role?: 'owner' | 'manager' | 'front_desk') => {
    const made = await signUp(`${role ?? 'none'}.${mail}`)
    if (role !== undefined) await at.db.transaction((tx) => rig.identity.grantRole(tx, made.me.account.id, { vendor, venue, role }))
    return { token: made.token, id: made.me.account.id }
  }
  const clear = () => at.db.transaction((tx) => tx.run(sql`delete from identity.membership where vendor_id = ${vendor}`))

  test('open the venue at the next request, with its name', async () => {
    await clear()
    const { token } = await account('front_desk')
    expect((await rig.ask('me', { token })).body.memberships).toEqual([
      { vendor, vendor_name: 'Casa Azul', venue, role: 'front_desk', venues: [{ id: venue, name: 'Hotel Azul', slug: 'hotel-azul', kind: 'hotel' }] },
    ])
  })

  test('are given by managers to the floor, and only owners make managers and owners', async () => {
    await clear()
    const [owner, manager, desk, stranger] = [await account('owner'), await account('manager'), await account('front_desk'), await account()]
    const give = (by: { token: string }, role: string, email = `new.${mail}`) => rig.ask('addStaff', { path, token: by.token, body: { name: 'Lia', email, role, initial_password: password } })
    expect((await give(stranger, 'host')).body.code).toBe('not-allowed')
    expect((await give(desk, 'host')).body.code).toBe('not-allowed')
    expect((await give(manager, 'manager')).body.code).toBe('not-allowed')
    expect((await give(manager, 'front_desk', `owner.${mail}`)).body.code).toBe('not-allowed')
    expect((await give(manager, 'host', `manager.${mail}`)).body.code).toBe('not-allowed')
    expect((await give(manager, 'host')).status).toBe(201)
    expect((await give(owner, 'manager')).status).toBe(201)
    expect((await rig.ask('listStaff', { path, token: desk.token })).body.code).toBe('not-allowed')
    const listed = (await rig.ask('listStaff', { path, token: manager.token })).body.items
    expect(listed.map((one: any) => one.role).toSorted()).toEqual(['front_desk', 'manager', 'manager', 'owner'])
    expect((await rig.ask('signIn', { body: { email: `new.${mail}`, password } })).body.me.memberships[0].role).toBe('manager')
  })

  test('given to an e-mail with an account change neither its name nor its password, and show the vendor what it typed', async () => {
    await clear()
    const owner = await account('owner')
    await signUp()
    const added = await rig.ask('addStaff', { path, token: owner.token, body: { name: 'Front Desk Rui', email: mail, role: 'front_desk', initial_password: 'another password' } })
    expect(added.body).toMatchObject({ name: 'Front Desk Rui', role: 'front_desk', venue })
    expect((await rig.ask('signIn', { body: { email: mail, password } })).body.me.account.name).toBe('Rui Costa')
    expect((await rig.ask('listStaff', { path, token: owner.token })).body.items.map((one: any) => one.name)).toContain('Front Desk Rui')
    const unknown = await rig.ask('addStaff', { path, token: owner.token, body: { name: 'X', email: `x.${mail}`, role: 'host' } })
    expect(unknown.body.errors[0].pointer).toBe('/initial_password')
  })

  test('are taken away at once, but never the last owner’s', async () => {
    await clear()
    const [owner, manager, desk] = [await account('owner'), await account('manager'), await account('front_desk')]
    const take = (by: { token: string }, of: { id: string }) => rig.ask('removeStaff', { path: `${path}/${of.id}`, token: by.token })
    expect((await take(manager, owner)).body.code).toBe('not-allowed')
    expect((await take(owner, owner)).body.code).toBe('not-allowed')
    expect((await take(manager, desk)).status).toBe(204)
    expect((await rig.ask('me', { token: desk.token })).body.memberships).toEqual([])
    expect((await take(manager, desk)).status).toBe(404)
    expect((await rig.ask('listStaff', { path: `/v1/venues/${newId('ven', 0)}/staff`, token: owner.token })).status).toBe(404)
  })
})

test('passwords are hashed two at a time, and a storm beyond the queue is refused at once', async () => {
  const { openPasswords } = await import('./passwords.ts')
  const passwords = openPasswords()
  const all = await Promise.allSettled(Array.from({ length: 210 }, () => passwords.verify('$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'x')))
  expect(all.filter(({ status }) => status === 'rejected').length).toBe(8)
  const hash = await passwords.hash('pässword')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect([await passwords.verify(hash, 'pa\u0308ssword'), await passwords.verify(hash, 'password'), await passwords.verify('nonsense', 'x')]).toEqual([true, false, false])
})
