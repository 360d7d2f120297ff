import { Laptop } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { datePlus } from '@holdfast/contract/words'
import { problemOf, useAsk, useIntentKey, useTell } from '../ui/api.ts'
import { Button, Checkbox, Stepper, TextField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { Badge, DateRangeText, EmptyState, ErrorNotice, Skeleton, Table } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayBook, mayManageGroups, useDesk } from './desk.ts'
import type { Lease } from './lease-source.tsx'

/** Rooms or tables that a desk has to itself, so that it may sell them while it is offline. */
export function Leases() {
  const { say, locale } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const [past, setPast] = useState<'yes' | 'no'>('no')
  const [making, setMaking] = useState(false)
  const list = useAsk('listLeases', { params: { venue: desk.venue.id } as never, query: { past, limit: 100 } as never }, { refetchInterval: 60_000, placeholderData: (before) => before })
  const giveBack = useTell('returnLease', { refreshes: ['listLeases', 'listOffers', 'freeUnits'], onDone: () => { toast(say('desk.leases.returned'), { tone: 'good' }) } })
  const manages = mayManageGroups(desk)
  const instant = (at: string) => new Intl.DateTimeFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(at))
  return (
    <section className="board-section" aria-labelledby="leases-title">
      <div className="row spread"><h2 id="leases-title">{say('desk.leases.tab')}</h2>
        <div className="row"><Button size="small" look="plain" aria-pressed={past === 'yes'} onClick={() => { setPast(past === 'yes' ? 'no' : 'yes') }}>{say(past === 'yes' ? 'desk.groups.hidePast' : 'desk.groups.showPast')}</Button>
          {manages && <Button size="small" look="primary" icon={<Laptop aria-hidden className="icon" />} onClick={() => { setMaking(true) }}>{say('desk.leases.new')}</Button>}</div></div>
      {(list.error ?? giveBack.error) !== null && <ErrorNotice error={list.error ?? giveBack.error} />}
      {list.data === undefined ? list.error === null && <Skeleton lines={4} /> : (
        <Table<Lease> caption={say('desk.leases.tab')} rows={list.data.items} rowKey={(row) => row.id}
          empty={<EmptyState icon={<Laptop />} title={say('desk.leases.none')} action={manages ? <Button onClick={() => { setMaking(true) }}>{say('desk.leases.new')}</Button> : undefined}>{say('desk.leases.noneDetail')}</EmptyState>}
          columns={[
            { key: 'desk', head: say('desk.leases.desk'), cell: (row) => <><strong><bdi>{row.desk}</bdi></strong><span className="under small muted"><DateRangeText from={row.from} to={row.to} />{row.status === 'live' ? <span>{say('reason.until', { date: instant(row.until) })}</span> : <Badge>{say(`desk.leases.state.${row.status}`)}</Badge>}</span></> },
            { key: 'units', head: say('desk.leases.units'), cell: (row) => <bdi>{row.units.map((unit) => unit.name).join(', ')}</bdi> },
            { key: 'dates', head: say('desk.groups.dates'), className: 'wide-only', cell: (row) => <DateRangeText from={row.from} to={row.to} className="nowrap" /> },
            { key: 'until', head: say('desk.leases.until'), className: 'wide-only figures', cell: (row) => instant(row.until) },
            { key: 'state', head: say('desk.column.state'), className: 'wide-only', cell: (row) => <Badge {...(row.status === 'live' ? { tone: 'good' as const } : {})}>{say(`desk.leases.state.${row.status}`)}</Badge> },
            { key: 'do', head: <span className="visually-hidden">{say('desk.column.do')}</span>, cell: (row) => (row.status === 'live' ? <div className="row lease-do">{mayBook(desk) && <Button size="small" aria-label={say('desk.do.for', { what: say('desk.leases.sell'), guest: row.desk })} onClick={() => { desk.startNew('phone', row) }}>{say('desk.leases.sell')}</Button>}{manages && <Button size="small" look="plain" busy={giveBack.isPending} aria-label={say('desk.do.for', { what: say('desk.leases.return'), guest: row.desk })} onClick={() => { giveBack.mutate({ params: { venue: desk.venue.id, lease: row.id } as never }) }}>{say('desk.leases.return')}</Button>}</div> : null) },
          ]} />
      )}
      {making && <NewLease onClose={() => { setMaking(false) }} />}
    </section>
  )
}

function NewLease({ onClose }: { onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const hotel = desk.venue.kind === 'hotel'
  const [name, setName] = useState('')
  const [from, setFrom] = useState(desk.today)
  const [days, setDays] = useState(1)
  const [hours, setHours] = useState(24)
  const [picked, setPicked] = useState<readonly string[]>([])
  const [asOf] = useState(() => Date.now())
  const to = datePlus(from, days)
  const units = useAsk('freeUnits', { params: { venue: desk.venue.id } as never, query: (hotel ? { arrival: from, departure: to } : { at: `${from}T19:00`, party: 2 }) as never }, { staleTime: 5_000 })
  const free = hotel ? (units.data?.rooms ?? []).map((room) => ({ id: room.id as string, name: room.number, detail: room.room_type_name })) : (units.data?.tables ?? []).map((table) => ({ id: table.id as string, name: table.name, detail: table.area }))
  const chosen = picked.filter((id) => free.some((one) => one.id === id))
  const body = { desk: name.trim(), from, to, until: new Date(asOf + hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z'), ...(hotel ? { rooms: chosen } : { tables: chosen }) }
  const key = useIntentKey(body)
  const make = useTell('createLease', { refreshes: ['listLeases', 'listOffers', 'freeUnits'], onDone: () => { toast(say('desk.leases.made', { desk: name.trim() }), { tone: 'good' }); onClose() } })
  const problem = problemOf(make.error)
  const submit = (event: FormEvent) => { event.preventDefault(); make.mutate({ params: { venue: desk.venue.id } as never, body: body as never, idempotencyKey: key }) }
  return (
    <Dialog open onClose={onClose} className="new-booking" title={say('desk.leases.new')}>
      <form className="stack" onSubmit={submit}>
        <p className="muted">{say('desk.leases.lead')}</p>
        <TextField label={say('desk.leases.desk')} data-autofocus="" required maxLength={80} autoComplete="off" value={name} error={problem?.fields['/desk']} onChange={(event) => { setName(event.target.value) }} />
        <div className="form-row">
          <TextField label={say('desk.groups.from')} type="date" required min={desk.today} value={from} error={problem?.fields['/from']} onChange={(event) => { if (event.target.value !== '') setFrom(event.target.value) }} />
          <Stepper label={say(hotel ? 'desk.new.nights' : 'desk.leases.days')} value={days} min={1} max={30} onChange={setDays} />
          <Stepper label={say('desk.leases.hours')} value={hours} min={1} max={720} onChange={setHours} />
        </div>
        {units.error && <ErrorNotice error={units.error} />}
        {units.data === undefined ? units.error === null && <Skeleton lines={3} /> : (
          <fieldset className="unit-picks"><legend className="field-label">{say(hotel ? 'desk.leases.rooms' : 'desk.leases.tables')}</legend>
            {free.map((unit) => <Checkbox key={unit.id} checked={picked.includes(unit.id)} onChange={(event) => { setPicked(event.target.checked ? [...picked, unit.id] : picked.filter((id) => id !== unit.id)) }}>{unit.name} <span className="small muted">{unit.detail}</span></Checkbox>)}
          </fieldset>
        )}
        {make.error && <ErrorNotice error={make.error} />}
        <div className="row form-actions"><Button onClick={onClose}>{say('action.cancel')}</Button><Button look="primary" type="submit" disabled={chosen.length === 0} busy={make.isPending}>{say('desk.leases.make')}</Button></div>
      </form>
    </Dialog>
  )
}
