import { createContext, useContext } from 'react'
import { may, type Person, type VenueRef } from '@holdfast/contract/permissions'
import type { Answer } from '../ui/api.ts'
import type { MessageKey } from '../ui/words.tsx'
import type { Lease } from './lease-source.tsx'
import type { Live } from './live.ts'
import type { Staff, StaffVenue } from './session.tsx'

export type Board = Answer<'board'>
export type Line = Board['arrivals'][number]
export type Full = Answer<'deskBooking'>
export type Reservation = Full['reservations'][number]
export type Status = Line['status']
export type Move = 'arrived' | 'completed' | 'no_show' | 'cancelled' | 'confirmed'
export type NewKind = 'walk_in' | 'phone'
/** A new booking: who comes how, and from which lease where it begins at one. */
export interface Starting { kind: NewKind; lease?: Lease | undefined }

export const staffReasons = ['guest_asked', 'no_contact', 'payment', 'overbooked', 'mistake', 'house', 'weather', 'other'] as const
export type StaffReason = (typeof staffReasons)[number]

/** What a step is done to: a line of the board, or a reservation in the panel. */
export interface Target { booking: string; reservation: string; guest: string; status: Status; stay: boolean; arrivesOn: string | null; leavesOn: string | null }
/** Who may not see guests gets lines without names: the code stands for them. */
export const nameOf = (line: Line): string => line.guest_name || line.code
export const targetOf = (line: Line): Target =>
  ({ booking: line.booking, reservation: line.reservation, guest: nameOf(line), status: line.status, stay: line.arrival !== null, arrivesOn: line.arrival ?? line.at?.slice(0, 10) ?? null, leavesOn: line.departure })

/** The one step that usually comes next. */
export function nextStep(target: Target, today: string): { to: Move; say: MessageKey } | null {
  if (target.status === 'confirmed' && target.arrivesOn !== null && target.arrivesOn <= today) return { to: 'arrived', say: target.stay ? 'desk.do.checkIn' : 'desk.do.seat' }
  if (target.status === 'arrived') return { to: 'completed', say: target.stay ? 'desk.do.checkOut' : 'desk.do.complete' }
  return null
}

/** Where taking back leads from a state; null: it cannot be taken back. A cancellation gave the room away and asks before instead. */
export function backTo(status: Status): Move | null {
  if (status === 'arrived' || status === 'no_show') return 'confirmed'
  if (status === 'completed') return 'arrived'
  return null
}

export interface Desk {
  venue: StaffVenue
  staff: Staff
  live: Live
  /** The venue's business date now. */
  today: string
  board: Board | undefined
  opened: string | undefined
  open(booking: string | undefined): void
  startNew(kind: NewKind, lease?: Lease): void
  move(target: Target, to: Move, extra?: { room?: string; tables?: string[]; reason?: StaffReason }): Promise<boolean>
  askCancel(target: Target): void
  change(booking: string): void
  undoLast(): void
  /** Reservations whose step is on its way. */
  moving: ReadonlySet<string>
}
const DeskContext = createContext<Desk | null>(null)
export const DeskProvider = DeskContext.Provider
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === null) throw new Error('not at a venue')
  return desk
}

/** Whether the person at this desk may do something at its venue. */
export const allowed = (may: (person: Person, at: VenueRef) => boolean) => (desk: Pick<Desk, 'staff' | 'venue'>): boolean => may(desk.staff.person, { vendor: desk.venue.vendor, venue: desk.venue.id })
export const mayMove = allowed(may.checkIn)
export const mayBook = allowed(may.bookAtDesk)
/** To sell or set aside beyond what is free. */
export const mayOverride = allowed(may.overrideAvailability)
export const mayManageGroups = allowed(may.manageGroups)
export const maySetUp = allowed(may.setUpVenue)
