import { useMemo, useState } from 'react'
import type { Alternative } from '@holdfast/contract/kit'
import { datePlus } from '@holdfast/contract/words'
import { useAsk } from '../ui/api.ts'
import { Choices, SelectField, Stepper, TextField } from '../ui/controls.tsx'
import { ErrorNotice, Notice, Skeleton, TimeText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { useDesk } from './desk.ts'
import { SourceField, useSource } from './lease-source.tsx'
import { Nearest, useReport, useTaken, type PartProps } from './new-parts.tsx'

/** A party of a new booking: now, or at a time that is free. Of a lease every time of the day is shown: its tables are free or not by themselves. */
export function SittingPart({ kind, onChange, instead, lease }: PartProps) {
  const { say } = useWords()
  const desk = useDesk()
  const [party, setParty] = useState(2)
  const [date, setDate] = useState(lease === undefined || lease.from < desk.today ? desk.today : lease.from as string)
  const [picked, setPicked] = useState<string | null>(null)
  const [table, setTable] = useState('')
  const take = (one: Alternative) => { if (one.at !== undefined) { setDate(one.at.slice(0, 10)); setPicked(one.at); setTable('') } }
  useTaken(instead, take)
  const source = useSource('tables', date, datePlus(date, 1), lease)
  const leased = source.lease !== undefined
  const now = desk.board?.local_time ?? `${desk.today}T12:00`
  const slots = useAsk('listSlots', { params: { venue: desk.venue.id } as never, query: { date, party } as never }, { enabled: kind === 'phone', staleTime: 2_000 })
  const times = useMemo(() => slots.data?.items.filter((slot) => (slot.free || leased) && slot.at >= now) ?? [], [slots.data, now, leased])
  const wished = times.find((slot) => slot.at === picked) ?? times.find((slot) => slot.at.slice(11) >= '19:30') ?? times[0]
  const at = kind === 'walk_in' ? now : wished?.at
  const tables = useAsk('freeUnits', { params: { venue: desk.venue.id } as never, query: { at: at ?? now, party, lease: source.lease } as never }, { enabled: at !== undefined && source.gone === null, staleTime: 2_000 })
  const known = source.gone === null ? tables.data?.tables ?? [] : []
  // A desk names the table of its lease; of the house the best is taken.
  const valid = known.find((one) => one.id === table)?.id ?? (leased ? known[0]?.id ?? '' : '') as string
  const classes = useAsk('getVenue', { params: { venue: desk.venue.id } as never }).data?.table_classes ?? []
  const [tableClass, setTableClass] = useState('')
  useReport(at === undefined || (leased && valid === '') ? null
    : { sitting: { at, party, ...(valid === '' ? {} : { table: valid }), ...(leased ? { lease: source.lease! } : tableClass === '' || valid !== '' ? {} : { table_class: tableClass }) } }, onChange)
  return (
    <>
      <div className="form-row">
        <Stepper label={say('desk.new.party')} value={party} onChange={setParty} min={1} max={50} />
        {kind === 'phone' && <TextField label={say('desk.new.day')} type="date" required min={desk.today} value={date} onChange={(event) => { if (event.target.value !== '') setDate(event.target.value) }} />}
        {kind === 'walk_in' && <p className="now-time"><span className="field-label">{say('desk.new.time')}</span><strong>{say('desk.new.now')}, <TimeText wall={now} /></strong></p>}
      </div>
      <SourceField source={source} />
      {kind === 'phone' && (slots.error ? <ErrorNotice error={slots.error} /> : slots.data === undefined ? <Skeleton lines={2} /> : times.length === 0 ? <Notice tone="signal">{say('desk.new.fullDay')}<Nearest alternatives={slots.data.alternatives} onChoose={take} /></Notice>
        : <Choices label={say('desk.new.time')} look="chips" className="slot-chips" value={wished?.at ?? null} onChange={setPicked} choices={times.map((slot) => ({ value: slot.at, label: <TimeText wall={slot.at} /> }))} />)}
      {!leased && classes.length > 0 && <SelectField label={say('desk.new.tableKind')} value={tableClass} disabled={valid !== ''} onChange={(event) => { setTableClass(event.target.value) }}>
        <option value="">{say('desk.new.anyTable')}</option>
        {classes.map((one) => <option key={one.class} value={one.class}>{say(`table.${one.class}`)}</option>)}
      </SelectField>}
      {leased && known.length === 0 ? source.gone === null && tables.data !== undefined && <Notice tone="signal">{say('desk.source.noTable', { desk: source.name })}</Notice>
        : <SelectField label={say('desk.panel.chooseTable')} value={valid} onChange={(event) => { setTable(event.target.value) }}>
          {!leased && <option value="">{say('desk.panel.bestTable')}</option>}
          {known.map((one) => <option key={one.id} value={one.id}>{say('desk.panel.tableSeats', { table: one.name, seats: one.seats_max })} · {one.area}</option>)}
        </SelectField>}
    </>
  )
}
