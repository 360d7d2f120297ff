import type { Actor } from '#http/actor'
import type { SetupView, VenueLayout } from '#module/venues'
import type { AccountId, VendorId, VenueId } from '#platform/id'
import { problem } from '#platform/problem'
import type { Tx } from '#platform/sql'
import type { SimpleDeps } from './deps.ts'
import { ratesOf, refuseContradictions, roomTypesOf, servicesOf, tablesOf, type NewVendor, type VendorPatch } from './vendor-terms.ts'

/** Anyone. An account, a business and its one venue in a single call; published at once when nothing is missing. */
export async function signVendorUp(deps: SimpleDeps, body: NewVendor, from: { address: string; userAgent?: string | undefined }): Promise<{ venue: VenueId; token: string }> {
  refuseContradictions(body.kind, body.currency, body)
  const { account, token } = await deps.identity.signUp({ name: body.name, email: body.email, password: body.password }, from)
  const venue = await deps.db.transaction((tx) => setUp(deps, tx, account, body))
  return { venue, token }
}

async function setUp(deps: SimpleDeps, tx: Tx, account: AccountId, body: NewVendor): Promise<VenueId> {
  const signedIn: Actor = { account, memberships: [], session: null, channel: 'api', opens: [], system: false }
  const vendor = await deps.venues.createVendor(signedIn, { name: body.name }, { tx })
  const owner: Actor = { ...signedIn, memberships: [{ vendor: vendor.id, venue: null, role: 'owner' }] }
  const { kind, name, city, country, address, location, time_zone, currency, facilities, cuisines } = body
  const layout = await deps.venues.createVenue(owner, vendor.id as VendorId, {
    // A guest page wants a sentence; this call has none to give.
    description: `${name}, ${city}.`, kind, name, city, country, address, location, time_zone, currency, ...(facilities === undefined ? {} : { facilities }), ...(cuisines === undefined ? {} : { cuisines }) }, { tx })
  const after = await describe(deps, tx, owner, layout, body)
  const { missing } = await deps.venues.setupView(tx, after)
  if (missing.length === 0) await deps.venues.publish(owner, layout.id, { tx })
  return layout.id
}

/** The vendor itself. Only what is named is changed; rooms and tables that bookings need cannot be taken away. */
export async function changeVendor(deps: SimpleDeps, actor: Actor, venue: VenueId, body: VendorPatch): Promise<void> {
  const before = await deps.venues.layoutOf(deps.db, venue)
  if (before === undefined) throw problem('not-found', { detail: 'There is no such vendor.' })
  await deps.venues.setupOf(actor, venue) // may this one change it at all?
  refuseContradictions(before.kind, body.currency ?? before.currency, body)
  await deps.db.transaction(async (tx) => {
    const { room_types: _, tables: __, services: ___, deposit_percent: ____, ...profile } = body
    const layout = Object.keys(profile).length === 0 ? before : await deps.venues.updateVenue(actor, venue, profile, { tx })
    const after = await describe(deps, tx, actor, layout, body)
    if (after.status === 'draft' && (await deps.venues.setupView(tx, after)).missing.length === 0) await deps.venues.publish(actor, venue, { tx })
  })
}

async function describe(deps: SimpleDeps, tx: Tx, actor: Actor, before: VenueLayout, body: VendorPatch): Promise<VenueLayout> {
  let layout = before
  if (body.room_types !== undefined) layout = await deps.venues.putRoomTypes(actor, layout.id, roomTypesOf(body.room_types, layout), { tx })
  if (layout.kind === 'hotel' && layout.roomTypes.length > 0 && (body.room_types !== undefined || body.deposit_percent !== undefined)) {
    const known = (await deps.venues.setupView(tx, layout)).rates as SetupView['rates']
    const prices = new Map((body.room_types ?? []).map((type) => [type.name, type.price]))
    layout = await deps.venues.putRates(actor, layout.id, ratesOf(layout, prices, body.deposit_percent ?? known?.plans[0]?.deposit_percent ?? 0, known), { tx })
  }
  if (body.tables !== undefined) layout = await deps.venues.putTables(actor, layout.id, tablesOf(body.tables, layout), { tx })
  if (body.services !== undefined) layout = await deps.venues.putServices(actor, layout.id, servicesOf(body.services, layout), { tx })
  return layout
}
