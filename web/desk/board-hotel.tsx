import { BedDouble, DoorOpen, Luggage } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/controls.tsx'
import { EmptyState } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayBook, useDesk, type Board, type Line } from './desk.ts'
import { BalanceText, GuestCell, RoomText, Rows, StayText, type CellsProps } from './rows.tsx'

export function HotelBoard({ board }: { board: Board }) {
  const { say } = useWords()
  const desk = useDesk()
  const { counts } = board
  return (
    <>
      <p className="counts figures">
        <a href="#arrivals">{say('desk.count.arrived', { done: counts.arrived, all: counts.arrivals })}</a>
        <a href="#departures">{say('desk.count.departed', { done: counts.departed, all: counts.departures })}</a>
        <a href="#in-house">{say('desk.count.inHouse', { count: counts.in_house })}</a>
        <span data-tone={counts.free_tonight === 0 ? 'signal' : undefined}>{say('desk.count.free', { count: counts.free_tonight })}</span>
      </p>
      <Section id="arrivals" title={say('desk.arrivals')} icon={<Luggage />} lines={board.arrivals} none={say('desk.arrivals.none')} action={mayBook(desk) ? <Button size="small" onClick={() => { desk.startNew('walk_in') }}>{say('desk.none.action')}</Button> : undefined} />
      <Section id="departures" title={say('desk.departures')} icon={<DoorOpen />} lines={board.departures} none={say('desk.departures.none')} />
      <Section id="in-house" title={say('desk.inHouse')} icon={<BedDouble />} lines={board.in_house} none={say('desk.inHouse.none')} />
    </>
  )
}

function Section({ id, title, icon, lines, none, action }: { id: string; title: string; icon: ReactNode; lines: Line[]; none: string; action?: ReactNode }) {
  return (
    <section className="board-section" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1}><span className="section-icon" aria-hidden>{icon}</span>{title} <span className="faint figures">{lines.length}</span></h2>
      {lines.length === 0 ? <div className="quiet-empty"><EmptyState title={none} action={action} /></div> : <StayTable caption={title} lines={lines} />}
    </section>
  )
}

export function StayTable({ caption, lines }: { caption: string; lines: readonly Line[] }) {
  const { say } = useWords()
  return (
    <table className="board-table">
      <caption className="visually-hidden">{caption}</caption>
      <thead><tr>
        <th scope="col" className="col-guest">{say('desk.column.guest')}</th><th scope="col" className="numeric wide-only col-people">{say('desk.column.people')}</th><th scope="col" className="wide-only col-stay">{say('desk.column.stay')}</th>
        <th scope="col" className="wide-only col-room">{say('desk.column.room')}</th><th scope="col" className="wide-only col-type">{say('desk.column.type')}</th><th scope="col" className="wider-only col-channel">{say('desk.column.channel')}</th>
        <th scope="col" className="numeric wide-only col-balance">{say('desk.column.balance')}</th><th scope="col" className="wide-only col-state">{say('desk.column.state')}</th><th scope="col" className="col-step"><span className="visually-hidden">{say('desk.column.do')}</span></th>
      </tr></thead>
      <Rows lines={lines} Cells={StayCells} />
    </table>
  )
}

function StayCells({ line, open }: CellsProps) {
  const { say } = useWords()
  return (
    <>
      <GuestCell line={line} open={open} under={<>{line.room !== null && <><RoomText line={line} /> · </>}{say('date.nights', { count: line.nights ?? 1 })} · {line.room_type_name}</>} />
      <td className="numeric figures wide-only">{line.guests}</td>
      <td className="wide-only"><StayText line={line} /></td>
      <td className="nowrap wide-only"><RoomText line={line} /></td>
      <td className="wide-only col-type">{line.room_type_name}</td>
      <td className="wider-only muted">{say(`desk.channel.${line.channel}`)}</td>
      <td className="numeric wide-only"><BalanceText line={line} /></td>
    </>
  )
}
