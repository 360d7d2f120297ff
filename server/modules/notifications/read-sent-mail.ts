import { endpoints } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import { route, type Route } from '#http/route'
import { readMomentCursor, writeMomentCursor } from '#platform/cursor'
import type { BookingId } from '#platform/id'
import { drawLetter, type Letter, type LetterWords } from './draw-letter.ts'
import type { NotificationsInside } from './inside.ts'
import { sentTo } from './store.ts'

/** What was sent to this visitor's own bookings, by account or access cookie. Nobody else's mail is ever shown, not even to staff. */
export function sentMailRoute(inside: NotificationsInside): Route {
  return route(endpoints.sentMail, async ({ query, actor }) => {
    const own = await ownBookings(inside, actor)
    const asked = query.booking === undefined ? own : own.filter((id) => id === query.booking)
    // Letters about places in line stand beside those about bookings, and not under one of them.
    const entries = query.booking === undefined ? await inside.waitlist.ofVisitor(inside.db, actor, 200) : []
    const rows = asked.length + entries.length === 0 ? [] : await sentTo(inside.db, asked, entries, readMomentCursor(query.cursor), query.limit + 1)
    const shown = rows.slice(0, query.limit)
    const opened = await inside.guests.unsealEach(inside.db, shown.map((row) => ({ guest: row.guest_id, sealed: row.sealed })))
    const items = shown.flatMap((row, i) => {
      const text = opened[i] ?? null
      if (text === null) return [] // the person was erased, and the words with them
      return [{ id: row.id, booking: row.booking_id, ...letterOf(text), sent_at: row.sent_at.toString(), delivered: row.status === 'sent' ? 'smtp' as const : 'kept' as const }]
    })
    const last = shown.at(-1)
    return { items, next_cursor: rows.length > query.limit && last !== undefined ? writeMomentCursor(last.sent_at, last.id) : null }
  })
}

/** Letters of earlier versions were kept as they were drawn. */
function letterOf(kept: string): Letter {
  const it = JSON.parse(kept) as LetterWords | Letter
  return 'html' in it ? it : drawLetter(it)
}

async function ownBookings(inside: NotificationsInside, actor: Actor): Promise<BookingId[]> {
  const [byAccount, byToken] = await Promise.all([
    actor.account === null ? [] : inside.booking.ofAccount(inside.db, actor.account, 200),
    inside.booking.openedFor(inside.db, actor),
  ])
  return [...new Set([...byAccount, ...byToken])]
}
