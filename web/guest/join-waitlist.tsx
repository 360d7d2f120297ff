import { Link } from '@tanstack/react-router'
import { BellRing } from 'lucide-react'
import { useState } from 'react'
import type { Alternative } from '@holdfast/contract/kit'
import { useAsk, useIntentKey, useTell } from '../ui/api.ts'
import { Button, buttonClass, SelectField, TextField } from '../ui/controls.tsx'
import { Dialog } from '../ui/overlays.tsx'
import { DateRangeText, ErrorNotice, Notice, useFaults, WhenText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'

export type WaitFor =
  | { stay: { room_type: string; room_type_name: string; arrival: string; departure: string; guests: number; rooms: number } }
  /** `times`: those of the day that are full, of which one is wished. */
  | { sitting: { times: string[]; party: number } }

/** Waiting helps where others have what was asked for, and not where a rule stands in the way. */
export const waitingHelps = (reasons: readonly { code: string }[]): boolean => reasons.length > 0 && reasons.every(({ code }) => code === 'sold_out' || code === 'pacing')

type Who = Partial<Record<'name' | 'email' | 'phone', string>>
const tolerances = ['0', '15', '30', '60', '90', '120'] as const

/** “Tell me when something frees up”: a button, and behind it who and, for a table, which time. */
export function JoinWaitlist({ venue, wish, known, onChoose, size = 'small' }: { venue: { id: string; name: string }; wish: WaitFor; /** What was written already, in another form. */ known?: Who; onChoose?: (one: Alternative) => void; size?: 'small' | 'large' }) {
  const { say } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size={size} icon={<BellRing aria-hidden className="icon" />} onClick={() => setOpen(true)}>{say('guest.wait.join')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={say('guest.wait.title', { venue: venue.name })}>
        <JoinForm venue={venue} wish={wish} known={known} onClose={() => setOpen(false)} onChoose={(one) => { setOpen(false); onChoose?.(one) }} />
      </Dialog>
    </>
  )
}

function JoinForm({ venue, wish, known, onClose, onChoose }: { venue: { id: string }; wish: WaitFor; known: Who | undefined; onClose: () => void; onChoose: (one: Alternative) => void }) {
  const { say, locale } = useWords()
  const { data: me } = useAsk('me')
  const [written, setWritten] = useState<Who>({})
  const times = 'sitting' in wish ? wish.sitting.times : []
  const [at, setAt] = useState(times.find((time) => time.slice(11) >= '19:30') ?? times.at(-1) ?? '')
  const [tolerance, setTolerance] = useState<string>('30')
  const who = { name: me?.account?.name ?? '', email: me?.account?.email ?? '', phone: me?.account?.phone ?? '', ...known, ...written }
  const guest = { name: who.name.trim(), ...(who.email.trim() === '' ? {} : { email: who.email.trim() }), ...(who.phone.trim() === '' ? {} : { phone: who.phone.trim() }), locale }
  const body = 'stay' in wish
    ? { guest, stay: { room_type: wish.stay.room_type, arrival: wish.stay.arrival, departure: wish.stay.departure, guests: wish.stay.guests, rooms: wish.stay.rooms } }
    : { guest, sitting: { at, party: wish.sitting.party, tolerance_minutes: Number(tolerance) } }
  const idempotencyKey = useIntentKey(body)
  const join = useTell('joinWaitlist', { refreshes: ['myWaitlist'] })
  const faultOf = useFaults(join.error)
  if (join.data !== undefined) return <Joined entry={join.data.entry} opens={join.data.access_token !== null} onClose={onClose} />
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); join.mutate({ params: { venue: venue.id as never }, body: body as never, idempotencyKey }) }}>
      <p>{say('guest.wait.lead')}</p>
      {'stay' in wish && <p className="strong"><DateRangeText from={wish.stay.arrival} to={wish.stay.departure} /> · <bdi>{wish.stay.room_type_name}</bdi> · {say('count.guests', { count: wish.stay.guests })}</p>}
      {'sitting' in wish && <div className="form-pair">
        <SelectField label={say('guest.wait.time')} value={at} onChange={(event) => setAt(event.target.value)}>{times.map((time) => <option key={time} value={time}>{time.slice(11)}</option>)}</SelectField>
        <SelectField label={say('guest.wait.tolerance')} value={tolerance} onChange={(event) => setTolerance(event.target.value)}>{tolerances.map((minutes) => <option key={minutes} value={minutes}>{say('guest.wait.upTo', { count: Number(minutes) })}</option>)}</SelectField>
      </div>}
      <TextField label={say('field.name')} autoComplete="name" required maxLength={120} value={who.name} onChange={(event) => setWritten({ ...written, name: event.target.value })} error={faultOf('/guest/name')} />
      <TextField label={say('field.email')} type="email" inputMode="email" autoComplete="email" required maxLength={254} value={who.email} onChange={(event) => setWritten({ ...written, email: event.target.value })} hint={say('guest.wait.emailHint')} error={faultOf('/guest/email')} />
      <TextField label={say('field.phone')} type="tel" autoComplete="tel" optional maxLength={30} value={who.phone} onChange={(event) => setWritten({ ...written, phone: event.target.value })} error={faultOf('/guest/phone')} />
      {join.error !== null && <ErrorNotice error={join.error} onChoose={onChoose} />}
      <Button type="submit" look="primary" size="large" className="button-wide" busy={join.isPending}>{say('guest.wait.do')}</Button>
    </form>
  )
}

function Joined({ entry, opens, onClose }: { entry: { id: string; ahead: number | null; sitting: { at: string; party: number } | null }; opens: boolean; onClose: () => void }) {
  const { say } = useWords()
  return (
    <div className="stack" role="status">
      <Notice tone="good"><p className="strong">{say('guest.wait.joined')}</p><p>{opens ? say('guest.wait.ahead', { count: entry.ahead ?? 0 }) : say('guest.wait.again')}</p></Notice>
      {entry.sitting !== null && <p><WhenText at={entry.sitting.at} /> · {say('count.guests', { count: entry.sitting.party })}</p>}
      <div className="row">{opens && <Link to="/waitlist/$entry" params={{ entry: entry.id }} className={buttonClass('primary')}>{say('guest.wait.see')}</Link>}<Button onClick={onClose}>{say('action.close')}</Button></div>
    </div>
  )
}

