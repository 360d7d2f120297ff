import type { RatesInput, RoomTypesInput, TablesInput, VenueInput, VenueLayout } from '#module/venues'
import { exponentOf, money, toWire } from '#platform/money'

/** A hotel and a restaurant for tests: small, and with something of everything. */
export const hotelInput = (over: Partial<VenueInput> = {}): VenueInput => ({
  kind: 'hotel', name: 'Casa do Rio', description: 'Eleven rooms above the river.', city: 'Lisbon', district: 'Alfama', country: 'PT', address: 'Rua do Cais 1',
  location: { lat: 38.71, lon: -9.13 }, time_zone: 'Europe/Lisbon', currency: 'EUR', facilities: ['wifi', 'lift'], stars: 4, ...over,
})
export const restaurantInput = (over: Partial<VenueInput> = {}): VenueInput => ({
  kind: 'restaurant', name: 'Água d’Ouro', description: 'Fish from the morning.', city: 'Lisbon', district: 'Baixa', country: 'PT', address: 'Rua da Prata 2',
  location: { lat: 38.712, lon: -9.138 }, time_zone: 'Europe/Lisbon', currency: 'EUR', facilities: ['terrace', 'vegan'], cuisines: ['portuguese', 'seafood'], ...over,
})

const roomDefaults = { description: '', beds: 'One double', size_m2: 20, facilities: [], overbooking: 0 }
export const roomTypesInput = (): RoomTypesInput => ({
  room_types: [
    { ...roomDefaults, name: 'Double', sleeps: 2, rooms: ['101', '102', '103'].map((number) => ({ number, floor: '1', features: [] })) },
    { ...roomDefaults, name: 'Suite', sleeps: 4, rooms: [{ number: '201', floor: '2', features: ['balcony'] }] },
  ],
})

export const eur = (amount: number) => wire(amount, 'EUR')
export const wire = (amount: number, currency: string) => { const value = money(amount, currency); return { ...toWire(value), exponent: exponentOf(value.currency) } }

export const ratesInput = (layout: VenueLayout): RatesInput => ({
  room_types: layout.roomTypes.map((type, i) => ({ room_type: type.id, price: wire(10_000 * (i + 1), layout.currency), single_percent: 90, extra_guest: wire(2_500, layout.currency), included_guests: 2 })),
  weekday_percent: [100, 100, 100, 100, 120, 120, 100],
  seasons: [{ name: 'Summer', from: '2027-06-01', to: '2027-08-31', percent: 150 }],
  plans: [
    { name: 'Flexible', board: 'room_only', percent: 100, per_person: null, cancellation: [{ until_hours: 48, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }], deposit_percent: 20, min_stay: 1, max_stay: null, advance_days_min: 0 },
    { name: 'Non-refundable', board: 'room_only', percent: 90, per_person: null, cancellation: [{ until_hours: null, charge_percent: 100 }], deposit_percent: 100, min_stay: 2, max_stay: null, advance_days_min: 0 },
    { name: 'With breakfast', board: 'breakfast', percent: 100, per_person: wire(1_500, layout.currency), cancellation: [{ until_hours: 24, charge_percent: 0 }], deposit_percent: 0, min_stay: 1, max_stay: null, advance_days_min: 0 },
  ],
  city_tax: { name: 'City tax', per_person_night: wire(400, layout.currency), max_nights: 7 },
})

export const tablesInput = (): TablesInput => ({
  areas: [{ name: 'Room', tables: [{ name: '1', seats_min: 1, seats_max: 2, walk_in_only: false }, { name: '2', seats_min: 1, seats_max: 2, walk_in_only: false }, { name: '3', seats_min: 2, seats_max: 4, walk_in_only: false }] }],
  combinations: [{ tables: ['1', '2'], party_min: 3, party_max: 4 }],
})

export const dinner = (over: Record<string, unknown> = {}) => ({
  name: 'Dinner', days: [1, 2, 3, 4, 5, 6, 7], from: '19:00', to: '22:00', valid_from: null, valid_to: null, turn_minutes: [{ party_max: 2, minutes: 90 }, { party_max: 50, minutes: 120 }], buffer_minutes: 0,
  interval_minutes: 15 as const, seatings: [], covers_per_interval: null, parties_per_interval: null, deposit_per_cover: eur(1_000), prepaid_per_cover: null, cancellation_hours: 24, ...over,
})
