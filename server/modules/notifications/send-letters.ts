import { systemActor } from '#http/actor'
import type { BookingView } from '#module/booking'
import type { Person } from '#module/guests'
import type { BookingId, GuestId } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { LoggedEvent } from '#ports/event-log'
import type { Mailer } from '#ports/mail'
import { composeLetter } from './compose-letter.ts'
import type { NotificationsInside } from './inside.ts'
import { waitlistLetter } from './waitlist-letters.ts'
import { drop, finish, finishKept, insertMessages, lockDue, putOff, takeDue, type NewMessage, type Queued } from './store.ts'
import type { Kind } from './words.ts'

const kinds: Record<string, Kind> = {
  'booking.confirmed': 'confirmed', 'booking.amended': 'amended', 'booking.cancelled': 'cancelled', 'booking.paid_in_vain': 'paid_in_vain', 'reservation.no_show': 'no_show', 'booking.card_declined': 'card_declined',
}
export const eventTypes = Object.keys(kinds)

/** Notes a letter for each settled fact, in the transaction that moves the cursor: once, whatever crashes. */
export async function noteLetters(inside: NotificationsInside, tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  await insertMessages(tx, events.flatMap((event): NewMessage[] => {
    const { venue, facts } = event
    // A hold that was let go was never promised, and a walk-in stands at the desk.
    if (venue === null || facts['was'] === 'held' || event.channel === 'walk_in' || event.channel === 'import') return []
    return [{ event: event.id, venue, booking: facts['booking'] as BookingId, entry: null, guest: facts['guest'] as GuestId, kind: kinds[event.type]!, refund: Number(facts['refund'] ?? 0), charge: Number(facts['charge'] ?? 0) }]
  }), inside.clock.now())
  tx.afterCommit(() => inside.wake())
}

const atOnce = 100

/** Sends what is due, up to 100: what they are about is read for all of them together. Answers whether there may be more. */
export async function sendLetters(inside: NotificationsInside): Promise<boolean> {
  const { mailer } = inside
  if (mailer === null) return keepLetters(inside)
  const due = await inside.db.transaction((tx) => takeDue(tx, inside.clock.now(), atOnce))
  const about = await readAbout(inside, due)
  for (const message of due) {
    try {
      await sendOne(inside, mailer, message, about)
    } catch (error) {
      failed(inside, message, error)
    }
  }
  return due.length === atOnce
}

function failed(inside: NotificationsInside, message: Queued, error: unknown): 'failed' {
  inside.log.warn({ message: message.id, attempts: message.attempts, code: (error as { code?: string }).code }, 'a letter did not leave; it will be sent again')
  return 'failed'
}

/** Without a relay letters are kept, to be shown on the page of sent mail: nothing leaves, so that one transaction does for all. */
async function keepLetters(inside: NotificationsInside): Promise<boolean> {
  return inside.db.transaction(async (tx) => {
    const now = inside.clock.now()
    const due = await lockDue(tx, now, atOnce)
    const about = await readAbout(inside, due)
    const written = await Promise.all(due.map(async (message) => ({ id: message.id, guest: message.guest_id, letter: await writeLetter(inside, message, about).catch((error: unknown) => failed(inside, message, error)) })))
    const texts = written.flatMap(({ id, guest, letter }) => (letter === null || letter === 'failed' ? [] : [{ id, guest, text: JSON.stringify(letter.letter) }]))
    const sealed = await inside.guests.sealEach(tx, texts)
    await finishKept(tx, texts.flatMap(({ id }, i) => (sealed[i] === null ? [] : [{ id, sealed: sealed[i]! }])), now)
    await drop(tx, [...written.filter(({ letter }) => letter === null).map(({ id }) => id), ...texts.filter((_, i) => sealed[i] === null).map(({ id }) => id)])
    await putOff(tx, written.filter(({ letter }) => letter === 'failed').map(({ id }) => id), now)
    return due.length === atOnce
  })
}

/** What letters are about, read together: who they are to, and the bookings. */
interface About { people: ReadonlyMap<GuestId, Person | null>; bookings: ReadonlyMap<BookingId, BookingView> }

async function readAbout(inside: NotificationsInside, due: readonly Queued[]): Promise<About> {
  if (due.length === 0) return { people: new Map(), bookings: new Map() }
  const found = await inside.booking.find(inside.db, [...new Set(due.flatMap(({ booking_id }) => (booking_id === null ? [] : [booking_id])))])
  const [people, views] = await Promise.all([inside.guests.readPeople(inside.db, [...new Set(due.map((message) => message.guest_id))]), inside.booking.viewForLetters(found)])
  return { people, bookings: new Map(views.map((view) => [view.id as BookingId, view])) }
}

/** Sends a letter and says so at once. */
async function sendOne(inside: NotificationsInside, mailer: Mailer, message: Queued, about: About): Promise<void> {
  const written = await writeLetter(inside, message, about)
  if (written === null) return inside.db.transaction((tx) => drop(tx, [message.id]))
  const { to, letter, calendar } = written
  const attachments = calendar !== null ? [{ filename: calendar, contentType: 'text/calendar; charset=utf-8; method=PUBLISH', content: await inside.booking.calendarFile(systemActor, message.booking_id!) }] : []
  await mailer.send({ to, messageId: `${message.id}@${new URL(inside.publicUrl).hostname}`, attachments, ...letter })
  await inside.db.transaction(async (tx) => {
    const sealed = await inside.guests.sealFor(tx, message.guest_id, JSON.stringify(letter))
    await finish(tx, message.id, 'sent', sealed, inside.clock.now())
  })
}

interface Letter { subject: string; text: string; html: string }
interface Written { to: string; letter: Letter; /** The booking's calendar file goes along, under this name. */ calendar: string | null }

/** Null: erased meanwhile, a guest who left no address, or something that is over. */
async function writeLetter(inside: NotificationsInside, message: Queued, about: About): Promise<Written | null> {
  const person = about.people.get(message.guest_id)
  if (person === undefined || person === null || person.email === null) return null
  const entry = message.entry_id
  const letter = entry === null ? bookingLetter(inside, message, person, about) : await waitlistLetter(inside, { ...message, entry_id: entry }, person)
  return letter === null ? null : { to: person.email, letter, calendar: message.kind === 'confirmed' || message.kind === 'amended' ? `${about.bookings.get(message.booking_id!)!.code}.ics` : null }
}

function bookingLetter(inside: NotificationsInside, message: Queued, guest: { name: string; locale: string | null }, about: About): Letter | null {
  const view = message.booking_id === null ? undefined : about.bookings.get(message.booking_id)
  if (view === undefined) return null
  return composeLetter({ kind: message.kind as Kind, booking: view, guest: { name: guest.name, locale: guest.locale }, refund: message.refund, charge: message.charge, link: `${inside.publicUrl}/booking/${view.id}#open=${inside.booking.accessToken(view.id)}` })
}
