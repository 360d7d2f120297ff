import { Copy, Mail, Phone, ReceiptText, StickyNote, X } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { instantText, policySentence, type Locale } from '@holdfast/contract/words'
import { useNavigate } from '@tanstack/react-router'
import { newKey, useAsk, useIntentKey, useTell } from '../ui/api.ts'
import { Button, IconButton, SelectField, TextArea } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { DateRangeText, ErrorNotice, MoneyText, Skeleton, StatusBadge, WhenText } from '../ui/show.tsx'
import { useWords, type MessageKey, type Say } from '../ui/words.tsx'
import { mayCharge } from './bill/bill.ts'
import { backTo, mayMove, nameOf, nextStep, useDesk, type Full, type Reservation, type Target } from './desk.ts'

/** One booking beside the board; on a phone it is a sheet over it. */
export function Panel({ booking, wide }: { booking: string; wide: boolean }) {
  const { say } = useWords()
  const desk = useDesk()
  const close = () => { desk.open(undefined) }
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => { heading.current?.focus() }, [])
  if (!wide) return <Dialog open onClose={close} side="end" title={say('desk.panel.title')} className="panel-sheet"><Content booking={booking} /></Dialog>
  return (
    <aside className="panel" aria-labelledby="panel-title">
      <header className="panel-head"><h2 id="panel-title" ref={heading} tabIndex={-1}>{say('desk.panel.title')}</h2><IconButton label={say('action.close')} onClick={close}><X aria-hidden /></IconButton></header>
      <div className="panel-content"><Content booking={booking} /></div>
    </aside>
  )
}

function Content({ booking }: { booking: string }) {
  const desk = useDesk()
  const asked = useAsk('deskBooking', { params: { venue: desk.venue.id, booking } as never })
  if (asked.data === undefined) return asked.error ? <ErrorNotice error={asked.error} onRetry={() => { void asked.refetch() }} /> : <Skeleton lines={8} />
  return <Details full={asked.data} />
}

function Details({ full }: { full: Full }) {
  const { say, locale } = useWords()
  const desk = useDesk()
  const guest = full.guest?.name ?? full.code
  const ages = full.stay?.children ?? []
  const balance = { ...full.price.total, amount: String(Number(full.price.total.amount) - Number(full.paid.amount) + Number(full.refunded.amount)) }
  return (
    <div className="stack panel-stack">
      <div className="panel-top">
        <h3 className="panel-guest"><bdi>{guest}</bdi></h3>
        <div className="row"><StatusBadge status={full.status} /><Code code={full.code} /></div>
        <p className="strong">{full.stay !== null ? <DateRangeText from={full.stay.arrival} to={full.stay.departure} /> : full.sitting !== null && <WhenText at={full.sitting.at} />}</p>
        <p className="muted">{full.stay !== null ? <>{say('date.nights', { count: full.stay.nights })} · <bdi>{full.stay.room_type_name}</bdi></> : <bdi>{full.sitting?.service_name}</bdi>} · {say('count.guests', { count: full.stay?.guests ?? full.sitting?.party ?? 1 })}{ages.length > 0 && ` · ${say('desk.panel.ages', { count: ages.length, ages: ages.join(locale === 'ar' ? '، ' : ', ') })}`}</p>
      </div>
      {full.reservations.map((reservation, i) => <Steps key={reservation.id} full={full} reservation={reservation} guest={guest} ordinal={full.reservations.length > 1 ? i + 1 : null} />)}
      {full.note !== null && <div className="panel-note"><StickyNote aria-hidden className="icon" /><p><span className="visually-hidden">{say('desk.panel.note')}: </span>{full.note}</p></div>}
      {full.guest !== null && <AddNote full={full} />}
      <dl className="facts">
        <Fact name={say('desk.panel.contact')}>{full.guest?.phone != null && <a href={`tel:${full.guest.phone}`}><Phone aria-hidden className="icon" /><bdi>{full.guest.phone}</bdi></a>}{full.guest?.email != null && <a href={`mailto:${full.guest.email}`}><Mail aria-hidden className="icon" /><bdi>{full.guest.email}</bdi></a>}{full.guest?.phone == null && full.guest?.email == null && <span className="faint">{say('desk.panel.noContact')}</span>}</Fact>
        <Fact name={say('desk.panel.total')}><MoneyText money={full.price.total} /></Fact>
        <Fact name={say('desk.panel.paid')}><MoneyText money={full.paid} /></Fact>
        {full.refunded.amount !== '0' && <Fact name={say('desk.panel.refunded')}><MoneyText money={full.refunded} /></Fact>}
        <Fact name={say('desk.panel.balance')}><MoneyText money={balance} className="strong" /></Fact>
        {full.stay !== null && <Fact name={say('desk.panel.plan')}>{full.stay.rate_plan_name}</Fact>}
        <Fact name={say('desk.panel.policy')}>{policyOf(full, locale)}</Fact>
        <Fact name={say('desk.column.channel')}>{say(`desk.channel.${full.channel}`)}</Fact>
      </dl>
      {mayCharge(desk) && <BillButton booking={full.id} />}
      <History full={full} />
    </div>
  )
}

/** The bill of the booking, opened when it has none. */
function BillButton({ booking }: { booking: string }) {
  const { say } = useWords()
  const desk = useDesk()
  const navigate = useNavigate()
  const step = useTell('openFolio', { onDone: (folio) => { void navigate({ to: '/v/$venue/bill/$folio' as string, params: { venue: desk.venue.id, folio: folio.id } as never }) } })
  return <div className="stack"><div><Button icon={<ReceiptText aria-hidden />} busy={step.isPending} onClick={() => { step.mutate({ params: { venue: desk.venue.id, booking } } as never) }}>{say('desk.bill.title')}</Button></div>{step.error && <ErrorNotice error={step.error} />}</div>
}

/** In the reader's language, from the figures. What is paid when booking stands above, as paid or not; what was recorded elsewhere has no figures. */
function policyOf({ price: { policy } }: Full, locale: Locale): string {
  return policy.id === 'import' ? policy.text : policySentence({ ...policy, deposit_percent: 0 }, locale)
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>
}

function Code({ code }: { code: string }) {
  const { say } = useWords()
  const toast = useToast()
  return <button type="button" className="code figures" title={say('desk.panel.copy')} aria-label={`${say('desk.panel.copy')}: ${code}`} onClick={() => { void navigator.clipboard?.writeText(code).then(() => { toast(say('desk.panel.copied')) }) }}>{code}<Copy aria-hidden className="icon" /></button>
}

/** What can be done with one reservation, with the choice of where. */
function Steps({ full, reservation, guest, ordinal }: { full: Full; reservation: Reservation; guest: string; ordinal: number | null }) {
  const { say } = useWords()
  const desk = useDesk()
  const [unit, setUnit] = useState('')
  const target: Target = { booking: full.id, reservation: reservation.id, guest, status: reservation.status, stay: reservation.arrival !== null, arrivesOn: reservation.arrival ?? reservation.at?.slice(0, 10) ?? null, leavesOn: reservation.departure }
  const step = nextStep(target, desk.today)
  const back = backTo(reservation.status)
  const choosing = step?.to === 'arrived'
  const free = useAsk('freeUnits', { params: { venue: desk.venue.id } as never, query: { reservation: reservation.id } as never }, { enabled: choosing && mayMove(desk) })
  const where = reservation.room?.number ?? reservation.tables.map((table) => table.name).join(' + ')
  const chosen = unit === '' ? {} : target.stay ? { room: unit } : { tables: unit.split(' ') }
  const busy = desk.moving.has(reservation.id)
  return (
    <section className="panel-steps" aria-label={ordinal === null ? say('desk.column.do') : say('desk.panel.room', { ordinal })}>
      {(!choosing || ordinal !== null) && <div className="row spread">
        <strong>{where === '' ? (ordinal === null ? '' : say('desk.panel.room', { ordinal })) : `${say(target.stay ? 'desk.column.room' : 'desk.column.table')} ${where}`}</strong>
        {ordinal !== null && <StatusBadge status={reservation.status} />}
      </div>}
      {mayMove(desk) && choosing && (
        <SelectField label={say(target.stay ? 'desk.panel.chooseRoom' : 'desk.panel.chooseTable')} value={unit} onChange={(event) => { setUnit(event.target.value) }}>
          <option value="">{where === '' ? say(target.stay ? 'desk.panel.bestRoom' : 'desk.panel.bestTable') : where}</option>
          {free.data?.rooms.filter((room) => room.id !== reservation.room?.id).map((room) => <option key={room.id} value={room.id}>{room.number} · {room.room_type_name}</option>)}
          {free.data?.tables.filter((table) => !reservation.tables.some((own) => own.id === table.id)).map((table) => <option key={table.id} value={table.id}>{say('desk.panel.tableSeats', { table: table.name, seats: table.seats_max })} · {table.area}</option>)}
        </SelectField>
      )}
      {mayMove(desk) && <div className="row panel-buttons">
        {step !== null && <Button look="primary" busy={busy} onClick={() => { void desk.move(target, step.to, chosen) }}>{say(step.say)}</Button>}
        {reservation.status === 'confirmed' && step !== null && <Button busy={busy} onClick={() => { void desk.move(target, 'no_show', { reason: 'no_contact' }) }}>{say('desk.do.noShow')}</Button>}
        {full.may_amend && full.status === 'confirmed' && (ordinal ?? 1) === 1 && <Button busy={busy} onClick={() => { desk.change(full.id) }}>{say('desk.do.change')}</Button>}
        {(reservation.status === 'confirmed' || reservation.status === 'held') && <Button look="danger" busy={busy} onClick={() => { desk.askCancel(target) }}>{say('desk.do.cancel')}</Button>}
        {back !== null && <Button busy={busy} onClick={() => { void desk.move(target, back, { reason: 'mistake' }) }}>{say('desk.do.back')}</Button>}
      </div>}
      {mayMove(desk) && (reservation.status === 'confirmed' || reservation.status === 'arrived') && <Placement full={full} reservation={reservation} guest={guest} />}
    </section>
  )
}

/** A line more for whoever opens the booking next. */
function AddNote({ full }: { full: Full }) {
  const { say } = useWords()
  const desk = useDesk()
  const [text, setText] = useState('')
  const key = useIntentKey([full.id, full.version, text])
  const add = useTell('addNote', { refreshes: ['deskBooking', 'board', 'listBookings'], onDone: () => { setText('') } })
  return (
    <details className="more-fields"><summary>{say('desk.panel.addNote')}</summary>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== '') add.mutate({ params: { venue: desk.venue.id, booking: full.id } as never, body: { text: text.trim() } as never, idempotencyKey: key }) }}>
        <TextArea label={say('desk.panel.note')} rows={2} maxLength={500} value={text} onChange={(event) => { setText(event.target.value) }} />
        {add.error && <ErrorNotice error={add.error} kept={say('desk.new.kept')} />}
        <div className="row"><Button type="submit" size="small" busy={add.isPending} disabled={text.trim() === ''}>{say('desk.panel.saveNote')}</Button></div>
      </form>
    </details>
  )
}

/** Where a stay or a party is to be, before it comes or while it is there: another room or table, promised or not, or that of somebody else. */
function Placement({ full, reservation, guest }: { full: Full; reservation: Reservation; guest: string }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const stay = reservation.arrival !== null
  const [unit, setUnit] = useState('')
  const [other, setOther] = useState('')
  const free = useAsk('freeUnits', { params: { venue: desk.venue.id } as never, query: { reservation: reservation.id } as never })
  // Who else is here or comes that day: to change places with.
  const lines = [...desk.board?.arrivals ?? [], ...desk.board?.in_house ?? [], ...desk.board?.service ?? []]
  const others = lines.filter((line) => line.reservation !== reservation.id && (line.status === 'confirmed' || line.status === 'arrived') && (stay ? line.room !== null : line.tables.length > 0))
  const body = other !== '' ? { swap_with: other } : unit === '' ? { pinned: true } : stay ? { room: unit } : { tables: unit.split(' ') }
  const key = useIntentKey([reservation.id, full.version, body])
  const assign = useTell('assignUnits', { refreshes: ['deskBooking', 'board', 'freeUnits'], onDone: () => { setUnit(''); setOther(''); toast(say('desk.place.done', { guest }), { tone: 'good' }) } })
  const send = (what: object) => { assign.mutate({ params: { venue: desk.venue.id, reservation: reservation.id } as never, body: what as never, idempotencyKey: what === body ? key : newKey() }) }
  const where = reservation.room?.number ?? reservation.tables.map((table) => table.name).join(' + ')
  const may = stay ? where !== '' || unit !== '' : true
  return (
    <details className="more-fields"><summary>{say(stay ? 'desk.place.room' : 'desk.place.table')}</summary>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); send(body) }}>
        <SelectField label={say(stay ? 'desk.place.room' : 'desk.place.table')} value={unit} disabled={other !== ''} onChange={(event) => { setUnit(event.target.value) }}>
          <option value="">{where === '' ? say(stay ? 'desk.panel.bestRoom' : 'desk.panel.bestTable') : where}</option>
          {free.data?.rooms.filter((room) => room.id !== reservation.room?.id).map((room) => <option key={room.id} value={room.id}>{room.number} · {room.room_type_name}</option>)}
          {free.data?.tables.filter((table) => !reservation.tables.some((own) => own.id === table.id)).map((table) => <option key={table.id} value={table.id}>{say('desk.panel.tableSeats', { table: table.name, seats: table.seats_max })} · {table.area}</option>)}
        </SelectField>
        {where !== '' && others.length > 0 && <SelectField label={say('desk.place.swap')} value={other} onChange={(event) => { setOther(event.target.value) }}>
          <option value="">{say('desk.place.nobody')}</option>
          {others.map((line) => <option key={line.reservation} value={line.reservation}>{stay ? line.room : line.tables.join(' + ')} · {nameOf(line)}</option>)}
        </SelectField>}
        {assign.error && <ErrorNotice error={assign.error} />}
        <div className="row"><Button type="submit" size="small" busy={assign.isPending} disabled={!may && other === ''}>{say(other !== '' ? 'desk.place.doSwap' : unit !== '' ? 'desk.place.move' : 'desk.place.promise')}</Button>
          {reservation.status === 'confirmed' && where !== '' && <Button size="small" busy={assign.isPending} onClick={() => { send({ pinned: false }) }}>{say('desk.place.unpromise')}</Button>}</div>
      </form>
    </details>
  )
}

const known = new Set<string>(['booking.noted', 'booking.held', 'booking.extended', 'booking.confirmed', 'booking.cancelled', 'booking.expired', 'booking.released', 'booking.amended', 'reservation.arrived', 'reservation.completed', 'reservation.no_show', 'reservation.cancelled', 'reservation.reopened', 'reservation.assigned', 'payment.started', 'payment.captured', 'payment.failed', 'payment.refunded', 'booking.card_declined'])
const reasons = new Set<string>(['guest_asked', 'no_contact', 'payment', 'overbooked', 'mistake', 'house', 'weather', 'other', 'made_room', 'plans_changed', 'found_other', 'illness', 'travel', 'venue'])
const eventText = (type: string, say: Say) => (known.has(type) ? say(`desk.event.${type}` as MessageKey) : say('desk.event.other', { type }))
const actorText = (actor: string, say: Say) => (actor === 'system' || actor === 'guest' || actor === 'staff' ? say(`desk.actor.${actor}`) : actor.startsWith('acc_') ? say('desk.actor.staff') : actor)

function History({ full }: { full: Full }) {
  const { say, locale } = useWords()
  return (
    <section><h4>{say('desk.panel.history')}</h4>
      <ol className="history">{full.history.toReversed().map((line, i) => (
        <li key={i}>
          <span className="strong">{eventText(line.type, say)}</span>
          <span className="muted">{[actorText(line.actor, say), line.reason === null ? null : reasons.has(line.reason) ? say(`desk.reason.${line.reason}` as MessageKey) : line.reason].filter(Boolean).join(' · ')}</span>
          <time dateTime={line.at} className="faint figures">{instantText(line.at, full.venue.time_zone, locale)}</time>
        </li>
      ))}</ol>
    </section>
  )
}
