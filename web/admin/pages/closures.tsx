import { CalendarOff, CalendarPlus, Trash2 } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { problemOf, useTell } from '../../ui/api.ts'
import { Button, IconButton, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { DateRangeText, EmptyState, ErrorNotice, Notice } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { DateField } from '../inputs.tsx'
import { useFieldWords, useSetup } from '../setup.tsx'

/** Days on which nothing is sold. Bookings that lie there stay, and are named, so that staff solve each. */
export function ClosuresPage() {
  const { say } = useWords()
  const setup = useSetup()
  const remove = useTell('removeClosure', { refreshes: ['getSetup'] })
  return (
    <div className="stack step-form">
      <Head title={`${say('admin.step.closures')} · ${setup.venue.name}`} keepPrivate />
      <header className="stack step-head"><h1>{say('admin.step.closures')}</h1><p className="muted">{say('admin.closures.lead')}</p></header>
      {setup.closures.length === 0 && <EmptyState icon={<CalendarOff />} title={say('admin.closures.none')} />}
      {setup.closures.length > 0 && <ul role="list" className="staff-list">{setup.closures.map((closure) => (
        <li key={closure.id} className="staff-row"><div className="grow"><p className="strong"><DateRangeText from={closure.from} to={closure.to} /></p><p className="small muted"><bdi>{closure.reason}</bdi></p></div>
          <IconButton label={say('admin.closures.open', { what: closure.reason })} disabled={remove.isPending} onClick={() => remove.mutate({ params: { venue: setup.venue.id, closure: closure.id } })}><Trash2 aria-hidden /></IconButton></li>
      ))}</ul>}
      {remove.error && <ErrorNotice error={remove.error} />}
      <AddClosure />
    </div>
  )
}

function AddClosure() {
  const { say } = useWords()
  const words = useFieldWords()
  const { venue } = useSetup()
  const empty = { from: venue.today as string, to: venue.today as string, reason: '' }
  const [form, setForm] = useState(empty)
  const [touched, setTouched] = useState<string[] | null>(null)
  const add = useTell('addClosure', { refreshes: ['getSetup'], onDone: (answer) => { setTouched(answer.touched); setForm(empty) } })
  const problem = problemOf(add.error)
  const submit = (event: FormEvent) => { event.preventDefault(); setTouched(null); add.mutate({ params: { venue: venue.id }, body: form }) }
  return (
    <form className="item stack" noValidate onSubmit={submit} aria-label={say('admin.closures.add')}>
      <h2>{say('admin.closures.add')}</h2>
      <div className="fields fields-small">
        <DateField label={say('admin.closures.first')} value={form.from} onChange={(from) => setForm({ ...form, from: from ?? '', to: from !== null && form.to < from ? from : form.to })} error={words(problem?.fields['/from'])} />
        <DateField label={say('admin.closures.last')} value={form.to} onChange={(to) => setForm({ ...form, to: to ?? '' })} error={words(problem?.fields['/to'])} />
        <TextField label={say('admin.closures.reason')} hint={say('admin.closures.reasonHint')} dir="auto" maxLength={80} value={form.reason} onChange={(event) => setForm({ ...form, reason: event.target.value })} error={words(problem?.fields['/reason'])} />
      </div>
      {problem && <ErrorNotice error={problem} {...(Object.keys(problem.fields).length > 0 ? { title: say('admin.lookAgain') } : {})} />}
      {touched !== null && (touched.length === 0 ? <Notice tone="good"><p>{say('admin.closures.clean')}</p></Notice>
        : <Notice tone="signal"><p>{say('admin.closures.touched', { count: touched.length })} <a href={`/desk/v/${venue.id}`}>{say('admin.toDesk')}</a></p></Notice>)}
      <div><Button type="submit" look="primary" icon={<CalendarPlus aria-hidden />} busy={add.isPending}>{say('admin.closures.close')}</Button></div>
    </form>
  )
}
