import { StickyNote } from 'lucide-react'
import type { ReactNode } from 'react'
import { nightsBetween } from '@holdfast/contract/words'
import { Button } from '../ui/controls.tsx'
import { DateText, MoneyText, StatusBadge } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayMove, nameOf, nextStep, targetOf, useDesk, type Line } from './desk.ts'

/** What all rows share: the focusable guest, the mark of a change, the press anywhere. */
export function Row({ line, children }: { line: Line; children: ReactNode }) {
  const desk = useDesk()
  return (
    <tr data-pressable="" data-changed={desk.live.changed.has(line.booking) ? '' : undefined} data-status={line.status} data-open={desk.opened === line.booking ? '' : undefined}
      onClick={(event) => { if ((event.target as HTMLElement).closest('button, a') === null) desk.open(line.booking) }}>{children}</tr>
  )
}

export function GuestCell({ line, under }: { line: Line; under?: ReactNode }) {
  const { say } = useWords()
  const desk = useDesk()
  return (
    <th scope="row" className="cell-guest">
      <button type="button" className="row-open" data-line={line.reservation} data-booking={line.booking} onClick={() => { desk.open(line.booking) }}><bdi>{nameOf(line)}</bdi></button>
      {line.note !== null && <span className="note-mark" title={line.note}><StickyNote aria-hidden className="icon" /><span className="visually-hidden">{say('desk.note')}: {line.note}</span></span>}
      <span className="under"><StatusBadge status={line.status} />{under !== undefined && <span>{under}</span>}</span>
    </th>
  )
}

/** Nights and the day of leaving; on the phone under the name. */
export function StayText({ line }: { line: Line }) {
  const { say } = useWords()
  if (line.arrival === null || line.departure === null) return null
  const nights = line.nights ?? nightsBetween(line.arrival, line.departure)
  return <span className="stay-text"><span className="nowrap">{say('date.nights', { count: nights })}</span> <span className="muted nowrap"><DateText date={line.arrival} style="short" />–<DateText date={line.departure} style="short" /></span></span>
}

export function RoomText({ line }: { line: Line }) {
  const { say } = useWords()
  if (line.arrival !== null) return line.room === null ? <span className="faint">{say('desk.noRoom')}</span> : <strong className="figures">{line.room}</strong>
  return line.tables.length === 0 ? <span className="faint">{say('desk.noTable')}</span> : <strong className="figures">{line.tables.join(' + ')}</strong>
}

export function BalanceText({ line }: { line: Line }) {
  const { say } = useWords()
  return Number(line.balance.amount) === 0 ? <span className="faint">{say('desk.paid')}</span> : <MoneyText money={line.balance} />
}

export function StateCell({ line }: { line: Line }) {
  return <td className="cell-state wide-only"><StatusBadge status={line.status} /></td>
}

export function StepCell({ line }: { line: Line }) {
  const { say } = useWords()
  const desk = useDesk()
  const target = targetOf(line)
  const step = nextStep(target, desk.today)
  // Early check-out is for the panel: on the board it would only tempt.
  const early = step?.to === 'completed' && line.departure !== null && line.departure > desk.today
  return (
    <td className="cell-step">
      {step !== null && !early && mayMove(desk) && <Button size="small" className="step" busy={desk.moving.has(line.reservation)} aria-label={say('desk.do.for', { what: say(step.say), guest: nameOf(line) })} onClick={() => { void desk.move(target, step.to) }}>{say(step.say)}</Button>}
    </td>
  )
}
