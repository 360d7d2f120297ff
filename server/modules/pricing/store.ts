import type { VenueId } from '#platform/id'
import { sql, type Reader, type Tx } from '#platform/sql'
import type { Rates } from './rates.ts'

export interface RatesRow { venue: VenueId; version: number; rates: Rates }

export async function putRates(tx: Tx, venue: VenueId, rates: Rates): Promise<number> {
  const { version } = await tx.one<{ version: number }>(sql`
    insert into pricing.rates (venue_id, version, rates) values (${venue}, 1, ${rates})
    on conflict (venue_id) do update set version = pricing.rates.version + 1, rates = excluded.rates
    returning version`)
  return version
}

export async function readRates(reader: Reader, venues: readonly VenueId[]): Promise<RatesRow[]> {
  return reader.rows<RatesRow>(sql`select venue_id as venue, version, rates from pricing.rates where venue_id = any(${venues})`)
}
