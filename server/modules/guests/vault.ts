import type { AccountId, GuestId, VendorId } from '#platform/id'
import { seal, unseal, type Keys } from '#platform/keys'
import { takeRandom } from '#platform/random'
import { foldName, nameKeys, nameSearchKeys, normaliseEmail, phoneKey } from './rules.ts'
import type { Hashes, NewPerson, PersonRow, Sought } from './store.ts'

export interface Details {
  name: string
  email?: string | null
  phone?: string | null
  locale?: string | null
  account?: AccountId | null
}

export interface Person {
  id: GuestId
  /** Null: an account's own profile. */
  vendor: VendorId | null
  account: AccountId | null
  name: string
  email: string | null
  phone: string | null
  locale: string | null
}

type Field = 'name' | 'email' | 'phone'
/** Hashes by which somebody was looked for already. */
export interface KnownBy { email: Buffer; name: Buffer }

/** What turns people into rows and back: the only place that holds a data key in clear, and for no longer than the batch that needs it. */
export function openVault(keys: Keys) {
  const scopeOf = (vendor: VendorId | null) => vendor ?? 'accounts'
  const place = (id: GuestId, field: Field) => `guests.person|${id}|${field}`
  const sealField = (key: Buffer, id: GuestId, field: Field, text: string | null | undefined) =>
    text === null || text === undefined ? null : seal(key, Buffer.from(text), place(id, field))
  const hashesOf = (vendor: VendorId | null, details: Pick<Details, Field>, known?: KnownBy | null): Hashes => {
    const scope = scopeOf(vendor)
    const phone = details.phone === null || details.phone === undefined ? undefined : phoneKey(details.phone)
    return {
      email_hash: known?.email ?? emailHash(vendor, details.email),
      phone_hash: phone === undefined ? null : keys.lookUp(scope, 'phone', phone),
      full_name_hash: known?.name ?? fullNameHash(vendor, details.name),
      // Accounts are found by their e-mail only; nobody searches them by name.
      name_hashes: vendor === null ? [] : nameKeys(details.name).map((key) => short(keys.lookUp(scope, 'name', key))),
    }
  }
  const emailHash = (vendor: VendorId | null, email: string | null | undefined) =>
    email === null || email === undefined ? null : keys.lookUp(scopeOf(vendor), 'email', normaliseEmail(email))
  const fullNameHash = (vendor: VendorId | null, name: string) => keys.lookUp(scopeOf(vendor), 'full-name', foldName(name).trim().replace(/\s+/g, ' '))
  const dataKey = (row: { master_version: number; wrapped: Buffer }, id: GuestId) => keys.unwrap(row.wrapped, row.master_version, id)

  const newRow = (id: GuestId, vendor: VendorId | null, details: Details, known?: KnownBy | null): { row: NewPerson; key: Buffer } => {
    const key = takeRandom(32)
    const { version, wrapped } = keys.wrap(key, id)
    return { key, row: {
      id, vendor_id: vendor, account_id: details.account ?? null, locale: details.locale ?? null, ...hashesOf(vendor, details, known), master_version: version, wrapped,
      name: sealField(key, id, 'name', details.name), email: sealField(key, id, 'email', details.email), phone: sealField(key, id, 'phone', details.phone),
    } }
  }

  const open = (row: PersonRow): { person: Person; key: Buffer } | null => {
    if (!hasKey(row) || row.name === null) return null
    const key = dataKey(row, row.id)
    const text = (field: Field) => (row[field] === null ? null : unseal(key, row[field], place(row.id, field)).toString())
    return { key, person: { id: row.id, vendor: row.vendor_id, account: row.account_id, locale: row.locale, name: text('name')!, email: text('email'), phone: text('phone') } }
  }

  return {
    emailHash, fullNameHash, dataKey,
    newRow: (id: GuestId, vendor: VendorId | null, details: Details): NewPerson => newRow(id, vendor, details).row,
    /** With the data key, for a note that is sealed along with it. */
    newRowWithKey: newRow,
    /** The row of a person as they are now, sealed anew under their own key. */
    changedRow(row: PersonRow & { master_version: number; wrapped: Buffer }, person: Person) {
      const key = dataKey(row, row.id)
      return {
        id: row.id, account_id: person.account, locale: person.locale, ...hashesOf(row.vendor_id, person),
        name: sealField(key, row.id, 'name', person.name), email: sealField(key, row.id, 'email', person.email), phone: sealField(key, row.id, 'phone', person.phone),
      }
    },
    /** Null when the person was erased. */
    read: (row: PersonRow): Person | null => open(row)?.person ?? null,
    /** With the data key, for what is sealed for them in the same round. */
    readWithKey: open,
    /** What somebody typed at the desk, as keyed hashes: an e-mail, a phone, or the beginnings of name words. */
    sought(vendor: VendorId, typed: string): Sought {
      const text = typed.trim()
      const digits = /^[+0-9 ()./-]{5,}$/.test(text) ? phoneKey(text) : undefined
      return {
        emailHash: text.includes('@') ? emailHash(vendor, text) : null,
        phoneHash: digits === undefined ? null : keys.lookUp(vendor, 'phone', digits),
        nameHashes: text.includes('@') ? [] : nameSearchKeys(text).map((key) => short(keys.lookUp(vendor, 'name', key))),
      }
    },
    rewrap(row: { person_id: GuestId; master_version: number; wrapped: Buffer }) {
      return keys.wrap(dataKey(row, row.person_id), row.person_id)
    },
    masterVersion: keys.masterVersion,
  }
}
export type Vault = ReturnType<typeof openVault>

export function hasKey<Row extends { master_version: number | null; wrapped: Buffer | null }>(row: Row): row is Row & { master_version: number; wrapped: Buffer } {
  return row.wrapped !== null && row.master_version !== null
}

/** 64 bits of a hash as a signed number, the index's type: two names of one vendor collide once in 10^19. */
function short(hash: Buffer): string {
  return hash.readBigInt64BE(0).toString()
}
