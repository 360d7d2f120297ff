import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { Alternative } from '@holdfast/contract/kit'
import { problemOf, useIntentKey, useTell } from '../ui/api.ts'
import { Button, TextArea, TextField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { ErrorNotice } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayOverride, useDesk, type Starting } from './desk.ts'
import type { What } from './new-parts.tsx'
import { SittingPart } from './new-sitting.tsx'
import { StayPart } from './new-stay.tsx'

interface Who { name: string; phone: string; email: string; note: string }

/** A walk-in or a caller in two or three inputs: all else is preset and can be changed. Enter books. */
export function NewBooking({ kind, lease, onClose }: Starting & { onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => { first.current?.focus() }, [])
  const [who, setWho] = useState<Who>({ name: '', phone: '', email: '', note: '' })
  const [what, setWhat] = useState<What | null>(null)
  const [instead, setInstead] = useState<Alternative | null>(null)
  // Why it is sold beyond what is free, where a manager does so.
  const [reason, setReason] = useState('')
  const name = who.name.trim() === '' && kind === 'walk_in' ? say('desk.new.walkIn') : who.name.trim()
  const body = what === null ? null : {
    channel: kind, ...what, guest: { name, ...(who.phone.trim() === '' ? {} : { phone: who.phone.trim() }), ...(who.email.trim() === '' ? {} : { email: who.email.trim() }) },
    ...(who.note.trim() === '' ? {} : { note: who.note.trim() }), ...(reason.trim() === '' ? {} : { override: { reason: reason.trim() } }),
  }
  const key = useIntentKey(body)
  const book = useTell('deskBook', {
    refreshes: ['board', 'listBookings', 'listOffers', 'listSlots', 'freeUnits'],
    onDone: (booking) => {
      onClose()
      toast(say('desk.new.done', { guest: name, code: booking.code }), { tone: 'good', action: { label: say('desk.new.show'), run: () => { desk.open(booking.id) } } })
    },
  })
  const client = useQueryClient()
  const problem = problemOf(book.error)
  // Refused: what is shown as free is older than the refusal.
  useEffect(() => { if (book.error !== null) for (const name of ['listOffers', 'listSlots', 'freeUnits', 'listLeases']) void client.invalidateQueries({ queryKey: [name] }) }, [book.error, client])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (body !== null) book.mutate({ params: { venue: desk.venue.id } as never, body: body as never, idempotencyKey: key })
  }
  const hotel = desk.venue.kind === 'hotel'
  return (
    <Dialog open onClose={onClose} className="new-booking" title={say(kind === 'walk_in' ? 'desk.new.walkIn' : 'desk.new.phone')}>
      <form className="stack" onSubmit={submit}>
        <TextField label={say('desk.new.name')} ref={first} autoComplete="off" name="name" optional={kind === 'walk_in'} required={kind === 'phone'} value={who.name} error={problem?.fields['/guest/name']} onChange={(event) => { setWho({ ...who, name: event.target.value }) }} />
        {kind === 'phone' && <TextField label={say('field.phone')} type="tel" autoComplete="off" name="phone" optional value={who.phone} error={problem?.fields['/guest/phone']} onChange={(event) => { setWho({ ...who, phone: event.target.value }) }} />}
        {hotel ? <StayPart kind={kind} onChange={setWhat} instead={instead} lease={lease} /> : <SittingPart kind={kind} onChange={setWhat} instead={instead} lease={lease} />}
        <details className="more-fields"><summary>{say(kind === 'phone' ? 'desk.new.moreCaller' : 'desk.new.more')}</summary>
          <div className="stack">
            {kind === 'walk_in' && <TextField label={say('field.phone')} type="tel" autoComplete="off" optional value={who.phone} error={problem?.fields['/guest/phone']} onChange={(event) => { setWho({ ...who, phone: event.target.value }) }} />}
            <TextField label={say('field.email')} type="email" autoComplete="off" optional value={who.email} error={problem?.fields['/guest/email']} onChange={(event) => { setWho({ ...who, email: event.target.value }) }} />
            <TextArea label={say('desk.new.note')} optional rows={2} value={who.note} onChange={(event) => { setWho({ ...who, note: event.target.value }) }} />
          </div>
        </details>
        {book.error && <ErrorNotice error={book.error} kept={say('desk.new.kept')} onChoose={(one) => { setInstead(one); book.reset() }} />}
        {(problem?.code === 'not-available' || reason !== '') && mayOverride(desk) && <TextField label={say('desk.override.reason')} hint={say('desk.override.hint')} maxLength={200} value={reason} error={problem?.fields['/override/reason']} onChange={(event) => { setReason(event.target.value) }} />}
        <div className="row form-actions">
          <Button onClick={onClose}>{say('action.cancel')}</Button>
          <Button look="primary" type="submit" className="grow" busy={book.isPending} disabled={body === null}>{say(kind === 'phone' ? 'desk.new.book.phone' : hotel ? 'desk.new.book.walkIn.stay' : 'desk.new.book.walkIn.sitting')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
