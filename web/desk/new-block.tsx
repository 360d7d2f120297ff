import { Plus, Trash2 } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { datePlus } from '@holdfast/contract/words'
import { problemOf, useAsk, useIntentKey, useTell } from '../ui/api.ts'
import { Button, Choices, IconButton, SelectField, Stepper, Switch, TextField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { ErrorNotice, Skeleton } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayOverride, useDesk } from './desk.ts'

interface RoomLine { key: number; type: string; rooms: number; rate: string }

/** A group's or a channel's rooms in one dialog: who, when, how many of which, at which rate, until when. */
export function NewBlock({ kind, onClose, onMade }: { kind: 'block' | 'allotment'; onClose: () => void; onMade: (block: string) => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const venue = useAsk('getVenue', { params: { venue: desk.venue.slug } as never }, { staleTime: 60_000 })
  const types = venue.data?.room_types ?? []
  const [name, setName] = useState('')
  const [contact, setContact] = useState({ name: '', email: '', phone: '' })
  const [arrival, setArrival] = useState(datePlus(desk.today, 30))
  const [departure, setDeparture] = useState(datePlus(desk.today, kind === 'block' ? 32 : 90))
  const [lines, setLines] = useState<RoomLine[]>([{ key: 1, type: '', rooms: 5, rate: '' }])
  const [cutOff, setCutOff] = useState(kind === 'block' ? datePlus(desk.today, 14) : '')
  const [hours, setHours] = useState('48')
  const [status, setStatus] = useState<'tentative' | 'definite'>('definite')
  const [guaranteed, setGuaranteed] = useState(true)
  const [code, setCode] = useState('')
  const [reason, setReason] = useState('')
  const exponent = (types[0]?.from_price ?? null)?.exponent ?? 2
  const rateOf = (text: string) => (text.trim() === '' || venue.data === undefined ? {} : { rate: { amount: String(Math.round(Number(text.replace(',', '.')) * 10 ** exponent)), currency: venue.data.currency, exponent } })
  const body = {
    kind, name: name.trim(), status, ...(code.trim() === '' ? {} : { code: code.trim().toUpperCase() }),
    ...(contact.name.trim() === '' ? {} : { contact: { name: contact.name.trim(), ...(contact.email.trim() === '' ? {} : { email: contact.email.trim() }), ...(contact.phone.trim() === '' ? {} : { phone: contact.phone.trim() }) } }),
    ...(kind === 'block' ? (cutOff === '' ? {} : { cut_off: cutOff }) : { guaranteed, ...(hours.trim() === '' ? {} : { release_hours: Number(hours) }) }),
    rooms: lines.map((line) => ({ room_type: line.type || types[0]?.id, arrival, departure, rooms: line.rooms, ...rateOf(line.rate) })),
    ...(reason.trim() === '' ? {} : { override: { reason: reason.trim() } }),
  }
  const key = useIntentKey(body)
  const make = useTell('createBlock', { refreshes: ['listBlocks', 'listOffers', 'listOverbooked'], onDone: (block) => { toast(say('desk.groups.made', { name: block.name, code: block.code }), { tone: 'good' }); onMade(block.id) } })
  const problem = problemOf(make.error)
  const submit = (event: FormEvent) => { event.preventDefault(); make.mutate({ params: { venue: desk.venue.id } as never, body: body as never, idempotencyKey: key }) }
  const setLine = (at: number, change: Partial<RoomLine>) => { setLines(lines.map((line) => (line.key === at ? { ...line, ...change } : line))) }
  const short = problem?.code === 'not-available'
  return (
    <Dialog open onClose={onClose} className="new-booking" title={say(kind === 'block' ? 'desk.groups.new' : 'desk.groups.newAllotment')}>
      {venue.error && <ErrorNotice error={venue.error} />}
      {venue.data === undefined ? venue.error === null && <Skeleton lines={6} /> : <form className="stack" onSubmit={submit}>
        <TextField label={say(kind === 'block' ? 'desk.groups.name' : 'desk.groups.partner')} data-autofocus="" required maxLength={120} autoComplete="off" name="name" value={name} error={problem?.fields['/name']} onChange={(event) => { setName(event.target.value) }} />
        <div className="form-row">
          <TextField label={say('desk.groups.from')} type="date" required min={desk.today} value={arrival} error={problem?.fields['/rooms/0/arrival']} onChange={(event) => { setArrival(event.target.value); if (event.target.value >= departure && event.target.value !== '') setDeparture(datePlus(event.target.value, 1)) }} />
          <TextField label={say('desk.groups.to')} type="date" required min={arrival === '' ? desk.today : datePlus(arrival, 1)} value={departure} error={problem?.fields['/rooms/0/departure']} onChange={(event) => { setDeparture(event.target.value) }} />
        </div>
        {lines.map((line, i) => (
          <div key={line.key} className="form-row block-line" role="group" aria-label={say('desk.groups.line', { number: i + 1 })}>
            <SelectField label={say('desk.column.type')} value={line.type || types[0]?.id} error={problem?.fields[`/rooms/${i}/room_type`]} onChange={(event) => { setLine(line.key, { type: event.target.value }) }}>{types.map((type) => <option key={type.id} value={type.id}>{type.name}</option>)}</SelectField>
            <Stepper label={say('desk.groups.rooms')} value={line.rooms} min={0} max={2000} onChange={(rooms) => { setLine(line.key, { rooms }) }} />
            <TextField label={say('desk.groups.rate', { currency: venue.data.currency })} optional inputMode="decimal" pattern="\d{1,9}([.,]\d{1,3})?" value={line.rate} error={problem?.fields[`/rooms/${i}/rate`]} onChange={(event) => { setLine(line.key, { rate: event.target.value }) }} />
            {lines.length > 1 && <IconButton label={say('desk.groups.removeLine', { number: i + 1 })} onClick={() => { setLines(lines.filter((one) => one.key !== line.key)) }}><Trash2 aria-hidden /></IconButton>}
          </div>
        ))}
        <div><Button size="small" look="plain" icon={<Plus aria-hidden className="icon" />} onClick={() => { setLines([...lines, { key: Math.max(...lines.map((line) => line.key)) + 1, type: types[lines.length % types.length]!.id, rooms: 1, rate: '' }]) }}>{say('desk.groups.addLine')}</Button></div>
        {kind === 'block'
          ? <div className="form-row"><TextField label={say('desk.groups.cutOff')} hint={say('desk.groups.cutOffHint')} type="date" optional min={desk.today} value={cutOff} error={problem?.fields['/cut_off']} onChange={(event) => { setCutOff(event.target.value) }} />
            <Choices label={say('desk.column.state')} value={status} onChange={setStatus} choices={[{ value: 'definite', label: say('desk.groups.state.definite') }, { value: 'tentative', label: say('desk.groups.state.tentative') }]} /></div>
          : <><TextField label={say('desk.groups.hours')} hint={say('desk.groups.hoursHint')} inputMode="numeric" optional value={hours} error={problem?.fields['/release_hours']} onChange={(event) => { setHours(event.target.value.replaceAll(/\D/g, '')) }} />
            <Switch checked={guaranteed} onChange={(event) => { setGuaranteed(event.target.checked) }}>{say('desk.groups.guaranteed')}</Switch></>}
        <details className="more-fields"><summary>{say('desk.groups.more')}</summary>
          <div className="stack">
            <TextField label={say('desk.groups.contact')} optional autoComplete="off" value={contact.name} error={problem?.fields['/contact/name']} onChange={(event) => { setContact({ ...contact, name: event.target.value }) }} />
            <TextField label={say('field.email')} type="email" optional autoComplete="off" value={contact.email} error={problem?.fields['/contact/email']} onChange={(event) => { setContact({ ...contact, email: event.target.value }) }} />
            <TextField label={say('field.phone')} type="tel" optional autoComplete="off" value={contact.phone} error={problem?.fields['/contact/phone']} onChange={(event) => { setContact({ ...contact, phone: event.target.value }) }} />
            <TextField label={say('desk.groups.code')} hint={say('desk.groups.codeHint')} optional autoComplete="off" maxLength={20} value={code} error={problem?.fields['/code']} onChange={(event) => { setCode(event.target.value) }} />
          </div>
        </details>
        {make.error && <ErrorNotice error={make.error} />}
        {(short || reason !== '') && mayOverride(desk) && <TextField label={say('desk.override.reason')} hint={say('desk.override.hint')} maxLength={200} value={reason} error={problem?.fields['/override/reason']} onChange={(event) => { setReason(event.target.value) }} />}
        <div className="row form-actions"><Button onClick={onClose}>{say('action.cancel')}</Button><Button look="primary" type="submit" busy={make.isPending}>{say('desk.groups.make')}</Button></div>
      </form>}
    </Dialog>
  )
}
