import { useState, type FormEvent, type ReactNode } from 'react'
import { problemOf, useAsk, useTell, type Answer } from '../ui/api.ts'
import { Button, Choices, TextField } from '../ui/controls.tsx'
import { Head } from '../ui/page.tsx'
import { ErrorNotice, Skeleton } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'
import { may } from '@holdfast/contract/permissions'

export type Me = Answer<'me'>
export const useMe = () => useAsk('me')

/** Venues that this person may set up, each once. */
export function venuesOf(me: Me | undefined) {
  const found = new Map((me?.memberships ?? []).filter(({ role }) => role === 'owner' || role === 'manager').flatMap((one) => one.venues.map((venue) => [venue.id, { ...venue, vendor: one.vendor }])))
  return [...found.values()]
}
/** Businesses of which this person is an owner: there they may begin another venue. */
export const vendorsOf = (me: Me | undefined) => (me?.memberships ?? []).filter((one) => may.ownVendor({ account: me!.account?.id ?? null, memberships: me!.memberships }, one.vendor) && one.venue === null)

/** Draws its children for somebody who is signed in; everybody else gets the way in. */
export function SignedIn({ children }: { children: (me: Me) => ReactNode }) {
  const me = useMe()
  if (me.isPending) return <main className="wrap admin-narrow"><Skeleton lines={4} /></main>
  if (me.isError) return <main className="wrap admin-narrow"><ErrorNotice error={me.error} onRetry={() => void me.refetch()} /></main>
  return me.data.account === null ? <WayIn /> : <>{children(me.data)}</>
}

function WayIn() {
  const { say } = useWords()
  const [way, setWay] = useState<'up' | 'in'>(location.hash === '#sign-in' ? 'in' : 'up')
  const [form, setForm] = useState({ name: '', email: '', password: '' })
  const up = useTell('signUp', { refreshes: ['me'] })
  const into = useTell('signIn', { refreshes: ['me'] })
  const telling = way === 'up' ? up : into
  const problem = problemOf(telling.error)
  const [tried, setTried] = useState(false)
  const wrong = {
    name: way === 'up' && form.name.trim() === '' ? say('admin.needed') : undefined, email: /^\S+@\S+\.\S+$/.test(form.email.trim()) ? undefined : say('admin.wayIn.emailForm'),
    password: way === 'up' && form.password.length < 10 ? say('admin.wayIn.password') : form.password === '' ? say('admin.needed') : undefined,
  }
  const field = (name: keyof typeof form) => ({ value: form[name], onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }), error: (tried ? wrong[name] : undefined) ?? problem?.fields[`/${name}`], name, required: true })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.values(wrong).some((one) => one !== undefined)) { requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()); return }
    const { name, password } = form
    const email = form.email.trim()
    if (way === 'up') up.mutate({ body: { name, email, password } })
    else into.mutate({ body: { email, password } })
  }
  return (
    <main className="wrap way-in" id="content">
      <Head title={say('admin.wayIn.title')} keepPrivate />
      <div className="way-in-words stack">
        <h1 className="serif">{say('admin.wayIn.title')}</h1>
        <p className="muted lead">{say('admin.wayIn.lead')}</p>
        <ol className="way-in-steps" role="list">{(['one', 'two', 'three'] as const).map((step, i) => <li key={step}><span className="step-number figures" aria-hidden>{i + 1}</span><span>{say(`admin.wayIn.${step}`)}</span></li>)}</ol>
      </div>
      <form className="stack panel" onSubmit={submit} noValidate>
        <Choices label={say('admin.wayIn.which')} hideLabel value={way} onChange={(next) => { setWay(next); setTried(false); up.reset(); into.reset() }} choices={[{ value: 'up', label: say('admin.wayIn.new') }, { value: 'in', label: say('action.signIn') }]} />
        {way === 'up' && <TextField label={say('admin.wayIn.name')} autoComplete="name" {...field('name')} />}
        <TextField label={say('field.email')} type="email" autoComplete={way === 'up' ? 'email' : 'username'} {...field('email')} />
        <TextField label={say('field.password')} type="password" autoComplete={way === 'up' ? 'new-password' : 'current-password'} hint={way === 'up' && !(tried && wrong.password) ? say('admin.wayIn.password') : undefined} {...field('password')} />
        {problem && <ErrorNotice error={problem}>{problem.code === 'email-taken' && <Button size="small" onClick={() => setWay('in')}>{say('action.signIn')}</Button>}</ErrorNotice>}
        <Button type="submit" look="primary" size="large" className="button-wide" busy={telling.isPending}>{way === 'up' ? say('admin.wayIn.make') : say('action.signIn')}</Button>
      </form>
    </main>
  )
}
