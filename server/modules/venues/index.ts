import type { Actor } from '#http/actor'
import type { Availability } from '#module/availability'
import type { Identity } from '#module/identity'
import type { Pricing } from '#module/pricing'
import type { EventLog, Subscription } from '#ports/event-log'
import type { MediaStore } from '#ports/media-store'
import type { Clock } from '#platform/clock'
import { isId, type BookingId, type MediaId, type ReservationId, type RoomTypeId, type VendorId, type VenueId } from '#platform/id'
import type { Log } from '#platform/log'
import { problem } from '#platform/problem'
import type { Database, Reader, Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'
import { refuseUnlessSetUp, changeVenue, type ChangeOptions, type Context } from './change-venue.ts'
import { addClosure, removeClosure } from './close-venue.ts'
import { createVendor, type NewVendor } from './create-vendor.ts'
import { createVenue, type VenueInput } from './create-venue.ts'
import { openLayouts } from './layouts.ts'
import type { VenueLayout } from './layout.ts'
import { addMedia, addPictures, openPictureServer, removeMedia, type NewPicture } from './pictures.ts'
import { publishVenue, unpublishVenue } from './publish-venue.ts'
import { putRates, type RatesInput } from './put-rates.ts'
import { putRoomTypes, type RoomTypesInput } from './put-room-types.ts'
import { putServices } from './put-services.ts'
import { putTables, type TablesInput } from './put-tables.ts'
import { changeRateCalendar, previewRateChange, rateCalendarOf, rateHistoryOf, undoRateChange, type GestureInput } from './rate-calendar.ts'
import { promosOf, putPromo, type PromoInput } from './promos.ts'
import * as store from './store.ts'
import { putTaxes, taxesOf, type TaxesInput } from './taxes.ts'
import { updateVenue } from './update-venue.ts'
import { setupOnWire, venueOnWire, type SetupView, type VenueView } from './views.ts'
import type { ServiceInput } from './layout.ts'

export { maxParty, type VenueLayout, type RoomType, type Room, type Area, type Table, type Combination, type Service, type Closure, type Picture, type VenueKind, type Facility, type Cuisine, type PictureKind, type ServiceInput, type TableClass, type DayUse } from './layout.ts'
export { pictureOnWire, sittingTerms, today, type VenueView, type SetupView, type PictureView } from './views.ts'
export { venueRoutes, serveMedia } from './routes.ts'
export type { VenueInput } from './create-venue.ts'
export type { RoomTypesInput } from './put-room-types.ts'
export type { TablesInput } from './put-tables.ts'
export type { RatesInput } from './put-rates.ts'
export type { TaxesInput } from './taxes.ts'
export type { GestureInput } from './rate-calendar.ts'
export type { NewPicture } from './pictures.ts'

export interface VenuesDeps {
  db: Database
  clock: Clock
  log: Log
  pricing: Pricing
  media: MediaStore
  /** Makes the one who signs a business up its owner. */
  identity: Pick<Identity, 'grantRole'>
  availability: Pick<Availability, 'define' | 'addClosure' | 'removeClosure'>
  /** Bookings of reservations; given by the composition root, because booking stands above venues. */
  bookingsOf(reader: Reader, reservations: readonly ReservationId[]): Promise<BookingId[]>
  /** How many room nights of these types are sold on these dates. */
  bookedNights(reader: Reader, venue: VenueId, roomTypes: readonly RoomTypeId[], nights: readonly PlainDate[]): Promise<number>
}

export type Venues = ReturnType<typeof openVenues>

/** Vendors, venues and all that they set up, but for prices, which pricing keeps. */
export function openVenues(deps: VenuesDeps) {
  const context: Context = { ...deps, layouts: openLayouts() }
  const { layouts, pricing, clock, db } = context
  const pictures = openPictureServer(context)

  async function setup(reader: Reader, layout: VenueLayout): Promise<SetupView> {
    return setupOnWire(layout, await pricing.setupOf(reader, layout.id), await pricing.ratesOf(reader, layout.id), clock.now())
  }
  async function idOf(reader: Reader, slugOrId: string): Promise<VenueId | undefined> {
    return isId('ven', slugOrId) ? slugOrId : store.findBySlug(reader, slugOrId)
  }

  return {
    // ---- for other modules
    /** The snapshot of a venue, published or not; `not-found` when there is none. */
    async layoutOf(reader: Reader, venue: VenueId): Promise<VenueLayout> {
      return (await layouts.get(reader, venue)) ?? (() => { throw problem('not-found', { detail: 'There is no such venue.' }) })()
    },
    findLayout: (reader: Reader, venue: VenueId): Promise<VenueLayout | undefined> => layouts.get(reader, venue),
    layoutsOf: (reader: Reader, venues: readonly VenueId[]): Promise<Map<VenueId, VenueLayout>> => layouts.getMany(reader, venues),
    /** A venue that can be booked, or `not-found`. */
    async published(reader: Reader, venue: VenueId): Promise<VenueLayout> {
      const layout = await layouts.get(reader, venue)
      if (layout === undefined || layout.status !== 'published') throw problem('not-found', { detail: 'There is no such venue.' })
      return layout
    },
    async bySlugOrId(reader: Reader, slugOrId: string): Promise<VenueLayout | undefined> {
      const id = await idOf(reader, slugOrId)
      return id === undefined ? undefined : layouts.get(reader, id)
    },
    async vendorOf(reader: Reader, venue: VenueId): Promise<VendorId | undefined> { return (await layouts.get(reader, venue))?.vendor },
    async vendorsOf(reader: Reader, vendors: readonly VendorId[]): Promise<Map<VendorId, { id: VendorId; name: string }>> {
      return new Map((await store.findVendors(reader, vendors)).map((vendor) => [vendor.id, vendor]))
    },
    /** All venues of these vendors, drafts too, oldest first: for the switcher of the desk. */
    async venuesOf(reader: Reader, vendors: readonly VendorId[]): Promise<VenueLayout[]> {
      const ids = await store.venuesOfVendors(reader, vendors)
      const found = await layouts.getMany(reader, ids)
      return ids.flatMap((id) => found.get(id) ?? [])
    },
    /** Published venues by id, a page at a time, uncached: for projections. */
    async listPublished(reader: Reader, after: VenueId | null, limit: number): Promise<VenueLayout[]> {
      const ids = await store.publishedAfter(reader, after, limit)
      const found = await layouts.getMany(reader, ids)
      return ids.flatMap((id) => found.get(id) ?? [])
    },
    /** Names of room types, rooms, tables and services, those that were removed too. */
    namesOf: (reader: Reader, ids: readonly string[]): Promise<Map<string, string>> => store.readNames(reader, ids),
    /** Drops snapshots that another process made old: listens to the event log in every process. */
    follow: (eventLog: EventLog): Subscription => eventLog.subscribe({
      types: ['venue.changed', 'venue.published', 'venue.unpublished', 'rates.changed'],
      deliver: ({ venue, facts }) => {
        for (const id of [venue, ...(Array.isArray(facts['linked']) ? facts['linked'] : [])]) if (id !== null) { layouts.forget(id as VenueId); pricing.forget(id as VenueId) }
      },
      missed: () => { layouts.forgetAll(); pricing.forgetAll() },
    }),
    /** What identity shows of the places where people work. */
    workplaces: {
      vendorOf: async (venue: VenueId) => (await layouts.get(db, venue))?.vendor ?? null,
      describe: async (vendors: readonly VendorId[]) => {
        const names = await store.findVendors(db, vendors)
        const found = await layouts.getMany(db, await store.venuesOfVendors(db, vendors))
        return new Map(names.map(({ id, name }) => [id, { name, venues: [...found.values()].filter((layout) => layout.vendor === id) }] as const))
      },
    },

    // ---- what guests and staff see
    async publicVenue(actor: Actor, slugOrId: string): Promise<VenueView> {
      const layout = await this.bySlugOrId(db, slugOrId)
      if (layout !== undefined && layout.status !== 'published') refuseUnlessSetUp(actor, layout)
      if (layout === undefined) throw problem('not-found', { detail: 'There is no such venue.' })
      return venueOnWire(layout, await pricing.ratesOf(db, layout.id), clock.now())
    },
    async setupOf(actor: Actor, venue: VenueId): Promise<SetupView> {
      const layout = await layouts.get(db, venue)
      refuseUnlessSetUp(actor, layout)
      return setup(db, layout)
    },
    setupView: setup,

    // ---- what a vendor sets up; each takes a transaction to be part of, or makes its own
    createVendor: (actor: Actor, input: NewVendor, options?: { idempotencyKey?: string | null; tx?: Tx }) => createVendor(context, actor, input, options),
    createVenue: (actor: Actor, vendor: VendorId, input: VenueInput, options?: { idempotencyKey?: string | null; tx?: Tx; id?: VenueId }) => createVenue(context, actor, vendor, input, options),
    updateVenue: (actor: Actor, venue: VenueId, input: Parameters<typeof updateVenue>[3], options?: ChangeOptions) => updateVenue(context, actor, venue, input, options),
    putRoomTypes: (actor: Actor, venue: VenueId, input: RoomTypesInput, options?: ChangeOptions) => putRoomTypes(context, actor, venue, input, options),
    putTables: (actor: Actor, venue: VenueId, input: TablesInput, options?: ChangeOptions) => putTables(context, actor, venue, input, options),
    putServices: (actor: Actor, venue: VenueId, input: { services: ServiceInput[] }, options?: ChangeOptions) => putServices(context, actor, venue, input, options),
    putRates: (actor: Actor, venue: VenueId, input: RatesInput, options?: ChangeOptions) => putRates(context, actor, venue, input, options),
    promos: (actor: Actor, venue: VenueId) => promosOf(context, actor, venue),
    putPromo: (actor: Actor, venue: VenueId, code: string, input: PromoInput) => putPromo(context, actor, venue, code, input),
    taxesOf: (actor: Actor, venue: VenueId) => taxesOf(context, actor, venue),
    putTaxes: (actor: Actor, venue: VenueId, input: TaxesInput, options?: ChangeOptions) => putTaxes(context, actor, venue, input, options),
    rateCalendar: (actor: Actor, venue: VenueId, asked: Parameters<typeof rateCalendarOf>[3]) => rateCalendarOf(context, actor, venue, asked),
    previewRates: (actor: Actor, venue: VenueId, input: GestureInput) => previewRateChange(context, actor, venue, input),
    changeRates: (actor: Actor, venue: VenueId, input: GestureInput & { version: number }, idempotencyKey: string | null = null) => changeRateCalendar(context, actor, venue, input, idempotencyKey),
    undoRates: (actor: Actor, venue: VenueId, change: string, version: number) => undoRateChange(context, actor, venue, change, version),
    rateHistory: (actor: Actor, venue: VenueId, asked: { cursor?: string | undefined; limit: number }) => rateHistoryOf(context, actor, venue, asked),
    publish: (actor: Actor, venue: VenueId, options?: ChangeOptions) => publishVenue(context, actor, venue, options),
    unpublish: (actor: Actor, venue: VenueId, options?: ChangeOptions) => unpublishVenue(context, actor, venue, options),
    addClosure: (actor: Actor, venue: VenueId, closure: { from: PlainDate; to: PlainDate; reason: string }, options?: ChangeOptions) => addClosure(context, actor, venue, closure, options),
    removeClosure: (actor: Actor, venue: VenueId, closure: string, options?: ChangeOptions) => removeClosure(context, actor, venue, closure, options),
    /** What guests thought of it: 0 to 10, and of how many. From the system only: reviews will feed it. */
    setRating: (actor: Actor, venue: VenueId, rating: number | null, count: number, options: ChangeOptions = {}) => changeVenue(context, actor, venue, 'rating', options, async (tx) => {
      if (!actor.system) throw problem('not-allowed')
      await store.setRating(tx, venue, rating, count)
    }),

    // ---- pictures
    addMedia: (actor: Actor, venue: VenueId, bytes: Buffer, input: NewPicture, options?: { tx?: Tx }) => addMedia(context, actor, venue, bytes, input, options),
    addPictures: (actor: Actor, venue: VenueId, list: readonly (NewPicture & { bytes: Buffer })[], options?: { tx?: Tx }) => addPictures(context, actor, venue, list, options),
    removeMedia: (actor: Actor, venue: VenueId, media: MediaId) => removeMedia(context, actor, venue, media),
    servePicture: (who: () => Promise<Actor>, media: MediaId, width: number, avif: boolean) => pictures.serve(who, media, width, avif),
  }
}
