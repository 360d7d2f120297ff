import { BedDouble, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { NumberField } from '../../ui/amounts.tsx'
import { Button, IconButton, Stepper, TextArea, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { ChipPicker } from '../inputs.tsx'
import { roomFacilities, unkeyed, type Setup } from '../lists.ts'
import { expandNumbers, floorOf, foldNumbers } from '../room-numbers.ts'
import { StepForm, useDraft, useSetup, type Draft } from '../setup.tsx'
import { useOnward } from './about.tsx'

type RoomType = Omit<Setup['room_types'][number], 'id'> & { id?: Setup['room_types'][number]['id'] | undefined; key: string }
interface Rooms { types: RoomType[] }

let made = 0
const fresh = (name: string): RoomType => ({ key: `new-${(made += 1)}`, name, description: '', sleeps: 2, beds: '', size_m2: null, facilities: [], rooms: [], overbooking: 0 })

export function RoomsPage() {
  const { say } = useWords()
  const setup = useSetup()
  const form = useDraft<Rooms>('putRoomTypes', ({ room_types }) => ({ types: room_types.map((type) => ({ ...type, key: type.id })) }), ({ types }) => ({ room_types: types.map(unkeyed) }))
  const { types } = form.draft
  const add = (name: string) => form.patch({ types: [...types, fresh(name)] })
  const suggestions = (['single', 'double', 'twin', 'family', 'suite'] as const).map((one) => say(`admin.rooms.${one}`)).filter((name) => !types.some((type) => type.name === name))
  return (
    <StepForm title={say('admin.step.rooms')} lead={say('admin.rooms.lead')} form={form} onward={useOnward('prices')}>
      <Head title={`${say('admin.step.rooms')} · ${setup.venue.name}`} keepPrivate />
      {types.length === 0 && <EmptyState icon={<BedDouble />} title={say('admin.rooms.none')}>{say('admin.rooms.noneHint')}</EmptyState>}
      {types.map((type, i) => <TypeEditor key={type.key} type={type} index={i} form={form} taken={types.flatMap((other) => (other === type ? [] : other.rooms.map(({ number }) => number)))} />)}
      <div className="stack add-more"><p className="field-label">{say('admin.rooms.add')}</p>
        <div className="row">{suggestions.map((name) => <button key={name} type="button" className="chip" onClick={() => add(name)}><Plus aria-hidden />{name}</button>)}<button type="button" className="chip" onClick={() => add('')}><Plus aria-hidden />{say('admin.rooms.other')}</button></div></div>
    </StepForm>
  )
}

function TypeEditor({ type, index, form, taken }: { type: RoomType; index: number; form: Draft<Rooms>; taken: string[] }) {
  const { say } = useWords()
  const at = `/room_types/${index}`
  const set = (part: Partial<RoomType>) => form.patch({ types: form.draft.types.map((one) => (one.key === type.key ? { ...one, ...part } : one)) })
  return (
    <section className="item stack" aria-label={type.name || say('admin.rooms.other')}>
      <header className="row spread"><h2 dir="auto">{type.name || say('admin.rooms.unnamed')} <span className="faint small">{say('count.rooms', { count: type.rooms.length })}</span></h2>
        <IconButton label={say('admin.remove', { what: type.name || say('admin.rooms.unnamed') })} onClick={() => form.patch({ types: form.draft.types.filter((one) => one.key !== type.key) })}><Trash2 aria-hidden /></IconButton></header>
      <div className="fields">
        <TextField label={say('field.name')} dir="auto" value={type.name} maxLength={80} autoFocus={type.name === '' && type.id === undefined} onChange={(event) => set({ name: event.target.value })} error={form.errorAt(`${at}/name`)} />
        <Stepper label={say('admin.rooms.sleeps')} value={type.sleeps} max={30} onChange={(sleeps) => set({ sleeps })} />
        <TextField label={say('admin.rooms.beds')} optional hint={say('admin.rooms.bedsHint')} dir="auto" value={type.beds} maxLength={80} onChange={(event) => set({ beds: event.target.value })} error={form.errorAt(`${at}/beds`)} />
        <NumberField label={say('admin.rooms.size')} optional after={<span className="faint">m²</span>} value={type.size_m2} onChange={(size) => set({ size_m2: size })} error={form.errorAt(`${at}/size_m2`)} />
      </div>
      <Numbers rooms={type.rooms} taken={taken} onChange={(rooms) => set({ rooms })} errors={form.errorsUnder(`${at}/rooms`)} />
      <details className="more"><summary>{say('admin.more')}</summary>
        <div className="stack">
          <TextArea label={say('admin.rooms.description')} optional dir="auto" value={type.description} maxLength={2000} onChange={(event) => set({ description: event.target.value })} />
          <ChipPicker label={say('admin.rooms.facilities')} options={roomFacilities} value={type.facilities} nameOf={(one) => say(`facility.${one}`)} onChange={(facilities) => set({ facilities })} />
          <div className="fields fields-small">
            <NumberField label={say('admin.rooms.overbooking')} hint={say('admin.rooms.overbookingHint')} value={type.overbooking} onChange={(value) => set({ overbooking: value ?? 0 })} error={form.errorAt(`${at}/overbooking`)} />
          </div>
        </div>
      </details>
    </section>
  )
}

/** Many rooms by one line, `101–120, 201`; each can go again by the same way or by its own button. */
function Numbers({ rooms, taken, onChange, errors }: { rooms: RoomType['rooms']; taken: string[]; onChange: (rooms: RoomType['rooms']) => void; errors: string[] }) {
  const { say } = useWords()
  const [text, setText] = useState('')
  const typed = expandNumbers(text)
  const elsewhere = typed.filter((number) => taken.includes(number))
  const fresh = typed.filter((number) => !taken.includes(number) && !rooms.some((room) => room.number === number))
  const there = typed.filter((number) => rooms.some((room) => room.number === number))
  const add = () => { onChange([...rooms, ...fresh.map((number) => ({ number, floor: floorOf(number), features: [] }))]); setText(elsewhere.join(', ')) }
  const drop = (numbers: string[]) => onChange(rooms.filter((room) => !numbers.includes(room.number)))
  return (
    <div className="stack numbers">
      <div className="numbers-row">
        <TextField className="grow" label={say('admin.rooms.numbers')} hint={say('admin.rooms.numbersHint')} value={text} onChange={(event) => setText(event.target.value)} placeholder="101–120" dir="ltr"
          error={errors[0] ?? (elsewhere.length > 0 ? say('admin.rooms.elsewhere', { numbers: foldNumbers(elsewhere) }) : undefined)}
          onKeyDown={(event) => { if (event.key === 'Enter' && text !== '') { event.preventDefault(); if (fresh.length > 0) add() } }} />
        <Button disabled={fresh.length === 0} onClick={add}>{fresh.length > 0 ? say('admin.rooms.addCount', { count: fresh.length }) : say('admin.rooms.addThem')}</Button>
        {there.length > 0 && <Button look="plain" onClick={() => { drop(there); setText('') }}>{say('admin.rooms.dropCount', { count: there.length })}</Button>}
      </div>
      {rooms.length > 0 && <details className="more"><summary><span>{say('count.rooms', { count: rooms.length })}: <bdi dir="ltr" className="figures">{foldNumbers(rooms.map(({ number }) => number))}</bdi></span></summary>
        <ul role="list" className="row">{rooms.map((room) => <li key={room.number}><button type="button" className="chip" aria-label={say('admin.remove', { what: room.number })} onClick={() => drop([room.number])}><bdi>{room.number}</bdi><Trash2 aria-hidden /></button></li>)}</ul></details>}
    </div>
  )
}
