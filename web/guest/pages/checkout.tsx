import { Link, useNavigate } from '@tanstack/react-router'
import { useQueries } from '@tanstack/react-query'
import { Plus, ShoppingBag, Trash2 } from 'lucide-react'
import type { Alternative } from '@holdfast/contract/kit'
import { asking, problemOf, useApi, useAsk, useIntentKey, useTell } from '../../ui/api.ts'
import { Button, buttonClass, IconButton, TextArea, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState, ErrorNotice, MoneyText, Notice, Skeleton, useFaults } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import { useBasket } from '../basket.tsx'
import { CurrencyField, useShownCurrency } from '../extras.tsx'
import { What } from '../booking-parts.tsx'
import { JoinWaitlist, type WaitFor } from '../join-waitlist.tsx'
import { wishSearch } from '../wish.ts'
import { CancellationTimeline, GuaranteeNote, PriceLines, type QuoteView } from '../price-parts.tsx'

/** One column: what is bought, who comes, one button. Nothing is held until it is pressed. */
export function CheckoutPage() {
  const { say, locale } = useWords()
  const basket = useBasket()
  const call = useApi()
  const navigate = useNavigate()
  const shown = useShownCurrency()
  const found = useQueries({ queries: basket.quotes.map((quote) => asking(call, 'getQuote', { params: { quote: quote as never }, query: shown.currency === undefined ? {} : { currency: shown.currency } })) })
  const quotes = found.flatMap((one) => one.data ?? [])
  const { data: me } = useAsk('me')
  const { written, write } = basket
  // Who is signed in need not write it again; what is written goes before.
  const guest = { name: me?.account?.name ?? '', email: me?.account?.email ?? '', phone: me?.account?.phone ?? '', note: '', ...written }
  const body = { quotes: quotes.map((quote) => quote.id), guest: { name: guest.name.trim(), email: guest.email.trim(), ...(guest.phone.trim() === '' ? {} : { phone: guest.phone.trim() }), locale }, ...(guest.note.trim() === '' ? {} : { note: guest.note.trim() }) }
  const idempotencyKey = useIntentKey(body)
  const hold = useTell('hold', {
    refreshes: ['myBookings', 'search', 'listOffers', 'listSlots'],
    onDone: ({ bookings, trip }) => { basket.clear(); void (trip !== null ? navigate({ to: '/trip/$trip', params: { trip: trip.id } }) : navigate({ to: '/booking/$booking', params: { booking: bookings[0]!.id } })) },
  })
  const faultOf = useFaults(hold.error)
  const problem = hold.error === null ? null : problemOf(hold.error)
  /** What is nearest and free takes the place of what was refused, here where all is written already; another venue is looked at on its page. */
  const lookInstead = async (one: Alternative) => {
    const refused = quotes.find((quote) => one.venue === undefined || quote.venue.id === one.venue) ?? quotes[0]!
    const bodies = one.kind === 'venue' ? null : quotesFor(refused, one)
    if (bodies !== null) {
      try {
        const made = await Promise.all(bodies.map((body) => call('createQuote', { params: { venue: refused.venue.id as never }, body: body as never })))
        basket.remove(refused.id)
        for (const { id } of made) basket.add(id)
        hold.reset()
        return
      } catch { /* gone as well: its page says what is left */ }
    }
    const { stay, sitting } = refused
    basket.remove(refused.id)
    void navigate({ to: '/v/$slug', params: { slug: one.venue ?? refused.venue.slug }, search: wishSearch({
      kind: refused.venue.kind, arrival: one.arrival ?? stay?.arrival, departure: one.departure ?? stay?.departure, guests: stay?.guests ?? 2, rooms: stay?.rooms ?? 1,
      date: (one.at ?? sitting?.at)?.slice(0, 10), time: (one.at ?? sitting?.at)?.slice(11, 16) ?? '19:30', party: sitting?.party ?? 2,
    }) as never })
  }
  // Of a trip, the part that was refused.
  const refusedAt = Object.keys(problem?.fields ?? {}).map((pointer) => /^\/quotes\/(\d)/.exec(pointer)?.[1]).find((part) => part !== undefined)
  const refused = refusedAt === undefined || quotes.length < 2 ? undefined : quotes[Number(refusedAt)]
  const waitQuote = problem?.mayWait === true ? quotes[Number(refusedAt ?? 0)] : undefined

  if (basket.quotes.length === 0 && !hold.isPending && !hold.isSuccess) {
    return <div className="wrap"><Head title={say('guest.checkout.title')} keepPrivate /><EmptyState icon={<ShoppingBag />} title={say('guest.checkout.empty')} action={<Link to="/" className={buttonClass('primary')}>{say('guest.checkout.look')}</Link>} /></div>
  }
  return (
    <div className="wrap narrow checkout-page">
      <Head title={say('guest.checkout.title')} keepPrivate />
      <h1 className="serif">{say(quotes.length > 1 ? 'guest.checkout.titleTrip' : 'guest.checkout.title')}</h1>
      {found.some((one) => one.isPending) && <Skeleton lines={6} />}
      {found.map((one, i) => one.error !== null ? <ErrorNotice key={basket.quotes[i]} error={one.error}><Button size="small" onClick={() => basket.remove(basket.quotes[i]!)}>{say('guest.checkout.remove')}</Button></ErrorNotice> : null)}
      {quotes.map((quote) => <QuoteCard key={quote.id} quote={quote} onRemove={() => basket.remove(quote.id)} />)}
      <CurrencyField currency={shown.currency} onChange={shown.set} />
      <p><Link to="/" className={buttonClass('secondary', 'small')}><Plus aria-hidden className="icon" />{say('guest.checkout.more')}</Link></p>
      <form className="stack checkout-form" onSubmit={(event) => { event.preventDefault(); if (quotes.length > 0) hold.mutate({ body: body as never, idempotencyKey }) }}>
        <h2>{say('guest.checkout.who')}</h2>
        <TextField label={say('field.name')} name="name" autoComplete="name" required maxLength={120} value={guest.name} onChange={(event) => write({ name: event.target.value })} error={faultOf('/guest/name')} />
        <TextField label={say('field.email')} name="email" type="email" inputMode="email" autoComplete="email" required maxLength={254} value={guest.email} onChange={(event) => write({ email: event.target.value })} hint={say('guest.checkout.emailHint')} error={faultOf('/guest/email')} />
        <TextField label={say('field.phone')} name="phone" type="tel" autoComplete="tel" optional maxLength={30} value={guest.phone} onChange={(event) => write({ phone: event.target.value })} error={faultOf('/guest/phone')} />
        <TextArea label={say('guest.checkout.note')} name="note" optional maxLength={1000} value={guest.note} onChange={(event) => write({ note: event.target.value })} hint={say('guest.checkout.noteHint')} />
        {hold.error !== null && <ErrorNotice error={hold.error} {...(refused === undefined ? {} : { where: refused.venue.name, ...(problem?.code === 'not-available' ? { detail: say('guest.trip.noneHeld') } : {}) })} kept={say('guest.checkout.kept')} onChoose={(one) => { void lookInstead(one) }}><Link to="/" className={buttonClass('secondary', 'small')}>{say('guest.checkout.look')}</Link></ErrorNotice>}
        {waitQuote !== undefined && <p className="small">{say('guest.wait.orWait')}</p>}
        <Total quotes={quotes} />
        <Button type="submit" look="primary" size="large" className="button-wide" busy={hold.isPending} disabled={quotes.length === 0}>{say(quotes.some((quote) => quote.price.due_now.amount !== '0') ? 'guest.checkout.hold' : quotes.some((quote) => quote.price.guarantee !== null) ? 'guest.checkout.holdByCard' : 'guest.checkout.confirm')}</Button>
        <p className="small muted">{say('guest.checkout.holdNote')}</p>
      </form>
      {waitQuote !== undefined && <JoinWaitlist size="large" known={{ name: guest.name, email: guest.email, phone: guest.phone }} venue={waitQuote.venue} wish={waitFor(waitQuote)} onChoose={(one) => { void lookInstead(one) }} />}
    </div>
  )
}

/** What is to be quoted instead, as it was asked: a split stay is a quote for each part, and they are held together. */
function quotesFor({ stay, sitting }: QuoteView, one: Alternative): object[] | null {
  if (sitting !== null) return one.at === undefined ? null : [{ at: one.at, party: sitting.party, ...(sitting.table_class === null ? {} : { table_class: sitting.table_class }) }]
  if (stay === null) return null
  const { guests, rooms, day_use: hours } = stay
  if (one.parts !== undefined) return one.parts.map(({ room_type, arrival, departure }) => ({ room_type, arrival, departure, guests, rooms }))
  if (one.room_type === undefined || one.arrival === undefined || one.departure === undefined) return null
  return [{ room_type: one.room_type, arrival: one.arrival, departure: one.departure, guests, rooms, ...(hours === null ? {} : { day_use: hours }) }]
}

/** What was refused, as a wish to wait for. */
function waitFor({ stay, sitting }: QuoteView): WaitFor {
  return stay === null ? { sitting: { times: [sitting!.at], party: sitting!.party } } : { stay }
}

function QuoteCard({ quote, onRemove }: { quote: QuoteView; onRemove: () => void }) {
  const { say } = useWords()
  return (
    <article className="quote-card stack">
      <div className="row spread"><What what={quote} /><IconButton label={say('guest.checkout.remove')} onClick={onRemove}><Trash2 aria-hidden /></IconButton></div>
      <details><summary>{say('guest.price.breakdown')} <MoneyText money={quote.price.total} className="strong" /></summary><PriceLines price={quote.price} /></details>
      <GuaranteeNote guarantee={quote.price.guarantee} timeZone={quote.venue.time_zone} />
      <CancellationTimeline steps={quote.price.cancellation} timeZone={quote.venue.time_zone} />
    </article>
  )
}

/** Sums by currency: a trip across two currencies says both. */
function Total({ quotes }: { quotes: QuoteView[] }) {
  const { say } = useWords()
  const sums = new Map<string, { total: bigint; now: bigint; exponent: number }>()
  for (const { price } of quotes) {
    const before = sums.get(price.total.currency) ?? { total: 0n, now: 0n, exponent: price.total.exponent }
    sums.set(price.total.currency, { ...before, total: before.total + BigInt(price.total.amount), now: before.now + BigInt(price.due_now.amount) })
  }
  if (quotes.length === 0) return null
  return (
    <Notice tone="accent">
      {[...sums].map(([currency, sum]) => <p key={currency}>{say('guest.price.total')} <MoneyText money={{ amount: String(sum.total), currency, exponent: sum.exponent }} className="strong" /> · {say('guest.price.now')} <MoneyText money={{ amount: String(sum.now), currency, exponent: sum.exponent }} className="strong" /></p>)}
    </Notice>
  )
}
