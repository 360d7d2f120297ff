import * as identity from './identity.ts'
import * as venues from './venues.ts'
import * as rates from './rates.ts'
import * as booking from './booking.ts'
import * as invoices from './invoices.ts'
import * as groups from './groups.ts'
import * as moneyOf from './money.ts'
import * as simple from './simple.ts'
import * as waitlist from './waitlist.ts'

/** The API, once: every operation with its shapes. Validation, OpenAPI and the typed client all read this record. */
export const endpoints = {
  signUp: identity.signUp, signIn: identity.signIn, signOut: identity.signOut, me: identity.meEndpoint, updateMe: identity.updateMe,
  listSessions: identity.listSessions, revokeSession: identity.revokeSession, changePassword: identity.changePassword, askForPassword: identity.askForPassword, resetPassword: identity.resetPassword, listStaff: identity.listStaff, addStaff: identity.addStaff, removeStaff: identity.removeStaff,
  suggestPlaces: venues.suggestPlaces, search: venues.search, getVenue: venues.getVenue, listOffers: venues.listOffers, priceCalendar: venues.priceCalendar, listSlots: venues.listSlots,
  createVendor: venues.createVendor, createVenue: venues.createVenue, getSetup: venues.getSetup, updateVenue: venues.updateVenue, putRoomTypes: venues.putRoomTypes, putTables: venues.putTables, putServices: venues.putServices, putRates: venues.putRates,
  getTaxes: rates.getTaxes, putTaxes: rates.putTaxes, taxExamples: rates.taxExamples, rateCalendar: rates.rateCalendar, previewRates: rates.previewRates, changeRates: rates.changeRates, undoRates: rates.undoRates, rateHistory: rates.rateHistory,
  listPromos: rates.listPromos, putPromo: rates.putPromo, listCurrencies: rates.listCurrencies,
  publishVenue: venues.publishVenue, unpublishVenue: venues.unpublishVenue, addMedia: venues.addMedia, removeMedia: venues.removeMedia, addClosure: venues.addClosure, removeClosure: venues.removeClosure,
  createQuote: booking.createQuote, getQuote: booking.getQuote, checkQuote: booking.checkQuote, hold: booking.hold, getBooking: booking.getBooking, openBooking: booking.openBooking, extendHold: booking.extendHold, releaseHold: booking.releaseHold,
  previewCancellation: booking.previewCancellation, cancelBooking: booking.cancelBooking, previewAmendment: booking.previewAmendment, amendBooking: booking.amendBooking, bookingCalendar: booking.bookingCalendar, getTrip: booking.getTrip, myBookings: booking.myBookings,
  getPayment: booking.getPayment, retryPayment: booking.retryPayment, paymentWebhook: booking.paymentWebhook,
  board: booking.boardEndpoint, live: booking.live, listBookings: booking.listBookings, deskBooking: booking.deskBooking, deskBook: booking.deskBook, moveReservation: booking.moveReservation, assignUnits: booking.assignUnits, addNote: booking.addNote, freeUnits: booking.freeUnits, sentMail: booking.sentMail,
  getInvoiceSettings: invoices.getInvoiceSettings, putInvoiceSettings: invoices.putInvoiceSettings, issueInvoice: invoices.issueInvoice, informationBill: invoices.informationBill, creditInvoice: invoices.creditInvoice, listDocuments: invoices.listDocuments,
  issueReceipt: invoices.issueReceipt, bookingDocuments: invoices.bookingDocuments, getDocument: invoices.getDocument, documentPdf: invoices.documentPdf, documentUbl: invoices.documentUbl, mailDocument: invoices.mailDocument,
  joinWaitlist: waitlist.joinWaitlist, getWaitlistEntry: waitlist.getWaitlistEntry, openWaitlistEntry: waitlist.openWaitlistEntry, acceptWaitlistOffer: waitlist.acceptWaitlistOffer, declineWaitlistOffer: waitlist.declineWaitlistOffer,
  leaveWaitlist: waitlist.leaveWaitlist, myWaitlist: waitlist.myWaitlist, deskWaitlist: waitlist.deskWaitlist, deskJoinWaitlist: waitlist.deskJoinWaitlist, moveWaitlistEntry: waitlist.moveWaitlistEntry, putWaitlistSettings: waitlist.putWaitlistSettings,
  listBlocks: groups.listBlocks, createBlock: groups.createBlock, getBlock: groups.getBlock, changeBlock: groups.changeBlock, releaseBlock: groups.releaseBlock, blockBookings: groups.blockBookings, findGroup: groups.findGroup,
  listLeases: groups.listLeases, createLease: groups.createLease, returnLease: groups.returnLease, listOverbooked: groups.listOverbooked, solveOverbooked: groups.solveOverbooked,
  listFolios: moneyOf.listFolios, getFolio: moneyOf.getFolio, openFolio: moneyOf.openFolio, setWindows: moneyOf.setWindows, postCharge: moneyOf.postCharge, postPayment: moneyOf.postPayment, postRefund: moneyOf.postRefund, correctLine: moneyOf.correctLine,
  splitLine: moneyOf.splitLine, transferLines: moneyOf.transferLines, settleToAccount: moneyOf.settleToAccount, chargeToRoom: moneyOf.chargeToRoom, closeFolio: moneyOf.closeFolio, reopenFolio: moneyOf.reopenFolio, createAccount: moneyOf.createAccount, updateAccount: moneyOf.updateAccount,
  accountStatement: moneyOf.accountStatement, openBill: moneyOf.openBill, splitByPerson: moneyOf.splitByPerson, listShifts: moneyOf.listShifts, openShift: moneyOf.openShift, closeShift: moneyOf.closeShift, getNight: moneyOf.getNight, closeNight: moneyOf.closeNight,
  setNight: moneyOf.setNight, trialBalance: moneyOf.trialBalance, revenueReport: moneyOf.revenueReport, paymentsReport: moneyOf.paymentsReport, depositsReport: moneyOf.depositsReport, listJournals: moneyOf.listJournals, accountBalance: moneyOf.accountBalance, checkBooks: moneyOf.checkBooks,
  simpleCreateUser: simple.simpleCreateUser, simpleLoginUser: simple.simpleLoginUser, simpleGetUser: simple.simpleGetUser, simplePutUser: simple.simplePutUser, simpleCreateVendor: simple.simpleCreateVendor, simpleLoginVendor: simple.simpleLoginVendor,
  simpleListVendors: simple.simpleListVendors, simpleGetVendor: simple.simpleGetVendor, simplePutVendor: simple.simplePutVendor, simpleBook: simple.simpleBook, simpleGetBooking: simple.simpleGetBooking, simpleGetBookingStatus: simple.simpleGetBookingStatus,
  simplePutBooking: simple.simplePutBooking, simplePutBookingStatus: simple.simplePutBookingStatus, simpleVendorBookings: simple.simpleVendorBookings, simpleUserBookings: simple.simpleUserBookings,
} as const
export type Endpoints = typeof endpoints
export { problems, type ProblemCode } from './problems.ts'
export { may, type Membership, type Person, type Role } from './permissions.ts'
export type * from './kit.ts'
