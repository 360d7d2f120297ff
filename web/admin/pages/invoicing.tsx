import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { BodyInOf } from '@holdfast/contract/kit'
import type { putInvoiceSettings } from '@holdfast/contract/invoices'
import { problemOf, useAsk, useTell, type Answer } from '../../ui/api.ts'
import { Button, SelectField, TextArea, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { ErrorNotice, Notice, Skeleton } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { IssuedDocuments } from '../sections/issued-documents.tsx'
import { countries } from '../world.ts'
import { SaveEnd, useGuard } from '../saving.tsx'
import { useFieldWords, useSetup } from '../setup.tsx'

type Settings = Answer<'getInvoiceSettings'>
type Body = BodyInOf<typeof putInvoiceSettings>
type Kind = Settings['series'][number]['kind']

/** Who sells, as it is printed on invoices, and how their numbers begin. What was issued keeps what it says. */
export function InvoicingPage() {
  const { say } = useWords()
  const { venue } = useSetup()
  const settings = useAsk('getInvoiceSettings', { params: { venue: venue.id } }, { refetchOnWindowFocus: false })
  return (
    <div className="stack step-form">
      <Head title={`${say('admin.step.invoicing')} · ${venue.name}`} keepPrivate />
      <header className="stack step-head"><h1>{say('admin.step.invoicing')}</h1><p className="muted">{say('admin.invoicing.lead')}</p></header>
      {settings.error && <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.isPending && <Skeleton lines={6} />}
      {settings.data && <Editor key={settings.data.version} saved={settings.data} />}
      <IssuedDocuments />
    </div>
  )
}

const draftOf = (saved: Settings) => ({
  legal_name: saved.legal_name, street: saved.street, postal_code: saved.postal_code, city: saved.city, country: saved.country, tax_number: saved.tax_number ?? '', registration: saved.registration ?? '', iban: saved.iban ?? '', footer: saved.footer,
  series: saved.series.map(({ code, kind, prefix }) => ({ code, kind, prefix })),
})
type Draft = ReturnType<typeof draftOf>
const bodyOf = (draft: Draft, version: number): Body => ({ ...draft, tax_number: draft.tax_number.trim() || null, registration: draft.registration.trim() || null, iban: draft.iban.trim() || null, version })

function Editor({ saved }: { saved: Settings }) {
  const { say, locale } = useWords()
  const words = useFieldWords()
  const { venue } = useSetup()
  const [draft, setDraft] = useState(() => draftOf(saved))
  const dirty = useMemo(() => JSON.stringify(draft) !== JSON.stringify(draftOf(saved)), [draft, saved])
  const save = useTell('putInvoiceSettings', { refreshes: ['getInvoiceSettings'] })
  const problem = problemOf(save.error)
  useGuard(dirty)
  const patch = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const field = (name: Exclude<keyof Draft, 'series'>, more: { optional?: boolean; maxLength?: number; dir?: string; hint?: string } = {}) => (
    <TextField label={say(`admin.invoicing.${name}`)} value={draft[name]} maxLength={200} dir="auto" {...more} onChange={(event) => patch({ [name]: event.target.value })} error={words(problem?.fields[`/${name}`])} />
  )
  const unconfirmed = saved.version === 0
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); save.mutate({ params: { venue: venue.id }, body: bodyOf(draft, saved.version) }) }}>
      {unconfirmed && <Notice tone="wait">{say('admin.invoicing.unconfirmed')}</Notice>}
      <div className="fields">{field('legal_name')}{field('tax_number', { optional: true, maxLength: 30, dir: 'ltr', hint: say('admin.invoicing.taxHint') })}</div>
      {field('street')}
      <div className="fields">{field('postal_code', { maxLength: 20, dir: 'ltr' })}{field('city', { maxLength: 80 })}
        <SelectField label={say('admin.invoicing.country')} value={draft.country} onChange={(event) => patch({ country: event.target.value })}>{countries(locale).map(({ code, name }) => <option key={code} value={code}>{name}</option>)}</SelectField></div>
      <div className="fields">{field('registration', { optional: true, maxLength: 80 })}{field('iban', { optional: true, maxLength: 42, dir: 'ltr' })}</div>
      <TextArea label={say('admin.invoicing.footer')} optional rows={2} dir="auto" maxLength={400} value={draft.footer} onChange={(event) => patch({ footer: event.target.value })} error={words(problem?.fields['/footer'])} />
      <SeriesList draft={draft} saved={saved} onChange={(series) => patch({ series })} errorAt={(i, name) => words(problem?.fields[`/series/${i}/${name}`])} />
      <SaveEnd problem={problem} dirty={dirty}><Button type="submit" look="primary" busy={save.isPending} disabled={!dirty && !unconfirmed}>{say('action.save')}</Button></SaveEnd>
    </form>
  )
}

/** Rows of numbers: every kind of document has its own, and a bar may have one more. */
function SeriesList({ draft, saved, onChange, errorAt }: { draft: Draft; saved: Settings; onChange: (series: Draft['series']) => void; errorAt: (i: number, field: string) => string | undefined }) {
  const { say } = useWords()
  const { venue } = useSetup()
  const change = (i: number, part: Partial<Draft['series'][number]>) => onChange(draft.series.map((one, k) => (k === i ? { ...one, ...part } : one)))
  const freeCode = (kind: Kind) => { for (let n = 2; ; n += 1) if (!draft.series.some((one) => one.code === `${kind}_${n}`)) return `${kind}_${n}` }
  return (
    <section className="item stack" aria-label={say('admin.invoicing.series')}>
      <h2>{say('admin.invoicing.series')}</h2><p className="muted small">{say('admin.invoicing.seriesHint')}</p>
      {draft.series.map((one, i) => {
        const last = saved.series.find((known) => known.code === one.code)?.last_number
        return (
          <div className="fields" key={one.code}>
            <TextField label={`${say(`admin.invoicing.kind.${one.kind}`)}${one.code === one.kind ? '' : ` · ${one.code}`}`} dir="ltr" value={one.prefix} maxLength={12} hint={last ? say('admin.invoicing.last', { number: last }) : `${one.prefix}-${venue.today.slice(0, 4)}-000001`}
              onChange={(event) => change(i, { prefix: event.target.value.toUpperCase() })} error={errorAt(i, 'prefix')} />
          </div>
        )
      })}
      <div className="row"><Button size="small" icon={<Plus aria-hidden />} onClick={() => onChange([...draft.series, { code: freeCode('invoice'), kind: 'invoice', prefix: '' }])}>{say('admin.invoicing.addSeries')}</Button></div>
    </section>
  )
}
