import type { AppDeps } from '../application.ts'
import type { Doors } from '../app.ts'
import { systemActor, type Actor } from '#http/actor'
import { settableClock } from '#platform/clock'
import { seededId, type AccountId, type VendorId, type VenueId } from '#platform/id'
import { addDays, dateAt } from '#platform/time'
import { fillVenue } from './fill-venue.ts'
import { keepBooks, openBooks } from './keep-books.ts'
import { demoHotelKey, demoRestaurantKey } from './past-and-future.ts'
import { demoPeople, type DemoPerson } from './logins.ts'
import { setRoomsAside } from './set-aside.ts'
import { setUpVenue } from './set-up-venue.ts'
import { stepDone, stepsDone } from './store.ts'
import { waitForRooms, waitForTables } from './waiting.ts'
import { demoWorld, type DemoVenue } from './world.ts'

interface Loading {
  deps: AppDeps
  /** Doors on another clock: the past is lived through the same use cases. */
  open(clock: ReturnType<typeof settableClock>): Doors
  progress(step: string): void
}

const lanes = 4
export const venueIdOf = (it: Pick<DemoVenue, 'key'>): VenueId => seededId('ven', `demo ${it.key}`)

/**
 * Loads the demo world through the doors that everybody uses. Each step is noted when it is done, so that a start
 * which was cut goes on where it was; what a cut left half done is done again under the same keys.
 */
export async function loadDemoWorld(loading: Loading): Promise<void> {
  const { deps, progress } = loading
  const done = await stepsDone(deps.db)
  if (done.has('whole')) return
  const now = deps.clock.now()
  const world = demoWorld()
  const clock = settableClock(now)
  const doors = loading.open(clock)
  const people = await openAccounts(deps, doors, demoPeople(deps.config.dataDir))

  progress(`Loading the demo world: ${world.length} hotels and restaurants in three cities`)
  await inLanes(world.filter((it) => it.linkedTo === null), async (it) => await openVenue(deps, doors, it, done, null))
  for (const it of world) if (it.linkedTo !== null) await openVenue(deps, doors, it, done, world.find((one) => one.key === it.linkedTo)!)
  await giveRoles(deps, doors, people, world)

  progress('Loading the demo world: the guests of the last months, and those to come')
  const busy = world.toSorted((a, b) => Number(b.livedIn) - Number(a.livedIn))
  await Promise.all(Array.from({ length: lanes }, async (_, lane) => {
    const own = settableClock(now)
    const laneDoors = loading.open(own)
    for (const it of busy.filter((__, i) => i % lanes === lane)) await once(deps, done, `guests ${it.key}`, async () => {
      const layout = await laneDoors.venues.layoutOf(deps.db, venueIdOf(it))
      // The demo's own hotel has a week of books, the others are closed to yesterday.
      const kept = it.key === demoHotelKey ? { days: 7, extras: true } : { days: it.livedIn ? 2 : 1, extras: false }
      if (it.kind === 'hotel') await openBooks(deps.db, laneDoors, layout!, now, kept)
      await fillVenue(laneDoors, own, it, layout!, now)
      if (it.kind === 'hotel') await keepBooks(deps.db, laneDoors, own, layout!, now, kept)
    })
  }))
  await once(deps, done, 'guest’s own', async () => { await bookForDemoGuest(deps, doors, people, world) })
  await once(deps, done, 'out of order', async () => { await roomOutOfOrder(deps, doors, world) })
  await once(deps, done, 'waiting', async () => {
    const [hotel, restaurant] = await Promise.all([demoHotel(world), demoRestaurant(world)].map((it) => doors.venues.layoutOf(deps.db, venueIdOf(it))))
    const account = people.get('guest')!
    const known = (await doors.identity.accountOf(deps.db, account))!
    await waitForRooms(doors, clock, hotel!, { account, name: known.name, email: known.email }, now)
    await waitForTables(deps.db, doors, clock, restaurant!, now)
  })
  await once(deps, done, 'groups', async () => { await setRoomsAside(deps, doors, venueIdOf(demoHotel(world))) })
  await deps.db.transaction((tx) => stepDone(tx, 'whole', now))
}

async function once(deps: AppDeps, done: ReadonlySet<string>, step: string, work: () => Promise<void>): Promise<void> {
  if (done.has(step)) return
  await work()
  await deps.db.transaction((tx) => stepDone(tx, step, deps.clock.now()))
}

async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, async (_, lane) => { for (const one of all.filter((__, i) => i % lanes === lane)) await work(one) }))
}

async function openAccounts(deps: AppDeps, doors: Doors, people: DemoPerson[]): Promise<Map<DemoPerson['key'], AccountId>> {
  const found = new Map<DemoPerson['key'], AccountId>()
  for (const { key, name, email, password } of people) {
    const known = await doors.identity.findAccountByEmail(deps.db, email) as AccountId | { id: AccountId } | null | undefined
    found.set(key, known == null ? await doors.identity.createAccount({ name, email, password, locale: 'en' }) : typeof known === 'string' ? known : known.id)
  }
  return found
}

/** A venue is there whole or not at all: one transaction, with its step. */
async function openVenue(deps: AppDeps, doors: Doors, it: DemoVenue, done: ReadonlySet<string>, house: DemoVenue | null): Promise<void> {
  if (done.has(`venue ${it.key}`)) return
  const now = deps.clock.now()
  const linkedTo = house === null ? null : venueIdOf(house)
  const vendor = linkedTo === null ? null : await doors.venues.vendorOf(deps.db, linkedTo) as VendorId
  await deps.db.transaction(async (tx) => {
    await setUpVenue(doors, tx, it, { venue: venueIdOf(it), linkedTo, vendor, owner: null }, dateAt(now, it.city.timeZone))
    await stepDone(tx, `venue ${it.key}`, now)
  })
}

const demoHotel = (world: readonly DemoVenue[]) => world.find((it) => it.key === demoHotelKey)!
const demoRestaurant = (world: readonly DemoVenue[]) => world.find((it) => it.key === demoRestaurantKey)!

/** Front desk and manager at the demo's hotel, the host at its restaurant; the manager at both. */
async function giveRoles(deps: AppDeps, doors: Doors, people: ReadonlyMap<DemoPerson['key'], AccountId>, world: readonly DemoVenue[]): Promise<void> {
  const at = async (it: DemoVenue) => ({ vendor: await doors.venues.vendorOf(deps.db, venueIdOf(it)) as VendorId, venue: venueIdOf(it) })
  const [hotel, restaurant] = [await at(demoHotel(world)), await at(demoRestaurant(world))]
  await deps.db.transaction(async (tx) => {
    await doors.identity.grantRole(tx, people.get('desk')!, { ...hotel, role: 'front_desk' })
    await doors.identity.grantRole(tx, people.get('manager')!, { vendor: hotel.vendor, venue: null, role: 'owner' })
    await doors.identity.grantRole(tx, people.get('manager')!, { vendor: restaurant.vendor, venue: null, role: 'owner' })
    await doors.identity.grantRole(tx, people.get('host')!, { ...restaurant, role: 'host' })
  })
}

/** The demo's guest has a stay and a dinner ahead, so that "my bookings" has something to show. */
async function bookForDemoGuest(deps: AppDeps, doors: Doors, people: ReadonlyMap<DemoPerson['key'], AccountId>, world: readonly DemoVenue[]): Promise<void> {
  const account = people.get('guest')!
  const actor: Actor = { ...systemActor, system: false, account, channel: 'site' }
  const known = await doors.identity.accountOf(deps.db, account)
  const kyoto = world.find((it) => it.key === 'kyoto-hotel-0')!
  const noDeposit = world.find((it) => it.key.startsWith('kyoto-restaurant') && it.services.every((one) => one.deposit === null && one.prepaid === null && one.days.length === 7))!
  const arrival = addDays(dateAt(deps.clock.now(), kyoto.city.timeZone), 9)
  const layout = (await doors.venues.layoutOf(deps.db, venueIdOf(kyoto)))!
  const offers = await doors.quoting.offers(layout.id, { arrival, departure: addDays(arrival, 3), guests: 2, rooms: 1 })
  const free = offers.items.find((offer) => offer.price.due_now.amount === '0')
  const guest = { name: known!.name, email: known!.email, locale: 'en' }
  if (free !== undefined) {
    const quote = await doors.quoting.createQuote(actor, layout.id, { stay: { roomType: free.room_type, ratePlan: free.rate_plan, arrival, departure: addDays(arrival, 3), guests: 2, rooms: 1 } })
    await doors.booking.hold(actor, { quotes: [quote.id], guest, note: 'Vegetarian breakfast, please' })
  }
  const slots = await doors.quoting.slots(venueIdOf(noDeposit), { date: addDays(arrival, 1), party: 2 })
  const at = slots.items.find((slot) => slot.free)?.at
  if (at !== undefined) {
    const quote = await doors.quoting.createQuote(actor, venueIdOf(noDeposit), { sitting: { at, party: 2 } })
    await doors.booking.hold(actor, { quotes: [quote.id], guest })
  }
}

async function roomOutOfOrder(deps: AppDeps, doors: Doors, world: readonly DemoVenue[]): Promise<void> {
  const venue = venueIdOf(demoHotel(world))
  const layout = (await doors.venues.layoutOf(deps.db, venue))!
  const today = dateAt(deps.clock.now(), layout.timeZone)
  const [free] = await doors.availability.freeRooms(deps.db, venue, layout.roomTypes[1]!.id, today, addDays(today, 4))
  if (free === undefined) return
  const room = typeof free === 'string' ? free : (free as { id: typeof layout.roomTypes[number]['rooms'][number]['id'] }).id
  await deps.db.transaction((tx) => doors.availability.setOutOfOrder(tx, { venue, room, from: today, to: addDays(today, 4), reason: 'plumbing' }))
}
