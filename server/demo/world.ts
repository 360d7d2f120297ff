import type { facilities as allFacilities } from '@holdfast/contract/venues'
import type { Cuisine, Facility } from '#module/venues'
import { cities, type City } from './cities.ts'
import { chance, type Chance } from './random.ts'

export interface DemoRoomType { name: string; description: string; sleeps: number; beds: string; size: number; rooms: string[]; price: number; facilities: Facility[] }
export interface DemoTable { name: string; min: number; max: number; walkInOnly: boolean }
export interface DemoService { name: string; days: number[]; from: string; to: string; turns: { party_max: number; minutes: number }[]; seatings: string[]; deposit: number | null; prepaid: number | null; covers: number | null }
export interface DemoVenue {
  key: string; city: City; kind: 'hotel' | 'restaurant'; name: string; localName: string | null; description: string; district: City['districts'][number]; address: string; location: { lat: number; lon: number }
  phone: string; stars: number | null; rating: number; ratings: number; facilities: Facility[]; cuisines: Cuisine[]; dayEnds: string; linkedTo: string | null
  roomTypes: DemoRoomType[]; areas: { name: string; tables: DemoTable[] }[]; combinations: { tables: string[]; min: number; max: number }[]; services: DemoService[]
  /** Houses with a long past and a busy present; the others have a few bookings around today. */
  livedIn: boolean
}

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const hotelFacilities = ['wifi', 'air_conditioning', 'lift', 'bar', 'breakfast', 'terrace', 'garden', 'pool', 'spa', 'gym', 'parking', 'family_rooms', 'non_smoking', 'pets', 'step_free', 'accessible_room', 'airport_shuttle', 'ev_charging'] as const satisfies readonly (typeof allFacilities)[number][]
const tableFacilities = ['outdoor_seating', 'terrace', 'step_free', 'accessible_toilet', 'vegetarian', 'vegan', 'gluten_free', 'high_chairs', 'private_room', 'live_music', 'halal', 'wifi'] as const satisfies readonly (typeof allFacilities)[number][]

/** Every venue of the demo world: the same ones each time. */
export function demoWorld(): DemoVenue[] {
  return cities.flatMap((city) => {
    const by = chance(`world ${city.key}`)
    const hotels = combined(by, city.hotels.before, city.hotels.names).slice(0, 31).map(([before, [name, local]], i) => hotel(city, i, `${before} ${name}`, city.hotels.local(before, local)))
    const restaurants = combined(by, city.restaurants.before, city.restaurants.names).slice(0, 33).map(([[before, cuisines, localBefore], [name, local]], i) => restaurant(city, i, `${before} ${name}`, localBefore === null || local === null ? null : `${localBefore} ${local}`, cuisines))
    return [...hotels, ...restaurants, ...(city.key === 'lisbon' ? houseRestaurants(city, hotels[1]!) : [])]
  })
}

/** Each first part with each second, shuffled: no name comes twice in a city. */
function combined<A, B>(by: Chance, before: readonly A[], after: readonly B[]): [A, B][] {
  const all = before.flatMap((a) => after.map((b) => [a, b] as [A, B]))
  return by.some(all.map((pair, i) => ({ pair, at: chance(`${i} ${all.length}`).next() })).toSorted((a, b) => a.at - b.at), all.length).map(({ pair }) => pair)
}

function base(city: City, i: number, kind: 'hotel' | 'restaurant', name: string, localName: string | null, by: Chance) {
  const district = city.districts[i % city.districts.length]!
  return {
    key: `${city.key}-${kind}-${i}`, city, kind, name, localName, district, address: `${by.pick(district.streets)} ${by.whole(1, 140)}`,
    location: { lat: round(district.lat + (by.next() - 0.5) * 0.008), lon: round(district.lon + (by.next() - 0.5) * 0.01) }, phone: `${city.phone}${by.whole(1_000, 9_999)}`,
    rating: Math.round((7.4 + by.next() * 2.3) * 10) / 10, ratings: by.whole(18, 2_400), dayEnds: '04:00', linkedTo: null as string | null,
    roomTypes: [] as DemoRoomType[], areas: [] as DemoVenue['areas'], combinations: [] as DemoVenue['combinations'], services: [] as DemoService[], cuisines: [] as Cuisine[],
  }
}
const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5

// ---- hotels -------------------------------------------------------------------------------------------------------

/** The first is the demo's own hotel, the second the largest, the third a guest house of four rooms. */
function hotel(city: City, i: number, name: string, localName: string | null): DemoVenue {
  const by = chance(`hotel ${city.key} ${i}`)
  const rooms = i === 0 ? 24 : i === 1 ? (city.key === 'lisbon' ? 220 : 120) : i === 2 ? 4 : by.weighted([[by.whole(5, 12), 4], [by.whole(13, 40), 5], [by.whole(41, 90), 2]])
  const stars = rooms > 100 ? 5 : rooms < 6 ? 2 : by.whole(3, 5)
  const level = [0, 0, 0.62, 0.85, 1.15, 1.8][stars]! * (0.85 + by.next() * 0.35)
  const whole = { ...base(city, i, 'hotel', i === 0 && city.key === 'lisbon' ? 'Casa do Miradouro' : name, localName, by), stars }
  return {
    ...whole, livedIn: i < 3, facilities: ['wifi', 'non_smoking', ...by.some(hotelFacilities.slice(1), by.whole(3, 9))].filter((one, at, all) => all.indexOf(one) === at) as Facility[],
    description: hotelWords(by, whole.district.about, rooms, stars), roomTypes: roomTypes(city, by, rooms, level),
  }
}

function hotelWords(by: Chance, about: string, rooms: number, stars: number): string {
  const size = rooms <= 6 ? `${['Four', 'Five', 'Six'][Math.max(0, rooms - 4)] ?? rooms} rooms` : rooms <= 30 ? `A small house of ${rooms} rooms` : rooms <= 100 ? `A house of ${rooms} rooms` : `A grand house of ${rooms} rooms`
  const mood = by.pick(['Mornings are quiet and breakfast is long.', 'The roof is the best place at the end of the day.', 'The beds are wide, the windows open, the staff remember your name.', 'Built around a courtyard that keeps cool in summer.', 'Family-run for three generations, and it shows in the kitchen.'])
  return `${size} ${about}. ${mood} ${stars >= 4 ? by.pick(['There is somebody at the desk day and night.', 'Linen from the region, art from the neighbourhood.', 'Tell us when you arrive: we will come and fetch you.']) : by.pick(['Simple, clean and kind.', 'No frills, good coffee.', 'Keys, maps and advice at the door.'])}`
}

function roomTypes(city: City, by: Chance, rooms: number, level: number): DemoRoomType[] {
  const price = (factor: number) => { const unit = city.currency === 'JPY' ? 100 : 100; return Math.max(unit, Math.round((city.double * level * factor) / (unit * 5)) * unit * 5) }
  const shapes: [string, string, number, string, number, number, number][] = rooms < 6
    ? [['Double', 'A bright room with a desk by the window.', 2, '1 double bed', 18, 1, 1]]
    : rooms < 20
      ? [['Double', 'A bright room with a desk by the window.', 2, '1 double bed', 18, 1, 0.7], ['Suite', 'Two rooms, and a view that one remembers.', 4, '1 king, 1 sofa bed', 38, 1.9, 0.3]]
      : [['Single', 'Small, quiet, with everything at hand.', 1, '1 single bed', 12, 0.72, 0.15], ['Double', 'A bright room with a desk by the window.', 2, '1 double bed', 19, 1, 0.45], ['Twin', 'Two beds, two lamps, one view.', 2, '2 single beds', 20, 1, 0.2], ['Family room', 'Room for four, with a corner for games.', 4, '1 double, 2 single beds', 32, 1.5, 0.12], ['Suite', 'Two rooms, and a view that one remembers.', 4, '1 king, 1 sofa bed', 44, 2.2, 0.08]]
  let floor = 0
  return shapes.map(([name, description, sleeps, beds, size, factor, share]) => {
    const count = Math.max(1, Math.round(rooms * share))
    floor += 1
    return { name, description, sleeps, beds, size: size + by.whole(0, 4), price: price(factor), facilities: name === 'Double' && rooms > 10 ? ['accessible_room'] as Facility[] : [], rooms: Array.from({ length: count }, (_, n) => roomNumber(floor, n)) }
  })
}
const roomNumber = (floor: number, n: number) => String((floor + Math.floor(n / 40) * 10) * 100 + (n % 40) + 1)

// ---- restaurants --------------------------------------------------------------------------------------------------

/** The first is the demo's own: a brasserie that joins tables. The second is a counter of twelve with two seatings, the third is open past midnight. */
function restaurant(city: City, i: number, name: string, localName: string | null, cuisines: Cuisine[]): DemoVenue {
  const by = chance(`restaurant ${city.key} ${i}`)
  const whole = { ...base(city, i, 'restaurant', i === 0 && city.key === 'lisbon' ? 'Cervejaria do Carmo' : name, localName, by), stars: null, cuisines: i === 0 && city.key === 'lisbon' ? ['portuguese', 'seafood', 'grill'] as Cuisine[] : cuisines, livedIn: i < 2, facilities: by.some(tableFacilities, by.whole(3, 6)) as Facility[], description: tableWords(by, i === 0 && city.key === 'lisbon' ? ['portuguese'] : cuisines, city.districts[i % city.districts.length]!.about) }
  if (i === 1) return { ...whole, areas: [{ name: 'Counter', tables: Array.from({ length: 6 }, (_, n) => ({ name: `C${n + 1}`, min: 1, max: 2, walkInOnly: false })) }], services: [service({ name: 'Dinner', seatings: ['18:00', '20:30'], from: '18:00', to: '20:30', turns: [{ party_max: 2, minutes: 135 }], prepaid: city.cover * 6 })] }
  const late = i === 2
  const tables = (prefix: string, twos: number, fours: number, sixes: number): DemoTable[] => [...Array.from({ length: twos }, () => 2), ...Array.from({ length: fours }, () => 4), ...Array.from({ length: sixes }, () => 6)].map((seats, n) => ({ name: `${prefix}${n + 1}`, min: seats === 6 ? 3 : 1, max: seats, walkInOnly: n === 0 && twos > 3 }))
  const inside = tables('', by.whole(3, 6), by.whole(3, 7), by.whole(0, 2))
  const joins = inside.filter((table) => table.max === 4).slice(0, 4)
  return {
    ...whole,
    areas: [{ name: 'Inside', tables: inside }, ...(by.true(0.5) ? [{ name: 'Terrace', tables: tables('T', by.whole(2, 4), by.whole(1, 3), 0) }] : [])],
    combinations: joins.length >= 2 ? [{ tables: joins.slice(0, 2).map((one) => one.name), min: 5, max: 8 }, ...(joins.length >= 3 ? [{ tables: joins.slice(0, 3).map((one) => one.name), min: 9, max: 12 }] : [])] : [],
    services: [
      ...(by.true(0.6) ? [service({ name: 'Lunch', from: '12:00', to: '14:30', days: by.true(0.3) ? [5, 6, 7] : everyDay })] : []),
      late ? service({ name: 'Late dinner', from: '19:00', to: '01:00', covers: 30 }) : service({ name: 'Dinner', from: city.key === 'kyoto' ? '17:30' : '19:00', to: '22:00', days: i > 3 && by.true(0.4) ? everyDay.filter((day) => day !== 1) : everyDay, deposit: i === 0 || by.true(0.3) ? city.cover : null, covers: by.true(0.3) ? 16 : null }),
    ],
  }
}

function service(of: Partial<DemoService> & { name: string; from: string; to: string }): DemoService {
  return { days: everyDay, turns: [{ party_max: 2, minutes: 90 }, { party_max: 4, minutes: 105 }, { party_max: 50, minutes: 135 }], seatings: [], deposit: null, prepaid: null, covers: null, ...of }
}

function tableWords(by: Chance, cuisines: Cuisine[], about: string): string {
  const plate = ({ seafood: 'Fish from the morning’s boats', sushi: 'Rice, vinegar and twelve seats', kaiseki: 'Nine small courses that follow the season', ramen: 'A broth that takes two days', izakaya: 'Skewers, sake and small plates to share', moroccan: 'Tagines on slow coals and bread from the neighbourhood oven', italian: 'Pasta rolled every afternoon', grill: 'Charcoal, salt and patience', vegetarian: 'Vegetables as the main thing', cafe: 'Good coffee and better cake', bakery: 'Bread at seven, gone by noon', french: 'A short card and a long list of wines', fusion: 'Two kitchens that like each other' } as Partial<Record<Cuisine, string>>)[cuisines[0]!] ?? 'What grandmothers cook, done with care'
  return `${plate}, ${about}. ${by.pick(['Come hungry.', 'Ask for the table by the window.', 'The terrace fills first.', 'Children are welcome, and so are dogs.', 'There is no music but the kitchen’s.'])}`
}

/** The grand hotel's two restaurants: venues of their own, linked to it. */
function houseRestaurants(city: City, house: DemoVenue): DemoVenue[] {
  return ([['Sala Nobre', ['fusion', 'portuguese']], ['Varanda do Rio', ['grill', 'mediterranean']]] as [string, Cuisine[]][]).map(([name, cuisines], n) => ({ ...restaurant(city, 60 + n, name, null, cuisines), district: house.district, address: house.address, location: { lat: round(house.location.lat + 0.0002), lon: house.location.lon }, linkedTo: house.key, description: `${tableWords(chance(name), cuisines, house.district.about)} In the grand hotel’s own house.` }))
}
