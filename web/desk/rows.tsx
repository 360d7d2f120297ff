import { StickyNote } from 'lucide-react'
import { Fragment, memo, startTransition, useEffect, useMemo, useRef, useState, type ComponentType, type ReactNode } from 'react'
import { nightsBetween } from '@holdfast/contract/words'
import { Button } from '../ui/controls.tsx'
import { DateText, MoneyText, StatusBadge } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayMove, nameOf, nextStep, targetOf, useDesk, type Desk, type Line } from './desk.ts'

/** The cells between the row's edge and its state: what the table is about. */
export interface CellsProps { line: Line; /** The same time as in the row above. */ repeat: boolean; open: () => void }

interface RowProps {
  line: Line; Cells: ComponentType<CellsProps>; repeat: boolean; changed: boolean; opened: boolean; busy: boolean; today: string; may: boolean
  /** The same object as long as the page lives, so that a row is drawn again only when something of its own changed. */
  actions: Pick<Desk, 'open' | 'move'>
}

const Row = memo(function Row({ line, Cells, repeat, changed, opened, busy, today, may, actions }: RowProps) {
  const open = () => { actions.open(line.booking) }
  return (
    <tr data-pressable="" data-changed={changed ? '' : undefined} data-status={line.status} data-open={opened ? '' : undefined}
      onClick={(event) => { if ((event.target as HTMLElement).closest('button, a') === null) open() }}>
      <Cells line={line} repeat={repeat} open={open} />
      <td className="cell-state wide-only"><StatusBadge status={line.status} /></td>
      <StepCell line={line} busy={busy} today={today} may={may} move={actions.move} />
    </tr>
  )
})

const atFirst = 50

/** The body of a table of lines. The first rows come at once, the rest when there is a moment, so that a full house opens as fast as an empty one. */
export function Rows({ lines, Cells, before }: { lines: readonly Line[]; Cells: ComponentType<CellsProps>; before?: (line: Line) => ReactNode }) {
  const desk = useDesk()
  const latest = useRef(desk)
  useEffect(() => { latest.current = desk })
  const actions = useMemo<RowProps['actions']>(() => ({ open: (booking) => { latest.current.open(booking) }, move: (...step) => latest.current.move(...step) }), [])
  const [drawn, setDrawn] = useState(atFirst)
  useEffect(() => {
    if (drawn >= lines.length) return
    const timer = setTimeout(() => { startTransition(() => { setDrawn(lines.length + atFirst) }) }, 60)
    return () => { clearTimeout(timer) }
  }, [drawn, lines.length])
  const may = mayMove(desk)
  return (
    <tbody>{lines.slice(0, drawn).map((line, i) => (
      <Fragment key={line.reservation}>
        {before?.(line)}
        <Row line={line} Cells={Cells} repeat={line.at !== null && lines[i - 1]?.at === line.at} changed={desk.live.changed.has(line.booking)} opened={desk.opened === line.booking} busy={desk.moving.has(line.reservation)} today={desk.today} may={may} actions={actions} />
      </Fragment>
    ))}</tbody>
  )
}

export function GuestCell({ line, under, open }: { line: Line; under?: ReactNode; open: () => void }) {
  const { say } = useWords()
  return (
    <th scope="row" className="cell-guest">
      <button type="button" className="row-open" data-line={line.reservation} data-booking={line.booking} onClick={open}><bdi>{nameOf(line)}</bdi></button>
      {line.note !== null && <span className="note-mark" title={line.note}><StickyNote aria-hidden className="icon" /><span className="visually-hidden">{say('desk.note')}: {line.note}</span></span>}
      <span className="under"><StatusBadge status={line.status} />{under !== undefined && <span>{under}</span>}</span>
    </th>
  )
}

/** Nights, the day of coming and of leaving. */
export function StayText({ line }: { line: Line }) {
  const { say } = useWords()
  if (line.arrival === null || line.departure === null) return null
  const nights = line.nights ?? nightsBetween(line.arrival, line.departure)
  return <span className="stay-text"><span className="nowrap">{say('date.nights', { count: nights })}</span> <span className="stay-dates muted nowrap"><DateText date={line.arrival} style="short" />–<DateText date={line.departure} style="short" /></span></span>
}

/** Room or tables; `quiet` says nothing where there is none yet. */
export function RoomText({ line, quiet = false }: { line: Line; quiet?: boolean }) {
  const { say } = useWords()
  const where = line.arrival !== null ? line.room ?? '' : line.tables.join(' + ')
  if (where === '') return quiet ? null : <span className="faint">{say(line.arrival !== null ? 'desk.noRoom' : 'desk.noTable')}</span>
  return <strong className="figures">{where}</strong>
}

export function BalanceText({ line }: { line: Line }) {
  const { say } = useWords()
  return Number(line.balance.amount) === 0 ? <span className="faint">{say('desk.paid')}</span> : <MoneyText money={line.balance} />
}

function StepCell({ line, busy, today, may, move }: { line: Line; busy: boolean; today: string; may: boolean; move: Desk['move'] }) {
  const { say } = useWords()
  const target = targetOf(line)
  const step = nextStep(target, today)
  // Early check-out is for the panel: on the board it would only tempt.
  const early = step?.to === 'completed' && line.departure !== null && line.departure > today
  return (
    <td className="cell-step">
      {step !== null && !early && may && <Button size="small" className="step" busy={busy} aria-label={say('desk.do.for', { what: say(step.say), guest: nameOf(line) })} onClick={() => { void move(target, step.to) }}>{say(step.say)}</Button>}
    </td>
  )
}
