import { useState } from 'react'
import type { WireMoney } from '@holdfast/contract'
import { MoneyField } from '../../ui/amounts.tsx'
import { useAsk } from '../../ui/api.ts'
import { Checkbox, Choices, SelectField, Stepper } from '../../ui/controls.tsx'
import { MoneyText } from '../../ui/show.tsx'
import { houseWord } from '../../ui/house-words.ts'
import { useWords } from '../../ui/words.tsx'
import { Ask, useStep, WindowField } from './ask.tsx'
import { at, corrections, nameOfFolio, type DialogProps, type Line } from './bill.ts'

/** A line is taken back by an opposite one; nothing is changed or deleted. With another amount it is posted anew. */
export function CorrectDialog({ folio, line, onClose }: DialogProps & { line: Line }) {
  const { say } = useWords()
  const [form, setForm] = useState({ reason: 'mistake' as (typeof corrections)[number], again: false, amount: line.amount as WireMoney | null })
  const step = useStep('correctLine', { line: line.id, ...form }, say('desk.bill.corrected'), onClose)
  return (
    <Ask title={say('desk.bill.correct')} action={say('desk.bill.correctDo')} danger busy={step.busy} problem={step.problem} disabled={form.again && form.amount === null} onClose={onClose}
      onDo={() => { step.run({ params: { venue: folio.venue, folio: folio.id, line: line.id }, body: { reason: form.reason, ...(form.again && form.amount !== null ? { amount: form.amount } : {}) } }) }}>
      <p><bdi className="strong">{line.description}</bdi> · <MoneyText money={line.amount} /></p>
      <Choices label={say('desk.panel.reason')} look="chips" className="reasons" value={form.reason} onChange={(reason) => { setForm({ ...form, reason }) }} choices={corrections.map((value) => ({ value, label: say(`desk.bill.reason.${value}`) }))} />
      {line.kind === 'charge' && <Checkbox checked={form.again} onChange={(event) => { setForm({ ...form, again: event.target.checked }) }}>{say('desk.bill.again')}</Checkbox>}
      {form.again && <MoneyField label={say('desk.bill.amount')} currency={line.amount.currency} value={form.amount} onChange={(amount) => { setForm({ ...form, amount }) }} error={step.errorAt('/amount')} />}
    </Ask>
  )
}

/** Charges go to another part of this bill, or to another open bill of the house. */
export function MoveDialog({ folio, lines, onClose }: DialogProps & { lines: readonly Line[] }) {
  const { say } = useWords()
  const others = useAsk('listFolios', { params: { venue: folio.venue }, query: { limit: 100 } as never })
  const [form, setForm] = useState({ to: '', window: folio.windows.find((one) => !lines.some((line) => line.window === one.no))?.no ?? 1 })
  const step = useStep('transferLines', { ...form, lines: lines.map(({ id }) => id) }, say('desk.bill.moved'), onClose)
  return (
    <Ask title={say('desk.bill.move', { count: lines.length })} action={say('desk.bill.moveDo')} busy={step.busy} problem={step.problem} onClose={onClose} disabled={form.to === '' && folio.windows.length === 1}
      onDo={() => { step.run({ ...at(folio), body: { lines: lines.map(({ id }) => id), ...(form.to === '' ? { to_window: form.window } : { to_folio: form.to }) } }) }}>
      <SelectField label={say('desk.bill.moveTo')} data-autofocus="" value={form.to} onChange={(event) => { setForm({ ...form, to: event.target.value }) }}>
        <option value="">{say('desk.bill.thisBill')}</option>
        {others.data?.items.filter((one) => one.id !== folio.id).map((one) => <option key={one.id} value={one.id}>{[nameOfFolio(one), one.rooms.join(', '), one.code].filter(Boolean).join(' · ')}</option>)}
      </SelectField>
      {form.to === '' && <WindowField folio={folio} label={say('desk.bill.moveWindow')} value={form.window} onChange={(window) => { setForm({ ...form, window }) }} />}
    </Ask>
  )
}

/** A charge in equal parts that add up to it, one for each window chosen. */
export function SplitDialog({ folio, line, onClose }: DialogProps & { line: Line }) {
  const { say } = useWords()
  const [windows, setWindows] = useState(() => folio.windows.slice(0, 2).map((one) => one.no))
  const step = useStep('splitLine', { line: line.id, windows }, say('desk.bill.splitDone'), onClose)
  return (
    <Ask title={say('desk.bill.split')} action={say('desk.bill.split')} busy={step.busy} problem={step.problem} disabled={windows.length < 2} onClose={onClose}
      onDo={() => { step.run({ params: { venue: folio.venue, folio: folio.id, line: line.id }, body: { parts: windows.map((window) => ({ window, share: 1 })) } }) }}>
      <p><bdi className="strong">{line.description}</bdi> · <MoneyText money={line.amount} /></p>
      <fieldset className="stack"><legend className="field-label">{say('desk.bill.splitOver')}</legend>
        {folio.windows.map((one) => <Checkbox key={one.no} checked={windows.includes(one.no)} onChange={(event) => { setWindows((now) => (event.target.checked ? [...now, one.no].sort((a, b) => a - b) : now.filter((no) => no !== one.no))) }}>{one.no}. {houseWord(one.name, say)}</Checkbox>)}
      </fieldset>
    </Ask>
  )
}

export function SplitByPersonDialog({ folio, onClose }: DialogProps) {
  const { say } = useWords()
  const [persons, setPersons] = useState(Math.min(8, Math.max(2, folio.covers ?? 2)))
  const step = useStep('splitByPerson', { persons }, say('desk.bill.splitDone'), onClose)
  return (
    <Ask title={say('desk.bill.byPerson')} action={say('desk.bill.split')} busy={step.busy} problem={step.problem} onClose={onClose} onDo={() => { step.run({ ...at(folio), body: { persons } }) }}>
      <p>{say('desk.bill.byPersonHint')}</p>
      <Stepper label={say('desk.bill.persons')} min={2} max={8} value={persons} onChange={setPersons} />
    </Ask>
  )
}
