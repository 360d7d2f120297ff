import type { Role } from '@holdfast/contract'
import type { AccountId, GuestId, VendorId, VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'

export interface AccountRow { id: AccountId; person_id: GuestId; email_verified: boolean; created_at: Temporal.Instant; updated_at: Temporal.Instant }

const accountColumns = sql.raw('id, person_id, email_verified, created_at, updated_at')

/** False when the e-mail has an account already. */
export async function insertAccount(tx: Tx, row: { id: AccountId; person: GuestId; emailHash: string }, now: Temporal.Instant): Promise<boolean> {
  return await tx.run(sql`
    insert into identity.account (id, person_id, email_hash, created_at, updated_at) values (${row.id}, ${row.person}, ${row.emailHash}, ${now}, ${now})
    on conflict do nothing`) === 1
}

export async function accountById(reader: Reader, id: AccountId): Promise<AccountRow | undefined> {
  return reader.maybe<AccountRow>(sql`select ${accountColumns} from identity.account where id = ${id}`)
}

export async function accountByEmail(reader: Reader, emailHash: string): Promise<AccountRow | undefined> {
  return reader.maybe<AccountRow>(sql`select ${accountColumns} from identity.account where email_hash = ${emailHash}`)
}

export async function accounts(reader: Reader, ids: readonly AccountId[]): Promise<AccountRow[]> {
  return reader.rows<AccountRow>(sql`select ${accountColumns} from identity.account where id = any(${ids})`)
}

export async function touchAccount(tx: Tx, id: AccountId, changed: { emailHash?: string; emailVerified?: boolean }, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    update identity.account set email_hash = coalesce(${changed.emailHash ?? null}, email_hash), email_verified = coalesce(${changed.emailVerified ?? null}::boolean, email_verified), updated_at = ${now}
    where id = ${id}`)
}

// ---- sessions ---------------------------------------------------------------------------------------------------

export interface SessionRow { id: string; account_id: AccountId; device: string | null; created_at: Temporal.Instant; updated_at: Temporal.Instant; expires_at: Temporal.Instant }
export interface MembershipRow { vendor: VendorId; venue: VenueId | null; role: Role }

export interface KnownSession { id: string; account_id: AccountId; updated_at: Temporal.Instant; memberships: MembershipRow[] }

/** Sessions of tokens and where their accounts work, in one look: every request with a token asks this. */
export async function sessionsByToken(reader: Reader, tokenHashes: readonly Buffer[], now: Temporal.Instant): Promise<(KnownSession | undefined)[]> {
  // The limit changes nothing but what the planner expects of an array.
  const rows = await reader.rows<KnownSession & { token_hash: Buffer }>(sql`
    select s.token_hash, s.id, s.account_id, s.updated_at, coalesce((
      select jsonb_agg(jsonb_build_object('vendor', m.vendor_id, 'venue', m.venue_id, 'role', m.role) order by m.created_at, m.vendor_id, m.venue_id)
      from identity.membership m where m.account_id = s.account_id), '[]') as memberships
    from (select distinct token_hash from unnest(${tokenHashes}::bytea[]) g (token_hash) limit ${tokenHashes.length}::int) g join identity.session s on s.token_hash = g.token_hash and s.expires_at > ${now}`)
  const found = new Map(rows.map((row) => [row.token_hash.toString('latin1'), row]))
  return tokenHashes.map((hash) => found.get(hash.toString('latin1')))
}

export async function prolongSession(tx: Tx, id: string, expires: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`update identity.session set updated_at = ${now}, expires_at = ${expires} where id = ${id} and expires_at > ${now}`)
}

export async function sessionsOf(reader: Reader, account: AccountId, now: Temporal.Instant): Promise<SessionRow[]> {
  return reader.rows<SessionRow>(sql`
    select id, account_id, device, created_at, updated_at, expires_at from identity.session
    where account_id = ${account} and expires_at > ${now} order by updated_at desc, id limit 100`)
}

export async function deleteSession(tx: Tx, account: AccountId, id: string): Promise<boolean> {
  return await tx.run(sql`delete from identity.session where id = ${id} and account_id = ${account}`) === 1
}

export async function deleteSessionsOf(tx: Tx, account: AccountId): Promise<number> {
  return tx.run(sql`delete from identity.session where account_id = ${account}`)
}

export async function deleteOtherSessions(tx: Tx, account: AccountId, kept: string | null): Promise<void> {
  await tx.run(sql`delete from identity.session where account_id = ${account} and id is distinct from ${kept}`)
}

/** Of the sign-in by password; undefined when the account signs in otherwise. */
export async function passwordOf(reader: Reader, account: AccountId): Promise<string | undefined> {
  return (await reader.maybe<{ password: string | null }>(sql`select password from identity.credential where account_id = ${account} and provider_id = 'credential'`))?.password ?? undefined
}

/** False when it was changed since `before` was read. */
export async function replacePassword(tx: Tx, account: AccountId, before: string, password: string, now: Temporal.Instant): Promise<boolean> {
  return await tx.run(sql`update identity.credential set password = ${password}, updated_at = ${now} where account_id = ${account} and provider_id = 'credential' and password = ${before}`) === 1
}

// ---- links for a new password -----------------------------------------------------------------------------------

const resetOf = (account: AccountId): string => `password ${account}`

export async function putReset(tx: Tx, row: { id: string; account: AccountId; hash: string; expires: Temporal.Instant }, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`insert into identity.verification (id, identifier_hash, value, created_at, updated_at, expires_at) values (${row.id}, ${row.hash}, ${resetOf(row.account)}, ${now}, ${now}, ${row.expires})`)
}

export async function accountOfReset(reader: Reader, hash: string, now: Temporal.Instant): Promise<AccountId | undefined> {
  const row = await reader.maybe<{ value: string }>(sql`select value from identity.verification where identifier_hash = ${hash} and expires_at > ${now}`)
  return row?.value.split(' ')[1] as AccountId | undefined
}

/** Takes a link, and with it all others of its account. */
export async function takeReset(tx: Tx, hash: string, now: Temporal.Instant): Promise<AccountId | undefined> {
  const row = await tx.maybe<{ value: string }>(sql`delete from identity.verification where identifier_hash = ${hash} and expires_at > ${now} returning value`)
  if (row === undefined) return undefined
  await tx.run(sql`delete from identity.verification where value = ${row.value}`)
  return row.value.split(' ')[1] as AccountId
}

export async function setPassword(tx: Tx, account: AccountId, password: string, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`update identity.credential set password = ${password}, updated_at = ${now} where account_id = ${account} and provider_id = 'credential'`)
}

export async function deleteExpiredLinks(tx: Tx, now: Temporal.Instant, limit: number): Promise<number> {
  return tx.run(sql`delete from identity.verification where id in (select id from identity.verification where expires_at <= ${now} limit ${limit} for update skip locked)`)
}

export async function deleteExpiredSessions(tx: Tx, now: Temporal.Instant, limit: number): Promise<number> {
  return tx.run(sql`delete from identity.session where id in (select id from identity.session where expires_at <= ${now} order by expires_at limit ${limit} for update skip locked)`)
}

// ---- roles ------------------------------------------------------------------------------------------------------

export async function putMembership(tx: Tx, of: { account: AccountId; vendor: VendorId; venue: VenueId | null; role: Role; staffName: Buffer | null }, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into identity.membership (account_id, vendor_id, venue_id, role, staff_name, created_at)
    values (${of.account}, ${of.vendor}, ${of.venue}, ${of.role}, ${of.staffName}, ${now})
    on conflict (account_id, vendor_id, venue_id) do update set role = excluded.role, staff_name = coalesce(excluded.staff_name, membership.staff_name)`)
}

export async function deleteMembership(tx: Tx, account: AccountId, vendor: VendorId, venue: VenueId | null): Promise<boolean> {
  return await tx.run(sql`delete from identity.membership where account_id = ${account} and vendor_id = ${vendor} and venue_id is not distinct from ${venue}`) > 0
}

export interface StaffRow { account_id: AccountId; person_id: GuestId; venue_id: VenueId | null; role: Role; staff_name: Buffer | null }

/** People of a venue: those of this venue and those of all the vendor's venues. */
export async function staff(reader: Reader, vendor: VendorId, venue: VenueId): Promise<StaffRow[]> {
  return reader.rows<StaffRow>(sql`
    select m.account_id, a.person_id, m.venue_id, m.role, m.staff_name from identity.membership m join identity.account a on a.id = m.account_id
    where m.vendor_id = ${vendor} and (m.venue_id is null or m.venue_id = ${venue}) order by m.created_at, m.account_id limit 500`)
}

export async function membershipsOf(reader: Reader, account: AccountId): Promise<MembershipRow[]> {
  return reader.rows<MembershipRow>(sql`
    select vendor_id as vendor, venue_id as venue, role from identity.membership where account_id = ${account} order by created_at, vendor_id, venue_id`)
}

/** Locks the vendor's owners, so that two who leave at the same moment take turns. */
export async function ownersForUpdate(tx: Tx, vendor: VendorId): Promise<AccountId[]> {
  const rows = await tx.rows<{ account_id: AccountId }>(sql`select account_id from identity.membership where vendor_id = ${vendor} and role = 'owner' order by account_id for update`)
  return rows.map(({ account_id }) => account_id)
}
