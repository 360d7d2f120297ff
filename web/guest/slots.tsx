import type { ResponseOf } from '@holdfast/contract/kit'
import type { getVenue } from '@holdfast/contract/venues'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAsk, useTell } from '../ui/api.ts'
import { moneyText } from '@holdfast/contract/words'
import { SelectField, Stepper } from '../ui/controls.tsx'
import { ErrorNotice, MoneyText, Notice, reasonText, Skeleton, TimeText, WhenText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { useBasket } from './basket.tsx'
import { DayField } from './date-fields.tsx'
import { JoinWaitlist, waitingHelps } from './join-waitlist.tsx'
import { wishSearch, type Wish } from './wish.ts'

type Venue = ResponseOf<typeof getVenue>

/** Times as chips: three taps to a table. Times that are taken stay in their place, struck out, with their reason. */
export function TableSlots({ venue, wish }: { venue: Venue; wish: Wish }) {
  const { say, locale } = useWords()
  const navigate = useNavigate()
  const basket = useBasket()
  const [failed, setFailed] = useState<unknown>(null)
  const [kind, setKind] = useState('')
  const date = wish.date ?? venue.today
  const { data, error, isFetching } = useAsk('listSlots', { params: { venue: venue.id as never }, query: { date, party: wish.party, at: wish.time, ...(kind === '' ? {} : { table_class: kind as never }) } }, { placeholderData: (before) => before })
  const change = (part: Partial<Wish>) => { setFailed(null); void navigate({ to: '/v/$slug', params: { slug: venue.slug }, search: wishSearch({ ...wish, date, ...part, kind: 'restaurant' }) as never, replace: true, resetScroll: false }) }
  const quote = useTell('createQuote', { onDone: ({ id }) => { basket.add(id); void navigate({ to: '/checkout' }) } })
  const choose = (at: string) => { setFailed(null); quote.mutate({ params: { venue: venue.id as never }, body: { at, party: wish.party, ...(kind === '' ? {} : { table_class: kind }) } as never }, { onError: setFailed }) }
  const full = (data?.items ?? []).filter((slot) => !slot.free && waitingHelps(slot.reasons)).map((slot) => slot.at)
  const services = Map.groupBy(data?.items ?? [], (slot) => slot.service_name)
  return (
    <section id="tables" className="venue-section" aria-busy={isFetching || quote.isPending}>
      <h2 className="serif">{say('guest.venue.tables')}</h2>
      <div className="stay-bar">
        <DayField value={date} onChange={(day) => change({ date: day ?? venue.today })} min={venue.today} max={venue.horizon} />
        <Stepper label={say('guest.search.party')} value={wish.party} max={venue.max_party ?? 50} onChange={(party) => change({ party })} />
        {venue.table_classes.length > 0 && <SelectField label={say('guest.venue.tableKind')} value={kind} onChange={(event) => setKind(event.target.value)}>
          <option value="">{say('guest.venue.anyTable')}</option>
          {venue.table_classes.map((one) => <option key={one.class} value={one.class}>{say(`table.${one.class}`)}{one.surcharge_per_cover === null ? '' : ` (+${moneyText(one.surcharge_per_cover, locale)})`}</option>)}
        </SelectField>}
      </div>
      {error !== null && <ErrorNotice error={error} />}
      {failed !== null && <ErrorNotice error={failed} onChoose={(one) => { if (one.at) choose(one.at) }} />}
      {error === null && data === undefined && <Skeleton lines={3} />}
      {data?.closed && <Notice tone="wait"><span suppressHydrationWarning>{reasonText(data.closed, say, locale)}</span></Notice>}
      {[...services].map(([name, slots]) => (
        <div key={name} className="service-slots"><h3><bdi>{name}</bdi></h3><MinimumSpend venue={venue} service={name} />
          <div className="slot-chips">{slots.map((slot) => (
            <button key={slot.at} type="button" className="chip slot" disabled={!slot.free || quote.isPending} onClick={() => choose(slot.at)} title={slot.free ? undefined : slot.reasons.map((reason) => reasonText(reason, say, locale)).join('. ')}>
              <TimeText wall={slot.at} />{slot.price.due_now.amount !== '0' && <MoneyText money={slot.price.due_now} className="small" />}{!slot.free && <span className="visually-hidden"> {slot.reasons.map((reason) => reasonText(reason, say, locale)).join('. ')}</span>}
            </button>
          ))}</div></div>
      ))}
      {data !== undefined && data.items.every((slot) => !slot.free) && data.alternatives.length > 0 && (
        <div><p className="strong">{say('problem.nearest')}</p><div className="row">{data.alternatives.filter((one) => one.at).map((one) => <button key={one.at} type="button" className="chip" onClick={() => choose(one.at!)}><WhenText at={one.at!} /></button>)}</div></div>
      )}
      {data?.waitlist === true && full.length > 0 && <div><JoinWaitlist key={`${date} ${wish.party}`} venue={venue} wish={{ sitting: { times: full, party: wish.party } }} onChoose={(one) => { if (one.at) choose(one.at) }} /></div>}
      {data !== undefined && data.items.some((slot) => slot.price.due_now.amount !== '0') && <p className="small muted">{say('guest.venue.depositNote')}</p>}
    </section>
  )
}

/** What a service expects each guest to spend, said before a time is chosen. */
function MinimumSpend({ venue, service }: { venue: Venue; service: string }) {
  const { say, locale } = useWords()
  const least = venue.services.find((one) => one.name === service)?.minimum_spend_per_cover
  return least == null ? null : <p className="small muted" suppressHydrationWarning>{say('guest.venue.minimumSpend', { amount: moneyText(least, locale) })}</p>
}
