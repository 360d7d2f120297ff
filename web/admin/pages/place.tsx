import { useMemo } from 'react'
import { NumberField } from '../../ui/amounts.tsx'
import { Checkbox, SelectField, Switch, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { useWords } from '../../ui/words.tsx'
import { TimeField } from '../inputs.tsx'
import { stepsOf } from '../lists.ts'
import { PlacePicker } from '../place-picker.tsx'
import { StepForm, useDraft, useSetup } from '../setup.tsx'
import { countries, currencies, timeZonesOf, zoneName, type Coordinates } from '../world.ts'
import { useOnward } from './about.tsx'

interface Where { country: string; city: string; address: string; time_zone: string; currency: string }

/** Country, city, address; time zone and currency follow the country and can be changed. */
export function CountryFields({ value, onChange, errorOf, fixedCurrency = false }: { value: Where; onChange: (part: Partial<Where>) => void; errorOf: (field: string) => string | undefined; fixedCurrency?: boolean }) {
  const { say, locale } = useWords()
  const all = useMemo(() => countries(locale), [locale])
  const money = useMemo(() => currencies(locale), [locale])
  const zones = useMemo(() => [...new Set([...(value.country === '' ? [] : timeZonesOf(value.country)), ...(value.time_zone === '' ? [] : [value.time_zone])])], [value.country, value.time_zone])
  return (
    <div className="fields">
      <SelectField label={say('admin.place.country')} autoComplete="country" value={value.country} onChange={(event) => onChange({ country: event.target.value })} error={errorOf('country')}>
        {value.country === '' && <option value="">{say('admin.choose')}</option>}
        {all.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
      </SelectField>
      <TextField label={say('admin.place.city')} autoComplete="address-level2" dir="auto" value={value.city} maxLength={80} onChange={(event) => onChange({ city: event.target.value })} error={errorOf('city')} />
      <TextField label={say('admin.place.address')} className="wide" autoComplete="street-address" dir="auto" value={value.address} maxLength={200} onChange={(event) => onChange({ address: event.target.value })} error={errorOf('address')} />
      {value.country !== '' && <>
        <SelectField label={say('admin.place.timeZone')} value={value.time_zone} onChange={(event) => onChange({ time_zone: event.target.value })} error={errorOf('time_zone')}>{zones.map((zone) => <option key={zone} value={zone}>{zoneName(zone, locale)}</option>)}</SelectField>
        <SelectField label={say('admin.place.currency')} value={value.currency} disabled={fixedCurrency} hint={fixedCurrency ? say('admin.place.currencyFixed') : undefined} onChange={(event) => onChange({ currency: event.target.value })} error={errorOf('currency')}>
          {value.currency === '' && <option value="">{say('admin.choose')}</option>}
          {money.map(({ code, name }) => <option key={code} value={code}>{name}</option>)}
        </SelectField>
      </>}
    </div>
  )
}

export function PlacePage() {
  const { say } = useWords()
  const setup = useSetup()
  const hotel = setup.venue.kind === 'hotel'
  const form = useDraft('updateVenue', ({ venue, day_ends, horizon_days, day_use }) => ({
    day_use,
    country: venue.country, city: venue.city, district: venue.district ?? '', address: venue.address, location: venue.location as Coordinates | null, time_zone: venue.time_zone, currency: venue.currency,
    check_in_from: venue.check_in_from ?? '', check_out_until: venue.check_out_until ?? '', day_ends, hold_minutes: venue.hold_minutes as number | null, horizon_days: horizon_days as number | null,
  }), ({ check_in_from, check_out_until, district, hold_minutes, horizon_days, day_use, ...rest }) => ({
    ...rest, district: district.trim() || null, hold_minutes: hold_minutes ?? 10, horizon_days: horizon_days ?? 365, ...(hotel ? { check_in_from, check_out_until, day_use } : {}),
  }))
  const { draft, patch, errorAt } = form
  const priced = setup.rates !== null || setup.services.length > 0
  return (
    <StepForm title={say('admin.step.place')} lead={say('admin.place.lead')} form={form} onward={useOnward(stepsOf[setup.venue.kind][2])}>
      <Head title={`${say('admin.step.place')} · ${setup.venue.name}`} keepPrivate />
      <CountryFields value={draft} onChange={patch} errorOf={(field: string) => errorAt(`/${field}`)} fixedCurrency={priced} />
      <div className="fields"><TextField label={say('admin.place.district')} optional hint={say('admin.place.districtHint')} dir="auto" value={draft.district} maxLength={80} onChange={(event) => patch({ district: event.target.value })} error={errorAt('/district')} /></div>
      <PlacePicker value={draft.location} onChange={(location) => patch({ location })} error={errorAt('/location')} />
      <h2>{say('admin.place.times')}</h2>
      <div className="fields fields-small">
        {hotel && <TimeField label={say('admin.place.checkIn')} value={draft.check_in_from} onChange={(value) => patch({ check_in_from: value })} error={errorAt('/check_in_from')} />}
        {hotel && <TimeField label={say('admin.place.checkOut')} value={draft.check_out_until} onChange={(value) => patch({ check_out_until: value })} error={errorAt('/check_out_until')} />}
        <TimeField label={say('admin.place.dayEnds')} hint={say('admin.place.dayEndsHint')} value={draft.day_ends} onChange={(value) => patch({ day_ends: value })} error={errorAt('/day_ends')} />
        <NumberField label={say('admin.place.hold')} after={<span className="faint">{say('admin.minutes')}</span>} hint={say('admin.place.holdHint')} value={draft.hold_minutes} onChange={(value) => patch({ hold_minutes: value })} error={errorAt('/hold_minutes')} />
        <NumberField label={say('admin.place.horizon')} after={<span className="faint">{say('admin.days')}</span>} hint={say('admin.place.horizonHint')} value={draft.horizon_days} onChange={(value) => patch({ horizon_days: value })} error={errorAt('/horizon_days')} />
      </div>
      {hotel && <DayUse value={draft.day_use} onChange={(day_use) => patch({ day_use })} errorAt={errorAt} />}
    </StepForm>
  )
}

type DayUseTerms = NonNullable<ReturnType<typeof useSetup>['day_use']>
/** Rooms for some hours of a day: between which, at what share of the night, and whether the night is kept. */
function DayUse({ value, onChange, errorAt }: { value: DayUseTerms | null; onChange: (value: DayUseTerms | null) => void; errorAt: (pointer: string) => string | undefined }) {
  const { say } = useWords()
  return (
    <section className="stack" aria-label={say('admin.dayUse.title')}>
      <h2>{say('admin.dayUse.title')}</h2>
      <Switch checked={value !== null} onChange={(event) => onChange(event.target.checked ? { from: '09:00', to: '18:00', percent: 60, holds_night: true } : null)}>{say('admin.dayUse.sell')}</Switch>
      {errorAt('/day_use') && <p className="field-error">{errorAt('/day_use')}</p>}
      {value !== null && <>
        <div className="fields fields-small">
          <TimeField label={say('admin.dayUse.from')} value={value.from} onChange={(from) => onChange({ ...value, from })} error={errorAt('/day_use/from')} />
          <TimeField label={say('admin.dayUse.to')} value={value.to} onChange={(to) => onChange({ ...value, to })} error={errorAt('/day_use/to')} />
          <NumberField label={say('admin.dayUse.percent')} after={<span className="faint">%</span>} value={value.percent} onChange={(percent) => onChange({ ...value, percent: Math.min(100, percent ?? 60) })} error={errorAt('/day_use/percent')} />
        </div>
        <Checkbox checked={!value.holds_night} onChange={(event) => onChange({ ...value, holds_night: !event.target.checked })}>{say('admin.dayUse.nightAfter')}</Checkbox>
      </>}
    </section>
  )
}
