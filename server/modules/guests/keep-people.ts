import { fail } from '#platform/assert'
import { newId, routeOf, type GuestId, type VendorId } from '#platform/id'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import type { Reader, Tx } from '#platform/sql'
import type { Clock } from '#platform/clock'
import * as store from './store.ts'
import { hasKey, type Details, type Person, type Vault } from './vault.ts'

export interface Kit { vault: Vault; clock: Clock }

/**
 * A new profile with a data key of its own. For a vendor, the same e-mail with the same name is the same profile, and
 * its id is answered; for an account (`vendor` null) a taken e-mail is refused with `email-taken`.
 */
export async function createPerson({ vault, clock }: Kit, tx: Tx, given: Details & { vendor: VendorId | null }): Promise<GuestId> {
  const { vendor, ...details } = given
  const now = clock.now()
  const id = newId('gst', now.epochMilliseconds, vendor === null ? undefined : routeOf(vendor))
  if (await store.insertPerson(tx, vault.newRow(id, vendor, details), now)) return id
  if (vendor === null) throw problem('email-taken', { detail: 'There is an account with this e-mail already. Sign in instead.' })
  const same = await store.sameGuest(tx, vendor, vault.emailHash(vendor, details.email)!, vault.fullNameHash(vendor, details.name))
  return same?.id ?? fail('a profile was in the way of another, and is not there')
}

/**
 * The guest's profile at a vendor. The same e-mail with the same name is the same person; a couple that shares a mailbox
 * is two. What a returning guest gives anew is added where the profile had nothing, and never overwrites it: a
 * stranger who knows an e-mail must not be able to change somebody's phone. The guest's own account may.
 */
export async function findOrCreateGuest(kit: Kit, tx: Tx, vendor: VendorId, details: Details): Promise<GuestId> {
  if (details.email === null || details.email === undefined) return createPerson(kit, tx, { ...details, vendor })
  const { vault } = kit
  const row = await store.sameGuest(tx, vendor, vault.emailHash(vendor, details.email)!, vault.fullNameHash(vendor, details.name))
  if (row === undefined) return createPerson(kit, tx, { ...details, vendor })
  const known = vault.read(row) ?? fail('a profile that was erased is still found by its e-mail')
  const account = details.account ?? null
  const own = account !== null && (known.account === null || known.account === account)
  const patch: PersonPatch = {}
  if (details.phone && details.phone !== known.phone && (known.phone === null || (own && known.account === account))) patch.phone = details.phone
  if (details.locale && details.locale !== known.locale && (known.locale === null || own)) patch.locale = details.locale
  if (own && known.account === null) patch.account = account
  if (Object.keys(patch).length > 0) await updatePerson(kit, tx, row.id, patch)
  return row.id
}

export type PersonPatch = Partial<Pick<Person, 'name' | 'email' | 'phone' | 'locale' | 'account'>>

/** Changes a profile; false when the person was erased or is not there. A field that is left out stays. */
export async function updatePerson({ vault, clock }: Kit, tx: Tx, id: GuestId, patch: PersonPatch): Promise<boolean> {
  const row = await store.personForUpdate(tx, id)
  const person = row === undefined ? null : vault.read(row)
  if (row === undefined || person === null || !hasKey(row)) return false
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  await store.updateRow(tx, vault.changedRow(row, { ...person, ...given }), clock.now())
  return true
}

/** In one look; a person who was erased, or never was, comes back as null. */
export async function readPeople({ vault }: Kit, reader: Reader, ids: readonly GuestId[]): Promise<Map<GuestId, Person | null>> {
  const found = new Map<GuestId, Person | null>(ids.map((id) => [id, null]))
  if (found.size === 0) return found
  for (const row of await store.people(reader, [...found.keys()])) found.set(row.id, vault.read(row))
  return found
}

/** Staff type an e-mail, a phone, or beginnings of names; at most 50, those changed last first. Only this vendor's. */
export async function searchGuests({ vault }: Kit, reader: Reader, vendor: VendorId, typed: string): Promise<GuestId[]> {
  const sought = vault.sought(vendor, typed)
  if (sought.emailHash === null && sought.phoneHash === null && sought.nameHashes.length === 0) return []
  return store.search(reader, vendor, sought, 50)
}

/**
 * Forgets a person: the data key is deleted, so that every sealed copy (here, in mail bodies, in archives and backups)
 * can never be opened again, and the hashes go, so that nothing finds them. Accounts of the business stay. The event
 * says only which id is nobody any more: who keeps something open for a person lets go of it.
 */
export async function eraseEveryTrace({ clock }: Kit, tx: Tx, id: GuestId): Promise<void> {
  const at = clock.now()
  await store.personForUpdate(tx, id)
  if (await store.erase(tx, id, at)) await emit(tx, { venue: null, type: 'guest.erased', subject: id, actor: { account: null, system: true }, at })
}

/** After the master key was turned: wraps data keys anew, a batch at a time; the number that was done. The data stays as it is. */
export async function rewrapKeys({ vault }: Kit, tx: Tx, limit = 1_000): Promise<number> {
  const rows = await store.oldKeys(tx, vault.masterVersion, limit)
  for (const row of rows) {
    const { version, wrapped } = vault.rewrap(row)
    await store.putKey(tx, row.person_id, version, wrapped)
  }
  return rows.length
}
