import type { Actor } from '#http/actor'
import { fromWire } from '#module/pricing'
import { newId, routeOf, type ServiceId, type VenueId } from '#platform/id'
import type { PlainDate } from '#platform/time'
import { changeVenue, type ChangeOptions, type Context } from './change-venue.ts'
import type { Service, ServiceInput, VenueLayout } from './layout.ts'
import { refuse, twice, type Fault } from './rules.ts'
import * as store from './store.ts'

/** Services as a whole: the recurring templates that shifts and slots come from. */
export async function putServices(context: Context, actor: Actor, venue: VenueId, input: { services: ServiceInput[] }, options: ChangeOptions = {}): Promise<VenueLayout> {
  return changeVenue(context, actor, venue, 'services', options, async (tx, before) => {
    const now = context.clock.now()
    const faults: Fault[] = []
    const services = input.services.map((service, i) => serviceOf(service, service.id ?? newId('svc', now.epochMilliseconds, routeOf(venue)), before.currency, `/services/${i}`, faults))
    refuse([...faultsOf(input.services, before), ...faults])
    await store.putServices(tx, venue, services, now)
  })
}

function faultsOf(services: readonly ServiceInput[], before: VenueLayout): Fault[] {
  if (before.kind !== 'restaurant') return [{ pointer: '/services', detail: 'a hotel has no services; link a restaurant to it' }]
  const known = new Set<string>(before.services.map(({ id }) => id))
  return [
    ...services.flatMap((service, i) => (service.id !== undefined && !known.has(service.id) ? [{ pointer: `/services/${i}/id`, detail: 'is no service of this venue' }] : [])),
    ...twice(services.flatMap((service, i) => (service.id === undefined ? [] : [{ text: service.id as string, pointer: `/services/${i}/id` }]))),
    ...twice(services.map((service, i) => ({ text: service.name, pointer: `/services/${i}/name` }))),
    ...services.flatMap((service, i) => (service.valid_from !== null && service.valid_to !== null && service.valid_to < service.valid_from ? [{ pointer: `/services/${i}/valid_to`, detail: 'must not be before valid_from' }] : [])),
    ...services.flatMap((service, i) => (service.prepaid_parts !== undefined && service.prepaid_parts.reduce((sum, part) => sum + part.percent, 0) !== 100 ? [{ pointer: `/services/${i}/prepaid_parts`, detail: 'must add up to 100%' }] : [])),
    ...services.flatMap((service, i) => service.turn_minutes.flatMap((turn, t) => {
      const before = service.turn_minutes[t - 1]
      return before !== undefined && turn.party_max <= before.party_max ? [{ pointer: `/services/${i}/turn_minutes/${t}/party_max`, detail: 'must be larger than in the line before' }] : []
    })),
  ]
}

function serviceOf(input: ServiceInput, id: ServiceId, currency: string, pointer: string, faults: Fault[]): Service {
  const amount = (value: ServiceInput['deposit_per_cover'], field: string): number | null => {
    if (value === null) return null
    const parsed = fromWire(value, currency)
    if ('detail' in parsed) { faults.push({ pointer: `${pointer}/${field}`, detail: parsed.detail }); return null }
    if (parsed.amount < 0 || parsed.amount > 1e10) { faults.push({ pointer: `${pointer}/${field}/amount`, detail: parsed.amount < 0 ? 'must not be negative' : 'is too large' }); return null }
    return parsed.amount === 0 ? null : parsed.amount
  }
  return {
    id, name: input.name, days: [...new Set(input.days)].toSorted((a, b) => a - b), from: input.from, to: input.to, validFrom: input.valid_from as PlainDate | null, validTo: input.valid_to as PlainDate | null,
    turnMinutes: input.turn_minutes.map((turn) => ({ partyMax: turn.party_max, minutes: turn.minutes })), bufferMinutes: input.buffer_minutes, intervalMinutes: input.interval_minutes,
    seatings: [...new Set(input.seatings)], coversPerInterval: input.covers_per_interval, partiesPerInterval: input.parties_per_interval,
    depositPerCover: amount(input.deposit_per_cover, 'deposit_per_cover'), prepaidPerCover: amount(input.prepaid_per_cover, 'prepaid_per_cover'), cancellationHours: input.cancellation_hours,
    deposit: { take: input.deposit_take ?? 'charge', after: input.deposit_after ?? 'credit' },
    ...(input.prepaid_parts === undefined ? {} : { prepaidParts: input.prepaid_parts }), minimumSpendPerCover: amount(input.minimum_spend_per_cover ?? null, 'minimum_spend_per_cover'),
  }
}
