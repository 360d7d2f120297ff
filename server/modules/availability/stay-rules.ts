import type { Reason } from '@holdfast/contract/kit'
import { addDays, dayNumber, fromDayNumber, nightsOf, weekday, type PlainDate } from '#platform/time'
import { closureOn, hotelOf, type Setup } from './setup.ts'
import type { SaleChannel, StayClaim, StayRestriction } from './types.ts'

/** Everything but the count that may keep a stay from being sold: dates, closures, restrictions. All reasons, not the first. */
export function stayRefusals(setup: Setup, claim: StayClaim, channel: SaleChannel, now: Temporal.Instant): Reason[] {
  const hotel = hotelOf(setup)
  const reasons: Reason[] = []
  if (!setup.capacityOfType.has(claim.roomType)) return [{ code: 'closed', detail: 'This room type is not sold any more.' }]
  const today = channel === 'import' ? null : setup.days.dayOf(now)
  if (today !== null) reasons.push(...dateRefusals(claim, today, setup.days.civilDay(now), hotel.horizonDays))
  const closed = setup.closures.length === 0 ? [] : nightsOf(claim).filter((night) => closureOn(setup, night) !== undefined)
  if (closed.length > 0) reasons.push({ code: 'closed', detail: 'The hotel is closed on some of these nights.', nights: closed })
  if (channel !== 'import' && claim.contracted !== true) reasons.push(...restrictionRefusals(hotel.restrictions ?? [], claim, today!))
  return reasons
}

function dateRefusals(claim: StayClaim, businessDay: PlainDate, civilDay: PlainDate, horizonDays: number): Reason[] {
  // After midnight and before the night audit the night that began yesterday may still be sold to somebody at the door.
  const earliest = businessDay < civilDay ? businessDay : civilDay
  if (claim.arrival < earliest) return [{ code: 'in_the_past', detail: 'The arrival is in the past.', nights: [claim.arrival] }]
  if (dayNumber(claim.departure) > dayNumber(civilDay) + horizonDays + 1) return [{ code: 'beyond_horizon', detail: `Rooms can be booked until ${addDays(civilDay, horizonDays)}.`, limit: horizonDays }]
  return []
}

function restrictionRefusals(all: StayRestriction[], claim: StayClaim, today: PlainDate): Reason[] {
  const mine = all.filter((one) => (one.roomType == null || one.roomType === claim.roomType) && (one.ratePlan == null || one.ratePlan === claim.ratePlan))
  if (mine.length === 0) return []
  const on = (day: PlainDate) => mine.filter((one) => appliesOn(one, day))
  const length = dayNumber(claim.departure) - dayNumber(claim.arrival)
  const nights = nightsOf(claim)
  const reasons: Reason[] = []

  const stopped = nights.filter((night) => on(night).some((one) => one.stopSell === true))
  if (stopped.length > 0) reasons.push({ code: 'stop_sell', detail: 'Some of these nights are not on sale.', nights: stopped })
  if (on(claim.arrival).some((one) => one.closedToArrival === true)) reasons.push({ code: 'closed_to_arrival', detail: `No arrival is possible on ${claim.arrival}.`, nights: [claim.arrival] })
  if (on(claim.departure).some((one) => one.closedToDeparture === true)) reasons.push({ code: 'closed_to_departure', detail: `No departure is possible on ${claim.departure}.`, nights: [claim.departure] })

  const minStay = Math.max(0, ...on(claim.arrival).map((one) => one.minStay ?? 0), ...nights.flatMap((night) => on(night).map((one) => one.minStayThrough ?? 0)))
  const maxStay = Math.min(Infinity, ...on(claim.arrival).map((one) => one.maxStay ?? Infinity), ...nights.flatMap((night) => on(night).map((one) => one.maxStayThrough ?? Infinity)))
  if (length < minStay) reasons.push({ code: 'min_stay', detail: `At least ${minStay} nights must be booked for these dates.`, limit: minStay })
  if (length > maxStay) reasons.push({ code: 'max_stay', detail: `At most ${maxStay} nights can be booked for these dates.`, limit: maxStay })

  const ahead = dayNumber(claim.arrival) - dayNumber(today)
  const advanceMin = Math.max(-Infinity, ...on(claim.arrival).map((one) => one.advanceMin ?? 0))
  const advanceMax = Math.min(Infinity, ...on(claim.arrival).map((one) => one.advanceMax ?? Infinity))
  if (ahead < advanceMin) reasons.push({ code: 'advance_purchase', detail: `This must be booked at least ${advanceMin} days ahead.`, limit: advanceMin })
  if (ahead > advanceMax) reasons.push({ code: 'advance_purchase', detail: `This can be booked at most ${advanceMax} days ahead.`, limit: advanceMax })
  return reasons
}

function appliesOn(one: StayRestriction, day: PlainDate): boolean {
  if (one.from != null && day < one.from) return false
  if (one.to != null && day > one.to) return false
  return one.weekdays === undefined || one.weekdays.includes(weekday(day))
}

export function soldOut(nights: PlainDate[], quantity: number, free: number): Reason {
  const which = nights.length === 1 ? `the night of ${nights[0]}` : `${nights.length} of these nights`
  return { code: 'sold_out', detail: free === 0 || quantity === 1 ? `Nothing is free on ${which}.` : `Only ${free} are free on ${which}.`, nights, limit: free }
}

/** Stays of the same length whose arrival lies near: nearest first, the later one first where two are as near. */
export function nearbyStays(claim: { arrival: PlainDate; departure: PlainDate }, daysAround: number): { arrival: PlainDate; departure: PlainDate }[] {
  const arrival = dayNumber(claim.arrival)
  const departure = dayNumber(claim.departure)
  return Array.from({ length: daysAround }, (_, i) => [i + 1, -(i + 1)]).flat()
    .map((by) => ({ arrival: fromDayNumber(arrival + by), departure: fromDayNumber(departure + by) }))
}
