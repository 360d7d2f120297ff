import { may } from '@holdfast/contract'
import type { Actor } from '#http/actor'
import type { Booking } from '#module/booking'
import type { VenueLayout } from '#module/venues'
import type { BookingId, VenueId } from '#platform/id'
import { problem, type Problem } from '#platform/problem'
import type { InvoicesDeps } from './deps.ts'
import { findDocument } from './store.ts'
import type { DocumentId, IssuedDocument } from './types.ts'

/** Staff of the venue with the right; outsiders are told that there is none, colleagues that their role does not include it. */
export async function requireStaff(deps: InvoicesDeps, actor: Actor, venue: VenueId, permission: 'issueInvoices' | 'creditInvoices' | 'setUpVenue'): Promise<VenueLayout> {
  const layout = await deps.venues.findLayout(deps.db, venue)
  const at = layout === undefined ? undefined : { vendor: layout.vendor, venue }
  if (layout !== undefined && (actor.system || may[permission](actor, at!))) return layout
  if (at !== undefined && may.seeBoard(actor, at)) throw problem('not-allowed', { detail: 'Your role at this venue does not include this. Ask a manager.' })
  throw problem('not-found', { detail: 'There is no such venue, or you do not work there.' })
}

export const noDocument = (): Problem => problem('not-found', { detail: 'There is no such document, or it is not yours to see.' })

/** The booking, for its guest and for staff who write invoices; other staff of the venue are told so. */
export async function mayBill(deps: InvoicesDeps, actor: Actor, id: BookingId): Promise<Booking> {
  const booking = await deps.booking.read(actor, id)
  if (!isGuestOrBiller(deps, actor, booking)) throw problem('not-allowed', { detail: 'Your role at this venue does not include invoices.' })
  return booking
}

/** The document, for staff who write invoices and for the guest of its booking. */
export async function maySee(deps: InvoicesDeps, actor: Actor, id: DocumentId): Promise<IssuedDocument> {
  const document = await findDocument(deps.db, id)
  if (document === undefined) throw noDocument()
  const at = { vendor: document.vendor, venue: document.venue }
  if (actor.system || may.issueInvoices(actor, at)) return document
  const [booking] = document.booking === null ? [] : await deps.booking.find(deps.db, [document.booking])
  // A folio's second window may be a company's or another guest's: the booking's guest sees what is made out to them.
  if (booking !== undefined && document.guest === booking.guest && isGuestOrBiller(deps, actor, booking)) return document
  if (may.seeBoard(actor, at)) throw problem('not-allowed', { detail: 'Your role at this venue does not include invoices.' })
  throw noDocument()
}

function isGuestOrBiller(deps: InvoicesDeps, actor: Actor, booking: Booking): boolean {
  return actor.system || may.issueInvoices(actor, { vendor: booking.vendor, venue: booking.venue }) || deps.booking.isGuestOf(actor, booking)
}
