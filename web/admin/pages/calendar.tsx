import { keepPreviousData } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight, Tags, Undo2 } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { dateText, datePlus } from '@holdfast/contract/words'
import { problemOf, useAsk, useIntentKey, useTell, type Answer } from '../../ui/api.ts'
import { Button, buttonClass, IconButton, SelectField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { useToast } from '../../ui/overlays.tsx'
import { DateText, EmptyState, ErrorNotice, MoneyText, Notice, Skeleton, Table, WhenText } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { datesBetween, firstOf, lastOf, monthOf, monthPlus, rowsOf, type RateCalendar } from '../calendar/cells.ts'
import { bodyOf, freshGesture, GestureForm, type Gesture } from '../calendar/gesture.tsx'
import { Grid, spanOf, type Chosen } from '../calendar/grid.tsx'
import { Year } from '../calendar/year.tsx'
import { useSetup } from '../setup.tsx'

/** A year of prices: seen as a line and a grid, changed in one gesture that says beforehand what it touches, and undone. */
export function CalendarPage() {
  const { say } = useWords()
  const { venue, rates } = useSetup()
  const [wished, setPlan] = useState<string | null>(null)
  const plan = wished ?? rates?.plans[0]?.id
  const from = firstOf(monthOf(venue.today))
  const asked = useAsk('rateCalendar', { params: { venue: venue.id }, query: { from, to: datePlus(from, 364), plan } as never }, { enabled: rates !== null, placeholderData: keepPreviousData })
  const head = <><Head title={`${say('admin.step.calendar')} · ${venue.name}`} keepPrivate /><header className="stack step-head"><h1>{say('admin.step.calendar')}</h1><p className="muted">{say('admin.calendar.lead')}</p></header></>
  if (rates === null) return <div className="stack step-form">{head}<EmptyState icon={<Tags />} title={say('admin.calendar.pricesFirst')} action={<Link to={'/$venue/prices' as string} params={{ venue: venue.id } as never} className={buttonClass('primary')}>{say('admin.step.prices')}</Link>} /></div>
  return (
    <div className="stack step-form wide-page">
      {head}
      {asked.error && <ErrorNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.isPending && <Skeleton lines={8} />}
      {asked.data && <Editor calendar={asked.data} plan={plan ?? asked.data.plans[0]!.id} onPlan={setPlan} />}
    </div>
  )
}

function Editor({ calendar, plan, onPlan }: { calendar: RateCalendar; plan: string; onPlan: (plan: string) => void }) {
  const { say, locale } = useWords()
  const { venue } = useSetup()
  const [month, setMonth] = useState(monthOf(venue.today))
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [gesture, setGesture] = useState<Gesture>(() => freshGesture(venue.today, datePlus(calendar.from, 364), calendar.room_types.map(({ id }) => id), [plan]))
  const form = useRef<HTMLElement>(null)
  const rows = useMemo(() => rowsOf(calendar), [calendar])
  const dates = useMemo(() => datesBetween(firstOf(month), lastOf(month)), [month])
  const go = (to: string) => { if (to >= monthOf(calendar.from) && to < monthPlus(monthOf(calendar.from), 12)) { setMonth(to); setChosen(null) } }
  const choose = (next: Chosen) => {
    setChosen(next)
    const { rows: types, days } = spanOf(next)
    setGesture((now) => ({ ...now, from: dates[days[0]]!, to: dates[days[1]]!, types: rows.slice(types[0], types[1] + 1).map(({ id }) => id), plans: [plan] }))
  }
  return (
    <>
      <div className="calendar-bar">
        {calendar.plans.length > 1 && <SelectField label={say('admin.calendar.plan')} value={plan} onChange={(event) => { onPlan(event.target.value); setGesture((now) => ({ ...now, plans: [event.target.value] })) }}>{calendar.plans.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</SelectField>}
        <div className="row calendar-month">
          <IconButton label={say('admin.calendar.before')} disabled={month <= monthOf(calendar.from)} onClick={() => go(monthPlus(month, -1))}><ChevronLeft aria-hidden className="turns" /></IconButton>
          <h2 aria-live="polite">{dateText(firstOf(month), locale, 'month')}</h2>
          <IconButton label={say('admin.calendar.after')} disabled={month >= monthPlus(monthOf(calendar.from), 11)} onClick={() => go(monthPlus(month, 1))}><ChevronRight aria-hidden className="turns" /></IconButton>
        </div>
      </div>
      <Year rows={rows} from={calendar.from} month={month} onMonth={go} />
      <Grid caption={say('admin.calendar.grid', { month: dateText(firstOf(month), locale, 'month') })} rows={rows} dates={dates} chosen={chosen} onChoose={choose} onChange={() => { form.current?.querySelector<HTMLElement>('input, select')?.focus() }} />
      <p className="small muted">{say('admin.calendar.legend', { currency: calendar.currency })}</p>
      <section className="item stack" ref={form} aria-label={say('admin.calendar.change')}>
        <h2>{say('admin.calendar.change')}</h2>
        <Change calendar={calendar} gesture={gesture} onGesture={setGesture} />
      </section>
      <History calendar={calendar} />
    </>
  )
}

function Change({ calendar, gesture, onGesture }: { calendar: RateCalendar; gesture: Gesture; onGesture: (gesture: Gesture) => void }) {
  const { say } = useWords()
  const toast = useToast()
  const { venue } = useSetup()
  const undo = useUndo()
  const body = { changes: [bodyOf(gesture, calendar)] }
  const preview = useTell('previewRates')
  const save = useTell('changeRates', { refreshes: ['rateCalendar', 'getSetup'], onDone: (answer) => {
    preview.reset()
    toast(say('admin.calendar.saved', { nights: answer.nights }), { tone: 'good', action: { label: say('admin.calendar.undo'), run: () => undo.mutate({ params: { venue: venue.id, change: answer.change }, body: { version: answer.version } } as never) } })
  } })
  const key = useIntentKey({ body, version: calendar.version })
  const change = (next: Gesture) => { preview.reset(); save.reset(); onGesture(next) }
  const found = preview.data
  const problem = problemOf(save.error ?? preview.error)
  const errorAt = (field: string) => problem?.fields[`/changes/0/${field}`] ?? found?.errors.find((one) => one.pointer === `/changes/0/${field}`)?.detail
  const nothing = gesture.types.length === 0 || gesture.plans.length === 0
  return (
    <form className="stack" noValidate onSubmit={(event) => { event.preventDefault(); preview.mutate({ params: { venue: venue.id }, body } as never) }}>
      <GestureForm calendar={calendar} value={gesture} onChange={change} errorAt={errorAt} />
      {nothing && <p className="small muted">{say('admin.calendar.chooseSome')}</p>}
      {problem && <ErrorNotice error={problem} />}
      {found === undefined
        ? <div><Button type="submit" look="primary" busy={preview.isPending} disabled={nothing}>{say('admin.calendar.show')}</Button></div>
        : <Preview found={found} saving={save.isPending} onBack={() => preview.reset()} onSave={() => save.mutate({ params: { venue: venue.id }, body: { ...body, version: calendar.version }, idempotencyKey: key } as never)} />}
    </form>
  )
}

function Preview({ found, saving, onSave, onBack }: { found: Answer<'previewRates'>; saving: boolean; onSave: () => void; onBack: () => void }) {
  const { say } = useWords()
  const { room_types: types } = useSetup()
  const may = found.errors.length === 0 && found.nights > 0
  return (
    <section className="preview stack" aria-label={say('admin.calendar.touches')}>
      <Notice tone={may ? 'accent' : 'signal'}>
        <p className="strong" role="status">{found.nights === 0 ? say('admin.calendar.touchesNothing') : say('admin.calendar.touchesNights', { nights: found.nights })}</p>
        {found.before && found.after && found.nights > 0 && <p><MoneyText money={found.before.lowest} />–<MoneyText money={found.before.highest} /> → <span className="strong"><MoneyText money={found.after.lowest} />–<MoneyText money={found.after.highest} /></span></p>}
        {found.derived_nights > 0 && <p>{say('admin.calendar.derived', { nights: found.derived_nights })}</p>}
        {found.booked_nights > 0 && <p>{say('admin.calendar.booked', { nights: found.booked_nights })}</p>}
        {found.errors.map((one) => <p key={one.pointer}>{one.detail}</p>)}
      </Notice>
      {found.examples.length > 0 && <Table caption={say('admin.calendar.examples')} rows={found.examples} rowKey={(one) => `${one.room_type} ${one.plan} ${one.night}`} columns={[
        { key: 'type', head: say('admin.calendar.type'), cell: (one) => <bdi>{types.find((type) => type.id === one.room_type)?.name}</bdi> },
        { key: 'night', head: say('admin.calendar.night'), cell: (one) => <DateText date={one.night} /> },
        { key: 'before', head: say('admin.calendar.now'), numeric: true, cell: (one) => <MoneyText money={one.before} /> },
        { key: 'after', head: say('admin.calendar.then'), numeric: true, cell: (one) => <MoneyText money={one.after} className="strong" /> },
      ]} />}
      <div className="row"><Button look="primary" disabled={!may} busy={saving} onClick={onSave}>{say('action.save')}</Button><Button look="plain" onClick={onBack}>{say('admin.calendar.back')}</Button></div>
    </section>
  )
}

function useUndo() {
  const { say } = useWords()
  const toast = useToast()
  return useTell('undoRates', { refreshes: ['rateCalendar', 'getSetup'], onDone: (answer) => toast(say('admin.calendar.undone', { nights: answer.nights }), { tone: 'good' }) })
}

function History({ calendar }: { calendar: RateCalendar }) {
  const { say } = useWords()
  const { venue } = useSetup()
  const undo = useUndo()
  const newest = calendar.changes.find((change) => !change.undone)
  if (calendar.changes.length === 0) return null
  return (
    <section className="item stack" aria-label={say('admin.calendar.history')}>
      <h2>{say('admin.calendar.history')}</h2>
      <ul role="list" className="staff-list">{calendar.changes.map((change) => (
        <li key={change.id} className="staff-row" data-undone={change.undone ? '' : undefined}>
          <div className="grow"><p className="strong"><bdi>{change.summary}</bdi></p><p className="small muted"><bdi>{change.by}</bdi> · <WhenText at={change.at} timeZone={venue.time_zone} /> · {change.undone ? say('admin.calendar.wasUndone') : say('admin.calendar.nights', { nights: change.nights })}</p></div>
          {change === newest && <Button size="small" icon={<Undo2 aria-hidden />} busy={undo.isPending} onClick={() => undo.mutate({ params: { venue: venue.id, change: change.id }, body: { version: calendar.version } } as never)}>{say('admin.calendar.undo')}</Button>}
        </li>
      ))}</ul>
      {undo.error && <ErrorNotice error={undo.error} />}
    </section>
  )
}
