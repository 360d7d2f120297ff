import type { RatePlanId, RoomTypeId } from '#platform/id'
import { money, share } from '#platform/money'
import { addDays, type PlainDate } from '#platform/time'
import type { PlanTerms, RateProgram } from './compile.ts'
import type { Price } from './price.ts'
import { offeredTo, priceStay } from './price-stay.ts'

export interface DayUseToPrice { roomType: RoomTypeId; /** Null: the plan that is cheapest. */ plan: RatePlanId | null; day: PlainDate; guests: number; rooms: number; percent: number; hours: { from: string; to: string } }

/** A room for some hours: a share of what the night would cost, board within. Taxes a night are for who sleeps here. */
export function priceDayUse(program: RateProgram, asked: DayUseToPrice): { price: Price; plan: PlanTerms } {
  const fitting = program.plans.filter((plan) => (asked.plan === null ? offeredTo(plan) : plan.id === asked.plan))
  const plans = fitting.length > 0 ? fitting : program.plans
  const stay = { roomType: asked.roomType, arrival: asked.day, departure: addDays(asked.day, 1), guests: asked.guests, rooms: asked.rooms }
  const nightOf = (plan: PlanTerms) => priceStay(program, { ...stay, plan: plan.id }).lines.reduce((sum, line) => (line.kind === 'night' || line.kind === 'board' ? sum + line.amount.amount : sum), 0)
  const plan = plans.reduce((best, one) => (nightOf(one) < nightOf(best) ? one : best))
  const room = share(money(nightOf(plan), program.currency), asked.percent * 100).amount
  const whole = priceStay(program, { ...stay, plan: plan.id, agreed: [Math.round(room / asked.rooms)] })
  const kept = whole.lines.map((line, i) => ({ line, i })).filter(({ line }) => line.tax?.kind !== 'city')
  const lines = kept.map(({ line }) => ({
    ...line, label: line.kind === 'night' ? `${asked.hours.from}–${asked.hours.to}` : line.label, within: line.within === null ? null : Math.max(0, kept.findIndex(({ i }) => i === line.within)),
  }))
  const total = money(lines.reduce((sum, line) => (line.included ? sum : sum + line.amount.amount), 0), program.currency)
  const dueNow = share(total, plan.policy.depositPercent * 100)
  return { plan, price: { ...whole, lines, total, dueNow, dueLater: money(total.amount - dueNow.amount, program.currency) } }
}
