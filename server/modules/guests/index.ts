import type { Clock } from '#platform/clock'
import type { AccountId, GuestId, VendorId } from '#platform/id'
import type { Keys } from '#platform/keys'
import type { Reader, Tx } from '#platform/sql'
import { normaliseEmail } from './rules.ts'
import * as notes from './keep-notes.ts'
import * as people from './keep-people.ts'
import * as together from './keep-together.ts'
import * as store from './store.ts'
import { openVault, type Details, type Person } from './vault.ts'

export type { Details, Person } from './vault.ts'
export type { PersonPatch } from './keep-people.ts'
export type { Met } from './keep-together.ts'
export type { Note, NoteKind } from './keep-notes.ts'

export interface GuestsDeps { clock: Clock; keys: Keys }

/** The vault: the only place where a person's name, e-mail, phone and what is written about them stand, sealed under a key for each. */
export function openGuests(deps: GuestsDeps) {
  const kit: people.Kit = { vault: openVault(deps.keys), clock: deps.clock }
  return {
    /** Doc comments are at each function: `keep-people.ts`, `keep-notes.ts`. */
    createPerson: (tx: Tx, given: Details & { vendor: VendorId | null }) => people.createPerson(kit, tx, given),
    findOrCreateGuest: (tx: Tx, vendor: VendorId, details: Details) => people.findOrCreateGuest(kit, tx, vendor, details),
    /** The same for many guests in two steps: a look, and what is to be written sent along with the rest of a batch. */
    meetGuests: (reader: Reader, asked: readonly { vendor: VendorId; details: Details }[]) => together.meetGuests(kit, reader, asked),
    keepMet: (tx: Tx, met: readonly together.Met[], notes: readonly together.NoteToKeep[]) => together.keepMet(kit, tx, met, notes),
    readPeople: (reader: Reader, ids: readonly GuestId[]): Promise<Map<GuestId, Person | null>> => people.readPeople(kit, reader, ids),
    readPerson: async (reader: Reader, id: GuestId): Promise<Person | null> => (await people.readPeople(kit, reader, [id])).get(id) ?? null,
    updatePerson: (tx: Tx, id: GuestId, patch: people.PersonPatch) => people.updatePerson(kit, tx, id, patch),
    eraseEveryTrace: (tx: Tx, id: GuestId) => people.eraseEveryTrace(kit, tx, id),
    searchGuests: (reader: Reader, vendor: VendorId, typed: string) => people.searchGuests(kit, reader, vendor, typed),
    /** Every profile that an account has: its own and those at vendors. */
    profilesOfAccount: (reader: Reader, account: AccountId): Promise<GuestId[]> => store.ofAccount(reader, account),
    putNote: (tx: Tx, guest: GuestId, kind: notes.NoteKind, subject: string, text: string) => notes.putNote(kit, tx, guest, kind, subject, text),
    readNotes: (reader: Reader, asked: readonly { guest: GuestId; subject: string }[]) => notes.readNotes(kit, reader, asked),
    sealFor: (reader: Reader, guest: GuestId, text: string) => notes.sealFor(kit, reader, guest, text),
    meetPeople: (reader: Reader, ids: readonly GuestId[]) => notes.meetPeople(kit, reader, ids),
    unsealFor: (reader: Reader, guest: GuestId, sealed: Buffer) => notes.unsealFor(kit, reader, guest, sealed),
    /** For accounts: the keyed hash of an e-mail, the same for every spelling of one mailbox. Base64url text. */
    hashEmail: (email: string): string => deps.keys.lookUp('accounts', 'email', normaliseEmail(email)).toString('base64url'),
    unsealEach: (reader: Reader, given: readonly { guest: GuestId; sealed: Buffer }[]): Promise<(string | null)[]> => notes.unsealEach(kit, reader, given),
    rewrapKeys: (tx: Tx, limit?: number) => people.rewrapKeys(kit, tx, limit),
  }
}
export type Guests = ReturnType<typeof openGuests>
