import { fail } from '#platform/assert'
import { money, share, type Money } from '#platform/money'
import type { DepositTerms, LadderStep, PlanRate } from './rates.ts'

/** What was promised when the booking was made. Kept with the booking as it is here: a later change of rates never touches it. */
export interface FrozenPolicy {
  /** The rate plan or the service that it came from. */
  id: string
  name: string
  cancellation: LadderStep[]
  depositPercent: number
  /** What the percentages are of: the whole stay, or (restaurants) what was paid to keep the table. */
  chargedOn: 'total' | 'due_now'
  /** How the deposit is taken; left out, it is charged now and credited. */
  deposit?: DepositTerms | undefined
  text: string
}
/** What a policy needs of a price. */
export interface Charged { total: Money; dueNow: Money }

export function freezePolicy(plan: PlanRate): FrozenPolicy {
  const cancellation = wholeLadder(plan.cancellation)
  return { id: plan.id, name: plan.name, cancellation, depositPercent: plan.depositPercent, chargedOn: 'total', ...(plan.deposit === undefined ? {} : { deposit: plan.deposit }), text: policyText(cancellation, plan.depositPercent, plan.deposit?.take) }
}

/** The policy in words, without dates or sums; the timeline has those. */
export function policyText(ladder: readonly LadderStep[], depositPercent: number, take: DepositTerms['take'] = 'charge'): string {
  const parts: string[] = []
  ladder.forEach((step, i) => {
    const cost = step.chargePercent === 0 ? 'free to cancel' : `${step.chargePercent}% is charged for a cancellation`
    if (step.untilHours !== null) parts.push(`${cost} until ${hoursInWords(step.untilHours)} before arrival`)
    else if (i === 0) parts.push(step.chargePercent === 0 ? 'free to cancel at any time' : step.chargePercent === 100 ? 'not refundable' : `${step.chargePercent}% is charged for a cancellation at any time`)
    else parts.push(`${step.chargePercent}% after that`)
  })
  if (depositPercent > 0 && take === 'authorize') parts.push(`your card guarantees ${depositPercent === 100 ? 'the whole price' : `${depositPercent}%`} and nothing is paid now`)
  else if (depositPercent > 0) parts.push(depositPercent === 100 ? 'paid in full now' : `${depositPercent}% is paid now`)
  const text = parts.join('; ')
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}

function hoursInWords(hours: number): string {
  if (hours === 0) return '0 hours'
  if (hours % 24 === 0 && hours > 24) return `${hours / 24} days`
  return hours === 1 ? '1 hour' : `${hours} hours`
}

/** When a step ends. Hours are real ones, counted back from the instant of arrival, also over a change of the clocks. */
function endOf(step: LadderStep, arrivalAt: Temporal.Instant): Temporal.Instant | null {
  return step.untilHours === null ? null : arrivalAt.subtract({ hours: step.untilHours })
}

function stepAt(policy: FrozenPolicy, arrivalAt: Temporal.Instant, now: Temporal.Instant): LadderStep {
  return policy.cancellation.find((step) => {
    const end = endOf(step, arrivalAt)
    return end === null || Temporal.Instant.compare(now, end) < 0
  }) ?? fail('a frozen ladder has a last line')
}

const chargedOf = (policy: FrozenPolicy, price: Charged): Money => (policy.chargedOn === 'total' ? price.total : price.dueNow)

/** What cancelling at `now` costs, never more than the whole. `arrivalAt` is the instant of check-in or of the slot. */
export function chargeIfCancelled(policy: FrozenPolicy, price: Charged, arrivalAt: Temporal.Instant, now: Temporal.Instant): Money {
  return share(chargedOf(policy, price), stepAt(policy, arrivalAt, now).chargePercent * 100)
}

/** What not coming costs: the last line. */
export function chargeIfNoShow(policy: FrozenPolicy, price: Charged): Money {
  return share(chargedOf(policy, price), policy.cancellation.at(-1)!.chargePercent * 100)
}

/** What goes back of what was paid, when `charge` is kept. */
export function refundOf(paid: Money, charge: Money): Money {
  return money(Math.max(0, paid.amount - charge.amount), paid.currency)
}

/** Until when cancelling costs nothing; null when it always does, `arrivalAt` when it never does. */
export function freeUntil(policy: FrozenPolicy, arrivalAt: Temporal.Instant): Temporal.Instant | null {
  const free = policy.cancellation.findLast((step) => step.chargePercent === 0)
  return free === undefined ? null : endOf(free, arrivalAt) ?? arrivalAt
}

export interface TimelineStep { from: Temporal.Instant | null; until: Temporal.Instant | null; charge: Money; refund: Money }

/** Each step that is still ahead at `now`, with what cancelling costs in it and what goes back of `paid`. */
export function cancellationTimeline(policy: FrozenPolicy, price: Charged, paid: Money, arrivalAt: Temporal.Instant, now: Temporal.Instant): TimelineStep[] {
  const steps: TimelineStep[] = []
  let from: Temporal.Instant | null = null
  for (const step of policy.cancellation) {
    const until = endOf(step, arrivalAt)
    if (until === null || Temporal.Instant.compare(now, until) < 0) {
      const charge = share(chargedOf(policy, price), step.chargePercent * 100)
      const before = steps.at(-1)
      if (before !== undefined && before.charge.amount === charge.amount) before.until = until
      else steps.push({ from, until, charge, refund: refundOf(paid, charge) })
    }
    from = until
  }
  return steps
}

/** A ladder always ends with a line for the time after all others: without one, the whole is charged. */
function wholeLadder(ladder: readonly LadderStep[]): LadderStep[] {
  const last = ladder.at(-1) ?? fail('a ladder has at least one line')
  return last.untilHours === null ? [...ladder] : [...ladder, { untilHours: null, chargePercent: 100 }]
}
