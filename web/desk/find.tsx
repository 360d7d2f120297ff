import { problemOf, type Call } from '../ui/api.ts'
import type { Board, Line } from './desk.ts'

/** Lines of today's board whose guest, room, table or code begins so, in any word. */
export function findOnBoard(board: Board | undefined, text: string): Line[] {
  if (board === undefined) return []
  const all = new Map([...board.arrivals, ...board.departures, ...board.in_house, ...board.service].map((line) => [line.reservation, line]))
  const starts = (words: string) => words.toLocaleLowerCase().split(/[\s,+-]+/).some((word) => word.startsWith(text)) || words.toLocaleLowerCase().startsWith(text)
  return [...all.values()].filter((line) => starts(line.guest_name) || starts(line.code) || (line.room !== null && starts(line.room)) || line.tables.some(starts)).slice(0, 12)
}

/** Any booking of the venue, as the server finds it: by code, e-mail, phone, or beginnings of the name's words. */
export async function findBookings(call: Call, venue: string, q: string): Promise<Line[]> {
  try {
    return (await call('listBookings', { params: { venue } as never, query: { q, limit: 12 } as never })).items
  } catch (error) {
    if (problemOf(error) !== null) return []
    throw error
  }
}
