import { systemActor } from '#http/actor'
import type { BookingView } from '#module/booking'
import type { Guests } from '#module/guests'
import type { BookingId, GuestId } from '#platform/id'
import { spareMoment } from '#platform/spare-moment'
import type { Tx } from '#platform/sql'
import type { LoggedEvent } from '#ports/event-log'
import type { Mailer } from '#ports/mail'
import { composeLetter } from './compose-letter.ts'
import { drawLetter, type LetterWords } from './draw-letter.ts'
import type { NotificationsInside } from './inside.ts'
import { waitlistLetter } from './waitlist-letters.ts'
import { drop, finish, insertMessages, lockDue, putOff, takeDue, type MessageId, type NewMessage, type Queued } from './store.ts'
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
/** Written in one piece: a few milliseconds. */
const atATime = 20
/** A letter that has waited so long for the answers of a rush waits no more. */
const lateMinutes = 2

/** Sends what is due, up to 100: what they are about is read for all of them together. Answers whether there may be more. */
export async function sendLetters(inside: NotificationsInside): Promise<boolean> {
  const { mailer } = inside
  if (mailer === null) return keepLetters(inside)
  const due = await inside.db.transaction((tx) => takeDue(tx, inside.clock.now(), atOnce))
  const about = await readAbout(inside, due)
  for (const [i, message] of due.entries()) {
    if (i % atATime === 0) await untilTheirTurn(message, inside.clock.now())
    try {
      await sendOne(inside, mailer, message, about)
    } catch (error) {
      failed(inside, message, error)
    }
  }
  return due.length === atOnce
}

/** Whoever books meanwhile does not wait for letters, until these are late themselves. */
const untilTheirTurn = (message: Queued, now: Temporal.Instant): Promise<void> =>
  spareMoment(message.created_at.until(now).total('minutes') >= lateMinutes ? { looks: 0 } : {})

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
    const written: { id: MessageId; letter: Buffer | null | 'failed' }[] = []
    for (const [i, message] of due.entries()) {
      if (i % atATime === 0) await untilTheirTurn(message, now)
      written.push({ id: message.id, letter: await writeLetter(inside, message, about).then((it) => it?.seal() ?? null, (error: unknown) => failed(inside, message, error)) })
    }
    await finish(tx, 'kept', written.flatMap(({ id, letter }) => (letter === null || letter === 'failed' ? [] : [{ id, sealed: letter }])), now)
    await drop(tx, written.filter(({ letter }) => letter === null).map(({ id }) => id))
    await putOff(tx, written.filter(({ letter }) => letter === 'failed').map(({ id }) => id), now)
    return due.length === atOnce
  })
}

/** What letters are about, read together: who they are to, and the bookings. */
interface About { people: Awaited<ReturnType<Guests['meetPeople']>>; bookings: ReadonlyMap<BookingId, BookingView> }

async function readAbout(inside: NotificationsInside, due: readonly Queued[]): Promise<About> {
  if (due.length === 0) return { people: new Map(), bookings: new Map() }
  const found = await inside.booking.find(inside.db, [...new Set(due.flatMap(({ booking_id }) => (booking_id === null ? [] : [booking_id])))])
  const [people, views] = await Promise.all([inside.guests.meetPeople(inside.db, [...new Set(due.map((message) => message.guest_id))]), inside.booking.viewForLetters(found)])
  return { people, bookings: new Map(views.map((view) => [view.id as BookingId, view])) }
}

/** Sends a letter and says so at once. */
async function sendOne(inside: NotificationsInside, mailer: Mailer, message: Queued, about: About): Promise<void> {
  const written = await writeLetter(inside, message, about)
  if (written === null) return inside.db.transaction((tx) => drop(tx, [message.id]))
  const { to, letter, calendar, seal } = written
  const attachments = calendar !== null ? [{ filename: calendar, contentType: 'text/calendar; charset=utf-8; method=PUBLISH', content: await inside.booking.calendarFile(systemActor, message.booking_id!) }] : []
  await mailer.send({ to, messageId: `${message.id}@${new URL(inside.publicUrl).hostname}`, attachments, ...drawLetter(letter) })
  await inside.db.transaction((tx) => finish(tx, 'sent', [{ id: message.id, sealed: seal() }], inside.clock.now()))
}

interface Written { to: string; letter: LetterWords; /** What is kept of it: its words, from which it is drawn again when somebody looks. */ seal(): Buffer; /** The booking's calendar file goes along, under this name. */ calendar: string | null }

/** Null: erased meanwhile, a guest who left no address, or something that is over. */
async function writeLetter(inside: NotificationsInside, message: Queued, about: About): Promise<Written | null> {
  const met = about.people.get(message.guest_id)
  if (met === undefined || met.person.email === null) return null
  const { person } = met
  const entry = message.entry_id
  const letter = entry === null ? bookingLetter(inside, message, person, about) : await waitlistLetter(inside, { ...message, entry_id: entry }, person)
  return letter === null ? null : { to: met.person.email, letter, seal: () => met.seal(JSON.stringify(letter)), calendar: message.kind === 'confirmed' || message.kind === 'amended' ? `${about.bookings.get(message.booking_id!)!.code}.ics` : null }
}

function bookingLetter(inside: NotificationsInside, message: Queued, guest: { name: string; locale: string | null }, about: About): LetterWords | null {
  const view = message.booking_id === null ? undefined : about.bookings.get(message.booking_id)
  if (view === undefined) return null
  return composeLetter({ kind: message.kind as Kind, booking: view, guest: { name: guest.name, locale: guest.locale }, refund: message.refund, charge: message.charge, link: `${inside.publicUrl}/booking/${view.id}#open=${inside.booking.accessToken(view.id)}`, trip: view.trip === null ? null : `${inside.publicUrl}/trip/${view.trip}#open=${inside.booking.accessToken(view.trip)}` })
}
