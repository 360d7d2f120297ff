import { CalendarClock, Check, CheckCheck, CircleCheck, CircleX, DoorOpen, Hourglass, TimerOff, TriangleAlert, UserX, WifiOff, type LucideIcon } from 'lucide-react'
import { dateRangeText, dateText, instantText, moneyText, priceSentence, priceTerms, timeText, wallText, type DateStyle, type MoneyLike, type PriceFacts } from '@holdfast/contract/words'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { Alternative } from '@holdfast/contract/kit'
import { problemOf, type ApiProblem } from './api.ts'
import { Button } from './controls.tsx'
import { useWords, type MessageKey, type Say, type Locale } from './words.tsx'

// Node's and the browser's tables of the world's languages may differ by a space; the server's text then stays.
export function MoneyText({ money, className = '' }: { money: MoneyLike; className?: string }) {
  const { locale } = useWords()
  return <bdi className={`figures nowrap ${className}`} suppressHydrationWarning>{moneyText(money, locale)}</bdi>
}
export function DateText({ date, style = 'weekday', className = '' }: { date: string; style?: DateStyle; className?: string }) {
  const { locale } = useWords()
  return <time dateTime={date} className={`figures ${className}`} suppressHydrationWarning>{dateText(date, locale, style)}</time>
}
export function DateRangeText({ from, to, className = '' }: { from: string; to: string; className?: string }) {
  const { locale } = useWords()
  return <span className={`figures ${className}`} suppressHydrationWarning>{dateRangeText(from, to, locale)}</span>
}
/** A wall time, or the time of a wall date-time. */
export function TimeText({ wall, className = '' }: { wall: string; className?: string }) {
  const { locale } = useWords()
  return <time dateTime={wall} className={`figures nowrap ${className}`} suppressHydrationWarning>{timeText(wall, locale)}</time>
}
/** A wall date-time at the venue (no zone), or an instant with the venue's zone. */
export function WhenText({ at, timeZone, className = '' }: { at: string; timeZone?: string; className?: string }) {
  const { locale } = useWords()
  return <time dateTime={at} className={`figures ${className}`} suppressHydrationWarning>{timeZone ? instantText(at, timeZone, locale) : wallText(at, locale)}</time>
}
/** `beside`: the total stands large next to it, so only the rest is said. */
export function PriceSentence({ className = '', beside = false, ...facts }: PriceFacts & { className?: string; beside?: boolean }) {
  const { locale } = useWords()
  return <span className={`figures ${className}`} suppressHydrationWarning>{(beside ? priceTerms : priceSentence)(facts, locale)}</span>
}

export type ReservationStatus = 'held' | 'confirmed' | 'arrived' | 'completed' | 'expired' | 'cancelled' | 'no_show'
const statusLook: Record<ReservationStatus, { icon: LucideIcon; tone: string }> = {
  held: { icon: Hourglass, tone: 'wait' }, confirmed: { icon: CircleCheck, tone: 'accent' }, arrived: { icon: DoorOpen, tone: 'good' }, completed: { icon: CheckCheck, tone: 'plain' },
  expired: { icon: TimerOff, tone: 'plain' }, cancelled: { icon: CircleX, tone: 'bad' }, no_show: { icon: UserX, tone: 'signal' },
}
/** Shape, icon and word as well as colour. */
export function StatusBadge({ status }: { status: ReservationStatus }) {
  const { say } = useWords()
  const { icon: Icon, tone } = statusLook[status]
  return <span className="badge" data-tone={tone} data-status={status}><Icon aria-hidden />{say(`status.${status}`)}</span>
}
export function Badge({ tone = 'plain', icon, children }: { tone?: 'plain' | 'accent' | 'good' | 'bad' | 'wait' | 'signal'; icon?: ReactNode; children: ReactNode }) {
  return <span className="badge" data-tone={tone}>{icon}{children}</span>
}

/** Minutes and seconds to `until`; read aloud at each whole minute only, and at the end. */
export function Countdown({ until, of: whole, onOver }: { until: string; of: number; onOver?: () => void }) {
  const { say } = useWords()
  const [left, setLeft] = useState<number | null>(null)
  const over = useRef(onOver)
  useEffect(() => { over.current = onOver })
  useEffect(() => {
    const end = Date.parse(until)
    const tick = () => {
      const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000))
      setLeft(seconds)
      if (seconds === 0) { clearInterval(timer); over.current?.() }
    }
    const timer = setInterval(tick, 500)
    tick()
    return () => clearInterval(timer)
  }, [until])
  const minutes = left === null ? null : Math.floor(left / 60)
  const two = (value: number) => String(value).padStart(2, '0')
  const time = left === null || minutes === null ? '–:––' : minutes < 60 ? `${minutes}:${two(left % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(left % 60)}`
  return (
    <div className="countdown" data-urgent={left !== null && left <= 120 ? '' : undefined}>
      <CalendarClock aria-hidden />
      <span aria-hidden>{left === 0 ? say('countdown.over') : <>{say('countdown.left', { time: '\u0001' }).split('\u0001').flatMap((part, i) => i === 0 ? [part] : [<b key="t" className="figures" dir="ltr">{time}</b>, part])}</>}</span>
      <progress className="countdown-bar" aria-hidden max={whole} value={left ?? whole} />
      <span className="visually-hidden" role="status" aria-live="polite">{left === 0 ? say('countdown.over') : minutes === null ? '' : say('countdown.minutes', { minutes })}</span>
    </div>
  )
}

export function EmptyState({ icon, title, children, action, whole = false }: { icon?: ReactNode; title: ReactNode; children?: ReactNode; action?: ReactNode; whole?: boolean }) {
  const Heading = whole ? 'h1' : 'h3'
  return <div className="empty">{icon && <div className="empty-icon" aria-hidden>{icon}</div>}<Heading>{title}</Heading>{children && <p className="muted">{children}</p>}{action && <div className="row">{action}</div>}</div>
}

/** Problems that people meet have their title in the reader's language; the server's own is for programs, and for what is not named here. */
const titled = new Set(['invalid-request', 'not-signed-in', 'wrong-credentials', 'not-allowed', 'not-found', 'email-taken', 'not-available', 'still-free', 'waitlist-closed', 'quote-expired', 'hold-expired', 'wrong-state', 'too-early', 'in-use', 'payment-failed', 'version-conflict', 'key-in-progress'])

/** What to do, where the server's English sentence would say it: for those codes of which one sentence says enough. */
const explained = new Set(['not-signed-in', 'wrong-credentials', 'not-found', 'email-taken', 'still-free', 'waitlist-closed', 'quote-expired', 'hold-expired', 'wrong-state', 'payment-failed', 'version-conflict', 'key-in-progress'])

/** `lang` is given where the sentence is the server's, in another language than the page. */
export function problemWords(problem: ApiProblem, say: Say, locale: Locale): { title: string; detail: string | null; lang?: 'en' | undefined } {
  if (problem.code === 'offline') return { title: say('problem.offline.title'), detail: say('problem.offline.detail') }
  if (problem.status === 429 || problem.code === 'overloaded') return { title: say('problem.busy.title'), detail: say('problem.busy.detail') }
  if (problem.status >= 500 || problem.status === 0) return { title: say('problem.server.title'), detail: say('problem.server.detail') }
  const title = titled.has(problem.code) ? say(`problem.code.${problem.code}` as MessageKey) : problem.title || say('problem.title')
  // What was chosen before (a quote of the basket) is no field that could be marked.
  if (Object.keys(problem.fields).some((pointer) => !pointer.startsWith('/quotes/'))) return { title, detail: say('problem.fields') }
  if (locale !== 'en') return { title, ...detailElsewhere(problem, say) }
  // The server's sentence is English: where the reasons say it in the very same words, it is left out.
  const told = problem.reasons.length > 0 && problem.detail === `${problem.reasons.map((reason) => reasonText(reason, say, locale)).join('. ')}.`
  return { title, detail: problem.detail && problem.detail !== problem.title && !told ? problem.detail : null }
}

/** In other languages it is said by the code and the reasons. The server's English stands only where nothing else is known. */
function detailElsewhere(problem: ApiProblem, say: Say): { detail: string | null; lang?: 'en' | undefined } {
  if (explained.has(problem.code)) return { detail: say(`problem.detail.${problem.code}` as MessageKey) }
  if (problem.reasons.length > 0) return { detail: null }
  return problem.detail && problem.detail !== problem.title ? { detail: problem.detail, lang: 'en' } : { detail: null }
}

const named = new Set(['name', 'email', 'phone', 'password'])
/** What is wrong with a field: in the server's English words, or, in another language, by what the field is for. */
export function faultText(problem: ApiProblem | null, pointer: string, say: Say, locale: Locale): string | undefined {
  const told = problem?.fields[pointer]
  if (told === undefined || locale === 'en') return told
  const field = pointer.split('/').at(-1)!.replace('new_', '')
  return say(named.has(field) ? `problem.field.${field}` as MessageKey : 'problem.field')
}
/** `const faultOf = useFaults(tell.error)`; `error={faultOf('/guest/email')}`. */
export function useFaults(error: unknown): (pointer: string) => string | undefined {
  const { say, locale } = useWords()
  const problem = problemOf(error)
  return (pointer) => faultText(problem, pointer, say, locale)
}

/** What happened, what was kept, what to do: the problem with its reasons, and the nearest alternatives as one-tap choices. */
export function ErrorNotice({ error, title, where, detail, kept, onRetry, onChoose, children }: { error: unknown; title?: ReactNode; /** Of several, the one that was refused. */ where?: string | undefined; /** In place of the problem's own sentence. */ detail?: string | undefined; kept?: ReactNode; onRetry?: () => void; onChoose?: (alternative: Alternative) => void; children?: ReactNode }) {
  const { say, locale } = useWords()
  const problem = problemOf(error)
  if (problem === null) return null
  const words = { ...problemWords(problem, say, locale), ...(detail === undefined ? {} : { detail, lang: undefined }) }
  const Icon = problem.code === 'offline' ? WifiOff : TriangleAlert
  return (
    <div className="notice" data-tone="bad" role="alert">
      <Icon aria-hidden className="notice-icon" />
      <div className="stack notice-body">
        <div><p className="strong">{where !== undefined && <><bdi>{where}</bdi>: </>}{title ?? words.title}</p>{words.detail && <p dir="auto" lang={words.lang}>{words.detail}</p>}{kept && <p>{kept}</p>}</div>
        {problem.reasons.length > 0 && <ul className="notice-reasons">{problem.reasons.map((reason, i) => <li key={i}>{reasonText(reason, say, locale)}</li>)}</ul>}
        {problem.alternatives.length > 0 && onChoose && (
          <div><p className="small strong">{say('problem.nearest')}</p>
            <div className="row notice-choices">{problem.alternatives.map((one, i) => <button key={i} type="button" className="chip" onClick={() => onChoose(one)}>{alternativeText(one, locale)}{one.total && <MoneyText money={one.total} className="strong" />}</button>)}</div></div>
        )}
        {(onRetry || children) && <div className="row">{onRetry && <Button size="small" onClick={onRetry}>{say('action.retry')}</Button>}{children}</div>}
      </div>
    </div>
  )
}
export function reasonText(reason: { code: string; detail: string; nights?: string[] | undefined; slots?: string[] | undefined; limit?: number | undefined; from?: string | undefined; to?: string | undefined }, say: Say, locale: Locale): string {
  const what = say(`reason.${reason.code}` as MessageKey, { limit: reason.limit ?? 0 })
  const between = reason.from !== undefined && reason.to !== undefined ? [dateRangeText(reason.from, reason.to, locale)]
    : reason.from !== undefined ? [say('reason.from', { date: dateText(reason.from, locale) })] : reason.to !== undefined ? [say('reason.until', { date: dateText(reason.to, locale) })] : []
  const when = [...between, ...(reason.nights ?? []).map((night) => dateText(night, locale)), ...(reason.slots ?? []).map((slot) => wallText(slot, locale))].join(locale === 'ar' ? '، ' : ', ')
  return when === '' ? what : say('reason.on', { what, when })
}
export function alternativeText(one: Alternative, locale: Locale): string {
  if (one.kind === 'dates' && one.arrival && one.departure) return dateRangeText(one.arrival, one.departure, locale)
  if (one.kind === 'slot' && one.at) return wallText(one.at, locale)
  if (one.parts !== undefined) return one.parts.map((part) => `${part.room_type_name} · ${dateRangeText(part.arrival, part.departure, locale)}`).join(' + ')
  return one.label
}

/** A calm notice that is no refusal. */
export function Notice({ tone = 'accent', icon, children }: { tone?: 'accent' | 'good' | 'wait' | 'signal'; icon?: ReactNode; children: ReactNode }) {
  return <div className="notice" data-tone={tone}><span className="notice-icon" aria-hidden>{icon ?? <Check />}</span><div className="notice-body">{children}</div></div>
}

/** A grey shape of what is coming; `lines` of text or a block of a known class. */
export function Skeleton({ lines = 1, className = '' }: { lines?: number; className?: string }) {
  const { say } = useWords()
  return <div className={`skeleton ${className}`} role="status"><span className="visually-hidden">{say('app.loading')}</span>{Array.from({ length: lines }, (_, i) => <span key={i} className="skeleton-line" aria-hidden />)}</div>
}

export interface Column<Row> { key: string; head: ReactNode; cell: (row: Row) => ReactNode; numeric?: boolean; /** Of its head and its cells. */ className?: string }
/** A table with a caption for screen readers; wide ones scroll inside their own frame. */
export function Table<Row>({ caption, columns, rows, rowKey, empty, onRow }: { caption: string; columns: Column<Row>[]; rows: Row[]; rowKey: (row: Row) => string; empty?: ReactNode; onRow?: (row: Row) => void }) {
  const { say } = useWords()
  if (rows.length === 0) return <>{empty ?? <EmptyState title={say('table.empty')} />}</>
  return (
    <div className="table-frame" role="region" aria-label={caption} tabIndex={0}>
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead><tr>{columns.map((column) => <th key={column.key} scope="col" className={`${column.numeric ? 'numeric' : ''} ${column.className ?? ''}`.trim() || undefined}>{column.head}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr key={rowKey(row)} onClick={onRow ? () => onRow(row) : undefined} data-pressable={onRow ? '' : undefined}>{columns.map((column) => <td key={column.key} className={`${column.numeric ? 'numeric figures' : ''} ${column.className ?? ''}`}>{column.cell(row)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  )
}
