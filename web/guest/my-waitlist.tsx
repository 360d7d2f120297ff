import { Link } from '@tanstack/react-router'
import { useAsk } from '../ui/api.ts'
import { buttonClass } from '../ui/controls.tsx'
import { Badge, Notice, WhenText } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { WhatWaited } from './pages/waitlist.tsx'

/** Where I wait; what is held for me stands first, with the time to answer. */
export function MyWaitlist() {
  const { say } = useWords()
  const { data } = useAsk('myWaitlist', { query: { limit: 20 } as never }, { refetchInterval: 15_000 })
  const open = (data?.items ?? []).filter((one) => one.ended_at === null && (one.state === 'waiting' || one.state === 'offered')).toSorted((a, b) => Number(b.offer !== null) - Number(a.offer !== null))
  if (open.length === 0) return null
  return (
    <section className="stack" aria-labelledby="my-waitlist"><h2 id="my-waitlist">{say('guest.wait.mine')}</h2>
      {open.map((entry) => (
        <article key={entry.id} className="quote-card stack"><div className="booking-top"><WhatWaited entry={entry} />
          <div className="stack kept">{entry.offer === null ? <Badge tone="wait">{say('guest.wait.ahead', { count: entry.ahead ?? 0 })}</Badge> : <><Badge tone="signal">{say('guest.wait.state.offered')}</Badge><span className="small">{say('guest.wait.until')} <WhenText at={entry.offer.expires_at} timeZone={entry.venue.time_zone} /></span></>}</div></div>
          <Link to="/waitlist/$entry" params={{ entry: entry.id }} className={buttonClass(entry.offer === null ? 'secondary' : 'primary', 'small')}>{say(entry.offer === null ? 'guest.wait.see' : 'guest.wait.answer')}</Link></article>
      ))}
    </section>
  )
}

/** A booking that is held for somebody in line is answered on the page of their place. */
export function OfferLink({ booking }: { booking: string }) {
  const { say } = useWords()
  const { data } = useAsk('myWaitlist', { query: { limit: 20 } as never })
  const entry = data?.items.find((one) => one.offer?.booking === booking)
  if (entry === undefined) return null
  return <Notice tone="accent"><p>{say('guest.wait.offered')}</p><p><Link to="/waitlist/$entry" params={{ entry: entry.id }} className={buttonClass('primary')}>{say('guest.wait.answer')}</Link></p></Notice>
}
