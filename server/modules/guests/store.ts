import type { AccountId, GuestId, VendorId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'

export interface PersonRow {
  id: GuestId; vendor_id: VendorId | null; account_id: AccountId | null; locale: string | null
  name: Buffer | null; email: Buffer | null; phone: Buffer | null
  /** Null once the person was erased. */
  master_version: number | null; wrapped: Buffer | null
}

export interface Hashes { email_hash: Buffer | null; phone_hash: Buffer | null; full_name_hash: Buffer | null; name_hashes: string[] }
export type NewPerson = Omit<PersonRow, 'master_version' | 'wrapped'> & Hashes & { master_version: number; wrapped: Buffer }

/** False when the same e-mail and name are there already, which another transaction may have written just now. */
export async function insertPerson(tx: Tx, row: NewPerson, now: Temporal.Instant): Promise<boolean> {
  return await tx.run(sql`
    with person as (
      insert into guests.person (id, vendor_id, account_id, name, email, phone, locale, email_hash, phone_hash, full_name_hash, name_hashes, created_at, updated_at)
      values (${row.id}, ${row.vendor_id}, ${row.account_id}, ${row.name}, ${row.email}, ${row.phone}, ${row.locale},
        ${row.email_hash}, ${row.phone_hash}, ${row.full_name_hash}, ${row.name_hashes}::bigint[], ${now}, ${now})
      on conflict do nothing returning id)
    insert into guests.person_key (person_id, master_version, wrapped) select id, ${row.master_version}::int, ${row.wrapped}::bytea from person`) === 1
}

/** Many new people in one statement. One who is there already breaks the transaction. */
export async function insertPeople(tx: Tx, rows: readonly NewPerson[], now: Temporal.Instant): Promise<void> {
  const column = <K extends keyof NewPerson>(key: K) => rows.map((row) => row[key])
  await tx.run(sql`
    with given as (
      select * from unnest(${column('id')}::text[], ${column('vendor_id')}::text[], ${column('account_id')}::text[], ${column('name')}::bytea[], ${column('email')}::bytea[], ${column('phone')}::bytea[], ${column('locale')}::text[],
        ${column('email_hash')}::bytea[], ${column('phone_hash')}::bytea[], ${column('full_name_hash')}::bytea[], ${rows.map((row) => `{${row.name_hashes.join(',')}}`)}::text[], ${column('master_version')}::int[], ${column('wrapped')}::bytea[])
        g (id, vendor_id, account_id, name, email, phone, locale, email_hash, phone_hash, full_name_hash, name_hashes, master_version, wrapped)),
    kept as (
      insert into guests.person (id, vendor_id, account_id, name, email, phone, locale, email_hash, phone_hash, full_name_hash, name_hashes, created_at, updated_at)
      select id, vendor_id, account_id, name, email, phone, locale, email_hash, phone_hash, full_name_hash, name_hashes::bigint[], ${now}, ${now} from given)
    insert into guests.person_key (person_id, master_version, wrapped) select id, master_version, wrapped from given`)
}

const columns = sql.raw('p.id, p.vendor_id, p.account_id, p.locale, p.name, p.email, p.phone, k.master_version, k.wrapped')

export async function people(reader: Reader, ids: readonly GuestId[]): Promise<PersonRow[]> {
  return reader.rows<PersonRow>(sql`select ${columns} from guests.person p left join guests.person_key k on k.person_id = p.id where p.id = any(${ids})`)
}

/** Locks the person, so that a change and an erasure take turns. */
export async function personForUpdate(tx: Tx, id: GuestId): Promise<PersonRow | undefined> {
  return tx.maybe<PersonRow>(sql`select ${columns} from guests.person p left join guests.person_key k on k.person_id = p.id where p.id = ${id} for update of p`)
}

export async function sameGuest(reader: Reader, vendor: VendorId, emailHash: Buffer, fullNameHash: Buffer): Promise<PersonRow | undefined> {
  return reader.maybe<PersonRow>(sql`
    select ${columns} from guests.person p left join guests.person_key k on k.person_id = p.id
    where p.vendor_id = ${vendor} and p.email_hash = ${emailHash} and p.full_name_hash = ${fullNameHash}`)
}

/** The same for many at once, with what each was found by. */
export async function sameGuests(reader: Reader, sought: readonly { vendor: VendorId; email: Buffer; name: Buffer }[]): Promise<(PersonRow & { email_hash: Buffer; full_name_hash: Buffer })[]> {
  if (sought.length === 0) return []
  return reader.rows(sql`
    select ${columns}, p.email_hash, p.full_name_hash
    from (select * from unnest(${sought.map((one) => one.vendor)}::text[], ${sought.map((one) => one.email)}::bytea[], ${sought.map((one) => one.name)}::bytea[]) limit ${sought.length}::int) g (vendor_id, email_hash, full_name_hash)
    join guests.person p on p.vendor_id = g.vendor_id and p.email_hash = g.email_hash and p.full_name_hash = g.full_name_hash left join guests.person_key k on k.person_id = p.id`)
}

export async function updateRow(tx: Tx, row: Omit<PersonRow, 'vendor_id' | 'master_version' | 'wrapped'> & Hashes, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    update guests.person set account_id = ${row.account_id}, name = ${row.name}, email = ${row.email}, phone = ${row.phone}, locale = ${row.locale},
      email_hash = ${row.email_hash}, phone_hash = ${row.phone_hash}, full_name_hash = ${row.full_name_hash}, name_hashes = ${row.name_hashes}::bigint[], updated_at = ${now}
    where id = ${row.id}`)
}

/** The key goes, and with it everything that was ever sealed under it, wherever a copy lies. False when there was nobody to erase any more. */
export async function erase(tx: Tx, id: GuestId, now: Temporal.Instant): Promise<boolean> {
  await tx.run(sql`delete from guests.person_key where person_id = ${id}`)
  await tx.run(sql`delete from guests.note where person_id = ${id}`)
  return await tx.run(sql`
    update guests.person set name = null, email = null, phone = null, locale = null, account_id = null, email_hash = null, phone_hash = null,
      full_name_hash = null, name_hashes = '{}', erased_at = ${now}, updated_at = ${now}
    where id = ${id} and erased_at is null`) === 1
}

export interface Sought { emailHash: Buffer | null; phoneHash: Buffer | null; nameHashes: string[] }

export async function search(reader: Reader, vendor: VendorId, sought: Sought, limit: number): Promise<GuestId[]> {
  const rows = await reader.rows<{ id: GuestId }>(sql`
    select id from guests.person
    where vendor_id = ${vendor} and erased_at is null and (
      (${sought.emailHash}::bytea is not null and email_hash = ${sought.emailHash})
      or (${sought.phoneHash}::bytea is not null and phone_hash = ${sought.phoneHash})
      or (cardinality(${sought.nameHashes}::bigint[]) > 0 and name_hashes @> ${sought.nameHashes}::bigint[]))
    order by updated_at desc, id limit ${limit}`)
  return rows.map(({ id }) => id)
}

export async function ofAccount(reader: Reader, account: AccountId): Promise<GuestId[]> {
  return (await reader.rows<{ id: GuestId }>(sql`select id from guests.person where account_id = ${account} order by id`)).map(({ id }) => id)
}

export async function upsertNote(tx: Tx, note: { person: GuestId; kind: string; subject: string; sealed: Buffer }, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into guests.note (person_id, kind, subject_id, sealed, updated_at) values (${note.person}, ${note.kind}, ${note.subject}, ${note.sealed}, ${now})
    on conflict (subject_id, person_id, kind) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`)
}

export async function insertNotes(tx: Tx, notes: readonly { person: GuestId; kind: string; subject: string; sealed: Buffer }[], now: Temporal.Instant): Promise<void> {
  await tx.run(sql`
    insert into guests.note (person_id, kind, subject_id, sealed, updated_at)
    select person, kind, subject, sealed, ${now} from unnest(${notes.map((one) => one.person)}::text[], ${notes.map((one) => one.kind)}::text[], ${notes.map((one) => one.subject)}::text[], ${notes.map((one) => one.sealed)}::bytea[]) g (person, kind, subject, sealed)`)
}

export async function deleteNote(tx: Tx, note: { person: GuestId; kind: string; subject: string }): Promise<void> {
  await tx.run(sql`delete from guests.note where person_id = ${note.person} and kind = ${note.kind} and subject_id = ${note.subject}`)
}

export interface NoteRow { person_id: GuestId; kind: string; subject_id: string; sealed: Buffer; updated_at: Temporal.Instant; master_version: number; wrapped: Buffer }

export async function notes(reader: Reader, subjects: readonly string[]): Promise<NoteRow[]> {
  return reader.rows<NoteRow>(sql`
    select n.person_id, n.kind, n.subject_id, n.sealed, n.updated_at, k.master_version, k.wrapped
    from guests.note n join guests.person_key k on k.person_id = n.person_id
    where n.subject_id = any(${subjects}) order by n.subject_id, n.updated_at, n.kind`)
}

export async function oldKeys(tx: Tx, version: number, limit: number): Promise<{ person_id: GuestId; master_version: number; wrapped: Buffer }[]> {
  return tx.rows(sql`select person_id, master_version, wrapped from guests.person_key where master_version < ${version} order by person_id limit ${limit} for update skip locked`)
}

export async function putKey(tx: Tx, person: GuestId, version: number, wrapped: Buffer): Promise<void> {
  await tx.run(sql`update guests.person_key set master_version = ${version}, wrapped = ${wrapped} where person_id = ${person}`)
}
