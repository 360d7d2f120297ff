import { BedDouble } from 'lucide-react'
import type { WireMoney } from '@holdfast/contract'
import { Link } from '@tanstack/react-router'
import { MoneyField, NumberField } from '../../ui/amounts.tsx'
import { Head } from '../../ui/page.tsx'
import { buttonClass } from '../../ui/controls.tsx'
import { EmptyState } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { weekdayName } from '../inputs.tsx'
import { unkeyed, type Setup } from '../lists.ts'
import { ChildBands, Discounts, Extras, type Band, type Discount, type Extra } from '../sections/offers-parts.tsx'
import { Plans, newPlan, type Plan } from '../sections/plans.tsx'
import { CityTax, Seasons, type Season } from '../sections/seasons.tsx'
import { StepForm, useDraft, useSetup, type Draft } from '../setup.tsx'
import { useOnward } from './about.tsx'

type Rates = NonNullable<Setup['rates']>
interface TypePrice { room_type: Rates['room_types'][number]['room_type']; price: WireMoney | null; single_percent: number; extra_guest: WireMoney | null; included_guests: number }
export interface Prices { types: TypePrice[]; weekday_percent: number[]; seasons: Season[]; plans: Plan[]; city_tax: Rates['city_tax']; child_bands: Band[]; discounts: Discount[]; extras: Extra[] }

/** What is saved, with a line for every room type: one without a price yet has an empty field. */
function pricesOf(setup: Setup, planName: string): Prices {
  const { rates } = setup
  return {
    types: setup.room_types.map((type) => {
      const known = rates?.room_types.find((one) => one.room_type === type.id)
      return { room_type: type.id, price: known?.price ?? null, single_percent: known?.single_percent ?? 100, extra_guest: known?.extra_guest ?? null, included_guests: known?.included_guests ?? Math.min(2, type.sleeps) }
    }),
    weekday_percent: rates?.weekday_percent ?? [100, 100, 100, 100, 100, 100, 100],
    seasons: (rates?.seasons ?? []).map((season, i) => ({ ...season, key: `${i} ${season.name}` })),
    plans: (rates?.plans ?? []).length > 0 ? rates!.plans.map((plan) => ({ ...plan, key: plan.id ?? plan.name })) : [newPlan(planName)],
    city_tax: rates?.city_tax ?? null,
    child_bands: (rates?.child_bands ?? []).map((band, i) => ({ ...band, key: `${i} ${band.up_to}` })),
    discounts: (rates?.discounts ?? []).map((discount, i) => ({ ...discount, key: `${i} ${discount.name}` })),
    extras: (rates?.extras ?? []).map((extra) => ({ ...extra, key: extra.id })),
  }
}

export function PricesPage() {
  const { say } = useWords()
  const setup = useSetup()
  const { currency } = setup.venue
  const form = useDraft<Prices>('putRates', (now) => pricesOf(now, say('admin.plans.flexible')), ({ types, seasons, plans, child_bands: bands, discounts, extras, ...rest }) => ({
    ...rest, child_bands: bands.map(unkeyed), discounts: discounts.map(unkeyed), extras: extras.map(unkeyed), room_types: types.filter((type) => type.price !== null), seasons: seasons.map(unkeyed), plans: plans.map(unkeyed),
  }))
  const { draft, patch } = form
  const onward = useOnward('pictures')
  if (setup.room_types.length === 0) return (
    <div className="stack step-form"><Head title={`${say('admin.step.prices')} · ${setup.venue.name}`} keepPrivate /><h1>{say('admin.step.prices')}</h1>
      <EmptyState icon={<BedDouble />} title={say('admin.prices.roomsFirst')} action={<Link to={'/$venue/rooms' as string} params={{ venue: setup.venue.id } as never} className={buttonClass('primary')}>{say('admin.step.rooms')}</Link>} /></div>
  )
  return (
    <StepForm title={say('admin.step.prices')} lead={say('admin.prices.lead')} form={form} onward={onward}>
      <Head title={`${say('admin.step.prices')} · ${setup.venue.name}`} keepPrivate />
      <NightPrices form={form} />
      <section className="item stack" aria-label={say('admin.prices.weekdays')}><h2>{say('admin.prices.weekdays')}</h2><p className="muted small">{say('admin.prices.weekdaysHint')}</p><Weekdays value={draft.weekday_percent} onChange={(weekday) => patch({ weekday_percent: weekday })} /></section>
      <Seasons value={draft.seasons} onChange={(seasons) => patch({ seasons })} errorAt={(i, field) => form.errorAt(`/seasons/${i}/${field}`)} />
      <Plans value={draft.plans} currency={currency} extras={draft.extras} onChange={(plans) => patch({ plans })} errorAt={(i, field) => form.errorsUnder(`/plans/${i}/${field}`)[0]} />
      <Extras value={draft.extras} currency={currency} onChange={(extras) => patch({ extras })} errorAt={(i, field) => form.errorsUnder(`/extras/${i}/${field}`)[0]} />
      <Discounts value={draft.discounts} plans={draft.plans.map((plan) => plan.name).filter((name) => name !== '')} onChange={(discounts) => patch({ discounts })} errorAt={(i, field) => form.errorsUnder(`/discounts/${i}/${field}`)[0]} />
      <ChildBands value={draft.child_bands} currency={currency} onChange={(bands) => patch({ child_bands: bands })} errorAt={(i, field) => form.errorsUnder(`/child_bands/${i}/${field}`)[0]} />
      <CityTax value={draft.city_tax} currency={currency} onChange={(tax) => patch({ city_tax: tax })} errorAt={(field) => form.errorsUnder(`/city_tax/${field}`)[0]} />
    </StepForm>
  )
}

function NightPrices({ form }: { form: Draft<Prices> }) {
  const { say } = useWords()
  const { room_types: types, venue: { currency } } = useSetup()
  return (
    <section className="stack" aria-label={say('admin.prices.night')}>
      <h2>{say('admin.prices.night')}</h2><p className="muted small">{say('admin.prices.nightHint')}</p>
      {form.draft.types.map((one, i) => {
        const type = types.find(({ id }) => id === one.room_type)
        const set = (part: Partial<TypePrice>) => form.patch({ types: form.draft.types.map((other) => (other.room_type === one.room_type ? { ...other, ...part } : other)) })
        return (
          <div key={one.room_type} className="price-row">
            <MoneyField label={<bdi>{type?.name}</bdi>} currency={currency} value={one.price} onChange={(price) => set({ price })} error={form.errorsUnder(`/room_types/${i}/price`)[0]} />
            <NumberField label={say('admin.prices.included')} value={one.included_guests} onChange={(guests) => set({ included_guests: Math.max(1, guests ?? 1) })} error={form.errorAt(`/room_types/${i}/included_guests`)} />
            {(type?.sleeps ?? 0) > one.included_guests && <MoneyField label={say('admin.prices.extra')} optional currency={currency} value={one.extra_guest} onChange={(extra) => set({ extra_guest: extra })} error={form.errorsUnder(`/room_types/${i}/extra_guest`)[0]} />}
            {(type?.sleeps ?? 0) > 1 && <NumberField label={say('admin.prices.single')} after={<span className="faint">%</span>} value={one.single_percent} onChange={(percent) => set({ single_percent: percent ?? 100 })} error={form.errorAt(`/room_types/${i}/single_percent`)} />}
          </div>
        )
      })}
    </section>
  )
}

function Weekdays({ value, onChange }: { value: number[]; onChange: (value: number[]) => void }) {
  const { say, locale } = useWords()
  return <div className="weekday-row">{value.map((percent, i) => <NumberField key={i} label={<span title={weekdayName(i + 1, locale, 'long')}>{weekdayName(i + 1, locale)}</span>} aria-label={`${weekdayName(i + 1, locale, 'long')}, ${say('admin.percent')}`} after={<span className="faint" aria-hidden>%</span>} value={percent} onChange={(next) => onChange(value.map((one, at) => (at === i ? next ?? 100 : one)))} />)}</div>
}
