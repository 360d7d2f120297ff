import { routeOf, type PaymentId } from '#platform/id'
import { openLanes, type Lanes } from '#platform/lanes'
import { databaseTrouble, sql, type Tx } from '#platform/sql'
import type { ProviderState } from '#ports/payment-provider'
import { applyState } from './apply-state.ts'
import type { PaymentsInside } from './inside.ts'
import { firstDelivery } from './store.ts'

/** The provider's word on a payment, and the delivery that brought it. */
export interface Outcome { payment: PaymentId; state: ProviderState; delivery: { provider: string; event: string } }
type OutcomeLanes = Lanes<Outcome, void>

/**
 * Outcomes that come at once (a sale begins, and hundreds pay) are recorded by venue in lanes: one transaction for all
 * that gathered while the last was under way. Each is taken once by its delivery, and undone by itself when it fails.
 * A full lane answers `overloaded`, and the provider delivers again.
 */
function openOutcomeLanes(inside: PaymentsInside): OutcomeLanes {
  return openLanes<Outcome, void>({
    lanes: 8, batchMost: 32, queueMost: 1_000,
    async run(batch) {
      const [only] = batch
      if (batch.length === 1) return [await inside.db.transaction((tx) => takeOne(inside, tx, only!))]
      return inside.db.transaction(async (tx) => {
        const answers: (void | Error)[] = []
        for (const one of batch) answers.push(await apart(tx, () => takeOne(inside, tx, one)))
        return answers
      })
    },
  })
}

const lanes = new WeakMap<PaymentsInside, OutcomeLanes>()

/** Answers when it is committed. */
export function takeOutcome(inside: PaymentsInside, outcome: Outcome): Promise<void> {
  let mine = lanes.get(inside)
  if (mine === undefined) lanes.set(inside, mine = openOutcomeLanes(inside))
  return mine.submit(routeOf(outcome.payment), outcome)
}

async function takeOne(inside: PaymentsInside, tx: Tx, { payment, state, delivery }: Outcome): Promise<void> {
  if (await firstDelivery(tx, delivery.provider, delivery.event, inside.clock.now())) await applyState(inside, tx, payment, state)
}

/** Runs `work`; when it fails, undoes it alone and answers the error. Where the database itself is in trouble, all fail. */
async function apart(tx: Tx, work: () => Promise<void>): Promise<void | Error> {
  // Not waited for: it goes out with the first statement of the work.
  const begun = tx.run(sql`savepoint outcome`)
  begun.catch(() => {})
  try {
    await work()
    await begun
    await tx.run(sql`release savepoint outcome`)
    return undefined
  } catch (error) {
    if (databaseTrouble(error) !== undefined) throw error
    await tx.run(sql`rollback to savepoint outcome`)
    return error as Error
  }
}
