import { Navigate } from '@tanstack/react-router'
import { useStaff } from '../session.tsx'

const key = 'hf_desk_venue'
export function rememberVenue(id: string): void {
  try { localStorage.setItem(key, id) } catch { /* private mode: the first venue is as good */ }
}
function lastVenue(): string | null {
  try { return localStorage.getItem(key) } catch { return null }
}

/** To the venue of the last time, or the first. */
export function StartPage() {
  const { venues } = useStaff()
  const last = lastVenue()
  return <Navigate to="/v/$venue" params={{ venue: (venues.find((one) => one.id === last) ?? venues[0]!).id }} replace />
}
