import type { BodyOf, ResponseOf } from '@holdfast/contract/kit'
import type { getInvoiceSettings, putInvoiceSettings } from '@holdfast/contract/invoices'
import type { Actor } from '#http/actor'
import type { VenueLayout } from '#module/venues'
import type { VenueId } from '#platform/id'
import { emit } from '#platform/outbox'
import { problem } from '#platform/problem'
import { brokenConstraint, type Reader, type Tx } from '#platform/sql'
import type { InvoicesDeps } from './deps.ts'
import { firstSeries } from './rules.ts'
import { sellerOf } from './seller.ts'
import * as store from './store.ts'
import { requireStaff } from './who-may.ts'

export type SettingsView = ResponseOf<typeof getInvoiceSettings>
export type SettingsInput = BodyOf<typeof putInvoiceSettings>

export async function readSettings(deps: InvoicesDeps, actor: Actor, venue: VenueId): Promise<SettingsView> {
  const layout = await requireStaff(deps, actor, venue, 'setUpVenue')
  return view(deps, deps.db, layout)
}

/** Sets who sells and how numbers begin. What was issued keeps what it says: each document carries its seller. */
export async function putSettings(deps: InvoicesDeps, actor: Actor, venue: VenueId, input: SettingsInput, options: { tx?: Tx } = {}): Promise<SettingsView> {
  const layout = await requireStaff(deps, actor, venue, 'setUpVenue')
  const work = async (tx: Tx) => {
    const now = deps.clock.now()
    const { series, version, ...seller } = input
    if (await store.putSeller(tx, venue, seller, version === 0 ? undefined : version, now) === undefined) throw problem('version-conflict', { detail: 'Somebody changed these settings meanwhile. Read them again; nothing was changed.' })
    await putSeries(deps, tx, venue, series)
    await emit(tx, { venue, type: 'invoice_settings.changed', subject: venue, actor, at: now })
  }
  await (options.tx === undefined ? deps.db.transaction(work) : work(options.tx)).catch((error: unknown) => {
    if (brokenConstraint(error) === 'series_prefix') throw problem('in-use', { detail: 'Two series would give the same numbers. Nothing was changed.', errors: [{ pointer: '/series', detail: 'each prefix once' }] })
    throw error
  })
  return view(deps, options.tx ?? deps.db, layout)
}

async function putSeries(deps: InvoicesDeps, tx: Tx, venue: VenueId, wanted: SettingsInput['series']): Promise<void> {
  const now = deps.clock.now()
  const known = await store.listSeries(tx, venue)
  if (known.length === 0) await store.addSeries(tx, venue, firstSeries.map((first) => wanted.find((one) => one.code === first.code && one.kind === first.kind) ?? first), now)
  const present = new Map((await store.listSeries(tx, venue)).map((series) => [series.code, series]))
  for (const [i, one] of wanted.entries()) {
    const at = `/series/${i}`
    const before = present.get(one.code)
    if (before !== undefined && before.kind !== one.kind) throw problem('in-use', { detail: 'A series keeps its kind. Begin another one; nothing was changed.', errors: [{ pointer: `${at}/kind`, detail: `this series is of ${before.kind}` }] })
    if (await store.prefixUsedByOther(tx, venue, one.code, one.prefix)) throw problem('in-use', { detail: 'Another series gave numbers with this prefix, and they would come again. Nothing was changed.', errors: [{ pointer: `${at}/prefix`, detail: 'a prefix of its own' }] })
    if (before === undefined) await store.addSeries(tx, venue, [one], now)
    else if (before.prefix !== one.prefix) await store.setPrefix(tx, venue, one.code, one.prefix)
  }
}

async function view(deps: InvoicesDeps, reader: Reader, layout: VenueLayout): Promise<SettingsView> {
  const seller = await sellerOf(deps, reader, layout)
  const row = await store.findSeller(reader, layout.id)
  const known = await store.listSeries(reader, layout.id)
  const series = known.length > 0 ? known : firstSeries.map((first) => ({ ...first, last: null }))
  return {
    legal_name: seller.legalName, street: seller.street, postal_code: seller.postalCode, city: seller.city, country: seller.country, tax_number: seller.taxNumber, registration: seller.registration, iban: seller.iban, footer: seller.footer,
    version: row?.version ?? 0, series: series.map(({ code, kind, prefix, last }) => ({ code, kind, prefix, last_number: last })),
    missing: [...(row === undefined ? [{ pointer: '/legal_name', detail: 'the legal name and address have not been confirmed' }] : []), ...(seller.taxNumber === null ? [{ pointer: '/tax_number', detail: 'the tax number' }] : []), ...(seller.postalCode === '' ? [{ pointer: '/postal_code', detail: 'the postal code' }] : [])],
  }
}
