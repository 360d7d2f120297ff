import { Link } from '@tanstack/react-router'
import { MailCheck } from 'lucide-react'
import { useEffect, useState } from 'react'
import { problemOf, useTell } from '../../ui/api.ts'
import { Button, buttonClass, TextField } from '../../ui/controls.tsx'
import { Head } from '../../ui/page.tsx'
import { EmptyState, ErrorNotice, Notice, useFaults } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'

/** A letter with a link, whether or not there is such an account: the page does not say. */
export function ForgotPage() {
  const { say } = useWords()
  const [email, setEmail] = useState('')
  const ask = useTell('askForPassword')
  const faultOf = useFaults(ask.error)
  if (ask.isSuccess) return <div className="wrap slim stack sign-page"><Head title={say('guest.forgot.title')} keepPrivate /><h1 className="serif">{say('guest.forgot.title')}</h1><Notice tone="good" icon={<MailCheck />}><p role="status">{say('guest.forgot.sent', { email })}</p></Notice><p><Link to="/sign-in">{say('action.signIn')}</Link></p></div>
  return (
    <form className="wrap slim stack sign-page" onSubmit={(event) => { event.preventDefault(); ask.mutate({ body: { email: email.trim() } }) }}>
      <Head title={say('guest.forgot.title')} keepPrivate /><h1 className="serif">{say('guest.forgot.title')}</h1>
      <p className="muted">{say('guest.forgot.lead')}</p>
      <TextField label={say('field.email')} name="email" type="email" autoComplete="username" required value={email} onChange={(event) => setEmail(event.target.value)} error={faultOf('/email')} />
      {ask.error !== null && <ErrorNotice error={ask.error} />}
      <Button type="submit" look="primary" busy={ask.isPending}>{say('guest.forgot.send')}</Button>
    </form>
  )
}

/** Where the letter leads. The token is taken out of the address at once, so that it stays in no history. */
export function NewPasswordPage() {
  const { say } = useWords()
  // On the server there is no `#`; the form is the same with and without.
  const [token] = useState(() => (typeof location === 'undefined' ? null : new URLSearchParams(location.hash.slice(1)).get('token')))
  const [password, setPassword] = useState('')
  const reset = useTell('resetPassword')
  useEffect(() => { if (location.hash !== '') history.replaceState(history.state, '', location.pathname) }, [])
  const problem = problemOf(reset.error)
  const faultOf = useFaults(reset.error)
  const head = <><Head title={say('guest.newPassword.title')} keepPrivate /><h1 className="serif">{say('guest.newPassword.title')}</h1></>
  if (reset.isSuccess) return <div className="wrap slim stack sign-page">{head}<Notice tone="good"><p role="status">{say('guest.newPassword.done')}</p></Notice><div><Link to="/sign-in" className={buttonClass('primary')}>{say('action.signIn')}</Link></div></div>
  if (problem?.status === 404 || problem?.fields['/token'] !== undefined) return <div className="wrap slim stack sign-page">{head}<EmptyState title={say('guest.newPassword.over')} action={<Link to="/forgot" className={buttonClass('primary')}>{say('guest.forgot.send')}</Link>} /></div>
  return (
    <form className="wrap slim stack sign-page" onSubmit={(event) => { event.preventDefault(); reset.mutate({ body: { token: token ?? '', new_password: password } }) }}>
      {head}
      <TextField label={say('guest.me.newPassword')} name="password" type="password" autoComplete="new-password" required minLength={10} hint={say('guest.sign.passwordHint')} value={password} onChange={(event) => setPassword(event.target.value)} error={faultOf('/new_password')} />
      {problem !== null && <ErrorNotice error={problem} />}
      <Button type="submit" look="primary" busy={reset.isPending}>{say('guest.me.changePassword')}</Button>
    </form>
  )
}
