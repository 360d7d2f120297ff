import type { Actor } from '#http/actor'
import type { VenueId } from '#platform/id'
import { layoutOf, type Inside } from './inside.ts'
import { settingsOf } from './rules.ts'
import { findLine, lockLine, saveSettings } from './store.ts'
import type { SettingsView } from './types.ts'
import { requireStaff } from './who-may.ts'

/** Managers open and close the line and set the time to answer. Offers that are out keep theirs. */
export async function putSettings(inside: Inside, actor: Actor, venue: VenueId, settings: SettingsView): Promise<SettingsView> {
  const layout = await layoutOf(inside, inside.db, venue)
  requireStaff(actor, layout, 'setUpVenue')
  await inside.db.transaction(async (tx) => {
    await lockLine(tx, venue)
    await saveSettings(tx, venue, { open: settings.open, today: settings.today_minutes, later: settings.later_minutes })
  })
  return settings
}

const keptSeconds = 10
const mostKept = 4_000

/** Whether guests may join at a venue; asked with every refusal, so it is remembered for a few seconds. */
export function openIsOpen(inside: Pick<Inside, 'db' | 'clock'>) {
  const kept = new Map<VenueId, { open: boolean; until: number }>()
  return {
    async isOpen(venue: VenueId): Promise<boolean> {
      const now = inside.clock.now().epochMilliseconds
      const known = kept.get(venue)
      if (known !== undefined && known.until > now) return known.open
      const { open } = settingsOf(await findLine(inside.db, venue), 'hotel')
      kept.delete(venue)
      kept.set(venue, { open, until: now + keptSeconds * 1_000 })
      if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
      return open
    },
    forget(venue: VenueId): void { kept.delete(venue) },
  }
}
