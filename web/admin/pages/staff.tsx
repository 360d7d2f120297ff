import { UserMinus, UserPlus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { may } from '@holdfast/contract/permissions'
import { problemOf, useAsk, useTell, type Answer } from '../../ui/api.ts'
import { Button, Choices, IconButton, TextField } from '../../ui/controls.tsx'
import { Dialog, useToast } from '../../ui/overlays.tsx'
import { Head } from '../../ui/page.tsx'
import { Badge, ErrorNotice, Skeleton } from '../../ui/show.tsx'
import { useWords } from '../../ui/words.tsx'
import type { Kind } from '../lists.ts'
import { useMe } from '../session.tsx'
import { useFieldWords, useSetup } from '../setup.tsx'

type Member = Answer<'listStaff'>['items'][number]
type Role = Member['role']
const rolesOf: Record<Kind, Role[]> = { hotel: ['front_desk', 'housekeeping', 'manager', 'owner'], restaurant: ['host', 'manager', 'owner'] }

export function StaffPage() {
  const { say } = useWords()
  const setup = useSetup()
  const me = useMe().data
  const params = { venue: setup.venue.id }
  const staff = useAsk('listStaff', { params })
  const isOwner = me !== undefined && may.ownVendor({ account: me.account?.id ?? null, memberships: me.memberships }, setup.venue.vendor)
  const offered = rolesOf[setup.venue.kind].filter((role) => isOwner || (role !== 'owner' && role !== 'manager'))
  const [leaving, setLeaving] = useState<Member | null>(null)
  return (
    <div className="stack step-form">
      <Head title={`${say('admin.step.staff')} · ${setup.venue.name}`} keepPrivate />
      <header className="stack step-head"><h1>{say('admin.step.staff')}</h1><p className="muted">{say('admin.staff.lead')}</p></header>
      {staff.isPending && <Skeleton lines={3} />}
      {staff.error && <ErrorNotice error={staff.error} onRetry={() => void staff.refetch()} />}
      {staff.data && <ul role="list" className="staff-list">{staff.data.items.map((member) => (
        <li key={`${member.account} ${member.venue ?? ''}`} className="staff-row">
          <div className="grow"><p className="strong"><bdi>{member.name}</bdi>{member.account === me?.account?.id && <span className="faint"> · {say('admin.staff.you')}</span>}</p><p className="small muted"><bdi>{member.email}</bdi></p></div>
          <Badge tone={member.role === 'owner' ? 'accent' : 'plain'}>{say(`admin.role.${member.role}`)}</Badge>
          {(isOwner || (member.role !== 'owner' && member.role !== 'manager')) && member.account !== me?.account?.id ? <IconButton label={say('admin.remove', { what: member.name })} onClick={() => setLeaving(member)}><UserMinus aria-hidden /></IconButton> : <span className="icon-gap" />}
        </li>))}</ul>}
      <AddMember venue={setup.venue.id} roles={offered} />
      <Leaving member={leaving} venue={setup.venue.id} close={() => setLeaving(null)} />
    </div>
  )
}

function AddMember({ venue, roles }: { venue: `ven_${string}`; roles: Role[] }) {
  const { say } = useWords()
  const toast = useToast()
  const empty = { name: '', email: '', password: '', role: roles[0]! }
  const [form, setForm] = useState(empty)
  const add = useTell('addStaff', { refreshes: ['listStaff'], onDone: (member) => { setForm(empty); toast(say('admin.staff.added', { name: member.name }), { tone: 'good' }) } })
  const problem = problemOf(add.error)
  const words = useFieldWords()
  const set = (name: 'name' | 'email' | 'password') => ({ value: form[name], onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate({ params: { venue }, body: { name: form.name, email: form.email, role: form.role, ...(form.password === '' ? {} : { initial_password: form.password }) } })
  }
  return (
    <form className="item stack" onSubmit={submit} noValidate aria-label={say('admin.staff.add')}>
      <h2>{say('admin.staff.add')}</h2>
      <div className="fields">
        <TextField label={say('field.name')} autoComplete="off" dir="auto" {...set('name')} error={words(problem?.fields['/name'])} />
        <TextField label={say('field.email')} type="email" autoComplete="off" dir="ltr" {...set('email')} error={words(problem?.fields['/email'])} />
      </div>
      <Choices label={say('admin.staff.role')} look="cards" className="cards-2" value={form.role} onChange={(role) => setForm({ ...form, role })} choices={roles.map((role) => ({ value: role, label: say(`admin.role.${role}`), detail: say(`admin.roleHint.${role}`) }))} />
      <div className="fields"><TextField label={say('admin.staff.password')} optional hint={say('admin.staff.passwordHint')} type="password" autoComplete="new-password" {...set('password')} error={problem?.fields['/initial_password']} /></div>
      {problem && <ErrorNotice error={problem} />}
      <div><Button type="submit" look="primary" icon={<UserPlus aria-hidden />} busy={add.isPending}>{say('admin.staff.give')}</Button></div>
    </form>
  )
}

function Leaving({ member, venue, close }: { member: Member | null; venue: `ven_${string}`; close: () => void }) {
  const { say } = useWords()
  const remove = useTell('removeStaff', { refreshes: ['listStaff'], onDone: close })
  return (
    <Dialog open={member !== null} onClose={close} title={say('admin.staff.takeTitle', { name: member?.name ?? '' })} actions={<><Button onClick={close}>{say('action.cancel')}</Button><Button look="danger" busy={remove.isPending} onClick={() => member && remove.mutate({ params: { venue, account: member.account } })}>{say('admin.staff.take')}</Button></>}>
      <p>{say('admin.staff.takeWhat')}</p>{remove.error && <ErrorNotice error={remove.error} />}
    </Dialog>
  )
}
