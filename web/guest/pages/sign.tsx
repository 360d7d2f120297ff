import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf, useTell } from '../../ui/api.ts'
import { Button, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { ErrorNotice, useFaults } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'

export function SignInPage() {
  const { say } = useWords()
  const navigate = useNavigate()
  const [form, setForm] = useState({ email: '', password: '' })
  const sign = useTell('signIn', { refreshes: ['me', 'myBookings'], onDone: ({ me }) => { if (me.memberships.length > 0) location.assign('/desk'); else void navigate({ to: '/me' }) } })
  return (
    <form className="wrap slim stack sign-page" onSubmit={(event) => { event.preventDefault(); sign.mutate({ body: form }) }}>
      <Head title={say('action.signIn')} keepPrivate /><h1 className="serif">{say('action.signIn')}</h1>
      <TextField label={say('field.email')} name="email" type="email" autoComplete="username" required value={form.email} onChange={(event) => setForm({ ...form, email: event.target.value })} />
      <TextField label={say('field.password')} name="password" type="password" autoComplete="current-password" required value={form.password} onChange={(event) => setForm({ ...form, password: event.target.value })} />
      {sign.error !== null && <ErrorNotice error={sign.error} />}
      <Button type="submit" look="primary" busy={sign.isPending}>{say('action.signIn')}</Button>
      <p className="muted"><Link to="/forgot">{say('forgot.link')}</Link></p>
      <p className="muted">{say('guest.sign.new')} <Link to="/sign-up">{say('guest.sign.up')}</Link></p>
      <p className="muted"><Link to="/find">{say('guest.find.title')}</Link></p>
    </form>
  )
}

export function SignUpPage() {
  const { say, locale } = useWords()
  const navigate = useNavigate()
  const [form, setForm] = useState({ name: '', email: '', password: '' })
  const sign = useTell('signUp', { refreshes: ['me', 'myBookings'], onDone: () => void navigate({ to: '/me' }) })
  const faultOf = useFaults(sign.error)
  return (
    <form className="wrap slim stack sign-page" onSubmit={(event) => { event.preventDefault(); sign.mutate({ body: { ...form, locale } as never }) }}>
      <Head title={say('guest.sign.up')} keepPrivate /><h1 className="serif">{say('guest.sign.up')}</h1>
      <TextField label={say('field.name')} name="name" autoComplete="name" required value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} error={faultOf('/name')} />
      <TextField label={say('field.email')} name="email" type="email" autoComplete="username" required value={form.email} onChange={(event) => setForm({ ...form, email: event.target.value })} error={faultOf('/email')} />
      <TextField label={say('field.password')} name="password" type="password" autoComplete="new-password" required minLength={10} hint={say('guest.sign.passwordHint')} value={form.password} onChange={(event) => setForm({ ...form, password: event.target.value })} error={faultOf('/password')} />
      {sign.error !== null && <ErrorNotice error={sign.error} />}
      <Button type="submit" look="primary" busy={sign.isPending}>{say('guest.sign.up')}</Button>
      <p className="muted">{say('guest.sign.have')} <Link to="/sign-in">{say('action.signIn')}</Link></p>
    </form>
  )
}

/** A booking without an account: by the code and the e-mail that it was made with. */
export function FindPage() {
  const { say } = useWords()
  const navigate = useNavigate()
  const [form, setForm] = useState({ code: '', email: '' })
  const open = useTell('openBooking', { refreshes: ['myBookings'], onDone: ({ bookings, trip }) => void (trip === null ? navigate({ to: '/booking/$booking', params: { booking: bookings[0]! } }) : navigate({ to: '/trip/$trip', params: { trip } })) })
  return (
    <form className="wrap slim stack sign-page" onSubmit={(event) => { event.preventDefault(); open.mutate({ body: { code: form.code.trim().toUpperCase(), email: form.email.trim() } as never }) }}>
      <Head title={say('guest.find.title')} keepPrivate /><h1 className="serif">{say('guest.find.title')}</h1>
      <TextField label={say('guest.booking.code')} name="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} required value={form.code} onChange={(event) => setForm({ ...form, code: event.target.value })} />
      <TextField label={say('field.email')} name="email" type="email" autoComplete="email" required value={form.email} onChange={(event) => setForm({ ...form, email: event.target.value })} />
      {open.error !== null && <ErrorNotice error={open.error} title={problemOf(open.error)?.status === 404 ? say('guest.find.none') : undefined} />}
      <Button type="submit" look="primary" busy={open.isPending}>{say('guest.find.open')}</Button>
    </form>
  )
}
