import { systemActor } from '#http/actor'
import type { BookingView } from '#module/booking'
import type { Person } from '#module/guests'
import { newId, routeOf, type BookingId, type GuestId } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { LoggedEvent } from '#ports/event-log'
import { composeLetter } from './compose-letter.ts'
import type { NotificationsInside } from './inside.ts'
import { waitlistLetter } from './waitlist-letters.ts'
import { drop, finish, finishKept, insertMessage, takeDue, type Queued } from './store.ts'
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

const atOnce = 50

/** Sends what is due, up to 50: what they are about is read for all of them together. Without a relay a letter is kept, to be shown on the page of sent mail. */
export async function sendLetters(inside: NotificationsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => takeDue(tx, inside.clock.now(), atOnce))
  const about = due.length === 0 ? undefined : await readAbout(inside, due)
  const toKeep: { message: Queued; letter: Letter }[] = []
  for (const message of due) {
    try {
      const letter = await sendOne(inside, message, about!)
      if (letter !== null) toKeep.push({ message, letter })
    } catch (error) {
      inside.log.warn({ message: message.id, attempts: message.attempts, code: (error as { code?: string }).code }, 'a letter did not leave; it will be sent again')
    }
  }
  await keepLetters(inside, toKeep)
  return due.length === atOnce
}

/** What letters are about, read together: who they are to, and the bookings with a new token each. */
interface About { people: ReadonlyMap<GuestId, Person | null>; bookings: ReadonlyMap<BookingId, { view: BookingView; token: string }> }

async function readAbout(inside: NotificationsInside, due: readonly Queued[]): Promise<About> {
  const found = await inside.booking.find(inside.db, [...new Set(due.flatMap(({ booking_id }) => (booking_id === null ? [] : [booking_id])))])
  const [people, views, tokens] = [
    await inside.guests.readPeople(inside.db, [...new Set(due.map((message) => message.guest_id))]),
    await inside.booking.view(systemActor, found), await inside.booking.newAccessTokens(found),
  ]
  return { people, bookings: new Map(found.map(({ id }, i) => [id, { view: views[i]!, token: tokens[i]! }])) }
}

/** Sends a letter and says so at once; without a relay answers it, to be kept together with others. */
async function sendOne(inside: NotificationsInside, message: Queued, about: About): Promise<Letter | null> {
  const person = about.people.get(message.guest_id) ?? null
  const entry = message.entry_id
  const written: Written | null = person === null || person.email === null ? null : entry === null ? await bookingLetter(inside, message, person, about) : await waitlistLetter(inside, { ...message, entry_id: entry }, person)
  // Erased meanwhile, a guest who left no address, or something that is over.
  if (written === null || person === null || person.email === null) {
    await inside.db.transaction((tx) => drop(tx, message.id))
    return null
  }
  const { attachments = [], ...letter } = written
  if (inside.mailer === null) return letter
  await inside.mailer.send({ to: person.email, messageId: `${message.id}@${new URL(inside.publicUrl).hostname}`, attachments, ...letter })
  await inside.db.transaction(async (tx) => {
    const sealed = await inside.guests.sealFor(tx, message.guest_id, JSON.stringify(letter))
    await finish(tx, message.id, 'sent', sealed, inside.clock.now())
  })
  return null
}

async function keepLetters(inside: NotificationsInside, letters: readonly { message: Queued; letter: Letter }[]): Promise<void> {
  if (letters.length === 0) return
  await inside.db.transaction(async (tx) => {
    const sealed = await inside.guests.sealEach(tx, letters.map(({ message, letter }) => ({ guest: message.guest_id, text: JSON.stringify(letter) })))
    await finishKept(tx, letters.flatMap(({ message }, i) => (sealed[i] === null ? [] : [{ id: message.id, sealed: sealed[i]! }])), inside.clock.now())
  })
}

interface Letter { subject: string; text: string; html: string }
interface Written extends Letter { attachments?: { filename: string; contentType: string; content: string }[] }

async function bookingLetter(inside: NotificationsInside, message: Queued, guest: { name: string; locale: string | null }, about: About): Promise<Written | null> {
  const found = message.booking_id === null ? undefined : about.bookings.get(message.booking_id)
  if (found === undefined) return null
  const { view, token } = found
  const kind = message.kind as Kind
  const letter = composeLetter({ kind, booking: view, guest: { name: guest.name, locale: guest.locale }, refund: message.refund, charge: message.charge, link: `${inside.publicUrl}/booking/${view.id}#open=${token}` })
  if (inside.mailer === null || (kind !== 'confirmed' && kind !== 'amended')) return letter
  return { ...letter, attachments: [{ filename: `${view.code}.ics`, contentType: 'text/calendar; charset=utf-8; method=PUBLISH', content: await inside.booking.calendarFile(systemActor, view.id) }] }
}
