import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { seal, unseal } from '#platform/keys'
import { problem } from '#platform/problem'
import type { GuestId } from '#platform/id'
import type { Reader, Tx } from '#platform/sql'
import type { Kit } from './keep-people.ts'
import * as store from './store.ts'
import { hasKey, type Person } from './vault.ts'

/** What a note is: a wish of the guest, a remark of staff, a reason in free words. Lower case with underscores. */
export type NoteKind = string
export interface Note { guest: GuestId; kind: NoteKind; subject: string; text: string; at: Temporal.Instant }

export const longestNote = 4_000

export const placeOf = (note: { guest: GuestId; kind: NoteKind; subject: string }) => `guests.note|${note.guest}|${note.kind}|${note.subject}`

/** Keeps free text about a person under their key, for one subject (a booking's or reservation's id). Empty text removes it. */
export async function putNote({ vault, clock }: Kit, tx: Tx, guest: GuestId, kind: NoteKind, subject: string, text: string): Promise<void> {
  if (text.trim() === '') return store.deleteNote(tx, { person: guest, kind, subject })
  const row = await store.personForUpdate(tx, guest)
  if (row === undefined || !hasKey(row)) throw problem('not-found', { detail: 'The guest is not known any more.' })
  const sealed = seal(vault.dataKey(row, guest), Buffer.from(text.slice(0, longestNote)), placeOf({ guest, kind, subject }))
  await store.upsertNote(tx, { person: guest, kind, subject, sealed }, clock.now())
}

/** The notes of subjects, in one look: subject → its notes. Those of people who were erased are gone. */
export async function readNotes({ vault }: Kit, reader: Reader, asked: readonly { guest: GuestId; subject: string }[]): Promise<Map<string, Note[]>> {
  const found = new Map<string, Note[]>()
  if (asked.length === 0) return found
  const wanted = new Set(asked.map(({ guest, subject }) => `${guest} ${subject}`))
  for (const row of await store.notes(reader, [...new Set(asked.map(({ subject }) => subject))])) {
    if (!wanted.has(`${row.person_id} ${row.subject_id}`)) continue
    const note = { guest: row.person_id, kind: row.kind, subject: row.subject_id }
    const text = unseal(vault.dataKey(row, row.person_id), row.sealed, placeOf(note)).toString()
    found.set(note.subject, [...(found.get(note.subject) ?? []), { ...note, text, at: row.updated_at }])
  }
  return found
}

const sealedPlace = (guest: GuestId) => `sealed|${guest}`

// What is sealed cannot be compressed any more, and long text fills rows of its own when it is not: it is deflated
// before. A zero byte, with which no text of ours begins, says so.
const worthDeflating = 1_500
// Such text is a few kilobytes: a larger window would cost more to clear than it finds.
const quick = { level: 2, windowBits: 12, memLevel: 4 }
function packed(text: string): Buffer {
  const plain = Buffer.from(text)
  return plain.length < worthDeflating ? plain : Buffer.concat([Buffer.alloc(1), deflateRawSync(plain, quick)])
}
const unpacked = (plain: Buffer): string => (plain[0] === 0 ? inflateRawSync(plain.subarray(1), { maxOutputLength: 1_000_000 }) : plain).toString()

/** Seals text for a person, for other modules to keep (a mail's body): erasing the person makes it unreadable there too. */
export async function sealFor({ vault }: Kit, reader: Reader, guest: GuestId, text: string): Promise<Buffer> {
  const [row] = await store.people(reader, [guest])
  if (row === undefined || !hasKey(row)) throw problem('not-found', { detail: 'The guest is not known any more.' })
  return seal(vault.dataKey(row, guest), packed(text), sealedPlace(guest))
}

/** Many people at once, each with the way to seal text for them as `sealFor` does; null for who was erased. */
export async function meetPeople({ vault }: Kit, reader: Reader, ids: readonly GuestId[]): Promise<Map<GuestId, { person: Person; seal(text: string): Buffer }>> {
  const met = new Map<GuestId, { person: Person; seal(text: string): Buffer }>()
  for (const row of ids.length === 0 ? [] : await store.people(reader, ids)) {
    const opened = vault.readWithKey(row)
    if (opened !== null) met.set(row.id, { person: opened.person, seal: (text) => seal(opened.key, packed(text), sealedPlace(row.id)) })
  }
  return met
}

/** Null once the person was erased. */
export async function unsealFor({ vault }: Kit, reader: Reader, guest: GuestId, sealed: Buffer): Promise<string | null> {
  const [row] = await store.people(reader, [guest])
  if (row === undefined || !hasKey(row)) return null
  return unpacked(unseal(vault.dataKey(row, guest), sealed, sealedPlace(guest)))
}

/** Many at once, with one look-up of the keys: null for each whose person was erased. */
export async function unsealEach({ vault }: Kit, reader: Reader, given: readonly { guest: GuestId; sealed: Buffer }[]): Promise<(string | null)[]> {
  if (given.length === 0) return []
  const rows = new Map((await store.people(reader, [...new Set(given.map(({ guest }) => guest))])).map((row) => [row.id, row]))
  return given.map(({ guest, sealed }) => {
    const row = rows.get(guest)
    return row === undefined || !hasKey(row) ? null : unpacked(unseal(vault.dataKey(row, guest), sealed, sealedPlace(guest)))
  })
}
