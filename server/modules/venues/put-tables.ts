import type { BodyOf } from '@holdfast/contract/kit'
import type { putTables as contract } from '@holdfast/contract/venues'
import type { Actor } from '#http/actor'
import { fromWire } from '#module/pricing'
import type { Currency } from '#platform/money'
import { newId, routeOf, type VenueId } from '#platform/id'
import { changeVenue, type ChangeOptions, type Context } from './change-venue.ts'
import type { Area, Combination, VenueLayout } from './layout.ts'
import { refuse, twice, type Fault } from './rules.ts'
import * as store from './store.ts'

export type TablesInput = BodyOf<typeof contract>

/** Areas, tables and combinations as a whole. Combinations name their tables, so that new ones can be joined at once. */
export async function putTables(context: Context, actor: Actor, venue: VenueId, input: TablesInput, options: ChangeOptions = {}): Promise<VenueLayout> {
  return changeVenue(context, actor, venue, 'tables', options, async (tx, before) => {
    refuse(faultsOf(input, before))
    const now = context.clock.now()
    const fresh = <P extends string>(prefix: P) => newId(prefix, now.epochMilliseconds, routeOf(venue))
    const areas: Area[] = input.areas.map((area) => ({
      id: area.id ?? fresh('ar'), name: area.name,
      tables: area.tables.map((table) => ({ id: table.id ?? fresh('tb'), name: table.name, seatsMin: table.seats_min, seatsMax: table.seats_max, walkInOnly: table.walk_in_only, class: table.class ?? null, counter: table.counter ?? null })),
    }))
    const byName = new Map(areas.flatMap((area) => area.tables.map((table) => [table.name.toLowerCase(), table.id] as const)))
    const combinations: Combination[] = input.combinations.map((combination) => ({
      id: combination.id ?? fresh('cmb'), tables: combination.tables.map((name) => byName.get(name.toLowerCase())!), partyMin: combination.party_min, partyMax: combination.party_max,
    }))
    const classes = input.table_classes === undefined ? before.tableClasses : input.table_classes.map((one) => ({ class: one.class, rank: one.rank, askedOnly: one.asked_only, surchargePerCover: one.surcharge_per_cover === null ? null : minorUnits(one.surcharge_per_cover, before.currency) }))
    await store.putTables(tx, venue, areas, combinations, classes, now)
  })
}

function faultsOf(input: TablesInput, before: VenueLayout): Fault[] {
  if (before.kind !== 'restaurant') return [{ pointer: '/areas', detail: 'a hotel has no tables; link a restaurant to it' }]
  const tables = input.areas.flatMap((area, a) => area.tables.map((table, t) => ({ ...table, pointer: `/areas/${a}/tables/${t}` })))
  const names = new Set(tables.map((table) => table.name.toLowerCase()))
  const known = new Set<string>([...before.areas.flatMap((area) => [area.id, ...area.tables.map((table) => table.id)]), ...before.combinations.map(({ id }) => id)])
  const withIds = [
    ...input.areas.map((area, a) => ({ id: area.id, pointer: `/areas/${a}/id` })), ...tables.map((table) => ({ id: table.id, pointer: `${table.pointer}/id` })),
    ...input.combinations.map((combination, c) => ({ id: combination.id, pointer: `/combinations/${c}/id` })),
  ].flatMap(({ id, pointer }) => (id === undefined ? [] : [{ text: id as string, pointer }]))
  return [
    ...withIds.filter(({ text }) => !known.has(text)).map(({ pointer }) => ({ pointer, detail: 'is not of this venue' })),
    ...twice(withIds),
    ...twice(tables.map((table) => ({ text: table.name, pointer: `${table.pointer}/name` }))),
    ...tables.flatMap((table) => (table.seats_max < table.seats_min ? [{ pointer: `${table.pointer}/seats_max`, detail: 'must not be less than seats_min' }] : [])),
    ...counterFaults(input),
    ...(input.table_classes ?? []).flatMap((one, i) => (one.surcharge_per_cover === null || 'amount' in fromWire(one.surcharge_per_cover, before.currency) ? [] : [{ pointer: `/table_classes/${i}/surcharge_per_cover`, detail: `must be in ${before.currency}` }])),
    ...twice((input.table_classes ?? []).map((one, i) => ({ text: one.class, pointer: `/table_classes/${i}/class` }))),
    ...input.combinations.flatMap((combination, c) => combinationFaults(combination, `/combinations/${c}`, names)),
    ...twice(input.combinations.map((combination, c) => ({ text: combination.tables.map((name) => name.toLowerCase()).toSorted().join(' + '), pointer: `/combinations/${c}/tables` }))),
  ]
}

function combinationFaults(combination: TablesInput['combinations'][number], pointer: string, names: ReadonlySet<string>): Fault[] {
  return [
    ...combination.tables.flatMap((name, i) => (names.has(name.toLowerCase()) ? [] : [{ pointer: `${pointer}/tables/${i}`, detail: `there is no table ${name}` }])),
    ...twice(combination.tables.map((name, i) => ({ text: name, pointer: `${pointer}/tables/${i}` }))),
    ...(combination.party_max < combination.party_min ? [{ pointer: `${pointer}/party_max`, detail: 'must not be less than party_min' }] : []),
  ]
}

/** A seat of a counter is for one; which are side by side is their order. */
function counterFaults(input: TablesInput): Fault[] {
  return input.areas.flatMap((area, a) => area.tables.flatMap((table, t) => (table.counter == null || table.seats_max === 1 ? [] : [{ pointer: `/areas/${a}/tables/${t}/seats_max`, detail: 'a seat at a counter is for one' }])))
}

function minorUnits(given: Parameters<typeof fromWire>[0], currency: Currency): number {
  const parsed = fromWire(given, currency)
  return 'amount' in parsed ? parsed.amount : 0
}
