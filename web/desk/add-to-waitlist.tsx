import { useState, type FormEvent } from 'react'
import { datePlus } from '@holdfast/contract/words'
import { problemOf, useAsk, useIntentKey, useTell } from '../ui/api.ts'
import { Button, Choices, SelectField, Stepper, TextField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { ErrorNotice } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { useDesk } from './desk.ts'

const quotes = [5, 10, 15, 20, 30, 45, 60, 90] as const

/** Who stands at the door or calls: a name and a number of people are enough. */
export function AddToWaitlist({ onClose }: { onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const hotel = desk.venue.kind === 'hotel'
  const [who, setWho] = useState({ name: '', phone: '', email: '' })
  const [when, setWhen] = useState<'now' | 'later'>(hotel ? 'later' : 'now')
  const [party, setParty] = useState(2)
  const [quoted, setQuoted] = useState('20')
  const [date, setDate] = useState(desk.today)
  const [time, setTime] = useState('20:00')
  const [nights, setNights] = useState(1)
  const [picked, setPicked] = useState<string | null>(null)
  const venue = useAsk('getVenue', { params: { venue: desk.venue.slug } }, { enabled: hotel, staleTime: 60_000 })
  const types = venue.data?.room_types ?? []
  const type = picked ?? types[0]?.id ?? null
  const door = !hotel && when === 'now'
  const guest = { name: who.name.trim(), ...(who.phone.trim() === '' ? {} : { phone: who.phone.trim() }), ...(who.email.trim() === '' ? {} : { email: who.email.trim() }) }
  const body = {
    channel: door ? 'walk_in' : 'phone', guest,
    ...(hotel ? { stay: { room_type: type, arrival: date, departure: datePlus(date, nights), guests: party, rooms: 1 } } : { sitting: { party, ...(door ? { tolerance_minutes: 180 } : { at: `${date}T${time}`, tolerance_minutes: 30 }) } }),
    ...(door ? { quoted_minutes: Number(quoted) } : {}),
  }
  const idempotencyKey = useIntentKey(body)
  const add = useTell('deskJoinWaitlist', { refreshes: ['deskWaitlist'], onDone: () => { onClose(); toast(say('desk.wait.added', { guest: guest.name }), { tone: 'good' }) } })
  const problem = problemOf(add.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!hotel || type !== null) add.mutate({ params: { venue: desk.venue.id } as never, body: body as never, idempotencyKey })
  }
  return (
    <Dialog open onClose={onClose} className="new-booking" title={say('desk.wait.add')}>
      <form className="stack" onSubmit={submit}>
        <TextField label={say('desk.new.name')} data-autofocus="" autoComplete="off" required maxLength={120} value={who.name} error={problem?.fields['/guest/name']} onChange={(event) => { setWho({ ...who, name: event.target.value }) }} />
        {!hotel && <Choices label={say('desk.wait.when')} value={when} onChange={setWhen} choices={[{ value: 'now', label: say('desk.wait.now') }, { value: 'later', label: say('desk.wait.forLater') }]} />}
        <div className="form-row">
          <Stepper label={say(hotel ? 'desk.new.guests' : 'desk.new.party')} value={party} onChange={setParty} min={1} max={hotel ? 30 : 50} />
          {hotel && <Stepper label={say('desk.new.nights')} value={nights} onChange={setNights} min={1} max={90} />}
          {door && <SelectField label={say('desk.wait.quote')} value={quoted} onChange={(event) => { setQuoted(event.target.value) }}>{quotes.map((minutes) => <option key={minutes} value={minutes}>{say('desk.wait.minutes', { count: minutes })}</option>)}</SelectField>}
        </div>
        {!door && <div className="form-row">
          <TextField label={say(hotel ? 'desk.new.arrival' : 'desk.new.day')} type="date" required min={desk.today} value={date} error={problem?.fields['/stay/arrival'] ?? problem?.fields['/sitting/at']} onChange={(event) => { if (event.target.value !== '') setDate(event.target.value) }} />
          {!hotel && <TextField label={say('desk.new.time')} type="time" required step={900} value={time} onChange={(event) => { if (event.target.value !== '') setTime(event.target.value.slice(0, 5)) }} />}
          {hotel && <SelectField label={say('desk.new.type')} value={type ?? ''} onChange={(event) => { setPicked(event.target.value) }}>{types.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</SelectField>}
        </div>}
        <div className="form-row">
          <TextField label={say('field.phone')} type="tel" autoComplete="off" optional value={who.phone} error={problem?.fields['/guest/phone']} onChange={(event) => { setWho({ ...who, phone: event.target.value }) }} />
          <TextField label={say('field.email')} type="email" autoComplete="off" optional value={who.email} hint={say('desk.wait.mailHint')} error={problem?.fields['/guest/email']} onChange={(event) => { setWho({ ...who, email: event.target.value }) }} />
        </div>
        {add.error && <ErrorNotice error={add.error} kept={say('desk.new.kept')} />}
        <div className="row form-actions"><Button onClick={onClose}>{say('action.cancel')}</Button><Button look="primary" type="submit" className="grow" busy={add.isPending} disabled={hotel && type === null}>{say('desk.wait.add')}</Button></div>
      </form>
    </Dialog>
  )
}
