import type { ResponseOf } from '@holdfast/contract/kit'
import type { getSetup, getVenue } from '@holdfast/contract/venues'
import { lowestNight, policyOnWire, priceSitting, type RateProgram, type Rates, type SittingTerms } from '#module/pricing'
import { money, toWire } from '#platform/money'
import { addDays, businessDateAt, type PlainDate } from '#platform/time'
import { maxParty, type DayUse, type Picture, type Service, type TableClass, type VenueLayout } from './layout.ts'
import { ratesOnWire } from './put-rates.ts'
import { missingOf } from './rules.ts'

export type VenueView = ResponseOf<typeof getVenue>
export type SetupView = ResponseOf<typeof getSetup>
export type PictureView = VenueView['pictures'][number]

/** «From» looks so many days ahead. */
const fromPriceDays = 60

export function pictureOnWire(picture: Picture): PictureView {
  return { id: picture.id, kind: picture.kind, alt: picture.alt, url: `/media/${picture.id}`, widths: picture.widths, width: picture.width, height: picture.height, room_type: picture.roomType, placeholder: picture.placeholder }
}

export function today(layout: VenueLayout, now: Temporal.Instant): PlainDate {
  return businessDateAt(now, layout.timeZone, layout.dayEnds)
}

const classNames: Record<TableClass, string> = { window: 'Table at the window', terrace: 'Table on the terrace', bar: 'Seats at the bar', private: 'Private room', booth: 'Booth', quiet: 'Quiet table' }

/** What a service asks of a party, for the calculator. */
export function sittingTerms(layout: Pick<VenueLayout, 'currency' | 'taxes' | 'tableClasses'>, service: Service, tableClass?: TableClass): SittingTerms {
  const surcharge = layout.tableClasses.find((one) => one.class === tableClass)?.surchargePerCover ?? null
  return { ...(surcharge === null ? {} : { surcharge: { perCover: surcharge, label: classNames[tableClass!] } }), service: service.id, name: service.name, currency: layout.currency, prepaidPerCover: service.prepaidPerCover, depositPerCover: service.depositPerCover, cancellationHours: service.cancellationHours, prepaidParts: service.prepaidParts, deposit: service.deposit, taxes: layout.taxes }
}

const dayUseOnWire = (of: DayUse | null): VenueView['day_use'] => (of === null ? null : { from: of.from, to: of.to, percent: of.percent, holds_night: of.holdsNight })

/** A venue as guests see it. */
export function venueOnWire(layout: VenueLayout, program: RateProgram | undefined, now: Temporal.Instant): VenueView {
  const date = today(layout, now)
  const amount = (value: number | null) => (value === null ? null : toWire(money(value, layout.currency)))
  return {
    id: layout.id, slug: layout.slug, vendor: layout.vendor, name: layout.name, local_name: layout.localName, kind: layout.kind, description: layout.description,
    city: layout.city, country: layout.country, district: layout.district, address: layout.address, location: layout.location, time_zone: layout.timeZone, currency: layout.currency,
    languages: layout.languages, stars: layout.stars, rating: layout.rating, rating_count: layout.ratingCount, phone: layout.phone, facilities: layout.facilities, cuisines: layout.cuisines,
    pictures: layout.pictures.map(pictureOnWire),
    check_in_from: layout.kind === 'hotel' ? layout.checkInFrom : null, check_out_until: layout.kind === 'hotel' ? layout.checkOutUntil : null,
    hold_minutes: layout.holdMinutes, today: date, horizon: addDays(date, layout.horizonDays), max_party: layout.kind === 'restaurant' ? maxParty(layout) : null,
    day_use: dayUseOnWire(layout.dayUse), table_classes: layout.tableClasses.filter((one) => layout.areas.some((area) => area.tables.some((table) => table.class === one.class))).map((one) => ({ class: one.class, surcharge_per_cover: amount(one.surchargePerCover) })),
    room_types: layout.roomTypes.map((type) => {
      const lowest = program === undefined ? null : lowestNight(program, type.id, Math.min(2, type.sleeps), date, fromPriceDays)
      return {
        id: type.id, name: type.name, description: type.description, sleeps: type.sleeps, beds: type.beds, size_m2: type.sizeM2, facilities: type.facilities,
        pictures: layout.pictures.filter((picture) => picture.roomType === type.id).map(pictureOnWire), from_price: lowest === null ? null : toWire(lowest),
      }
    }),
    services: layout.services.map((service) => ({
      id: service.id, name: service.name, days: service.days, from: service.from, to: service.to,
      deposit_per_cover: amount(service.depositPerCover), price_per_cover: amount(service.prepaidPerCover), minimum_spend_per_cover: amount(service.minimumSpendPerCover ?? null),
    })),
    policies: layout.kind === 'hotel'
      ? (program?.plans ?? []).map((plan) => policyOnWire(plan.policy))
      : layout.services.map((service) => policyOnWire(priceSitting(sittingTerms(layout, service), { party: 1, date }).policy)),
    linked: layout.linked.filter((other) => other.status === 'published').map(({ id, slug, name, kind }) => ({ id, slug, name, kind })),
  }
}

/** All that a venue has set up, for the pages that edit it. */
export function setupOnWire(layout: VenueLayout, rates: Rates | undefined, program: RateProgram | undefined, now: Temporal.Instant): SetupView {
  const amount = (value: number | null) => (value === null ? null : toWire(money(value, layout.currency)))
  const names = new Map(layout.areas.flatMap((area) => area.tables.map((table) => [table.id, table.name] as const)))
  return {
    venue: venueOnWire(layout, program, now), status: layout.status, version: layout.version, day_ends: layout.dayEnds, horizon_days: layout.horizonDays, linked_to: layout.linkedTo,
    room_types: layout.roomTypes.map((type) => ({
      id: type.id, name: type.name, description: type.description, sleeps: type.sleeps, beds: type.beds, size_m2: type.sizeM2, facilities: type.facilities, rooms: type.rooms, overbooking: type.overbooking,
    })),
    areas: layout.areas.map((area) => ({ id: area.id, name: area.name, tables: area.tables.map((table) => ({ id: table.id, name: table.name, seats_min: table.seatsMin, seats_max: table.seatsMax, walk_in_only: table.walkInOnly, class: table.class, counter: table.counter })) })),
    table_classes: layout.tableClasses.map((one) => ({ class: one.class, rank: one.rank, asked_only: one.askedOnly, surcharge_per_cover: amount(one.surchargePerCover) })), day_use: dayUseOnWire(layout.dayUse),
    combinations: layout.combinations.map((combination) => ({ id: combination.id, tables: combination.tables.map((id) => names.get(id) ?? id), party_min: combination.partyMin, party_max: combination.partyMax })),
    services: layout.services.map((service) => ({
      id: service.id, name: service.name, days: service.days, from: service.from, to: service.to, valid_from: service.validFrom, valid_to: service.validTo,
      turn_minutes: service.turnMinutes.map((turn) => ({ party_max: turn.partyMax, minutes: turn.minutes })), buffer_minutes: service.bufferMinutes, interval_minutes: service.intervalMinutes,
      seatings: service.seatings, covers_per_interval: service.coversPerInterval, parties_per_interval: service.partiesPerInterval,
      deposit_per_cover: amount(service.depositPerCover), prepaid_per_cover: amount(service.prepaidPerCover), cancellation_hours: service.cancellationHours,
      deposit_take: service.deposit?.take ?? 'charge', deposit_after: service.deposit?.after ?? 'credit',
      ...(service.prepaidParts === undefined ? {} : { prepaid_parts: service.prepaidParts }), minimum_spend_per_cover: amount(service.minimumSpendPerCover ?? null),
    })),
    rates: rates === undefined ? null : ratesOnWire(rates), closures: [...layout.closures], missing: missingOf(layout, rates),
  }
}
