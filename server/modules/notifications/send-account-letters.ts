import { localeOf } from '@holdfast/contract/words'
import { newId, type AccountId } from '#platform/id'
import type { Tx } from '#platform/sql'
import type { LoggedEvent } from '#ports/event-log'
import { endAccountLetter, insertAccountLetter, takeDueAccountLetters, type QueuedLetter } from './account-letter-store.ts'
import { drawLetter, type LetterWords } from './draw-letter.ts'
import type { NotificationsInside } from './inside.ts'
import { accountWords } from './words.ts'

export const accountEventTypes = ['account.password_forgotten']

/** Notes a letter for each wish, in the transaction that moves the cursor. */
export async function noteAccountLetters(inside: NotificationsInside, tx: Tx, events: readonly LoggedEvent[]): Promise<void> {
  for (const event of events) await insertAccountLetter(tx, { id: newId('msg', event.at.epochMilliseconds), event: event.id, account: event.subject as AccountId, now: inside.clock.now() })
  tx.afterCommit(() => inside.wake())
}

/**
 * Sends what is due. The link is made here, for each attempt anew, and kept nowhere but in the letter. Without a relay
 * there is no safe place to show it: the operator is told how to make one by hand.
 */
export async function sendAccountLetters(inside: NotificationsInside): Promise<boolean> {
  const due = await inside.db.transaction((tx) => takeDueAccountLetters(tx, inside.clock.now(), 20))
  for (const letter of due) {
    try {
      await sendOne(inside, letter)
    } catch (error) {
      inside.log.warn({ letter: letter.id, attempts: letter.attempts, code: (error as { code?: string }).code }, 'a letter about an account did not leave; it will be sent again')
    }
  }
  return due.length === 20
}

async function sendOne(inside: NotificationsInside, letter: QueuedLetter): Promise<void> {
  const account = await inside.identity.accountOf(inside.db, letter.account_id)
  // Erased meanwhile; or so late that whoever asked has asked again.
  const stale = inside.clock.now().since(letter.created_at).total('hours') > 2
  if (account === null || stale || inside.mailer === null) {
    if (inside.mailer === null) inside.log.warn({ account: letter.account_id }, 'somebody forgot a password, and no relay is set to send letters: make a link with `npm run holdfast -- password-link E-MAIL`')
    return inside.db.transaction((tx) => endAccountLetter(tx, letter.id, 'dropped'))
  }
  const link = await inside.db.transaction((tx) => inside.identity.newPasswordLink(tx, letter.account_id))
  await inside.mailer.send({ to: account.email, messageId: `${letter.id}@${new URL(inside.publicUrl).hostname}`, ...drawLetter(composeAccountLetter({ name: account.name, locale: account.locale }, link)) })
  await inside.db.transaction((tx) => endAccountLetter(tx, letter.id, 'sent'))
}

/** What the letter says. Pure. */
export function composeAccountLetter(person: { name: string; locale: string | null }, link: string): LetterWords {
  const locale = localeOf(person.locale)
  const say = accountWords[locale]
  return { locale, subject: say.subject, head: 'Holdfast', above: [say.hello(person.name), say.opening], rows: [], below: [], link, open: say.open, openHint: say.openHint, also: null, end: [say.notYou], farewell: say.farewell }
}
