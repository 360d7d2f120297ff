import { z } from 'zod'
import { email, endpoint, id, instant, locale, phone, text } from './kit.ts'

export const role = z.enum(['owner', 'manager', 'front_desk', 'housekeeping', 'host'])
export const password = z.string().min(10, 'at least 10 characters').max(200)

export const account = z.object({ id: id('acc'), name: z.string(), email: z.string(), phone: z.string().nullable(), locale: z.string() }).meta({ id: 'Account' })
export const membership = z.object({
  vendor: id('vnd'), vendor_name: z.string(), venue: id('ven').nullable(), role,
  /** Venues that this membership opens, for the desk's switcher. */
  venues: z.array(z.object({ id: id('ven'), name: z.string(), slug: z.string(), kind: z.enum(['hotel', 'restaurant']) })),
}).meta({ id: 'Membership' })
export const me = z.object({ account: account.nullable(), memberships: z.array(membership) }).meta({ id: 'Me' })
export const session = z.object({ me, token: z.string(), expires_at: instant })

const profile = { name: text(120), phone: phone.optional(), locale: locale.optional() }

export const signUp = endpoint('signUp', {
  summary: 'Make an account and sign in', tag: 'Accounts', who: 'anyone',
  body: z.strictObject({ ...profile, email, password }), status: 201, response: session, problems: ['email-taken'],
})
export const signIn = endpoint('signIn', {
  summary: 'Sign in', description: 'Sets the session cookie and answers a bearer token for programs.', tag: 'Accounts', who: 'anyone',
  body: z.strictObject({ email, password: z.string().min(1).max(200) }), response: session, problems: ['wrong-credentials'],
})
export const signOut = endpoint('signOut', { summary: 'Sign out', tag: 'Accounts', who: 'anyone', status: 204 })
export const meEndpoint = endpoint('me', { summary: 'Who am I, and where do I work', tag: 'Accounts', who: 'anyone', response: me })
export const updateMe = endpoint('updateMe', {
  summary: 'Change my profile', tag: 'Accounts', who: 'account',
  body: z.strictObject({ name: text(120).optional(), phone: phone.nullable().optional(), locale: locale.optional() }), response: me,
})
const sessionRow = z.object({ id: z.string(), created_at: instant, expires_at: instant, current: z.boolean(), device: z.string().nullable() })
export const listSessions = endpoint('listSessions', { summary: 'Where I am signed in', tag: 'Accounts', who: 'account', response: z.object({ items: z.array(sessionRow), next_cursor: z.string().nullable() }) })
export const revokeSession = endpoint('revokeSession', { summary: 'Sign out one device', tag: 'Accounts', who: 'account', params: z.strictObject({ session: z.string().max(100) }), status: 204, problems: ['not-found'] })
export const changePassword = endpoint('changePassword', { summary: 'Choose a new password', description: 'Every other device is signed out.', tag: 'Accounts', who: 'account', body: z.strictObject({ current_password: z.string().min(1).max(200), new_password: password }), status: 204, problems: ['wrong-credentials'] })
export const askForPassword = endpoint('askForPassword', {
  summary: 'Forgot my password', description: 'Answers the same whether or not there is an account with this e-mail. If there is one, a letter with a link goes to it; the link is good for an hour and for one time.', tag: 'Accounts', who: 'anyone',
  body: z.strictObject({ email }), status: 204,
})
export const resetPassword = endpoint('resetPassword', {
  summary: 'Choose a new password by the link of a letter', description: 'Every device is signed out.', tag: 'Accounts', who: 'anyone',
  body: z.strictObject({ token: z.string().min(20).max(100), new_password: password }), status: 204, problems: ['not-found'],
})

const staffMember = z.object({ account: id('acc'), name: z.string(), email: z.string(), role, venue: id('ven').nullable() })
const venueParam = z.strictObject({ venue: id('ven') })
export const listStaff = endpoint('listStaff', { summary: 'Who works here', tag: 'Staff', who: 'staff', params: venueParam, response: z.object({ items: z.array(staffMember), next_cursor: z.string().nullable() }), problems: ['not-allowed', 'not-found'] })
export const addStaff = endpoint('addStaff', {
  summary: 'Give somebody a role here', description: 'Makes the account when the e-mail has none; then `initial_password` is needed.', tag: 'Staff', who: 'staff', params: venueParam,
  body: z.strictObject({ name: text(120), email, role, initial_password: password.optional() }), status: 201, response: staffMember, problems: ['not-allowed', 'not-found'],
})
export const removeStaff = endpoint('removeStaff', { summary: 'Take a role away', tag: 'Staff', who: 'staff', params: z.strictObject({ venue: id('ven'), account: id('acc') }), status: 204, problems: ['not-allowed', 'not-found'] })
