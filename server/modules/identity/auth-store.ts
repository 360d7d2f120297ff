import { createHash } from 'node:crypto'
import { fail } from '#platform/assert'
import { systemClock, type Clock } from '#platform/clock'
import { sql, type Reader, type Sql, type Tx } from '#platform/sql'

/** A condition as better-auth states it. */
export interface Condition { field: string; value: unknown; operator: string; connector: 'AND' | 'OR' }

type Kind = 'plain' | 'instant' | 'token' | 'hashed' | 'unkept'
interface Table { name: string; fields: Record<string, { column: string; kind: Kind }> }

const plain = (column: string) => ({ column, kind: 'plain' as const })
const instant = (column: string) => ({ column, kind: 'instant' as const })
const unkept = { column: '', kind: 'unkept' as const }
const times = { createdAt: instant('created_at'), updatedAt: instant('updated_at') }

/** Where better-auth's models lie. `user` is not here: it is kept by the vault and `store.ts`. */
const tables: Record<string, Table> = {
  account: {
    name: 'identity.credential',
    fields: { id: plain('id'), userId: plain('account_id'), providerId: plain('provider_id'), accountId: plain('provider_account_id'), password: plain('password'), ...times },
  },
  session: {
    name: 'identity.session',
    // The token is kept by its owner only; the address is not kept at all.
    fields: { id: plain('id'), userId: plain('account_id'), token: { column: 'token_hash', kind: 'token' }, userAgent: plain('device'), ipAddress: unkept, expiresAt: instant('expires_at'), ...times },
  },
  verification: {
    name: 'identity.verification',
    fields: { id: plain('id'), identifier: { column: 'identifier_hash', kind: 'hashed' }, value: plain('value'), expiresAt: instant('expires_at'), ...times },
  },
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/**
 * Rows of better-auth's models, over our own SQL. The library reckons with the machine's time; its instants are moved to
 * our clock on the way in and back on the way out, so that tests and replays hold here too.
 */
export function authRows(model: string, clock: Clock) {
  const table = tables[model] ?? fail(`better-auth asks for ${model}, which has no table`)
  const ahead = () => clock.now().epochMilliseconds - systemClock.now().epochMilliseconds
  const fieldOf = (field: string) => table.fields[field] ?? fail(`better-auth asks for ${model}.${field}, which has no column`)

  const toColumn = (field: string, value: unknown): unknown => {
    if (value === null || value === undefined) return null
    switch (fieldOf(field).kind) {
      case 'instant': return Temporal.Instant.fromEpochMilliseconds((value as Date).getTime() + ahead())
      case 'token': return hashToken(value as string)
      case 'hashed': return hashToken(value as string).toString('base64url')
      default: return value
    }
  }
  const fromRow = (row: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(table.fields).filter(([, { kind }]) => kind !== 'unkept').map(([field, { column, kind }]) => {
      const value = row[column]
      return [field, kind === 'instant' ? new Date((value as Temporal.Instant).epochMilliseconds - ahead()) : Buffer.isBuffer(value) ? value.toString('hex') : value]
    }))
  const kept = (data: Record<string, unknown>) => Object.entries(data).filter(([field, value]) => {
    if (table.fields[field] === undefined && value !== null && value !== undefined) fail(`better-auth gives ${model}.${field}, which has no column`)
    return value !== undefined && table.fields[field] !== undefined && table.fields[field].kind !== 'unkept'
  })

  const one = ({ field, value, operator }: Condition): Sql => {
    const { column, kind } = fieldOf(field)
    const name = sql.raw(column)
    if (value === null) return operator === 'ne' ? sql`${name} is not null` : sql`${name} is null`
    if (operator === 'in' || operator === 'not_in') {
      const among = sql`${name} = any(${(value as unknown[]).map((item) => toColumn(field, item))})`
      return operator === 'in' ? among : sql`not (${among})`
    }
    const sign = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' }[operator]
    if (sign === undefined || (kind === 'token' || kind === 'hashed') && operator !== 'eq') fail(`better-auth compares ${model}.${field} by ${operator}`)
    return sql`${name} ${sql.raw(sign)} ${toColumn(field, value)}`
  }
  const matching = (where: readonly Condition[]): Sql => {
    const all = where.filter(({ connector }) => connector !== 'OR').map(one)
    const any = where.filter(({ connector }) => connector === 'OR').map(one)
    if (any.length > 0) all.push(sql`(${any.reduce((left, right) => sql`${left} or ${right}`)})`)
    return sql.and(all)
  }
  const name = sql.raw(table.name)
  const listed = (parts: Sql[]) => parts.reduce((left, right) => sql`${left}, ${right}`)
  const assignments = (data: Record<string, unknown>) => listed(kept(data).map(([field, value]) => sql`${sql.raw(fieldOf(field).column)} = ${toColumn(field, value)}`))

  return {
    async insert(tx: Tx, data: Record<string, unknown>): Promise<void> {
      const entries = kept(data)
      await tx.run(sql`insert into ${name} (${listed(entries.map(([field]) => sql.raw(fieldOf(field).column)))}) values (${listed(entries.map(([field, value]) => sql`${toColumn(field, value)}`))})`)
    },
    async find(reader: Reader, where: readonly Condition[], options: { limit: number; sortBy?: { field: string; direction: 'asc' | 'desc' } | undefined; offset?: number | undefined }) {
      const order = options.sortBy === undefined ? sql.raw('id') : sql.raw(`${fieldOf(options.sortBy.field).column} ${options.sortBy.direction === 'desc' ? 'desc' : 'asc'}, id`)
      const rows = await reader.rows<Record<string, unknown>>(sql`select * from ${name} where ${matching(where)} order by ${order} limit ${Math.min(options.limit, 1_000)} offset ${options.offset ?? 0}`)
      return rows.map(fromRow)
    },
    update: (tx: Tx, where: readonly Condition[], data: Record<string, unknown>): Promise<number> => tx.run(sql`update ${name} set ${assignments(data)} where ${matching(where)}`),
    delete: (tx: Tx, where: readonly Condition[]): Promise<number> => tx.run(sql`delete from ${name} where ${matching(where)}`),
    async count(reader: Reader, where: readonly Condition[]): Promise<number> {
      return (await reader.one<{ count: number }>(sql`select count(*) as count from ${name} where ${matching(where)}`)).count
    },
  }
}
