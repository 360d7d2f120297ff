import { placeOf, type RateProgram } from './compile.ts'
import { portion } from './portion.ts'

/** Who comes, as the calculator needs it: a group is so many rooms with the same people in them. */
export interface Party {
  rooms: number
  /** All people, children too. */
  people: number
  /** Ages of those who are not adults, as far as they were told. */
  children: readonly number[]
  groups: readonly { rooms: number; place: number; flat: number }[]
  /** Adults and, of children, what they pay of the board, in percent of a person. */
  boardAdults: number
  boardChildren: readonly number[]
}

/**
 * Spreads people over rooms as evenly as can be, adults first, then children, the oldest first. In each room adults take
 * the included beds first, then the children who would pay most; who is left pays for an extra bed.
 */
export function partyOf(program: RateProgram, type: number, guests: number, rooms: number, children: readonly number[] = []): Party {
  const known = children.length === 0 || program.childBands.length === 0 ? [] : children.filter((age) => bandOf(program, age) !== undefined)
  if (known.length === 0) return { rooms, people: guests, children, groups: adultsOnly(program, type, guests, rooms), boardAdults: guests, boardChildren: [] }
  const adults = guests - known.length
  const spread = Array.from({ length: rooms }, (_, i) => ({ adults: Math.floor(adults / rooms) + (i < adults % rooms ? 1 : 0), children: [] as number[] }))
  for (const age of known.toSorted((a, b) => b - a)) {
    const emptiest = spread.reduce((best, room) => (room.adults + room.children.length < best.adults + best.children.length ? room : best))
    emptiest.children.push(age)
  }
  return {
    rooms, people: guests, children, groups: spread.map((room) => ({ rooms: 1, ...roomWith(program, type, room.adults, room.children) })),
    boardAdults: adults, boardChildren: known.map((age) => bandOf(program, age)!.boardPercent),
  }
}

/** People without a band: 5 in 2 rooms are 3 and 2. A room is never priced for fewer than one. */
function adultsOnly(program: RateProgram, type: number, guests: number, rooms: number): Party['groups'] {
  const fewer = Math.floor(guests / rooms)
  const fuller = guests - fewer * rooms
  const one = { rooms: rooms - fuller, ...roomWith(program, type, Math.max(1, fewer), noChildren) }
  return fuller === 0 ? [one] : [one, { rooms: fuller, ...roomWith(program, type, fewer + 1, noChildren) }]
}
const noChildren: readonly number[] = []

function roomWith(program: RateProgram, type: number, adults: number, children: readonly number[]): { place: number; flat: number } {
  const included = program.includedGuests[type]!
  let flat = Math.max(0, adults - included) * program.extraGuest[type]!
  let left = Math.max(0, included - adults)
  let beds = adults
  const dearest = children.length === 0 ? [] : children.map((age) => bandOf(program, age)!).sort((a, b) => b.amount - a.amount)
  for (const band of dearest) {
    if (band.takesBed && left > 0) { left -= 1; beds += 1 } else flat += band.amount
  }
  return { place: placeOf(program, type, Math.max(1, beds)), flat }
}

const bandOf = (program: RateProgram, age: number) => program.childBands.find((band) => age <= band.upTo)

/** The board of all people of a night. */
export function boardOfNight(perPerson: number, party: Party): number {
  let amount = perPerson * party.boardAdults
  for (const percent of party.boardChildren) amount += portion(perPerson, percent, 100)
  return amount
}
