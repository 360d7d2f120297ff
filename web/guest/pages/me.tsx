import { Link, useNavigate } from '@tanstack/react-router'
import { CalendarHeart } from 'lucide-react'
import { useState } from 'react'
import { useAsk, useTell } from '../../ui/api.ts'
import { Button, buttonClass, Choices, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState, ErrorNotice, Skeleton, StatusBadge, MoneyText, Badge, useFaults } from '../../ui/show.tsx'
import { useToast } from '../../ui/overlays.tsx'
import { useWords } from '../../ui/words.tsx'
import { What } from '../booking-parts.tsx'
import { MyWaitlist } from '../my-waitlist.tsx'
import { ChangePassword } from '../change-password.tsx'

/** My bookings, with or without an account; and with one, my details and where I am signed in. */
export function MePage() {
  const { say } = useWords()
  const { data: me } = useAsk('me')
  const [when, setWhen] = useState<'current' | 'past'>('current')
  const { data, error, isPending } = useAsk('myBookings', { query: { when, limit: 50 } as never })
  return (
    <div className="wrap narrow stack me-page">
      <Head title={say('guest.me.title')} keepPrivate />
      <div className="row spread"><h1 className="serif">{say('guest.me.title')}</h1>
        <Choices label={say('guest.me.which')} hideLabel value={when} onChange={setWhen} choices={[{ value: 'current', label: say('guest.me.current') }, { value: 'past', label: say('guest.me.past') }]} /></div>
      {when === 'current' && <MyWaitlist />}
      {error !== null && <ErrorNotice error={error} />}
      {isPending && <Skeleton lines={5} />}
      {data?.items.length === 0 && <EmptyState icon={<CalendarHeart />} title={say(`guest.me.none.${when}`)} action={<><Link to="/" className={buttonClass('primary')}>{say('guest.checkout.look')}</Link><Link to="/find" className={buttonClass()}>{say('guest.find.title')}</Link></>} />}
      {data?.items.map((booking) => (
        <article key={booking.id} className="quote-card stack"><div className="booking-top"><What what={booking} link={false} /><div className="stack kept"><StatusBadge status={booking.status} /><MoneyText money={booking.price.total} className="strong" /></div></div>
          <Link to="/booking/$booking" params={{ booking: booking.id }} className={buttonClass('secondary', 'small')}>{say('guest.trip.open')}</Link></article>
      ))}
      {me?.account === null && <section className="stack"><p className="muted">{say('guest.me.noAccount')}</p><div className="row"><Link to="/sign-in" className={buttonClass()}>{say('action.signIn')}</Link><Link to="/sign-up" className={buttonClass('plain')}>{say('guest.sign.up')}</Link></div></section>}
      {me?.account && <><Profile key={me.account.id} account={me.account} /><ChangePassword /><Sessions /></>}
    </div>
  )
}

function Profile({ account }: { account: { name: string; email: string; phone: string | null } }) {
  const { say } = useWords()
  const toast = useToast()
  const [name, setName] = useState(account.name)
  const [phone, setPhone] = useState(account.phone ?? '')
  const save = useTell('updateMe', { refreshes: ['me'], onDone: () => toast(say('guest.me.saved'), { tone: 'good' }) })
  const faultOf = useFaults(save.error)
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); save.mutate({ body: { name: name.trim(), phone: phone.trim() === '' ? null : phone.trim() } as never }) }}>
      <h2>{say('guest.me.profile')}</h2><p className="muted"><bdi>{account.email}</bdi></p>
      <TextField label={say('field.name')} autoComplete="name" required value={name} onChange={(event) => setName(event.target.value)} error={faultOf('/name')} />
      <TextField label={say('field.phone')} type="tel" autoComplete="tel" optional value={phone} onChange={(event) => setPhone(event.target.value)} error={faultOf('/phone')} />
      {save.error !== null && <ErrorNotice error={save.error} />}
      <div><Button type="submit" busy={save.isPending}>{say('action.save')}</Button></div>
    </form>
  )
}

function Sessions() {
  const { say } = useWords()
  const navigate = useNavigate()
  const { data } = useAsk('listSessions')
  const revoke = useTell('revokeSession', { refreshes: ['listSessions'] })
  const out = useTell('signOut', { refreshes: ['me', 'myBookings'], onDone: () => void navigate({ to: '/' }) })
  return (
    <section className="stack"><h2>{say('guest.me.sessions')}</h2>
      <ul role="list" className="stack">{data?.items.map((one) => <li key={one.id} className="row spread"><span>{one.device ?? say('guest.me.device')} {one.current && <Badge tone="accent">{say('guest.me.thisOne')}</Badge>}</span>{!one.current && <Button size="small" onClick={() => revoke.mutate({ params: { session: one.id } })}>{say('action.signOut')}</Button>}</li>)}</ul>
      <div><Button busy={out.isPending} onClick={() => out.mutate({})}>{say('action.signOut')}</Button></div>
    </section>
  )
}
