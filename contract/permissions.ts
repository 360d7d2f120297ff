/**
 * Who may do what, as named predicates that the API and the pages both ask. Free of zod and of the server, so that
 * a page can hide what the API would refuse. Roles are held per vendor (`venue: null`, all its venues) or per venue.
 */
export type Role = 'owner' | 'manager' | 'front_desk' | 'housekeeping' | 'host'

export interface Membership { vendor: string; venue: string | null; role: Role }
export interface Person { account: string | null; memberships: readonly Membership[] }
export interface VenueRef { vendor: string; venue: string }

const holds = (...roles: Role[]) => (person: Person, at: VenueRef): boolean =>
  person.memberships.some((m) => m.vendor === at.vendor && (m.venue === null || m.venue === at.venue) && roles.includes(m.role))

const frontOfHouse = holds('owner', 'manager', 'front_desk', 'host')
const management = holds('owner', 'manager')

export const may = {
  /** The vendor's own data: sign-up of venues, and who works there. */
  ownVendor: (person: Person, vendor: string): boolean =>
    person.memberships.some((m) => m.vendor === vendor && m.venue === null && m.role === 'owner'),
  setUpVenue: management,
  manageStaff: management,
  seeBoard: holds('owner', 'manager', 'front_desk', 'host', 'housekeeping'),
  /** Names, e-mails and phones of guests of this venue. */
  seeGuests: frontOfHouse,
  bookAtDesk: frontOfHouse,
  checkIn: frontOfHouse,
  cancelForGuest: frontOfHouse,
  /** Invoices, credit notes and receipts, and reading them. */
  issueInvoices: frontOfHouse,
  /** Give money back on paper. */
  creditInvoices: holds('owner', 'manager', 'front_desk'),
  /** Set rooms aside for groups and channels, and lease units to a desk. */
  manageGroups: holds('owner', 'manager', 'front_desk'),
  /** Charge to folios, split and move charges, say who pays. */
  postCharges: frontOfHouse,
  /** Take lines back, give money back. */
  correctCharges: holds('owner', 'manager', 'front_desk'),
  /** Take payments at a till. */
  takePayments: frontOfHouse,
  /** Close the business date. */
  closeNight: holds('owner', 'manager', 'front_desk'),
  /** Accounts of companies and of the house. */
  manageAccounts: management,
  /** The books, and the figures drawn from them. */
  seeBooks: management,
  /** Sell beyond what is free, with a reason. */
  overrideAvailability: management,
} as const
