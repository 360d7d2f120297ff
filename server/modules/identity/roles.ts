import type { Role } from '@holdfast/contract'
import { may } from '@holdfast/contract'
import type { Guests } from '#module/guests'
import type { Actor } from '#http/actor'
import type { Clock } from '#platform/clock'
import type { AccountId, VendorId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Database, Reader, Tx } from '#platform/sql'
import { mayGive } from './rules.ts'
import type { NewAccount } from './sign-in.ts'
import * as store from './store.ts'

export interface StaffMember { account: AccountId; name: string; email: string; role: Role; venue: VenueId | null }
interface Kit { db: Database; guests: Guests; clock: Clock; createAccount(given: NewAccount): Promise<AccountId> }
export interface Place { vendor: VendorId; venue: VenueId }

/**
 * No permission is asked: for other modules in their own use cases (`createVendor` makes its owner). `staffName` is how
 * the vendor calls this person; without one, the account's own name is shown to colleagues.
 */
export async function grantRole({ guests, clock }: Pick<Kit, 'guests' | 'clock'>, tx: Tx, account: AccountId, at: { vendor: VendorId; venue: VenueId | null; role: Role }, staffName?: string): Promise<void> {
  const row = await store.accountById(tx, account)
  if (row === undefined) throw problem('not-found', { detail: 'There is no such account.' })
  const sealed = staffName === undefined ? null : await guests.sealFor(tx, row.person_id, staffName)
  await store.putMembership(tx, { account, vendor: at.vendor, venue: at.role === 'owner' ? null : at.venue, role: at.role, staffName: sealed }, clock.now())
}

/** Owners and managers. People whose account was erased are left out. */
export async function listStaff(kit: Kit, actor: Actor, at: Place): Promise<StaffMember[]> {
  if (!may.manageStaff(actor, at)) throw problem('not-allowed', { detail: 'Only owners and managers see who works here.' })
  return staffOf(kit, kit.db, at)
}

/** No permission is asked: for other modules. */
export async function staffOf({ guests }: Pick<Kit, 'guests'>, reader: Reader, at: Place): Promise<StaffMember[]> {
  const rows = await store.staff(reader, at.vendor, at.venue)
  const people = await guests.readPeople(reader, rows.map((row) => row.person_id))
  const members = await Promise.all(rows.map(async (row): Promise<StaffMember | null> => {
    const person = people.get(row.person_id) ?? null
    if (person === null) return null
    const name = row.staff_name === null ? null : await guests.unsealFor(reader, row.person_id, row.staff_name)
    return { account: row.account_id, name: name ?? person.name, email: person.email ?? '', role: row.role, venue: row.venue_id }
  }))
  return members.filter((member) => member !== null)
}

export interface NewStaff { name: string; email: string; role: Role; initialPassword?: string | undefined }

/**
 * Managers give roles of the floor; owners all. An e-mail without an account needs an initial password. One that has an
 * account keeps its own name and password: the vendor sees the name that it typed, and learns nothing else.
 */
export async function addStaff(kit: Kit, actor: Actor, at: Place, given: NewStaff): Promise<StaffMember> {
  if (!mayGive(actor, given.role, at)) throw problem('not-allowed', { detail: given.role === 'owner' || given.role === 'manager' ? 'Only an owner makes owners and managers.' : 'Only owners and managers give roles.' })
  const known = await store.accountByEmail(kit.db, kit.guests.hashEmail(given.email))
  if (known === undefined && given.initialPassword === undefined) {
    throw problem('invalid-request', { detail: 'This e-mail has no account yet: give a first password, which the person can change later.', errors: [{ pointer: '/initial_password', detail: 'needed, because this e-mail has no account yet' }] })
  }
  const account = known?.id ?? await kit.createAccount({ name: given.name, email: given.email, password: given.initialPassword! })
  const venue = given.role === 'owner' ? null : at.venue
  await kit.db.transaction(async (tx) => {
    const owners = await store.ownersForUpdate(tx, at.vendor)
    if (account === actor.account && given.role !== 'owner') throw problem('not-allowed', { detail: 'Ask a colleague to change your own role.' })
    if (owners.includes(account) && !may.ownVendor(actor, at.vendor)) throw problem('not-allowed', { detail: 'Only an owner changes an owner’s role.' })
    const held = (await store.membershipsOf(tx, account)).find((one) => one.vendor === at.vendor && one.venue === venue)
    if (held !== undefined && !mayGive(actor, held.role, at)) throw problem('not-allowed', { detail: 'Only an owner changes a manager’s role.' })
    await grantRole(kit, tx, account, { vendor: at.vendor, venue, role: given.role }, given.name)
  })
  return { account, name: given.name, email: given.email, role: given.role, venue }
}

/** Managers take roles of the floor; owners all, but the last owner stays. What the person has elsewhere stays. */
export async function removeStaff({ db }: Kit, actor: Actor, at: Place, account: AccountId): Promise<void> {
  if (!may.manageStaff(actor, at)) throw problem('not-allowed', { detail: 'Only owners and managers take roles away.' })
  await db.transaction(async (tx) => {
    const owners = await store.ownersForUpdate(tx, at.vendor)
    const held = (await store.membershipsOf(tx, account)).filter((one) => one.vendor === at.vendor && (one.venue === null || one.venue === at.venue))
    if (held.length === 0) throw problem('not-found', { detail: 'This person has no role here.' })
    if (!held.every(({ role }) => mayGive(actor, role, at))) throw problem('not-allowed', { detail: 'Only an owner takes an owner’s or a manager’s role away.' })
    if (owners.length === 1 && owners[0] === account) throw problem('not-allowed', { detail: 'The last owner stays: make somebody else an owner first.' })
    for (const { venue } of held) await store.deleteMembership(tx, account, at.vendor, venue)
  })
}
