/**
 * Which module may use which. The lint rule and the docs read this; `app.ts` opens the modules in this order.
 * Arrows go one way only, so that a module can be read, tested and moved with what it uses and nothing else.
 */
export const mayUse = {
  /** The vault: personal data, encrypted under a key for each person. */
  guests: [],
  /** Accounts, sessions, roles. */
  identity: ['guests'],
  /** Calendars, service days, claims: what is free, and the only writer of what is sold. */
  availability: [],
  /** One calculator for every price. */
  pricing: [],
  /** Vendors, venues, what they set up, their pictures. */
  venues: ['identity', 'availability', 'pricing'],
  /** Offers and quotes: availability and price put together. */
  quoting: ['venues', 'availability', 'pricing'],
  /** Finding venues. */
  search: ['venues', 'quoting', 'availability', 'pricing'],
  /** Payments by a provider behind a port. */
  payments: [],
  /** The books: double entry, balances, business dates. */
  ledger: [],
  /** Holds, bookings, trips, their lives. */
  booking: ['identity', 'guests', 'venues', 'quoting', 'availability', 'pricing', 'payments'],
  /** Rooms set aside for groups and channels, units leased to a desk: what was agreed with whom. */
  groups: ['guests', 'venues', 'booking', 'availability', 'pricing'],
  /** Bills, accounts of the house and of companies, tills. */
  folios: ['identity', 'guests', 'venues', 'booking', 'pricing', 'payments', 'ledger'],
  /** The night audit: how a business date closes. */
  night: ['venues', 'booking', 'pricing', 'ledger', 'folios'],
  /** The day at the desk. */
  desk: ['identity', 'guests', 'venues', 'booking', 'availability'],
  /** Who waits for what is sold out, and the offers that they get. */
  waitlist: ['guests', 'venues', 'quoting', 'booking', 'availability', 'pricing', 'payments'],
  /** Mail to guests, on confirmed facts only. */
  notifications: ['guests', 'identity', 'venues', 'booking', 'waitlist'],
  /** Invoices, credit notes, receipts: numbered without gaps, never changed; drawn as PDF and UBL. */
  invoices: ['guests', 'venues', 'payments', 'booking', 'folios'],
  /** The simple API: sixteen calls on the same core. */
  simple: ['identity', 'venues', 'search', 'quoting', 'booking', 'payments', 'pricing'],
} as const

export type ModuleName = keyof typeof mayUse
