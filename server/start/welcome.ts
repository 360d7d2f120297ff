import type { DemoLogin } from '../application.ts'

export interface Welcome {
  url: string
  database: string
  seconds: number
  production: boolean
  logins: readonly DemoLogin[]
  rateLimit: boolean
}

/** What is printed when everything answers. */
export function welcome(of: Welcome): string {
  const address = (path: string, what: string) => `    ${`${of.url}${path}`.padEnd(of.url.length + 12)}  ${what}`
  const lines = [
    `  Holdfast is ready (${of.seconds.toFixed(1)} s)`,
    '',
    address('/', 'search and book'),
    address('/desk', 'the desk'),
    address('/admin', 'set up a hotel or a restaurant'),
    ...(of.production ? [] : [address('/sent-mail', 'mail that would have been sent')]),
    address('/docs/api', 'the API'),
    '',
  ]
  if (of.logins.length > 0) {
    const who = Math.max(...of.logins.map((login) => login.who.length))
    const email = Math.max(...of.logins.map((login) => login.email.length))
    const password = Math.max(...of.logins.map((login) => login.password.length))
    lines.push('  Sign in to the demo as', ...of.logins.map((login) => `    ${login.who.padEnd(who)}  ${login.email.padEnd(email)}  ${login.password.padEnd(password)}  ${login.opens}`), '')
  }
  lines.push(`  Database: ${of.database}`, ...(of.rateLimit ? [] : ['  Rate limits are off.']), '  Ctrl-C stops it; nothing is lost.', '')
  return `\n${lines.join('\n')}`
}
