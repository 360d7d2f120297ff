import { may } from '@holdfast/contract/permissions'
import type { WireMoney } from '@holdfast/contract'
import type { Answer, OperationName } from '../../ui/api.ts'
import { allowed } from '../desk.ts'

export type Folio = Answer<'getFolio'>
export type Line = Folio['lines'][number]
export type Window = Folio['windows'][number]
export type Summary = Answer<'listFolios'>['items'][number]

export const soldCategories = ['room', 'board', 'food', 'beverage', 'extra', 'fee', 'other'] as const
export const methods = ['card_terminal', 'cash', 'transfer'] as const
export const corrections = ['mistake', 'wrong_amount', 'wrong_guest', 'complaint', 'goodwill', 'not_delivered', 'duplicate', 'other'] as const

export const unitsOf = (money: { amount: string }): number => Number(money.amount)
export const moneyOf = (amount: number, like: WireMoney): WireMoney => ({ ...like, amount: String(amount) })
export const isNothing = (money: { amount: string }): boolean => money.amount === '0'

/** Whose bill it is: the guest, the name of an account or a table, or the code. */
export const nameOfFolio = (folio: Pick<Summary, 'name'> & { guest_name?: string | null; code?: string | null }): string => folio.guest_name ?? folio.name ?? folio.code ?? '–'

/** Of a bill that is open before one. */
export const nameOfBill = ({ name, booking }: Folio): string => nameOfFolio({ name, guest_name: booking?.guest_name ?? null, code: booking?.code ?? null })
export const at = (folio: Folio) => ({ params: { venue: folio.venue, folio: folio.id } })
export interface DialogProps { folio: Folio; onClose: () => void }

/** What a bill's writes are read again by. */
export const touched: OperationName[] = ['getFolio', 'listFolios', 'listShifts', 'getNight', 'board', 'deskBooking', 'listDocuments']

export const mayCharge = allowed(may.postCharges)
export const mayCorrect = allowed(may.correctCharges)
export const mayTakeMoney = allowed(may.takePayments)
export const mayCloseNight = allowed(may.closeNight)
export const mayManageAccounts = allowed(may.manageAccounts)
export const mayIssue = allowed(may.issueInvoices)
export const mayCredit = allowed(may.creditInvoices)
