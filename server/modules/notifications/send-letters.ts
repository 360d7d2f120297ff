import { systemActor } from '#http/actor'
import { newId, routeOf, type BookingId, type GuestId } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { LoggedEvent } from '#ports/event-log'
import { composeLetter } from './compose-letter.ts'
import type { NotificationsInside } from './inside.ts'
import { waitlistLetter } from './waitlist-letters.ts'
import { drop, finish, insertMessage, takeDue, type Queued } from './store.ts'
import type { Kind } from './words.ts'

const kinds: Record<string, Kind> = {
  'booking.confirmed': 'confirmed', 'booking.amended': 'amended', 'booking.cancelled': 'cancelled', 'booking.paid_in_vain': 'paid_in_vain', 'reservation.no_show': 'no_show', 'booking.card_declined': 'card_declined',
}
export const eventTypes = Object.keys(kinds)

/** Notes a letter for each settled fact, in the transaction that moves the cursor: once, whatever crashes. */
export async function noteLetters(inside: NotificationsInside, tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  // Sent together: they share a packet, though not a statement.
  const noted: Promise<void>[] = []
  for (const event of events) {
    const { facts } = event
    // A hold that was let go was never promised, and a walk-in stands at the desk.
    if (event.venue === null || facts['was'] === 'held' || event.channel === 'walk_in' || event.channel === 'import') continue
    const booking = facts['booking'] as BookingId
    noted.push(insertMessage(tx, {
      id: newId('msg', event.at.epochMilliseconds, routeOf(booking)), event: event.id, venue: event.venue, booking, guest: facts['guest'] as GuestId,
      kind: kinds[event.type]!, refund: Number(facts['refund'] ?? 0), charge: Number(facts['charge'] ?? 0), now: inside.clock.now(),
    }))
  }
  await Promise.all(noted)
  tx.afterCommit(() => inside.wake())
}

/** Sends what is due, up to 20. Without a relay a letter is kept, to be shown on the page of sent mail. */
export async function sendLetters(inside: NotificationsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => takeDue(tx, inside.clock.now(), 20))
  for (const message of due) {
    try {
      await sendOne(inside, message)
    } catch (error) {
      inside.log.warn({ message: message.id, attempts: message.attempts, code: (error as { code?: string }).code }, 'a letter did not leave; it will be sent again')
    }
  }
  return due.length === 20
}

async function sendOne(inside: NotificationsInside, message: Queued): Promise<void> {
  const person = (await inside.guests.readPeople(inside.db, [message.guest_id])).get(message.guest_id) ?? null
  const entry = message.entry_id
  const written: Written | null = person === null || person.email === null ? null : entry === null ? await bookingLetter(inside, message, person) : await waitlistLetter(inside, { ...message, entry_id: entry }, person)
  // Erased meanwhile, a guest who left no address, or something that is over.
  if (written === null || person === null || person.email === null) return inside.db.transaction((tx) => drop(tx, message.id))
  const { attachments = [], ...letter } = written
  if (inside.mailer !== null) await inside.mailer.send({ to: person.email, messageId: `${message.id}@${new URL(inside.publicUrl).hostname}`, attachments, ...letter })
  await inside.db.transaction(async (tx) => {
    const sealed = await inside.guests.sealFor(tx, message.guest_id, JSON.stringify(letter))
    await finish(tx, message.id, inside.mailer === null ? 'kept' : 'sent', sealed, inside.clock.now())
  })
}

interface Written { subject: string; text: string; html: string; attachments?: { filename: string; contentType: string; content: string }[] }

async function bookingLetter(inside: NotificationsInside, message: Queued, guest: { name: string; locale: string | null }): Promise<Written | null> {
  const [found] = message.booking_id === null ? [] : await inside.booking.find(inside.db, [message.booking_id])
  if (found === undefined) return null
  const [booking] = await inside.booking.view(systemActor, [found])
  const link = `${inside.publicUrl}/booking/${found.id}#open=${await inside.booking.newAccessToken(found.id)}`
  const kind = message.kind as Kind
  const letter = composeLetter({ kind, booking: booking!, guest: { name: guest.name, locale: guest.locale }, refund: message.refund, charge: message.charge, link })
  if (kind !== 'confirmed' && kind !== 'amended') return letter
  return { ...letter, attachments: [{ filename: `${booking!.code}.ics`, contentType: 'text/calendar; charset=utf-8; method=PUBLISH', content: await inside.booking.calendarFile(systemActor, found.id) }] }
}
