import type { ResponseOf } from '@holdfast/contract/kit'
import type { board, boardLine, freeUnits } from '@holdfast/contract/booking'
import type { z } from 'zod'
import type { PlainDate } from '#platform/time'

export type BoardView = z.output<typeof board>
export type BoardLine = z.output<typeof boardLine>
export type FreeUnitsView = ResponseOf<typeof freeUnits>

type Lists = Pick<BoardView, 'arrivals' | 'departures' | 'in_house' | 'service'>
type Counts = Omit<BoardView['counts'], 'free_tonight'>

const expected = (line: BoardLine): boolean => line.status === 'held' || line.status === 'confirmed' || line.status === 'arrived' || line.status === 'completed'
/** What is still to be done stands first, what is done after it, who no longer comes last. */
const rank = (line: BoardLine, open: readonly BoardLine['status'][]): number => (open.includes(line.status) ? 0 : line.status === 'cancelled' || line.status === 'no_show' ? 2 : 1)

/**
 * Puts the lines of a day where the desk looks for them. `today` tells a day that is lived through from one that is
 * looked at: who should have left yesterday and is still in house stands under today's departures.
 */
export function listsOf(lines: readonly BoardLine[], date: PlainDate, today: PlainDate): Lists {
  const shown = lines.filter((line) => line.status !== 'expired')
  const stays = shown.filter((line) => line.arrival !== null && line.departure !== null)
  const inHouse = (line: BoardLine): boolean => {
    if (line.departure! <= date || line.arrival! > date) return false
    if (date === today) return line.status === 'arrived'
    // Another day: who sleeps there that night without arriving on it.
    return line.arrival! < date && (line.status === 'arrived' || line.status === (date < today ? 'completed' : 'confirmed'))
  }
  const leaves = (line: BoardLine): boolean => {
    if (date === today) return (line.status === 'arrived' && line.departure! <= today) || (line.status === 'completed' && line.departure === today)
    return line.departure === date && (line.status === 'arrived' || line.status === 'completed' || (date > today && line.status === 'confirmed'))
  }
  return {
    arrivals: stays.filter((line) => line.arrival === date).toSorted((a, b) => rank(a, toCome) - rank(b, toCome) || byGuest(a, b)),
    departures: stays.filter(leaves).toSorted((a, b) => rank(a, toLeave) - rank(b, toLeave) || byGuest(a, b)),
    in_house: stays.filter(inHouse).toSorted(byRoom),
    service: shown.filter((line) => line.at !== null).toSorted((a, b) => (a.at! < b.at! ? -1 : a.at! > b.at! ? 1 : byGuest(a, b))),
  }
}

export function countsOf({ arrivals, departures, in_house: inHouse, service }: Lists): Counts {
  const covers = (lines: readonly BoardLine[]) => lines.reduce((sum, line) => sum + line.guests, 0)
  return {
    arrivals: arrivals.filter(expected).length, arrived: arrivals.filter((line) => line.status === 'arrived' || line.status === 'completed').length,
    departures: departures.length, departed: departures.filter((line) => line.status === 'completed').length,
    in_house: inHouse.length,
    covers: covers(service.filter(expected)), covers_seated: covers(service.filter((line) => line.status === 'arrived')),
  }
}

/** For staff who may not see guests: rooms, times and states, without names and notes. */
export function withoutGuests(line: BoardLine): BoardLine {
  return { ...line, guest_name: '', note: null }
}

const toCome: BoardLine['status'][] = ['held', 'confirmed']
const toLeave: BoardLine['status'][] = ['arrived', 'confirmed']
const names = new Intl.Collator('en', { numeric: true })
function byGuest(a: BoardLine, b: BoardLine): number {
  return names.compare(a.guest_name, b.guest_name) || (a.reservation < b.reservation ? -1 : 1)
}

function byRoom(a: BoardLine, b: BoardLine): number {
  return names.compare(a.room ?? '', b.room ?? '') || byGuest(a, b)
}
