import type { z } from 'zod'
import type { endpoints } from '@holdfast/contract'
import type { RatesInput, RoomTypesInput, TablesInput, VenueLayout } from '#module/venues'
import { problem } from '#platform/problem'

export type NewVendor = z.output<typeof endpoints.simpleCreateVendor.body>
export type VendorPatch = z.output<typeof endpoints.simplePutVendor.body>
type Services = z.output<typeof endpoints.putServices.body>
type SimpleService = NonNullable<NewVendor['services']>[number]

/** What cannot be together in one request, found before anything is written. */
export function refuseContradictions(kind: 'hotel' | 'restaurant', currency: string, body: VendorPatch): void {
  const errors: { pointer: string; detail: string }[] = []
  const money = (pointer: string, of: { currency: string; amount: string } | undefined) => {
    if (of !== undefined && of.currency !== currency) errors.push({ pointer: `${pointer}/currency`, detail: `prices are in the venue's currency, ${currency}` })
    if (of !== undefined && of.amount.startsWith('-')) errors.push({ pointer: `${pointer}/amount`, detail: 'a price is not negative' })
  }
  body.room_types?.forEach((type, i) => {
    money(`/room_types/${i}/price`, type.price)
    if (body.room_types!.findIndex((other) => other.name === type.name) < i) errors.push({ pointer: `/room_types/${i}/name`, detail: 'another room type has this name' })
  })
  body.services?.forEach((service, i) => { money(`/services/${i}/deposit_per_cover`, service.deposit_per_cover) })
  if (kind === 'restaurant' && body.room_types !== undefined) errors.push({ pointer: '/room_types', detail: 'a restaurant has no rooms' })
  if (kind === 'hotel' && body.tables !== undefined) errors.push({ pointer: '/tables', detail: 'a hotel has no tables; its restaurant is a vendor of its own' })
  if (kind === 'hotel' && body.services !== undefined) errors.push({ pointer: '/services', detail: 'a hotel has no services; its restaurant is a vendor of its own' })
  if (errors.length > 0) throw problem('invalid-request', { detail: `${errors[0]!.pointer}: ${errors[0]!.detail}. Nothing was changed.`, errors })
}

/** Room types by name: one that is there keeps its id and its first rooms, so that bookings stay where they are. */
export function roomTypesOf(asked: NonNullable<NewVendor['room_types']>, before: VenueLayout | null): RoomTypesInput {
  const taken = new Set<string>()
  return {
    room_types: asked.map((type, i) => {
      const known = before?.roomTypes.find((one) => one.name === type.name)
      const kept = (known?.rooms ?? []).slice(0, type.rooms)
      for (const room of kept) taken.add(room.number)
      const added = numbers(i + 1, type.rooms - kept.length, taken)
      return {
        ...(known === undefined ? {} : { id: known.id }), name: type.name, description: known?.description ?? '', sleeps: type.sleeps, beds: known?.beds ?? '', size_m2: known?.sizeM2 ?? null, facilities: known?.facilities ?? [], overbooking: known?.overbooking ?? 0,
        rooms: [...kept.map((room) => ({ id: room.id, number: room.number, floor: room.floor, features: room.features })), ...added.map((number) => ({ number, floor: '', features: [] }))],
      }
    }),
  }
}

/** 101, 102 … for the first type, 201 … for the second; where a hundred do not suffice, 1-0101. */
function numbers(series: number, count: number, taken: Set<string>): string[] {
  const made: string[] = []
  for (let n = 1; made.length < count; n += 1) {
    const number = n < 100 && series < 100 ? String(series * 100 + n) : `${series}-${String(n).padStart(4, '0')}`
    if (!taken.has(number)) { taken.add(number); made.push(number) }
  }
  return made
}

/** One flexible plan: free to cancel until a day before, then the deposit is kept. */
export function ratesOf(layout: VenueLayout, prices: ReadonlyMap<string, { amount: string; currency: string; exponent: number }>, depositPercent: number, before: RatesInput | null): RatesInput {
  const plan = before?.plans[0]
  return {
    room_types: layout.roomTypes.map((type) => {
      const known = before?.room_types.find((one) => one.room_type === type.id)
      return { room_type: type.id, price: prices.get(type.name) ?? known?.price ?? { amount: '0', currency: layout.currency, exponent: 2 }, single_percent: known?.single_percent ?? 100, extra_guest: known?.extra_guest ?? null, included_guests: known?.included_guests ?? type.sleeps }
    }),
    weekday_percent: before?.weekday_percent ?? [100, 100, 100, 100, 100, 100, 100], seasons: before?.seasons ?? [], city_tax: before?.city_tax ?? null,
    plans: [
      { ...(plan?.id === undefined ? {} : { id: plan.id }), name: plan?.name ?? 'Standard', board: plan?.board ?? 'room_only', percent: plan?.percent ?? 100, per_person: plan?.per_person ?? null, cancellation: [{ until_hours: 24, charge_percent: 0 }, { until_hours: null, charge_percent: depositPercent }], deposit_percent: depositPercent, min_stay: plan?.min_stay ?? 1, max_stay: plan?.max_stay ?? null, advance_days_min: plan?.advance_days_min ?? 0 },
      ...(before?.plans.slice(1) ?? []),
    ],
  }
}

/** Tables by their seats, in one room; those that are there keep their ids. */
export function tablesOf(asked: NonNullable<NewVendor['tables']>, before: VenueLayout | null): TablesInput {
  const area = before?.areas[0]
  const free = [...(area?.tables ?? [])]
  const taken = new Set(free.map((table) => table.name))
  let next = 1
  const fresh = () => { while (taken.has(`T${next}`)) next += 1; taken.add(`T${next}`); return `T${next}` }
  const tables = asked.flatMap(({ seats, count }) => Array.from({ length: count }, () => {
    const at = free.findIndex((table) => table.seatsMax === seats)
    const [kept] = at < 0 ? [] : free.splice(at, 1)
    return kept === undefined ? { name: fresh(), seats_min: 1, seats_max: seats, walk_in_only: false } : { id: kept.id, name: kept.name, seats_min: kept.seatsMin, seats_max: kept.seatsMax, walk_in_only: kept.walkInOnly }
  }))
  return { areas: [{ ...(area === undefined ? {} : { id: area.id }), name: area?.name ?? 'Dining room', tables }], combinations: [] }
}

export function servicesOf(asked: SimpleService[], before: VenueLayout | null): Services {
  return {
    services: asked.map((service) => {
      const known = before?.services.find((one) => one.name === service.name)
      return {
        ...(known === undefined ? {} : { id: known.id }), name: service.name, days: service.days, from: service.from, to: service.to, valid_from: null, valid_to: null, turn_minutes: turnsOf(service), buffer_minutes: 0, interval_minutes: 15 as const, seatings: [],
        covers_per_interval: null, parties_per_interval: null, deposit_per_cover: service.deposit_per_cover ?? null, prepaid_per_cover: null, cancellation_hours: 24,
      }
    }),
  }
}

/** What restaurants commonly reckon with where nothing is said: 90 minutes for two, 120 for four, 150 for more. */
function turnsOf({ turn_minutes }: SimpleService): { party_max: number; minutes: number }[] {
  if (turn_minutes !== undefined) return [{ party_max: 50, minutes: turn_minutes }]
  return [{ party_max: 2, minutes: 90 }, { party_max: 4, minutes: 120 }, { party_max: 50, minutes: 150 }]
}
