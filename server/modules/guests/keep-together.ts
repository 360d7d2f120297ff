import type { GuestId, VendorId } from '#platform/id'
import { newId, routeOf } from '#platform/id'
import { seal } from '#platform/keys'
import type { Reader, Tx } from '#platform/sql'
import { longestNote, placeOf, type NoteKind } from './keep-notes.ts'
import type { Kit } from './keep-people.ts'
import * as store from './store.ts'
import type { Details, KnownBy, Person } from './vault.ts'

/** A guest of a batch: as they are known, or as they will be kept. */
export interface Met {
  id: GuestId
  person: Person
  /** Seals free text about them; see `putNote`. */
  note(kind: NoteKind, subject: string, text: string): NoteToKeep
  /** What is to be inserted; null for who is known. */
  row: store.NewPerson | null
}
export interface NoteToKeep { person: GuestId; kind: string; subject: string; sealed: Buffer }

/**
 * Finds or prepares many guests with one look and writes nothing yet. The same e-mail and name at one vendor is one
 * person, in the batch too. Null: the profile is known and this visit adds to it, which is `findOrCreateGuest`'s.
 */
export async function meetGuests(kit: Kit, reader: Reader, asked: readonly { vendor: VendorId; details: Details }[]): Promise<(Met | null)[]> {
  const { vault } = kit
  const named = asked.map(({ vendor, details }) => {
    const email = vault.emailHash(vendor, details.email)
    return email === null ? null : { vendor, email, name: vault.fullNameHash(vendor, details.name) }
  })
  const known = new Map<string, store.PersonRow>()
  for (const row of await store.sameGuests(reader, named.filter((one) => one !== null))) known.set(nameOf(row.vendor_id!, row.email_hash, row.full_name_hash), row)
  const met = new Map<string, Met>()
  return asked.map(({ vendor, details }, i) => {
    const hashes = named[i] ?? null
    const key = hashes === null ? null : nameOf(vendor, hashes.email, hashes.name)
    const row = key === null ? undefined : known.get(key)
    if (row !== undefined) return meetKnown(kit, row, details)
    const before = key === null ? undefined : met.get(key)
    if (before !== undefined) return addsTo(before.person, details) ? null : before
    const made = meetNew(kit, vendor, details, hashes)
    if (key !== null) met.set(key, made)
    return made
  })
}

const nameOf = (vendor: VendorId, email: Buffer, name: Buffer): string => `${vendor} ${email.toString('latin1')} ${name.toString('latin1')}`

function meetKnown({ vault }: Kit, row: store.PersonRow, details: Details): Met | null {
  const opened = vault.readWithKey(row)
  if (opened === null || addsTo(opened.person, details)) return null
  return { id: row.id, person: opened.person, row: null, note: (kind, subject, text) => sealed(opened.key, row.id, kind, subject, text) }
}

/** Whether this visit tells something that the profile takes: see `findOrCreateGuest`. */
function addsTo(known: Person, details: Details): boolean {
  const account = details.account ?? null
  const own = account !== null && (known.account === null || known.account === account)
  if (own && known.account === null) return true
  if (details.phone && details.phone !== known.phone && (known.phone === null || own)) return true
  return Boolean(details.locale) && details.locale !== known.locale && (known.locale === null || own)
}

function meetNew({ vault, clock }: Kit, vendor: VendorId, details: Details, known: KnownBy | null): Met {
  const id = newId('gst', clock.now().epochMilliseconds, routeOf(vendor))
  const { row, key } = vault.newRowWithKey(id, vendor, details, known)
  const person: Person = { id, vendor, account: details.account ?? null, name: details.name, email: details.email ?? null, phone: details.phone ?? null, locale: details.locale ?? null }
  return { id, person, row, note: (kind, subject, text) => sealed(key, id, kind, subject, text) }
}

function sealed(key: Buffer, person: GuestId, kind: NoteKind, subject: string, text: string): NoteToKeep {
  return { person, kind, subject, sealed: seal(key, Buffer.from(text.slice(0, longestNote)), placeOf({ guest: person, kind, subject })) }
}

/** Sends those who are new and what is noted of them. Somebody who was kept by another transaction meanwhile breaks this one. */
export function keepMet({ clock }: Kit, tx: Tx, met: readonly Met[], notes: readonly NoteToKeep[]): void {
  const fresh = new Map(met.flatMap((one) => (one.row === null ? [] : [[one.id, one.row] as const])))
  if (fresh.size > 0) tx.finally(store.insertPeople(tx, [...fresh.values()], clock.now()))
  if (notes.length > 0) tx.finally(store.insertNotes(tx, notes, clock.now()))
}
