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
const gone = (line: BoardLine): boolean => line.status === 'cancelled' || line.status === 'no_show'

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
    arrivals: stays.filter((line) => line.arrival === date).toSorted(byGuest),
    departures: stays.filter(leaves).toSorted(byGuest),
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

/** Who no longer comes stands at the end. */
function byGuest(a: BoardLine, b: BoardLine): number {
  return Number(gone(a)) - Number(gone(b)) || a.guest_name.localeCompare(b.guest_name) || (a.reservation < b.reservation ? -1 : 1)
}

const roomOrder = new Intl.Collator('en', { numeric: true })
function byRoom(a: BoardLine, b: BoardLine): number {
  return roomOrder.compare(a.room ?? '', b.room ?? '') || byGuest(a, b)
}
