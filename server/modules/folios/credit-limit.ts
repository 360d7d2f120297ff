import { inWords } from '#module/pricing'
import { money } from '#platform/money'
import { problem } from '#platform/problem'
import type { FolioWork } from './on-folio.ts'

/** A company's account does not come to owe more than its limit. */
export async function refuseBeyondCredit(on: Pick<FolioWork, 'folio' | 'lines' | 'layout'>, more: number): Promise<void> {
  const { creditLimit } = on.folio
  if (creditLimit === null || more <= 0) return
  const owes = on.lines.reduce((total, line) => total + line.amount, 0)
  if (owes + more <= creditLimit) return
  const { currency } = on.layout
  throw problem('credit-limit', { detail: `The account owes ${inWords(money(owes, currency))} of at most ${inWords(money(creditLimit, currency))}. Nothing was posted.`, facts: { limit: creditLimit, owes, asked: more } })
}
