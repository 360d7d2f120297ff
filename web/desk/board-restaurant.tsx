import { Armchair } from 'lucide-react'
import { timeText } from '@holdfast/contract/words'
import { Button } from '../ui/controls.tsx'
import { EmptyState, TimeText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayBook, useDesk, type Board, type Line } from './desk.ts'
import { GuestCell, RoomText, Rows, type CellsProps } from './rows.tsx'

const expected = (line: Line) => line.status === 'confirmed' || line.status === 'arrived' || line.status === 'completed' || line.status === 'held'

export function RestaurantBoard({ board }: { board: Board }) {
  const { say } = useWords()
  const desk = useDesk()
  const lines = [...board.service].sort((a, b) => (a.at ?? '').localeCompare(b.at ?? '') || a.guest_name.localeCompare(b.guest_name))
  const now = board.business_date === desk.today ? board.local_time : null
  // One line of the day says where it is now: before the first party that is still to come.
  const nowBefore = now === null || (lines[0]?.at ?? '') > now ? undefined : lines.find((line) => (line.at ?? '') > now)?.reservation
  const services = [...Map.groupBy(lines, (line) => line.service_name ?? '').entries()]
  return (
    <>
      <p className="counts figures">
        <span>{say('desk.count.parties', { count: lines.filter(expected).length })}</span>
        <span>{say('desk.count.covers', { count: board.counts.covers })}</span>
        <span>{say('desk.count.seated', { count: board.counts.covers_seated })}</span>
        {board.business_date === desk.today && <span data-tone={board.counts.free_tonight === 0 ? 'signal' : undefined}>{say('desk.count.tables', { count: board.counts.free_tonight })}</span>}
      </p>
      {lines.length === 0 && <EmptyState icon={<Armchair />} title={say('desk.service.none')} action={mayBook(desk) ? <Button onClick={() => { desk.startNew('walk_in') }}>{say('desk.none.action')}</Button> : undefined} />}
      {services.map(([name, its]) => <Service key={name} name={name} lines={its} now={now} nowBefore={nowBefore} />)}
    </>
  )
}

/** One service: covers by time as a strip, then the parties by time, with a line where it is now. */
function Service({ name, lines, now, nowBefore }: { name: string; lines: Line[]; now: string | null; nowBefore: string | undefined }) {
  const { say } = useWords()
  const id = `service-${name.replace(/\W+/g, '-')}`
  const covers = lines.filter(expected).reduce((sum, line) => sum + line.guests, 0)
  return (
    <section className="board-section" aria-labelledby={id}>
      <h2 id={id}><span className="section-icon" aria-hidden><Armchair /></span>{name} <span className="faint figures">{say('desk.count.covers', { count: covers })}</span></h2>
      <CoversStrip lines={lines} now={now} />
      <table className="board-table service-table">
        <caption className="visually-hidden">{name}</caption>
        <thead><tr>
          <th scope="col" className="cell-time">{say('desk.column.time')}</th><th scope="col" className="col-guest">{say('desk.column.guest')}</th><th scope="col" className="numeric col-people">{say('desk.column.party')}</th><th scope="col" className="wide-only col-table">{say('desk.column.table')}</th>
          <th scope="col" className="wider-only col-channel">{say('desk.column.channel')}</th><th scope="col" className="wide-only col-state">{say('desk.column.state')}</th><th scope="col" className="col-step"><span className="visually-hidden">{say('desk.column.do')}</span></th>
        </tr></thead>
        <Rows lines={lines} Cells={SittingCells} before={(line) => (line.reservation === nowBefore && now !== null ? <NowLine now={now} /> : null)} />
      </table>
    </section>
  )
}

function NowLine({ now }: { now: string }) {
  const { say, locale } = useWords()
  // Four columns are there on every screen; more would make columns of their own where some are hidden.
  return <tr className="now-line"><td colSpan={4}><span>{say('desk.now', { time: timeText(now, locale) })}</span></td></tr>
}

function SittingCells({ line, repeat, open }: CellsProps) {
  const { say } = useWords()
  return (
    <>
      <td className="cell-time figures" data-repeat={repeat ? '' : undefined}>{line.at !== null && <TimeText wall={line.at} />}{line.ends_at !== null && <span className="ends faint">–<TimeText wall={line.ends_at} /></span>}</td>
      <GuestCell line={line} open={open} under={<RoomText line={line} quiet />} />
      <td className="numeric figures"><strong>{line.guests}</strong></td>
      <td className="nowrap wide-only"><RoomText line={line} /></td>
      <td className="wider-only muted">{say(`desk.channel.${line.channel}`)}</td>
    </>
  )
}

const quarter = (wall: string) => Math.floor((Date.parse(`${wall}Z`) - Date.parse('2000-01-01T00:00Z')) / 900_000)

/** How many sit down when: a bar each quarter of an hour; the same is in the table below for whoever cannot see it. */
function CoversStrip({ lines, now }: { lines: Line[]; now: string | null }) {
  const { say, locale } = useWords()
  const seated = lines.filter((line) => line.at !== null && expected(line))
  if (seated.length < 2) return null
  const from = Math.min(...seated.map((line) => quarter(line.at!)))
  const to = Math.max(...seated.map((line) => quarter(line.at!)))
  if (to - from > 64) return null
  const bars = Array.from({ length: to - from + 1 }, (_, i) => {
    const here = seated.filter((line) => quarter(line.at!) === from + i)
    const time = timeText(new Date(Date.parse('2000-01-01T00:00Z') + (from + i) * 900_000).toISOString().slice(0, 16), locale)
    return { time, covers: here.reduce((sum, line) => sum + line.guests, 0), past: now !== null && from + i < quarter(now) }
  })
  const most = Math.max(...bars.map((bar) => bar.covers))
  return (
    <div className="covers" role="img" aria-label={`${say('desk.covers.chart')}. ${bars.filter((bar) => bar.covers > 0).map((bar) => say('desk.covers.at', { time: bar.time, count: bar.covers })).join(', ')}`}>
      {bars.map((bar, i) => <span key={i} className="cover-slot" data-past={bar.past ? '' : undefined} title={say('desk.covers.at', { time: bar.time, count: bar.covers })}>
        <span className="cover-count figures">{bar.covers > 0 ? bar.covers : ''}</span>
        <span className="cover-bar" style={{ blockSize: `${Math.round((bar.covers / most) * 28)}px` }} />
        <span className="cover-time figures">{bar.time.endsWith(':00') || bars.length <= 8 ? bar.time : ''}</span>
      </span>)}
    </div>
  )
}
