import { useState } from 'react'
import { problemOf, useTell } from '../ui/api.ts'
import { Button, TextField } from '../ui/controls.tsx'
import { useToast } from '../ui/overlays.tsx'
import { ErrorNotice, useFaults } from '../ui/show.tsx'
import { useWords } from '../ui/words.tsx'

/** A new password, by the present one; every other device is signed out. */
export function ChangePassword() {
  const { say } = useWords()
  const toast = useToast()
  const [form, setForm] = useState({ current: '', next: '' })
  const tell = useTell('changePassword', { refreshes: ['listSessions'], onDone: () => { setForm({ current: '', next: '' }); toast(say('guest.me.passwordChanged'), { tone: 'good' }) } })
  const problem = problemOf(tell.error)
  const faultOf = useFaults(tell.error)
  const wrong = problem?.code === 'wrong-credentials'
  return (
    <details className="stack"><summary>{say('guest.me.changePassword')}</summary>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); tell.mutate({ body: { current_password: form.current, new_password: form.next } }) }}>
        <TextField label={say('guest.me.currentPassword')} type="password" autoComplete="current-password" required value={form.current} onChange={(event) => setForm({ ...form, current: event.target.value })} error={wrong ? say('guest.me.wrongPassword') : undefined} />
        <TextField label={say('guest.me.newPassword')} type="password" autoComplete="new-password" required minLength={10} hint={say('guest.sign.passwordHint')} value={form.next} onChange={(event) => setForm({ ...form, next: event.target.value })} error={faultOf('/new_password')} />
        {problem !== null && !wrong && <ErrorNotice error={problem} />}
        <div><Button type="submit" busy={tell.isPending}>{say('guest.me.changePassword')}</Button></div>
      </form>
    </details>
  )
}
