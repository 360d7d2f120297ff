import { endpoints } from '@holdfast/contract'
import { route, type Call, type Route } from '#http/route'
import type { PlainDate } from '#platform/time'
import { createAccount, setWindows, updateAccount, type WindowsInput } from './accounts.ts'
import * as books from './books.ts'
import { correctLine } from './correct-line.ts'
import type { FoliosDeps } from './deps.ts'
import { openBill, openFolio } from './open-folio.ts'
import { postCharge } from './post-charge.ts'
import { chargeToRoom, closeFolio, reopenFolio, settleToAccount } from './settle-folio.ts'
import { closeShift, openShift, readShifts } from './shifts.ts'
import { splitByPerson, splitLine, transferLines } from './split-line.ts'
import { giveRefund, takePayment } from './take-payment.ts'
import { listOfFolios, statementOf, viewFolio } from './views.ts'

type Any = Pick<Call<never>, 'idempotencyKey'> & { body?: unknown }
const once = (call: Any) => ({ key: call.idempotencyKey, request: call.body ?? {} })
const day = (text: string) => text as PlainDate
const dayOr = (text: string | undefined) => text as PlainDate | undefined

export function folioRoutes(deps: FoliosDeps): Route[] {
  return [
    route(endpoints.listFolios, ({ actor, params, query }) => listOfFolios(deps, actor, params.venue, query)),
    route(endpoints.getFolio, ({ actor, params }) => viewFolio(deps, actor, params.venue, params.folio)),
    route(endpoints.openFolio, async (call) => viewFolio(deps, call.actor, call.params.venue, await openFolio(deps, call.actor, call.params.venue, call.params.booking, once(call)))),
    route(endpoints.setWindows, async (call) => viewFolio(deps, call.actor, call.params.venue, await setWindows(deps, call.actor, call.params.venue, call.params.folio, call.body as WindowsInput, once(call)))),
    route(endpoints.postCharge, async (call) => viewFolio(deps, call.actor, call.params.venue, await postCharge(deps, call.actor, call.params.venue, call.params.folio, { ...call.body, date: dayOr(call.body.date) }, once(call)))),
    route(endpoints.postPayment, async (call) => viewFolio(deps, call.actor, call.params.venue, await takePayment(deps, call.actor, call.params.venue, call.params.folio, call.body, once(call)))),
    route(endpoints.postRefund, async (call) => viewFolio(deps, call.actor, call.params.venue, await giveRefund(deps, call.actor, call.params.venue, call.params.folio, call.body, once(call)))),
    route(endpoints.correctLine, async (call) => viewFolio(deps, call.actor, call.params.venue, await correctLine(deps, call.actor, call.params.venue, call.params.folio, call.params.line, call.body, once(call)))),
    route(endpoints.splitLine, async (call) => viewFolio(deps, call.actor, call.params.venue, await splitLine(deps, call.actor, call.params.venue, call.params.folio, call.params.line, call.body.parts, once(call)))),
    route(endpoints.transferLines, async (call) => viewFolio(deps, call.actor, call.params.venue, await transferLines(deps, call.actor, call.params.venue, call.params.folio, call.body, once(call)))),
    route(endpoints.settleToAccount, async (call) => viewFolio(deps, call.actor, call.params.venue, await settleToAccount(deps, call.actor, call.params.venue, call.params.folio, call.body, once(call)))),
    route(endpoints.chargeToRoom, async (call) => viewFolio(deps, call.actor, call.params.venue, await chargeToRoom(deps, call.actor, call.params.venue, call.params.folio, call.body, once(call)))),
    route(endpoints.closeFolio, async (call) => viewFolio(deps, call.actor, call.params.venue, await closeFolio(deps, call.actor, call.params.venue, call.params.folio, call.body, once(call)))),
    route(endpoints.reopenFolio, async (call) => viewFolio(deps, call.actor, call.params.venue, await reopenFolio(deps, call.actor, call.params.venue, call.params.folio, once(call)))),
    route(endpoints.createAccount, async (call) => viewFolio(deps, call.actor, call.params.venue, await createAccount(deps, call.actor, call.params.venue, call.body, once(call)))),
    route(endpoints.updateAccount, async ({ actor, params, body }) => viewFolio(deps, actor, params.venue, await updateAccount(deps, actor, params.venue, params.folio, body))),
    route(endpoints.accountStatement, ({ actor, params, query }) => statementOf(deps, actor, params.venue, params.folio, day(query.from), day(query.to))),
    route(endpoints.openBill, async (call) => viewFolio(deps, call.actor, call.params.venue, await openBill(deps, call.actor, call.params.venue, call.body, once(call)))),
    route(endpoints.splitByPerson, async (call) => viewFolio(deps, call.actor, call.params.venue, await splitByPerson(deps, call.actor, call.params.venue, call.params.folio, call.body.persons, once(call)))),
    route(endpoints.listShifts, ({ actor, params, query }) => readShifts(deps, actor, params.venue, query)),
    route(endpoints.openShift, (call) => openShift(deps, call.actor, call.params.venue, call.body, once(call))),
    route(endpoints.closeShift, (call) => closeShift(deps, call.actor, call.params.venue, call.params.shift, call.body, once(call))),
    route(endpoints.trialBalance, ({ actor, params, query }) => books.trialBalance(deps, actor, params.venue, { date: dayOr(query.date), at: query.at })),
    route(endpoints.revenueReport, ({ actor, params, query }) => books.revenueReport(deps, actor, params.venue, day(query.from), day(query.to))),
    route(endpoints.paymentsReport, ({ actor, params, query }) => books.paymentsReport(deps, actor, params.venue, day(query.from), day(query.to))),
    route(endpoints.depositsReport, ({ actor, params, query }) => books.depositsReport(deps, actor, params.venue, query.at)),
    route(endpoints.listJournals, ({ actor, params, query }) => books.listJournals(deps, actor, params.venue, { ...query, from: dayOr(query.from), to: dayOr(query.to) })),
    route(endpoints.accountBalance, ({ actor, params, query }) => books.accountBalance(deps, actor, params.venue, { account: query.account, date: dayOr(query.date), at: query.at })),
    route(endpoints.checkBooks, ({ actor, params }) => books.checkBooks(deps, actor, params.venue)),
  ]
}
