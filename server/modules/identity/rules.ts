import type { Membership, Role } from '@holdfast/contract'
import { may } from '@holdfast/contract'
import type { VendorId, VenueId } from '#platform/id'

/** Who may give or take which role: managers run the floor; only an owner makes owners and managers. */
export function mayGive(actor: { account: string | null; memberships: readonly Membership[] }, role: Role, at: { vendor: VendorId; venue: VenueId }): boolean {
  return role === 'owner' || role === 'manager' ? may.ownVendor(actor, at.vendor) : may.manageStaff(actor, at)
}

/** "Firefox on Linux": enough to know one's own device again, too little to tell people apart. Null when nothing is known. */
export function deviceOf(userAgent: string | undefined): string | null {
  if (userAgent === undefined || userAgent === '') return null
  const first = (pairs: readonly (readonly [RegExp, string])[]) => pairs.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = first([[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\/|FxiOS\//, 'Firefox'], [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'], [/Safari\//, 'Safari'], [/curl|python|node|okhttp|axios|Go-http|undici/i, 'A program']])
  const system = first([[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X/, 'Mac'], [/CrOS/, 'ChromeOS'], [/Linux|X11/, 'Linux']])
  if (browser === undefined) return system ?? null
  return system === undefined ? browser : `${browser} on ${system}`
}
