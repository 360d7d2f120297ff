import { useState } from 'react'
import { instantText } from '@holdfast/contract/words'
import { useAsk, type Answer } from '../ui/api.ts'
import { Choices } from '../ui/controls.tsx'
import { Notice } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { useDesk } from './desk.ts'

export type Lease = Answer<'listLeases'>['items'][number]

/**
 * Where a sale is taken from: the house, or a lease that covers its nights or its day. A lease that was chosen and does not
 * cover them any more, or is over, is never silently the house: `gone` says so, and nothing is sold until one chooses anew.
 */
export interface Source { lease: string | undefined; gone: 'over' | 'other_dates' | null; covering: readonly Lease[]; picked: string; pick(lease: string): void; name: string }

/** `[from, to)`: nights, or the service day and the next. `begin`: chosen from the start. */
export function useSource(kind: Lease['kind'], from: string, to: string, begin: Lease | undefined): Source {
  const desk = useDesk()
  const [picked, pick] = useState(begin?.id ?? '')
  const [known, setKnown] = useState(begin)
  const list = useAsk('listLeases', { params: { venue: desk.venue.id } as never, query: { limit: 100 } as never }, { staleTime: 5_000, refetchInterval: 60_000 })
  const live = list.data?.items ?? (begin === undefined ? [] : [begin])
  const covering = live.filter((lease) => lease.kind === kind && lease.from <= from && to <= lease.to)
  const chosen = live.find((lease) => lease.id === picked)
  if (chosen !== undefined && chosen.id !== known?.id) setKnown(chosen)
  const gone = picked === '' || covering.includes(chosen!) ? null : chosen === undefined ? 'over' : 'other_dates'
  return { lease: picked === '' ? undefined : picked, gone, covering, picked, pick, name: (chosen ?? known)?.desk ?? '' }
}

/** Nothing where there is nothing to choose between. */
export function SourceField({ source }: { source: Source }) {
  const { say, locale } = useWords()
  const desk = useDesk()
  if (source.covering.length === 0 && source.picked === '') return null
  const zone = desk.board?.venue.time_zone
  return (
    <>
      <Choices label={say('desk.source.label')} look="chips" className="source-chips" value={source.gone === null ? source.picked === '' ? 'house' : source.picked : null} onChange={(value) => { source.pick(value === 'house' ? '' : value) }} choices={[
        { value: 'house', label: say('desk.source.house') },
        ...source.covering.map((lease) => ({ value: lease.id as string, label: <bdi>{lease.desk}</bdi>, ...(zone === undefined ? {} : { detail: say('reason.until', { date: instantText(lease.until, zone, locale) }) }) })),
      ]} />
      {source.gone !== null && <Notice tone="signal">{say(source.gone === 'over' ? 'desk.source.over' : 'desk.source.otherDates', { desk: source.name })}</Notice>}
    </>
  )
}
