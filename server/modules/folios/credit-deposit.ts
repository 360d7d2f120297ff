import type { Booking } from '#module/booking'
import type { BookingId, VenueId } from '#platform/id'
import type { Reader } from '#platform/sql'
import type { FoliosDeps } from './deps.ts'
import type { FolioWork } from './on-folio.ts'

/** What was paid beforehand and lies with the deposits, of a booking. */
export async function depositHeld(deps: Pick<FoliosDeps, 'ledger'>, reader: Reader, venue: VenueId, booking: BookingId): Promise<number> {
  const held = await deps.ledger.balancesBySub(reader, venue, { accounts: ['deposits'], subs: [booking] })
  return -held.reduce((total, one) => total + one.balance, 0)
}

/** The policy gives the deposit back after billing instead of crediting it. */
export const isReturned = (booking: Pick<Booking, 'price'>): boolean => booking.price.policy.deposit?.after === 'refund'

/** Credits to the folio what was paid beforehand and is still held: the liability becomes a payment of the bill. Answers how much. */
export async function creditDeposit(on: FolioWork): Promise<number> {
  const { folio } = on
  if (folio.booking === null) return 0
  const [booking] = await on.deps.booking.find(on.tx, [folio.booking])
  if (booking !== undefined && isReturned(booking)) return 0
  const amount = await depositHeld(on.deps, on.tx, on.layout.id, folio.booking)
  if (amount <= 0) return 0
  // The lock on the folio keeps two from crediting the same; the count tells a second deposit from the first.
  const before = on.lines.filter((line) => line.kind === 'deposit').length
  await on.post([{ key: `deposit:${folio.booking}:${before}`, kind: 'deposit', lines: [{ folio, line: {
    window: 1, kind: 'deposit', category: null, description: 'Deposit', date: on.today, quantity: 1, amount: -amount, net: 0, taxes: [], account: 'deposits', sub: folio.booking,
  } }] }])
  return amount
}
