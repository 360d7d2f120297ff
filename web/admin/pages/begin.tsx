import { useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { BedDouble, UtensilsCrossed } from 'lucide-react'
import { useMemo, useState, type FormEvent } from 'react'
import { problemOf, useApi, useIntentKey } from '../../ui/api.ts'
import { Button, Choices, SelectField, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { ErrorNotice } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import type { Kind } from '../lists.ts'
import { PlacePicker } from '../place-picker.tsx'
import { SignedIn, vendorsOf, type Me } from '../session.tsx'
import { useKeepSetup } from '../setup.tsx'
import { CountryFields } from './place.tsx'
import { countryHere, currencyOf, zoneFor, type Coordinates } from '../world.ts'

export function BeginPage() {
  return <SignedIn>{(me) => <Begin me={me} />}</SignedIn>
}

interface Beginning { kind: Kind | null; vendor: string; business: string; name: string; country: string; city: string; address: string; location: Coordinates | null; time_zone: string; currency: string }
const wanted = ['name', 'country', 'city', 'address'] as const

/** The first page of a venue: what it is, what it is called, where it is. Everything else comes step by step. */
function Begin({ me }: { me: Me }) {
  const { say } = useWords()
  const vendors = vendorsOf(me)
  const [form, setForm] = useState<Beginning>(() => {
    const country = countryHere()
    return { kind: null, vendor: vendors[0]?.vendor ?? '', business: '', name: '', country, city: '', address: '', location: null, time_zone: country === '' ? '' : Intl.DateTimeFormat().resolvedOptions().timeZone, currency: currencyOf(country) ?? '' }
  })
  const [tried, setTried] = useState(false)
  const patch = (part: Partial<Beginning>) => setForm((now) => ({ ...now, ...part }))
  const begin = useBegin(form)
  const problem = problemOf(begin.error)
  const lacks = useMemo(() => new Set([...wanted.filter((field) => form[field].trim() === ''), ...(form.location === null ? ['location'] : []), ...(form.kind === null ? ['kind'] : [])]), [form])
  const errorOf = (field: string) => problem?.fields[`/${field}`] ?? (tried && lacks.has(field) ? say('admin.needed') : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (lacks.size > 0) { requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"], .kind-error')?.focus()); return }
    void begin.run()
  }
  return (
    <main className="wrap admin-narrow" id="content">
      <Head title={say('admin.begin.title')} keepPrivate />
      <form className="stack step-form" onSubmit={submit} noValidate>
        <header className="stack step-head"><h1>{vendors.length === 0 ? say('admin.begin.first', { name: me.account!.name }) : say('admin.begin.title')}</h1><p className="muted">{say('admin.begin.lead')}</p></header>
        <Choices label={say('admin.begin.kind')} look="cards" className="kind-cards" value={form.kind} onChange={(kind) => patch({ kind })} choices={[
          { value: 'hotel', label: say('kind.hotel'), detail: say('admin.begin.hotel'), icon: <BedDouble aria-hidden /> },
          { value: 'restaurant', label: say('kind.restaurant'), detail: say('admin.begin.restaurant'), icon: <UtensilsCrossed aria-hidden /> },
        ]} />
        {tried && form.kind === null && <p className="field-error kind-error" tabIndex={-1}>{say('admin.begin.chooseKind')}</p>}
        <div className="fields">
          <TextField label={say('admin.begin.name')} hint={say('admin.begin.nameHint')} value={form.name} maxLength={120} onChange={(event) => patch({ name: event.target.value })} error={errorOf('name')} required />
          {vendors.length > 1 && <SelectField label={say('admin.begin.business')} value={form.vendor} onChange={(event) => patch({ vendor: event.target.value })}>{vendors.map((one) => <option key={one.vendor} value={one.vendor}>{one.vendor_name}</option>)}</SelectField>}
          {vendors.length === 0 && <TextField label={say('admin.begin.business')} optional hint={say('admin.begin.businessHint')} value={form.business} maxLength={120} onChange={(event) => patch({ business: event.target.value })} />}
        </div>
        <h2>{say('admin.begin.where')}</h2>
        <CountryFields value={form} onChange={(part) => patch({ ...part, ...(part.country === undefined ? {} : { time_zone: zoneFor(part.country), currency: currencyOf(part.country) ?? form.currency }) })} errorOf={errorOf} />
        <PlacePicker value={form.location} onChange={(location) => patch({ location })} error={errorOf('location')} />
        {problem && <ErrorNotice error={problem} />}
        <div className="save-bar"><span className="save-state">{say('admin.begin.draft')}</span><Button type="submit" look="primary" busy={begin.busy}>{say('action.continue')}</Button></div>
      </form>
    </main>
  )
}

/** Makes the business when there is none, then the venue; a second press, or a retry after a lost answer, makes neither twice. */
function useBegin(form: Beginning) {
  const call = useApi()
  const client = useQueryClient()
  const keep = useKeepSetup()
  const navigate = useNavigate()
  const business = form.business.trim() || form.name.trim()
  const vendorKey = useIntentKey({ business })
  const venueKey = useIntentKey(form)
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null })
  const run = async () => {
    setState({ busy: true, error: null })
    try {
      const vendor = form.vendor === '' ? (await call('createVendor', { body: { name: business }, idempotencyKey: vendorKey })).id : form.vendor as `vnd_${string}`
      const { kind, name, country, city, address, location, time_zone, currency } = form
      const setup = await call('createVenue', { params: { vendor }, body: { kind: kind!, name: name.trim(), country, city: city.trim(), address: address.trim(), location: location!, time_zone, currency }, idempotencyKey: venueKey })
      keep(setup)
      await client.invalidateQueries({ queryKey: ['me'] })
      await navigate({ to: '/$venue/about' as string, params: { venue: setup.venue.id } as never })
    } catch (error) {
      setState({ busy: false, error })
    }
  }
  return { ...state, run }
}
