import { AsyncLocalStorage } from 'node:async_hooks'
import type { BetterAuthOptions } from 'better-auth'
import type { AdapterFactory } from 'better-auth/adapters'
import type { Guests } from '#module/guests'
import { fail } from '#platform/assert'
import type { Clock } from '#platform/clock'
import { newId, type AccountId } from '#platform/id'
import type { Keys } from '#platform/keys'
import { emit } from '#platform/outbox'
import { isProblem, problem } from '#platform/problem'
import type { Database, Reader, Tx } from '#platform/sql'
import { authRows, type Condition } from './auth-store.ts'
import type { Passwords } from './passwords.ts'
import * as store from './store.ts'

export interface LibraryDeps { db: Database; clock: Clock; keys: Keys; guests: Guests; passwords: Passwords; publicUrl: string }

/** What one call of ours carries through the library to the adapter below it, and back. */
interface Passage {
  /** Made before the library opens its transaction: no connection waits while a password is hashed. */
  passwordHash?: string
  /** An account is made without signing in. */
  withoutSession?: boolean
  /** A refusal of ours, which the library would turn into one of its own. */
  refusal?: unknown
}
const passage = new AsyncLocalStorage<Passage>()

export const sessionSeconds = 30 * 24 * 3_600

/**
 * better-auth, over our own tables and the vault. It owns how one signs up and in and what a session is; names and e-mails
 * pass through to the vault and come back only for the call that asks. Loaded at first use: it costs 0.3 s and 60 MB.
 */
export function openLibrary(deps: LibraryDeps) {
  let loaded: ReturnType<typeof load> | undefined
  const library = () => (loaded ??= load(deps))

  async function call<T>(with_: Passage, work: (api: Awaited<ReturnType<typeof load>>['api']) => Promise<T>): Promise<T> {
    const { api } = await library()
    return passage.run(with_, async () => {
      try {
        return await work(api)
      } catch (error) {
        throw with_.refusal ?? refusalOf(error) ?? error
      }
    })
  }
  return {
    /** Loads it ahead of the first log-in. */
    warm: async () => { await library() },
    async signUp(given: { name: string; email: string; password: string; phone?: string | null; locale?: string | null }, device: string | null, options: { withoutSession?: boolean } = {}): Promise<{ account: AccountId; token: string | null }> {
      const passwordHash = await deps.passwords.hash(given.password)
      const done = await call({ passwordHash, withoutSession: options.withoutSession ?? false }, (api) =>
        api.signUpEmail({ body: { name: given.name, email: given.email, password: given.password, phone: given.phone ?? undefined, locale: given.locale ?? undefined } as never, headers: headersOf(device) }))
      return { account: done.user.id as AccountId, token: done.token }
    },
    async signIn(email: string, password: string, device: string | null): Promise<{ account: AccountId; token: string }> {
      const done = await call({}, (api) => api.signInEmail({ body: { email, password }, headers: headersOf(device) }))
      return { account: done.user.id as AccountId, token: done.token }
    },
  }
}

type DatabaseAdapter = ReturnType<AdapterFactory<BetterAuthOptions>>

const headersOf = (device: string | null) => new Headers(device === null ? {} : { 'user-agent': device })

async function load(deps: LibraryDeps) {
  const [{ betterAuth }, { createAdapterFactory }] = await Promise.all([import('better-auth/minimal'), import('better-auth/adapters')])
  const database = (reader: Reader | Tx, options: BetterAuthOptions, isTx: boolean): DatabaseAdapter => createAdapterFactory({
    config: {
      adapterId: 'holdfast', adapterName: 'Holdfast', supportsJSON: false, supportsDates: true, supportsBooleans: true,
      transaction: isTx ? false : (work) => deps.db.transaction((tx) => work(database(tx, options, true))),
    },
    adapter: () => adapterOn(deps, reader) as never,
  })(options)

  const options = {
    secret: deps.keys.derive('better-auth').toString('base64'),
    baseURL: deps.publicUrl,
    database: (given: BetterAuthOptions) => database(deps.db, given, false),
    telemetry: { enabled: false },
    // Its messages carry e-mails.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true, minPasswordLength: 10, maxPasswordLength: 200,
      password: {
        hash: (password: string) => { const hash = passage.getStore()?.passwordHash; return hash === undefined ? deps.passwords.hash(password) : Promise.resolve(hash) },
        verify: ({ hash, password }: { hash: string; password: string }) => deps.passwords.verify(hash, password),
      },
    },
    session: { expiresIn: sessionSeconds, updateAge: 24 * 3_600, cookieCache: { enabled: false } },
    user: { additionalFields: { phone: { type: 'string', required: false }, locale: { type: 'string', required: false } } },
    advanced: {
      database: { generateId: ({ model }: { model: string }) => newId(({ user: 'acc', session: 'ses', account: 'crd', verification: 'vrf' } as Record<string, string>)[model] ?? fail(`better-auth makes a ${model}`), deps.clock.now().epochMilliseconds) },
    },
  } satisfies BetterAuthOptions
  return betterAuth(options)
}

/** better-auth's database: `user` goes to the vault and our account table, the rest to its tables. */
function adapterOn(deps: LibraryDeps, on: Reader | Tx) {
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => ('inTransaction' in on ? work(on) : deps.db.transaction(work))
  const rows = (model: string) => authRows(model, deps.clock)
  interface Asked { model: string; where: Condition[] }
  const users = usersOn(deps)

  return {
    async create({ model, data }: { model: string; data: Record<string, unknown> }) {
      if (model === 'user') return inTx((tx) => users.create(tx, data))
      if (model === 'session' && passage.getStore()?.withoutSession === true) return data
      await inTx((tx) => rows(model).insert(tx, data))
      return data
    },
    async findOne({ model, where }: Asked) {
      return model === 'user' ? users.find(on, where) : (await rows(model).find(on, where, { limit: 1 }))[0] ?? null
    },
    async findMany({ model, where, limit, sortBy, offset }: Asked & { limit: number; sortBy?: { field: string; direction: 'asc' | 'desc' }; offset?: number }) {
      if (model !== 'user') return rows(model).find(on, where ?? [], { limit, sortBy, offset })
      const found = await users.find(on, where)
      return found === null ? [] : [found]
    },
    async update({ model, where, update }: Asked & { update: Record<string, unknown> }) {
      return inTx(async (tx) => {
        if (model === 'user') return users.update(tx, where, update)
        return await rows(model).update(tx, where, update) > 0 ? (await rows(model).find(tx, where, { limit: 1 }))[0] ?? null : null
      })
    },
    updateMany: ({ model, where, update }: Asked & { update: Record<string, unknown> }) => inTx((tx) => rows(model).update(tx, where, update)),
    async delete({ model, where }: Asked) { await inTx((tx) => rows(model).delete(tx, where)) },
    deleteMany: ({ model, where }: Asked) => inTx((tx) => rows(model).delete(tx, where)),
    count: ({ model, where }: Asked) => rows(model).count(on, where ?? []),
  }
}

function usersOn({ guests, clock }: LibraryDeps) {
  const byWhere = async (reader: Reader, where: readonly Condition[]) => {
    const [only, ...others] = where
    if (only === undefined || others.length > 0 || only.operator !== 'eq') fail('better-auth looks for a user by something else than one id or e-mail')
    if (only.field === 'id') return store.accountById(reader, only.value as AccountId)
    if (only.field === 'email') return store.accountByEmail(reader, guests.hashEmail(String(only.value)))
    return fail(`better-auth looks for a user by ${only.field}`)
  }
  const read = async (reader: Reader, row: store.AccountRow | undefined) => {
    const person = row === undefined ? null : await guests.readPerson(reader, row.person_id)
    if (row === undefined || person === null) return null
    return {
      id: row.id, name: person.name, email: person.email, phone: person.phone, locale: person.locale, image: null, emailVerified: row.email_verified,
      createdAt: new Date(row.created_at.epochMilliseconds), updatedAt: new Date(row.updated_at.epochMilliseconds),
    }
  }
  return {
    async create(tx: Tx, data: Record<string, unknown>) {
      try {
        const { id, name, email, phone, locale } = data as { id: AccountId; name: string; email: string; phone?: string; locale?: string }
        const now = clock.now()
        const person = await guests.createPerson(tx, { vendor: null, name, email, phone: phone ?? null, locale: locale ?? null, account: id })
        if (!await store.insertAccount(tx, { id, person, emailHash: guests.hashEmail(email) }, now)) throw problem('email-taken')
        await emit(tx, { venue: null, type: 'account.created', subject: id, actor: { account: id }, at: now })
        return data
      } catch (error) {
        const carried = passage.getStore()
        if (carried !== undefined) carried.refusal = error
        throw error
      }
    },
    find: async (reader: Reader, where: readonly Condition[]) => read(reader, await byWhere(reader, where)),
    async update(tx: Tx, where: readonly Condition[], update: Record<string, unknown>) {
      const row = await byWhere(tx, where)
      if (row === undefined) return null
      const { name, email, phone, locale, emailVerified } = update as { name?: string; email?: string; phone?: string | null; locale?: string; emailVerified?: boolean }
      await guests.updatePerson(tx, row.person_id, { name, email, phone, locale })
      await store.touchAccount(tx, row.id, { ...(email === undefined ? {} : { emailHash: guests.hashEmail(email) }), ...(emailVerified === undefined ? {} : { emailVerified }) }, clock.now())
      return read(tx, await store.accountById(tx, row.id))
    },
  }
}

/** The library's refusals, as ours. */
function refusalOf(error: unknown): unknown {
  if (isProblem(error)) return error
  const code = (error as { body?: { code?: string } }).body?.code ?? ''
  if (code.startsWith('USER_ALREADY_EXISTS')) return problem('email-taken', { detail: 'There is an account with this e-mail already. Sign in instead.' })
  if (code === 'INVALID_EMAIL_OR_PASSWORD') return problem('wrong-credentials', { detail: 'The e-mail or the password is not right. Check both and try again.' })
  if (code === 'INVALID_EMAIL') return problem('invalid-request', { detail: '/email: not an e-mail address', errors: [{ pointer: '/email', detail: 'not an e-mail address' }] })
  if (code === 'PASSWORD_TOO_SHORT' || code === 'PASSWORD_TOO_LONG') return problem('invalid-request', { detail: '/password: 10 to 200 characters', errors: [{ pointer: '/password', detail: '10 to 200 characters' }] })
  return undefined
}
