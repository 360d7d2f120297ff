import type { HotelDefinition, RestaurantDefinition } from '#module/availability'
import type { NightLimits, Rates } from '#module/pricing'
import type { RatePlanId, RoomTypeId } from '#platform/id'
import type { PlainDate } from '#platform/time'
import type { VenueLayout } from './layout.ts'

/** What availability needs of a venue's set-up. A plan's own restrictions go there too, because they decide a sale. */
export function definitionOf(layout: VenueLayout, rates: Rates | undefined, dated: readonly ({ roomType: RoomTypeId; plan: RatePlanId; from: PlainDate; to: PlainDate } & NightLimits)[] = []): HotelDefinition | RestaurantDefinition {
  const common = { timeZone: layout.timeZone, dayEnds: layout.dayEnds, horizonDays: layout.horizonDays }
  if (layout.kind === 'restaurant') {
    return {
      kind: 'restaurant', ...common,
      tables: layout.areas.flatMap((area) => area.tables.map(({ id, seatsMin, seatsMax, walkInOnly, class: kind, counter }) => ({ id, area: area.id, seatsMin, seatsMax, walkInOnly, ...(kind === null ? {} : { class: kind }), ...(counter === null ? {} : { counter }) }))),
      ...(layout.tableClasses.length === 0 ? {} : { classes: layout.tableClasses.map(({ class: kind, rank, askedOnly }) => ({ class: kind, rank, askedOnly })) }),
      combinations: [...layout.combinations],
      services: layout.services.map((service) => ({
        id: service.id, days: service.days, from: service.from, to: service.to, validFrom: service.validFrom, validTo: service.validTo,
        turnMinutes: service.turnMinutes, bufferMinutes: service.bufferMinutes, intervalMinutes: service.intervalMinutes, seatings: service.seatings,
        coversPerInterval: service.coversPerInterval, partiesPerInterval: service.partiesPerInterval,
      })),
    }
  }
  return {
    kind: 'hotel', ...common, checkInFrom: layout.checkInFrom, checkOutUntil: layout.checkOutUntil,
    ...(layout.dayUse === null ? {} : { dayUse: { from: layout.dayUse.from, to: layout.dayUse.to, holdsNight: layout.dayUse.holdsNight } }),
    roomTypes: layout.roomTypes.map((type) => ({ id: type.id, rooms: type.rooms.map((room) => room.id), overbooking: type.overbooking })),
    restrictions: [...(rates?.plans ?? []).filter((plan) => plan.minStay > 1 || plan.maxStay !== null || plan.advanceDaysMin > 0).map((plan) => ({
      ratePlan: plan.id, minStay: plan.minStay, ...(plan.maxStay === null ? {} : { maxStay: plan.maxStay }), advanceMin: plan.advanceDaysMin,
    })), ...dated.map((one) => ({
      ratePlan: one.plan, roomType: one.roomType, from: one.from, to: one.to, ...(one.minStay === null ? {} : { minStay: one.minStay }), ...(one.maxStay === null ? {} : { maxStay: one.maxStay }),
      closedToArrival: one.closedToArrival, closedToDeparture: one.closedToDeparture, stopSell: one.stopSell,
    }))],
  }
}
