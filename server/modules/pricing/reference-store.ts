import { sql, type Reader, type Tx } from '#platform/sql'
import type { PlainDate } from '#platform/time'

/** How many of a currency a euro is, on a day, by whom. */
export interface ReferenceRate { currency: string; day: PlainDate; perEuro: string; source: string }

/** The newest of each currency. */
export async function latestRates(reader: Reader): Promise<ReferenceRate[]> {
  return reader.rows<ReferenceRate>(sql`select distinct on (currency) currency, day, per_euro::text as "perEuro", source from pricing.reference_rate order by currency, day desc`)
}

export async function putReferenceRates(tx: Tx, rates: readonly ReferenceRate[]): Promise<void> {
  await tx.run(sql`
    insert into pricing.reference_rate (currency, day, per_euro, source)
    select currency, day, "perEuro", source from jsonb_to_recordset(${JSON.stringify(rates)}::jsonb) as r (currency text, day date, "perEuro" numeric, source text)
    on conflict (currency, day) do update set per_euro = excluded.per_euro, source = excluded.source`)
}
