import { Link } from '@tanstack/react-router'
import { Check, Circle, CircleDashed, ExternalLink, Eye, Search } from 'lucide-react'
import { useState } from 'react'
import { useTell } from '../../ui/api.ts'
import { Button, buttonClass } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Head } from '../../ui/page.tsx'
import { ErrorNotice, Notice } from '../../ui/show.tsx'
import { useWords, type MessageKey, type Say } from '../../ui/words.tsx'
import { stateOf, stepOf, stepsOf, type Setup, type Step } from '../lists.ts'
import { useKeepSetup, useSetup } from '../setup.tsx'

const marks = { done: Check, open: Circle, optional: CircleDashed }

/** Where things stand: what is done, what is missing, and the one button that makes it public. */
export function OverviewPage() {
  const { say } = useWords()
  const setup = useSetup()
  const published = setup.status === 'published'
  return (
    <div className="stack step-form">
      <Head title={setup.venue.name} keepPrivate />
      <header className="stack step-head"><h1>{published ? say('admin.overview.published') : setup.missing.length === 0 ? say('admin.overview.ready') : say('admin.overview.open', { count: setup.missing.length })}</h1></header>
      {published && <Notice tone="good"><p>{say('admin.overview.canBeFound', { city: setup.venue.city })}</p></Notice>}
      <ol role="list" className="checklist">{stepsOf[setup.venue.kind].map((step) => <StepRow key={step} step={step} setup={setup} />)}</ol>
      <Publishing setup={setup} />
    </div>
  )
}

function StepRow({ step, setup }: { step: Step; setup: Setup }) {
  const { say } = useWords()
  const state = stateOf(step, setup)
  const Icon = marks[state]
  const lacks = setup.missing.filter(({ pointer }) => stepOf(pointer) === step)
  return (
    <li className="checklist-row" data-state={state}>
      <Icon className="checklist-mark" aria-hidden />
      <div className="grow"><p className="strong">{say(`admin.step.${step}`)} <span className="visually-hidden">({say(`admin.state.${state}`)})</span></p>
        <p className="small muted">{lacks.length > 0 ? lacks.map((one) => missingText(one, setup, say)).join(' · ') : summaryOf(step, setup, say)}</p></div>
      <Link to={`/$venue/${step}` as string} params={{ venue: setup.venue.id } as never} className={buttonClass(state === 'open' ? 'primary' : 'plain', 'small')} aria-label={`${say(state === 'done' ? 'action.edit' : 'admin.fill')}: ${say(`admin.step.${step}`)}`}>{say(state === 'done' ? 'action.edit' : 'admin.fill')}</Link>
    </li>
  )
}

function missingText({ pointer, detail }: { pointer: string; detail: string }, setup: Setup, say: Say): string {
  const type = /^\/room_types\/(\d+)/.exec(pointer)?.[1]
  if (type !== undefined) return say('admin.missing.price', { name: setup.room_types[Number(type)]?.name ?? '' })
  const known: Record<string, MessageKey> = { '/venue/description': 'admin.missing.description', '/room_types': 'admin.missing.rooms', '/rates': 'admin.missing.rates', '/areas': 'admin.missing.tables', '/services': 'admin.missing.services' }
  const key = known[pointer]
  return key === undefined ? detail : say(key)
}

function summaryOf(step: Step, setup: Setup, say: Say): string {
  switch (step) {
    case 'about': return say('admin.sum.about', { count: setup.venue.facilities.length })
    case 'place': return `${setup.venue.address}, ${setup.venue.city}`
    case 'rooms': return say('admin.sum.rooms', { types: setup.room_types.length, rooms: setup.room_types.reduce((sum, type) => sum + type.rooms.length, 0) })
    case 'prices': return say('admin.sum.prices', { plans: setup.rates?.plans.length ?? 0, seasons: setup.rates?.seasons.length ?? 0 })
    case 'tables': return say('admin.sum.tables', { tables: setup.areas.reduce((sum, area) => sum + area.tables.length, 0), seats: setup.areas.reduce((sum, area) => sum + area.tables.reduce((seats, table) => seats + table.seats_max, 0), 0) })
    case 'services': return setup.services.map(({ name }) => name).join(', ')
    case 'pictures': return setup.venue.pictures.length === 0 ? say('admin.sum.noPictures') : say('admin.sum.pictures', { count: setup.venue.pictures.length })
  }
}

function Publishing({ setup }: { setup: Setup }) {
  const { say } = useWords()
  const keep = useKeepSetup()
  const [asking, setAsking] = useState(false)
  const publish = useTell('publishVenue', { onDone: keep })
  const unpublish = useTell('unpublishVenue', { onDone: (answer) => { setAsking(false); keep(answer) } })
  const params = { venue: setup.venue.id }
  const preview = <a className={buttonClass('secondary')} href={`/v/${setup.venue.slug}`} target="_blank" rel="noreferrer">{setup.status === 'published' ? <ExternalLink aria-hidden /> : <Eye aria-hidden />}{say(setup.status === 'published' ? 'admin.seePage' : 'admin.preview')}</a>
  return (
    <section className="stack publish" aria-label={say('admin.publish')}>
      {setup.status === 'draft'
        ? <>
            <p className="muted">{setup.missing.length > 0 ? say('admin.publishLater') : say('admin.publishNow')}</p>
            <div className="row"><Button look="primary" size="large" disabled={setup.missing.length > 0} busy={publish.isPending} onClick={() => publish.mutate({ params })}>{say('admin.publish')}</Button>{preview}</div>
            {publish.error && <ErrorNotice error={publish.error} />}
          </>
        : <div className="row">{preview}<a className={buttonClass('secondary')} href={`/search?place=${encodeURIComponent(setup.venue.city)}`} target="_blank" rel="noreferrer"><Search aria-hidden />{say('admin.findIt')}</a>
            <Button look="plain" onClick={() => setAsking(true)}>{say('admin.unpublish')}</Button></div>}
      <Dialog open={asking} onClose={() => setAsking(false)} title={say('admin.unpublish')} actions={<><Button onClick={() => setAsking(false)}>{say('action.cancel')}</Button><Button look="danger" busy={unpublish.isPending} onClick={() => unpublish.mutate({ params })}>{say('admin.unpublish')}</Button></>}>
        <p>{say('admin.unpublishWhat')}</p>{unpublish.error && <ErrorNotice error={unpublish.error} />}
      </Dialog>
    </section>
  )
}
