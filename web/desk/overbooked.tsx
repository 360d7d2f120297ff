import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useAsk, useTell, type Answer } from '../ui/api.ts'
import { Button, SelectField } from '../ui/controls.tsx'
import { useToast } from '../ui/overlays.tsx'
import { Badge, DateText, EmptyState, ErrorNotice, Skeleton } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { mayMove, useDesk } from './desk.ts'

type Case = Answer<'listOverbooked'>['items'][number]
const solutions = ['moved', 'upgraded', 'walked', 'cancelled', 'capacity', 'other'] as const

/** What was sold beyond capacity, by whom and why: each case stays here until somebody says how it was solved. */
export function OverbookedCases() {
  const { say } = useWords()
  const desk = useDesk()
  const [solved, setSolved] = useState<'yes' | 'no'>('no')
  const list = useAsk('listOverbooked', { params: { venue: desk.venue.id } as never, query: { solved, limit: 100 } as never }, { refetchInterval: 60_000, placeholderData: (before) => before })
  return (
    <section className="board-section" aria-labelledby="over-title">
      <div className="row spread"><h2 id="over-title">{say(solved === 'no' ? 'desk.over.open' : 'desk.over.solved')}</h2>
        <Button size="small" look="plain" aria-pressed={solved === 'yes'} onClick={() => { setSolved(solved === 'yes' ? 'no' : 'yes') }}>{say(solved === 'yes' ? 'desk.over.showOpen' : 'desk.over.showSolved')}</Button></div>
      {list.error && <ErrorNotice error={list.error} onRetry={() => { void list.refetch() }} />}
      {list.data === undefined ? list.error === null && <Skeleton lines={4} /> : list.data.items.length === 0
        ? <EmptyState icon={<CircleCheck />} title={say('desk.over.none')}>{say('desk.over.noneDetail')}</EmptyState>
        : <ul role="list" className="over-list">{list.data.items.map((one) => <CaseRow key={one.id} of={one} />)}</ul>}
    </section>
  )
}

function CaseRow({ of: one }: { of: Case }) {
  const { say } = useWords()
  const desk = useDesk()
  const toast = useToast()
  const [solution, setSolution] = useState<(typeof solutions)[number]>('moved')
  const solve = useTell('solveOverbooked', { refreshes: ['listOverbooked'], onDone: () => { toast(say('desk.over.done'), { tone: 'good' }) } })
  return (
    <li className="over-row">
      <div>
        <p className="strong"><TriangleAlert aria-hidden className="icon" /> {one.what} · {one.nights.map((night, i) => <span key={night}>{i > 0 && ', '}<DateText date={night} /></span>)}</p>
        <p className="small muted">{say(`desk.over.cause.${one.cause}`)}{one.reason !== null && <>: <bdi>{one.reason}</bdi></>}{one.booking !== null && <> · <button type="button" className="link figures" onClick={() => { desk.open(one.booking!) }}>{one.booking_code}</button></>}</p>
        {one.solution !== null ? <Badge tone="good">{say(`desk.over.solution.${one.solution}` as 'desk.over.solution.moved')}</Badge> : one.still_over > 0 ? <Badge tone="signal">{say('desk.over.still', { count: one.still_over })}</Badge> : <Badge tone="good">{say('desk.over.gone')}</Badge>}
      </div>
      {one.solved_at === null && mayMove(desk) && <div className="row">
        <SelectField label={say('desk.over.how')} hideLabel value={solution} onChange={(event) => { setSolution(event.target.value as typeof solution) }}>{solutions.map((value) => <option key={value} value={value}>{say(`desk.over.solution.${value}`)}</option>)}</SelectField>
        <Button size="small" busy={solve.isPending} onClick={() => { solve.mutate({ params: { venue: desk.venue.id, case: one.id } as never, body: { solution } as never }) }}>{say('desk.over.solve')}</Button>
      </div>}
      {solve.error !== null && <ErrorNotice error={solve.error} />}
    </li>
  )
}
