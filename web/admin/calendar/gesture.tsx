import type { WireMoney } from '@holdfast/contract'
import { decimalOf } from '@holdfast/contract/words'
import { exponentOf, MoneyField, NumberField } from '../../ui/amounts.tsx'
import { SelectField, Switch } from '../../ui/controls.tsx'
import { useWords } from '../../ui/words.tsx'
import { ChipPicker, DateField, WeekdayPicker } from '../inputs.tsx'
import type { RateCalendar } from './cells.ts'

export type PriceMove = 'keep' | 'set' | 'more' | 'less' | 'more_percent' | 'less_percent' | 'clear'
type Switching = 'keep' | 'on' | 'off'
/** One change of the calendar, as it is being thought of. What is `keep` or null stays as it is. */
export interface Gesture {
  from: string; to: string; weekdays: number[]; types: string[]; plans: string[]
  move: PriceMove; money: WireMoney | null; percent: number | null; roundTo: number
  restrict: boolean; minStay: number | null; maxStay: number | null; noStays: boolean; arrival: Switching; departure: Switching; stop: Switching
}
export const freshGesture = (from: string, to: string, types: string[], plans: string[]): Gesture => ({
  from, to, weekdays: [], types, plans, move: 'more_percent', money: null, percent: 10, roundTo: 1, restrict: false, minStay: null, maxStay: null, noStays: false, arrival: 'keep', departure: 'keep', stop: 'keep',
})

/** The gesture as the API takes it. */
export function bodyOf(gesture: Gesture, all: RateCalendar) {
  const switched = (key: string, value: Switching) => (value === 'keep' ? {} : { [key]: value === 'on' })
  const price = priceOf(gesture)
  return {
    from: gesture.from, to: gesture.to, weekdays: gesture.weekdays,
    room_types: gesture.types.length === all.room_types.length ? [] : gesture.types, plans: gesture.plans.length === all.plans.length ? [] : gesture.plans,
    ...(price === null ? {} : { price }), round_to: gesture.roundTo,
    ...(gesture.restrict ? {
      ...(gesture.minStay !== null || gesture.noStays ? { min_stay: gesture.minStay } : {}), ...(gesture.maxStay !== null || gesture.noStays ? { max_stay: gesture.maxStay } : {}),
      ...switched('closed_to_arrival', gesture.arrival), ...switched('closed_to_departure', gesture.departure), ...switched('stop_sell', gesture.stop),
    } : {}),
  }
}
function priceOf({ move, money, percent }: Gesture): object | null {
  switch (move) {
    case 'keep': return null
    case 'clear': return { clear: true }
    case 'set': return money === null ? null : { set: money }
    case 'more': return money === null ? null : { add: money }
    case 'less': return money === null ? null : { add: { ...money, amount: `-${money.amount}` } }
    case 'more_percent': return { percent: percent ?? 0 }
    case 'less_percent': return { percent: -(percent ?? 0) }
  }
}

/** When, for what, and how prices and rules change. */
export function GestureForm({ calendar, value, onChange, errorAt }: { calendar: RateCalendar; value: Gesture; onChange: (value: Gesture) => void; errorAt: (field: string) => string | undefined }) {
  const { say } = useWords()
  const set = (part: Partial<Gesture>) => onChange({ ...value, ...part })
  const typeName = (id: string) => calendar.room_types.find((type) => type.id === id)?.name ?? id
  const planName = (id: string) => calendar.plans.find((plan) => plan.id === id)?.name ?? id
  const money = value.move === 'set' || value.move === 'more' || value.move === 'less'
  const percent = value.move === 'more_percent' || value.move === 'less_percent'
  const exponent = exponentOf(calendar.currency)
  return (
    <div className="stack">
      <div className="fields fields-small">
        <DateField label={say('admin.calendar.first')} value={value.from} onChange={(from) => set({ from: from ?? '', to: from !== null && value.to < from ? from : value.to })} error={errorAt('from')} />
        <DateField label={say('admin.calendar.last')} value={value.to} onChange={(to) => set({ to: to ?? '' })} error={errorAt('to')} />
      </div>
      <WeekdayPicker label={say('admin.calendar.weekdays')} value={value.weekdays} onChange={(weekdays) => set({ weekdays })} />
      <ChipPicker label={say('admin.calendar.types')} options={calendar.room_types.map((type) => type.id as string)} value={value.types} nameOf={typeName} onChange={(types) => set({ types })} />
      {calendar.plans.length > 1 && <ChipPicker label={say('admin.calendar.plans')} options={calendar.plans.map((plan) => plan.id as string)} value={value.plans} nameOf={planName} onChange={(plans) => set({ plans })} />}
      <div className="fields fields-small">
        <SelectField label={say('admin.calendar.price')} value={value.move} onChange={(event) => set({ move: event.target.value as PriceMove })} error={errorAt('price')}>
          {(['keep', 'set', 'more_percent', 'less_percent', 'more', 'less', 'clear'] as const).map((move) => <option key={move} value={move}>{say(`admin.calendar.move.${move}`)}</option>)}
        </SelectField>
        {money && <MoneyField label={say('admin.calendar.amount')} currency={calendar.currency} value={value.money} onChange={(amount) => set({ money: amount })} error={errorAt('price/set') ?? errorAt('price/add')} />}
        {percent && <NumberField label={say('admin.calendar.percent')} after={<span className="faint">%</span>} value={value.percent} onChange={(by) => set({ percent: by })} error={errorAt('price/percent')} />}
        {(percent || value.move === 'more' || value.move === 'less') && <SelectField label={say('admin.calendar.round')} value={String(value.roundTo)} onChange={(event) => set({ roundTo: Number(event.target.value) })}>
          <option value="1">{say('admin.calendar.roundNot')}</option>
          {[1, 5, 10].map((whole) => whole * 10 ** exponent).filter((to) => to > 1).map((to) => <option key={to} value={to}>{decimalOf({ amount: String(to), currency: calendar.currency, exponent }).replace(/\.0+$/, '')} {calendar.currency}</option>)}
        </SelectField>}
      </div>
      <Switch checked={value.restrict} onChange={(event) => set({ restrict: event.target.checked })}>{say('admin.calendar.restrict')}</Switch>
      {value.restrict && <Restrictions value={value} set={set} errorAt={errorAt} />}
    </div>
  )
}

function Restrictions({ value, set, errorAt }: { value: Gesture; set: (part: Partial<Gesture>) => void; errorAt: (field: string) => string | undefined }) {
  const { say } = useWords()
  const triple = (label: string, key: 'arrival' | 'departure' | 'stop') => (
    <SelectField label={label} value={value[key]} onChange={(event) => set({ [key]: event.target.value as Switching })}>
      {(['keep', 'on', 'off'] as const).map((one) => <option key={one} value={one}>{say(`admin.calendar.switch.${one}`)}</option>)}
    </SelectField>
  )
  return (
    <div className="fields fields-small">
      <NumberField label={say('admin.calendar.minStay')} optional value={value.minStay} onChange={(minStay) => set({ minStay })} error={errorAt('min_stay')} />
      <NumberField label={say('admin.calendar.maxStay')} optional value={value.maxStay} onChange={(maxStay) => set({ maxStay })} error={errorAt('max_stay')} />
      <Switch checked={value.noStays} onChange={(event) => set({ noStays: event.target.checked })}>{say('admin.calendar.clearStays')}</Switch>
      {triple(say('admin.calendar.closedToArrival'), 'arrival')}
      {triple(say('admin.calendar.closedToDeparture'), 'departure')}
      {triple(say('admin.calendar.stopSell'), 'stop')}
    </div>
  )
}
