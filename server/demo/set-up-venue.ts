import type { Doors } from '../app.ts'
import { systemActor } from '#http/actor'
import { cityTax, taxExamples, taxOnWire } from '#module/pricing'
import type { VenueLayout } from '#module/venues'
import type { AccountId, VendorId, VenueId } from '#platform/id'
import { money, toWire } from '#platform/money'
import type { Tx } from '#platform/sql'
import { addDays, type PlainDate } from '#platform/time'
import { scene, type SceneKind } from './scenes/index.ts'
import type { DemoVenue } from './world.ts'

/** One venue, from its business to its place in the search, in the caller's transaction and through the same doors as everybody's. */
export async function setUpVenue(doors: Pick<Doors, 'venues'>, tx: Tx, it: DemoVenue, ids: { venue: VenueId; linkedTo: VenueId | null; vendor: VendorId | null; owner: AccountId | null }, today: PlainDate): Promise<VenueLayout> {
  const { venues } = doors
  const vendor = ids.vendor ?? (await venues.createVendor(systemActor, { name: it.name, ...(ids.owner === null ? {} : { owner: ids.owner }) } as never, { tx })).id as VendorId
  const { city } = it
  let layout = await venues.createVenue(systemActor, vendor, {
    kind: it.kind, name: it.name, local_name: it.localName, description: it.description, city: city.name, district: it.district.name, country: city.country, address: it.address, location: it.location, time_zone: city.timeZone, currency: city.currency,
    languages: city.languages, stars: it.stars, phone: it.phone, facilities: it.facilities, cuisines: it.cuisines, day_ends: it.dayEnds, horizon_days: 365, linked_to: ids.linkedTo, ...(it.kind === 'hotel' ? { check_in_from: '15:00', check_out_until: '11:00' } : {}),
  }, { tx, id: ids.venue })
  if (it.kind === 'hotel') {
    layout = await venues.putRoomTypes(systemActor, layout.id, { room_types: it.roomTypes.map((type, i) => ({ name: type.name, description: type.description, sleeps: type.sleeps, beds: type.beds, size_m2: type.size, facilities: type.facilities, overbooking: 0, rooms: type.rooms.map((number) => ({ number, floor: String(i + 1), features: [] })) })) }, { tx })
    layout = await venues.putRates(systemActor, layout.id, ratesOf(it, layout, today), { tx })
  } else {
    layout = await venues.putTables(systemActor, layout.id, { areas: it.areas.map((area) => ({ name: area.name, tables: area.tables.map((table) => ({ name: table.name, seats_min: table.min, seats_max: table.max, walk_in_only: table.walkInOnly })) })), combinations: it.combinations.map((one) => ({ tables: one.tables, party_min: one.min, party_max: one.max })) }, { tx })
    const amount = (of: number | null) => (of === null ? null : toWire(money(of, city.currency)))
    layout = await venues.putServices(systemActor, layout.id, { services: it.services.map((one) => ({ name: one.name, days: one.days, from: one.from, to: one.to, valid_from: null, valid_to: null, turn_minutes: one.turns, buffer_minutes: 0, interval_minutes: 15 as const, seatings: one.seatings, covers_per_interval: one.covers, parties_per_interval: null, deposit_per_cover: amount(one.deposit), prepaid_per_cover: amount(one.prepaid), cancellation_hours: 24 })) }, { tx })
  }
  if (city.key === 'lisbon') await venues.putTaxes(systemActor, layout.id, { taxes: taxesOf(it, layout) }, { tx })
  await venues.addPictures(systemActor, layout.id, picturesOf(it), { tx })
  await venues.setRating(systemActor, layout.id, it.rating, it.ratings, { tx })
  return await venues.publish(systemActor, layout.id, { tx })
}

/** What lies within the price in Lisbon, from the examples that are shipped; the city's own tax stays as it is set. */
function taxesOf(it: DemoVenue, layout: VenueLayout) {
  const example = taxExamples.find(({ id }) => id === (it.kind === 'hotel' ? 'pt-lisbon-hotel' : 'pt-restaurant'))!
  const { tax } = it.city
  const city = it.kind !== 'hotel' || tax === null ? [] : [{ ...cityTax(tax.name, tax.perPersonNight, tax.maxNights), childrenUnder: 13 }]
  return [...example.taxes.filter(({ included }) => included), ...city].map((rule) => taxOnWire(rule, layout.currency))
}

function picturesOf(it: DemoVenue) {
  const kinds: [SceneKind, string][] = it.kind === 'hotel'
    ? [['facade', `The front of ${it.name}`], ['room', 'A room'], ['view', `View over ${it.city.name}`], ['terrace', 'The terrace']]
    : [['dining-room', `Inside ${it.name}`], ['dish', 'A dish of the house'], ['facade', `The front of ${it.name}`], ['terrace', 'Tables outside']]
  return kinds.map(([kind, alt]) => ({
    kind: kind.replace('-', '_') as 'facade', alt, bytes: Buffer.from(scene({ seed: it.key, kind, city: it.city.key, use: it.kind, ...(it.cuisines[0] === undefined ? {} : { cuisine: it.cuisines[0] }) } as Parameters<typeof scene>[0])), drawn: { width: 1_600, height: 1_000, placeholder: null },
  }))
}

/** A high season, a low one, dear week-ends; three plans that guests know. */
function ratesOf(it: DemoVenue, layout: VenueLayout, today: PlainDate) {
  const { city } = it
  const wire = (amount: number) => toWire(money(amount, city.currency))
  const year = Number(today.slice(0, 4))
  const seasons = [year, year + 1].flatMap((of) => [
    { name: 'Low season', from: `${of}-01-07`, to: `${of}-02-28`, percent: 82 },
    city.key === 'kyoto' ? { name: 'Cherry blossom', from: `${of}-03-20`, to: `${of}-04-15`, percent: 160 } : { name: 'Spring', from: `${of}-03-20`, to: `${of}-05-31`, percent: 118 },
    city.key === 'kyoto' ? { name: 'Autumn leaves', from: `${of}-11-05`, to: `${of}-12-05`, percent: 150 } : city.key === 'lisbon' ? { name: 'Summer', from: `${of}-06-01`, to: `${of}-09-15`, percent: 140 } : { name: 'Autumn', from: `${of}-10-01`, to: `${of}-11-20`, percent: 125 },
    { name: 'New Year', from: `${of}-12-27`, to: `${of}-12-31`, percent: 170 },
  ]).filter((season) => season.to >= addDays(today, -200))
  const breakfast = Math.round(city.double * 0.1 / 100) * 100
  return {
    room_types: layout.roomTypes.map((type) => ({ room_type: type.id, price: wire(it.roomTypes.find((one) => one.name === type.name)!.price), single_percent: 90, extra_guest: type.sleeps > 2 ? wire(Math.round(city.double * 0.2 / 100) * 100) : null, included_guests: Math.min(2, type.sleeps) })),
    weekday_percent: [95, 92, 92, 96, 112, 118, 100], seasons,
    plans: [
      { name: 'Flexible', board: 'room_only' as const, percent: 100, per_person: null, cancellation: [{ until_hours: 48, charge_percent: 0 }, { until_hours: 24, charge_percent: 50 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 20, min_stay: 1, max_stay: null, advance_days_min: 0 },
      { name: 'With breakfast', parent: 'Flexible', board: 'breakfast' as const, percent: 100, per_person: wire(breakfast), cancellation: [{ until_hours: 24, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 0, min_stay: 1, max_stay: null, advance_days_min: 0 },
      { name: 'Non-refundable', parent: 'Flexible', board: 'room_only' as const, percent: 88, per_person: null, cancellation: [{ until_hours: null, charge_percent: 100 }], deposit_percent: 100, min_stay: 2, max_stay: null, advance_days_min: 0 },
    ],
    child_bands: [{ up_to: 2, amount: wire(0), board_percent: 0, takes_bed: false }, { up_to: 12, amount: wire(Math.round(city.double * 0.1 / 100) * 100), board_percent: 50, takes_bed: true }],
    extras: [
      { id: 'late-check-out', name: 'Late check-out, until 15:00', per: 'stay' as const, price: wire(Math.round(city.double * 0.25 / 100) * 100), parts: [{ category: 'room' as const, percent: 100 }], mandatory: false, max_quantity: 1 },
      { id: 'picnic', name: 'Picnic basket', per: 'person' as const, price: wire(Math.round(city.double * 0.15 / 100) * 100), parts: [{ category: 'food' as const, percent: 75 }, { category: 'beverage' as const, percent: 25 }], mandatory: false, max_quantity: 1 },
    ],
    city_tax: city.tax === null ? null : { name: city.tax.name, per_person_night: wire(city.tax.perPersonNight), max_nights: city.tax.maxNights },
  }
}
