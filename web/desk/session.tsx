import { useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { createContext, useContext, useMemo, useState, type FormEvent, type ReactNode } from 'react'
import type { Person } from '@holdfast/contract/permissions'
import { problemOf, useAsk, useTell, type Answer } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { Head } from '../ui/page.tsx'
import { EmptyState, ErrorNotice, Skeleton } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'

export interface StaffVenue { id: string; name: string; slug: string; kind: 'hotel' | 'restaurant'; vendor: string; vendorName: string }
export interface Staff { person: Person; name: string; venues: StaffVenue[] }

const StaffContext = createContext<Staff | null>(null)
export function useStaff(): Staff {
  const staff = useContext(StaffContext)
  if (staff === null) throw new Error('nobody is signed in')
  return staff
}

/** Everything of the desk stands behind sign-in; the address stays, so that signing in leads to where one wanted to go. */
export function DeskRoot() {
  const { say } = useWords()
  const me = useAsk('me', undefined, { staleTime: 60_000 })
  const staff = useMemo(() => staffOf(me.data), [me.data])
  if (me.data === undefined) {
    return <Centred>{me.error ? <ErrorNotice error={me.error} onRetry={() => { void me.refetch() }} /> : <Skeleton lines={4} />}</Centred>
  }
  if (staff === null) return <SignIn />
  if (staff.venues.length === 0) {
    return <Centred><Head title={say('desk.title')} /><EmptyState icon={<KeyRound />} title={say('desk.signIn.none')} action={<><a className="button button-primary" href="/admin">{say('desk.signIn.signUp')}</a><SignOutButton /></>} /></Centred>
  }
  return <StaffContext value={staff}><Outlet /></StaffContext>
}

function staffOf(me: Answer<'me'> | undefined): Staff | null {
  if (me?.account == null) return null
  const venues = new Map<string, StaffVenue>()
  for (const membership of me.memberships) for (const venue of membership.venues) venues.set(venue.id, { ...venue, vendor: membership.vendor, vendorName: membership.vendor_name })
  return { person: { account: me.account.id, memberships: me.memberships }, name: me.account.name, venues: [...venues.values()].sort((a, b) => a.name.localeCompare(b.name)) }
}

function SignIn() {
  const { say } = useWords()
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useTell('signIn', { onDone: (answer) => {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
    client.setQueryData(['me', {}], answer.me)
  } })
  const problem = problemOf(signIn.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({ body: { email, password } })
  }
  return (
    <Centred>
      <Head title={say('desk.signIn.title')} />
      <form className="stack sign-in" onSubmit={submit}>
        <div><h1>{say('desk.signIn.title')}</h1><p className="muted">{say('desk.signIn.lead')}</p></div>
        <TextField label={say('field.email')} type="email" name="email" autoComplete="username" autoFocus required value={email} onChange={(event) => { setEmail(event.target.value) }} error={problem?.fields['/email']} />
        <TextField label={say('field.password')} type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => { setPassword(event.target.value) }} error={problem?.fields['/password']} />
        {signIn.error && <ErrorNotice error={signIn.error} />}
        <Button look="primary" type="submit" busy={signIn.isPending}>{say('action.signIn')}</Button>
        <p className="small"><a href="/forgot">{say('forgot.link')}</a></p>
      </form>
    </Centred>
  )
}

export function useSignOut(): () => void {
  const client = useQueryClient()
  const signOut = useTell('signOut')
  return () => { signOut.mutate({}, { onSettled: () => { client.clear(); location.assign('/desk') } }) }
}

function SignOutButton() {
  const { say } = useWords()
  return <Button onClick={useSignOut()}>{say('action.signOut')}</Button>
}

function Centred({ children }: { children: ReactNode }) {
  const { say } = useWords()
  return <main className="centred"><p className="serif wordmark">{say('app.name')}</p><div className="centred-box">{children}</div></main>
}
