import type { Endpoints } from '@holdfast/contract'
import { makeCall, newKey, type Call } from '../web/ui/api.ts'
import type { Browser, Page } from 'playwright-core'
import { holdfastUrl, visitor, type Visitor } from './browser.ts'

export interface House {
  /** What a program of the house may do; signed in as its owner. */
  call: Call
  owner: { email: string; password: string }
  hotel: string
  restaurant: string
  roomTypes: { id: string; name: string }[]
  /** The API's own answers, for what a guest does without a page. */
  guest: Call
}

/** A client of the API: `token` from signing in, or nothing for a guest. */
export function client(token?: string): Call {
  return makeCall(async ({ method, url, headers, body }) => {
    const response = await fetch(holdfastUrl() + url, { method, headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }, ...(body === undefined ? {} : { body }) })
    return { status: response.status, headers: response.headers, text: await response.text() }
  })
}

const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })

/** A vendor of its own for one file of tests: a hotel of eight doubles and one suite, and a restaurant of six tables that serves at all hours. */
export async function openHouse(name: string): Promise<House> {
  const owner = { email: `${name}-${newKey().slice(0, 8)}@example.org`, password: 'a long enough one' }
  const { token } = await client()('signUp', { body: { name: 'Rita Prado', ...owner } })
  const call = client(token)
  const vendor = await call('createVendor', { body: { name: `House of ${name}` } })
  const place = { description: 'A house for tests, with a view of the river.', city: 'Lisbon', country: 'PT', address: 'Rua do Cais 1', location: { lat: 38.71, lon: -9.13 }, time_zone: 'Europe/Lisbon', currency: 'EUR' }
  const hotel = await call('createVenue', { params: { vendor: vendor.id }, body: { kind: 'hotel', name: `Hotel ${name}`, ...place } })
  const at = { params: { venue: hotel.venue.id } }
  const typed = await call('putRoomTypes', { ...at, body: { room_types: [
    { name: 'Double', sleeps: 2, beds: 'One double', rooms: ['101', '102', '103', '104', '105', '106', '107', '108'].map((number) => ({ number, floor: '1' })) },
    { name: 'Suite', sleeps: 4, beds: 'Two doubles', rooms: [{ number: '201', floor: '2' }] }] } } as never) as Setup
  await call('putRates', { ...at, body: {
    room_types: typed.room_types.map((type, i) => ({ room_type: type.id, price: eur(10_000 * (i + 1)) })),
    plans: [{ name: 'Flexible', cancellation: [{ until_hours: 24, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }] }] } } as never)
  await call('publishVenue', at)
  const restaurant = await call('createVenue', { params: { vendor: vendor.id }, body: { kind: 'restaurant', name: `Table ${name}`, ...place } })
  const inn = { params: { venue: restaurant.venue.id } }
  await call('putTables', { ...inn, body: { areas: [{ name: 'Room', tables: ['1', '2', '3', '4', '5', '6'].map((table, i) => ({ name: table, seats_min: 1, seats_max: i < 4 ? 2 : 6 })) }], combinations: [] } } as never)
  await call('putServices', { ...inn, body: { services: [{ name: 'All day', days: [1, 2, 3, 4, 5, 6, 7], from: '04:00', to: '03:45', turn_minutes: [{ party_max: 50, minutes: 90 }] }] } } as never)
  await call('publishVenue', inn)
  return { call, owner, hotel: hotel.venue.id, restaurant: restaurant.venue.id, roomTypes: typed.room_types as House['roomTypes'], guest: client() }
}
type Setup = Endpoints['putRoomTypes']['response'] extends { _output: infer R } ? R : never

/** A guest books by the API what is free; nothing is due at once, so it is confirmed. Answers the booking. */
export async function bookStay(house: House, name: string, stay: { arrival: string; departure: string; type?: number; guests?: number }) {
  const quote = await house.guest('createQuote', { params: { venue: house.hotel }, body: { room_type: house.roomTypes[stay.type ?? 0]!.id, arrival: stay.arrival, departure: stay.departure, guests: stay.guests ?? 2 } } as never) as { id: string }
  const checkout = await house.guest('hold', { body: { quotes: [quote.id], guest: { name, email: `${newKey().slice(0, 8)}@example.org` } }, idempotencyKey: newKey() } as never) as { bookings: { id: string; code: string; status: string }[] }
  return checkout.bookings[0]!
}

/** The house's owner at a page of the desk, by the form that stands before it; the page is live. */
export async function atDesk(browser: Browser, house: House, path: string, options: Parameters<typeof visitor>[1] = {}): Promise<Visitor> {
  const staff = await visitor(browser, options)
  await staff.page.goto(path)
  await staff.page.getByLabel('E-mail').fill(house.owner.email)
  await staff.page.getByLabel('Password').fill(house.owner.password)
  await staff.page.keyboard.press('Enter')
  await live(staff.page)
  return staff
}
export const live = (page: Page): Promise<void> => page.locator('.live[data-state=live]').waitFor()
