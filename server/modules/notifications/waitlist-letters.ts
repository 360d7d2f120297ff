import { countText, dateRangeText, instantText, localeOf, moneyText, wallText, type Locale } from '@holdfast/contract/words'
import type { EntryView } from '#module/waitlist'
import type { GuestId, WaitlistId } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { LoggedEvent } from '#ports/event-log'
import type { LetterWords } from './draw-letter.ts'
import type { NotificationsInside } from './inside.ts'
import { insertMessages, type Queued } from './store.ts'
import { waitlistWords, type WaitlistKind } from './waitlist-words.ts'
import { words } from './words.ts'

const kinds: Record<string, WaitlistKind> = { 'waitlist.joined': 'waitlist_joined', 'waitlist.offered': 'waitlist_offered', 'waitlist.called': 'waitlist_called' }
export const waitlistEventTypes = Object.keys(kinds)

/** Notes a letter about a place in line, in the transaction that moves the cursor. What is offered was held before it was told. */
export async function noteWaitlistLetters(inside: NotificationsInside, tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  await insertMessages(tx, events.map((event) => ({
    event: event.id, venue: event.venue!, booking: null, entry: event.facts['entry'] as WaitlistId, guest: event.facts['guest'] as GuestId, kind: kinds[event.type]!, refund: 0, charge: 0,
  })), inside.clock.now())
  tx.afterCommit(() => inside.wake())
}

/** The letter, or null when it has nothing to say any more: an offer that was answered or is over. */
export async function waitlistLetter(inside: NotificationsInside, message: Queued & { entry_id: WaitlistId }, guest: { name: string; locale: string | null }): Promise<LetterWords | null> {
  const [found] = await inside.waitlist.find(inside.db, [message.entry_id])
  const [entry] = found === undefined ? [] : await inside.waitlist.view([found])
  const kind = message.kind as WaitlistKind
  if (entry === undefined || (kind === 'waitlist_offered' ? entry.offer === null : entry.state !== 'waiting' && entry.state !== 'offered')) return null
  const link = `${inside.publicUrl}/waitlist/${entry.id}#open=${inside.waitlist.accessToken(entry.id)}`
  return composeWaitlistLetter({ kind, entry, guest, link })
}

/** What the letter says. Pure. */
export function composeWaitlistLetter({ kind, entry, guest, link }: { kind: WaitlistKind; entry: EntryView; guest: { name: string; locale: string | null }; link: string }): LetterWords {
  const locale = localeOf(guest.locale)
  const say = waitlistWords[locale]
  const common = words[locale]
  return {
    locale, subject: say.subject[kind](entry.venue.name), head: entry.venue.name,
    above: [common.hello(guest.name), say.opening[kind](entry.venue.name)], rows: rowsOf(entry, locale),
    below: kind === 'waitlist_joined' ? [say.firstCome] : kind === 'waitlist_offered' ? [say.passesOn] : [],
    link, open: say.open[kind], openHint: say.openHint, also: null, end: entry.venue.phone === null ? [] : [common.questions(entry.venue.phone)], farewell: common.farewell,
  }
}

function rowsOf({ stay, sitting, venue, offer }: EntryView, locale: Locale): [string, string][] {
  const [say, common] = [waitlistWords[locale], words[locale]]
  const rows: [string, string][] = offer === null ? [] : [[say.until, instantText(offer.expires_at, venue.time_zone, locale)]]
  if (stay !== null) rows.push([common.when, `${dateRangeText(stay.arrival, stay.departure, locale)} · ${countText('night', stay.nights, locale)}`], [common.room, stay.rooms > 1 ? `${stay.rooms} × ${stay.room_type_name}` : stay.room_type_name], [common.guests, String(stay.guests)])
  if (sitting !== null) {
    const tolerance = offer === null && sitting.tolerance_minutes > 0 ? ` (${say.around(sitting.tolerance_minutes)})` : ''
    rows.push([common.when, `${wallText(offer?.at ?? sitting.at, locale)}${tolerance}`], [common.table, countText('guest', sitting.party, locale)])
  }
  rows.push([common.where, `${venue.address}, ${venue.city}`])
  if (offer !== null && offer.price.total.amount !== '0') rows.push([common.price, moneyText(offer.price.total, locale)])
  return rows
}
