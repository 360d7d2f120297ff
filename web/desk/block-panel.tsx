import { Copy, Mail, Phone } from 'lucide-react'
import { Fragment, useState, type FormEvent } from 'react'
import { datePlus } from '@holdfast/contract/words'
import { problemOf, useAsk, useTell, type Answer } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { Dialog, useToast } from '../ui/overlays.tsx'
import { DateRangeText, DateText, ErrorNotice, MoneyText, Skeleton } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { BlockBadge, PickUp, Until } from './block-words.tsx'
import { mayManageGroups, useDesk } from './desk.ts'

type Detail = Answer<'getBlock'>
type Night = Detail['nights'][number]
/** Longer ones (a year's allotment) show what is ahead first. */
const nightsShown = 62

/** A group or an allotment: its terms, the grid of nights and room types, who has booked, and what may be done. */
export function BlockPanel({ block: id, onClose }: { block: string; onClose: () => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const params = { venue: desk.venue.id, block: id } as never
  const asked = useAsk('getBlock', { params }, { refetchInterval: 30_000 })
  const block = asked.data
  return (
    <Dialog open side="end" className="block-panel" onClose={onClose} title={block === undefined ? say('desk.groups.tab') : <bdi>{block.name}</bdi>}>
      {asked.error && <ErrorNotice error={asked.error} onRetry={() => { void asked.refetch() }} />}
      {block === undefined ? asked.error === null && <Skeleton lines={8} /> : <div className="stack">
        <Facts block={block} />
        <Grid block={block} />
        <Bookings block={block} onOpen={(booking) => { onClose(); desk.open(booking) }} />
        {mayManageGroups(desk) && block.status !== 'cancelled' && <Steps block={block} />}
      </div>}
    </Dialog>
  )
}

function Facts({ block }: { block: Detail }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const copy = () => { void navigator.clipboard.writeText(`${location.origin}/v/${desk.venue.slug}?kind=hotel&arrival=${block.arrival}&departure=${block.departure}&group=${block.code}`).then(() => { toast(say('desk.groups.copied'), { tone: 'good' }) }) }
  return (
    <div className="stack">
      <p className="row"><BlockBadge block={block} /> <DateRangeText from={block.arrival} to={block.departure} /> <PickUp picked={block.picked_up} contracted={block.contracted} /></p>
      <dl className="facts">
        <div><dt>{say('desk.groups.code')}</dt><dd className="row"><span className="figures strong">{block.code}</span>{block.status === 'definite' && <Button size="small" look="plain" icon={<Copy aria-hidden className="icon" />} onClick={copy}>{say('desk.groups.copyLink')}</Button>}</dd></div>
        <div><dt>{say('desk.groups.until')}</dt><dd><Until block={block} /></dd></div>
        {block.partner !== null && <div><dt>{say('desk.groups.partner')}</dt><dd><bdi>{block.partner}</bdi></dd></div>}
        {block.contact !== null && <div><dt>{say('desk.groups.contact')}</dt><dd><bdi>{block.contact.name}</bdi>{block.contact.phone !== null && <> · <a href={`tel:${block.contact.phone.replaceAll(/[^+\d]/g, '')}`} dir="ltr"><Phone aria-hidden className="icon" />{block.contact.phone}</a></>}{block.contact.email !== null && <> · <a href={`mailto:${block.contact.email}`}><Mail aria-hidden className="icon" /><bdi>{block.contact.email}</bdi></a></>}</dd></div>}
      </dl>
    </div>
  )
}

/** Nights down, room types across: contracted, picked up, left. The contracted number can be changed where one may. */
function Grid({ block }: { block: Detail }) {
  const { say } = useWords()
  const desk = useDesk()
  const types = [...new Map(block.nights.map((one) => [one.room_type, one.room_type_name]))]
  const nights = [...new Set(block.nights.map((one) => one.night))].sort()
  const ahead = nights.filter((night) => night >= desk.today)
  const shown = (nights.length > nightsShown && ahead.length > 0 ? ahead : nights).slice(0, nightsShown)
  const cell = new Map(block.nights.map((one) => [`${one.room_type}/${one.night}`, one]))
  return (
    <div className="table-frame" role="region" aria-label={say('desk.groups.grid')} tabIndex={0}>
      <table className="table pick-up-grid">
        <caption className="visually-hidden">{say('desk.groups.grid')}</caption>
        <thead>
          <tr><th scope="col" rowSpan={2}>{say('desk.groups.night')}</th>{types.map(([id, name]) => <th key={id} scope="colgroup" colSpan={3}>{name}</th>)}</tr>
          <tr>{types.map(([id]) => <Fragment key={id}><th scope="col" className="numeric">{say('desk.groups.contracted')}</th><th scope="col" className="numeric">{say('desk.groups.pickedUp')}</th><th scope="col" className="numeric">{say('desk.groups.left')}</th></Fragment>)}</tr>
        </thead>
        <tbody>{shown.map((night) => <tr key={night}><th scope="row"><DateText date={night} /></th>{types.map(([id]) => <NightCells key={id} block={block} night={cell.get(`${id}/${night}`)} />)}</tr>)}</tbody>
      </table>
      {shown.length < nights.length && <p className="small muted">{say('desk.groups.moreNights', { count: nights.length - shown.length })}</p>}
    </div>
  )
}

function NightCells({ block, night }: { block: Detail; night: Night | undefined }) {
  const { say } = useWords()
  const desk = useDesk()
  const [draft, setDraft] = useState<string | null>(null)
  const tell = useTell('changeBlock', { refreshes: ['getBlock', 'listBlocks', 'listOffers'], onDone: () => { setDraft(null) } })
  if (night === undefined) return <><td className="numeric faint">–</td><td className="numeric faint">–</td><td className="numeric faint">–</td></>
  const editable = mayManageGroups(desk) && block.status !== 'cancelled' && night.night >= desk.today && !night.released
  const save = () => {
    const rooms = Number(draft)
    if (draft === null || !Number.isInteger(rooms) || rooms === night.contracted) { setDraft(null); return }
    tell.mutate({ params: { venue: desk.venue.id, block: block.id } as never, body: { rooms: [{ room_type: night.room_type, arrival: night.night, departure: datePlus(night.night, 1), rooms }] } as never })
  }
  const problem = problemOf(tell.error)
  return (
    <>
      <td className="numeric figures">{editable
        ? <><input className="input cell-input figures" inputMode="numeric" aria-label={say('desk.groups.contractedOn', { type: night.room_type_name, night: night.night })} value={draft ?? String(night.contracted)} aria-invalid={problem === null || problem === undefined ? undefined : true} aria-busy={tell.isPending || undefined}
          onChange={(event) => { setDraft(event.target.value.replaceAll(/\D/g, '')) }} onBlur={save} onKeyDown={(event) => { if (event.key === 'Enter') save(); if (event.key === 'Escape') { event.stopPropagation(); setDraft(null); tell.reset() } }} />
          {problem && <span className="small field-error" role="alert">{problem.detail ?? problem.title}</span>}</>
        : night.contracted}{night.rate !== null && <span className="small muted"> <MoneyText money={night.rate} /></span>}</td>
      <td className="numeric figures">{night.picked_up}</td>
      <td className="numeric figures">{night.released ? <span className="faint">{say('desk.groups.released')}</span> : night.left}</td>
    </>
  )
}

function Bookings({ block, onOpen }: { block: Detail; onOpen: (booking: string) => void }) {
  const { say } = useWords()
  const desk = useDesk()
  const asked = useAsk('blockBookings', { params: { venue: desk.venue.id, block: block.id } as never, query: { limit: 100 } as never })
  const lines = asked.data?.items ?? []
  return (
    <section aria-labelledby="pick-up-list"><h3 id="pick-up-list">{say('desk.groups.bookings')}</h3>
      {asked.error && <ErrorNotice error={asked.error} />}
      {asked.data !== undefined && lines.length === 0 && <p className="muted">{say('desk.groups.noBookings')}</p>}
      {lines.length > 0 && <ul role="list" className="pick-up-list">{lines.map((line) => (
        <li key={line.reservation}><button type="button" className="link" onClick={() => { onOpen(line.booking) }}><bdi>{line.guest_name || line.code}</bdi></button> <span className="small muted">{line.arrival !== null && line.departure !== null && <DateRangeText from={line.arrival} to={line.departure} />} · {line.room_type_name} · {say(`status.${line.status}`)}</span></li>
      ))}</ul>}
    </section>
  )
}

/** Cut-off, confirm, release, cancel. What gives rooms back at once asks first. */
function Steps({ block }: { block: Detail }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const [asking, setAsking] = useState<'release' | 'cancelled' | null>(null)
  const [cutOff, setCutOff] = useState(block.cut_off ?? '')
  const params = { venue: desk.venue.id, block: block.id } as never
  const refreshes = ['getBlock', 'listBlocks', 'listOffers'] as const
  const change = useTell('changeBlock', { refreshes: [...refreshes], onDone: () => { toast(say('desk.groups.saved'), { tone: 'good' }) } })
  const release = useTell('releaseBlock', { refreshes: [...refreshes], onDone: () => { toast(say('desk.groups.releasedDone'), { tone: 'good' }) } })
  const saveCutOff = (event: FormEvent) => { event.preventDefault(); change.mutate({ params, body: { cut_off: cutOff === '' ? null : cutOff } as never }) }
  const error = change.error ?? release.error
  return (
    <section aria-label={say('desk.groups.steps')} className="stack">
      {error !== null && <ErrorNotice error={error} />}
      {block.kind === 'block' && <form className="row" onSubmit={saveCutOff}>
        <TextField label={say('desk.groups.cutOff')} type="date" min={desk.today} value={cutOff} onChange={(event) => { setCutOff(event.target.value) }} />
        {cutOff !== (block.cut_off ?? '') && <Button type="submit" size="small" busy={change.isPending}>{say('desk.groups.save')}</Button>}
      </form>}
      <div className="row">
        {block.status === 'tentative' && <Button look="primary" busy={change.isPending} onClick={() => { change.mutate({ params, body: { status: 'definite' } as never }) }}>{say('desk.groups.confirm')}</Button>}
        {block.left > 0 && <Button onClick={() => { setAsking('release') }}>{say('desk.groups.release')}</Button>}
        <Button look="danger" onClick={() => { setAsking('cancelled') }}>{say('desk.groups.cancel')}</Button>
      </div>
      <Dialog open={asking !== null} onClose={() => { setAsking(null) }} title={say(asking === 'release' ? 'desk.groups.release' : 'desk.groups.cancel')}
        actions={<><Button data-autofocus="" onClick={() => { setAsking(null) }}>{say('action.cancel')}</Button><Button look="danger" onClick={() => { if (asking === 'release') release.mutate({ params, body: {} as never }); else change.mutate({ params, body: { status: 'cancelled' } as never }); setAsking(null) }}>{say(asking === 'release' ? 'desk.groups.release' : 'desk.groups.cancel')}</Button></>}>
        <p>{say(asking === 'release' ? 'desk.groups.releaseEffect' : 'desk.groups.cancelEffect', { count: block.left })}</p>
      </Dialog>
    </section>
  )
}
