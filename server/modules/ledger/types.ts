import type { Id, VenueId } from '#platform/id'
import type { Currency } from '#platform/money'
import type { PlainDate } from '#platform/time'

export type JournalId = Id<'jrn'>

/**
 * The chart, the same for every venue. What guests, companies and the house owe (`guest`, `city`, `house`), what lies in
 * tills and on its way from the card companies (`cash`, `card.stripe`, `bank`) and what other venues of the vendor owe
 * (`due`) are debits; deposits held, taxes and tips owed, refunds due, revenue and fees are credits.
 */
export type Account =
  | 'guest' | 'city' | 'house' | 'deposits' | 'cash' | 'bank' | 'tips' | 'refunds_due' | 'over_short' | 'due' | 'written_off'
  | `card.${string}` | `revenue.${string}` | `tax.${string}` | `fee.${string}`

export interface Line {
  account: Account
  /** Minor units of the venue's currency; a debit is above zero, a credit below. Never zero. */
  amount: number
  /** What it belongs to within its account: a folio, the booking of a deposit, a cashier's shift, another venue. */
  sub?: string | undefined
  window?: number | undefined
}

export interface NewJournal {
  /** What it is made for: the same key posts once. */
  key: string
  kind: string
  subject?: string | undefined
  reason?: string | undefined
  lines: readonly Line[]
  /** The number of the journal that this one takes back. */
  reverses?: number | undefined
}

export interface Posted { no: number; id: JournalId; key: string; businessDate: PlainDate; /** It had been posted under this key before. */ repeated: boolean }

/** Whose books, by whom, when. `opens` is the business date that books are opened with, when there are none yet. */
export interface Posting { venue: VenueId; currency: Currency; at: Temporal.Instant; opens: PlainDate; actor: string }

export interface Book { venue: VenueId; currency: Currency; businessDate: PlainDate; since: Temporal.Instant }

export interface Journal {
  no: number; id: JournalId; key: string; kind: string; businessDate: PlainDate; at: Temporal.Instant
  subject: string | null; actor: string; reason: string | null; reverses: number | null; reversedBy: number | null
  lines: { account: Account; amount: number; sub: string | null; window: number | null }[]
}

/** As of the end of a business date, or as of a moment; neither: as it stands. */
export type AsOf = { date: PlainDate; at?: undefined } | { at: Temporal.Instant; date?: undefined } | { date?: undefined; at?: undefined }

export interface AccountDay { account: Account; businessDate: PlainDate; debit: number; credit: number }
export interface Difference { what: string; account?: string; day?: string; journal?: number; expected?: number; found?: number }
