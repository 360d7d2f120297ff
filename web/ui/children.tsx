import { SelectField, Stepper } from './controls.tsx'
import { useWords } from './words.tsx'

/** Each room has an adult: with fewer guests there are fewer children. */
export const childrenOf = ({ guests, rooms, children }: { guests: number; rooms: number; children?: readonly number[] | undefined }): readonly number[] => (children ?? []).slice(0, Math.max(0, guests - rooms))

/** How many of the guests are children, and how old: prices and taxes go by it. Nothing where nobody could be one. */
export function ChildrenField({ guests, rooms, ages, onChange }: { guests: number; rooms: number; ages: readonly number[]; onChange: (ages: number[]) => void }) {
  const { say } = useWords()
  const most = Math.min(10, guests - rooms)
  if (most < 1 && ages.length === 0) return null
  const set = (count: number) => { onChange(Array.from({ length: count }, (_, i) => ages[i] ?? 8)) }
  return (
    <div className="children-field">
      <Stepper label={say('people.children')} value={ages.length} min={0} max={Math.max(0, most)} onChange={set} />
      {ages.map((age, i) => (
        <SelectField key={i} className="child-age" label={say('people.childAge', { number: i + 1 })} hideLabel value={age} onChange={(event) => { onChange(ages.map((one, k) => (k === i ? Number(event.target.value) : one))) }}>
          {Array.from({ length: 18 }, (_, years) => <option key={years} value={years}>{say('people.years', { count: years })}</option>)}
        </SelectField>
      ))}
    </div>
  )
}
