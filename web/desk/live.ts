import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { addressOf } from '../ui/api.ts'

export type LiveState = 'connecting' | 'live' | 'lost'
export interface Live { state: LiveState; /** When the last word came, in ms; what is shown is as of then. */ heardAt: number | null; /** Bookings that changed a moment ago. */ changed: ReadonlySet<string> }

const highlightMs = 4_000
const firstWaitMs = 40
const leastGapMs = 400
// The server says every 10 s that it is there; a connection that is silent for longer is dead, whatever the browser believes.
const silenceMs = 25_000
// A browser opens six connections to a server: a tab that nobody looks at gives its own back.
const hiddenMs = 60_000
const reads = ['board', 'listBookings', 'deskBooking', 'freeUnits', 'deskWaitlist', 'listOffers', 'listSlots']

/**
 * Follows the venue's changes from `after` on. Each change has the shown data read anew, a burst of changes once; a lost
 * connection is taken up after the last position, so nothing in between is missed.
 */
export function useLive(venue: string, after: string | undefined): Live {
  const client = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  const [heardAt, setHeardAt] = useState<number | null>(null)
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  const from = useRef<{ venue: string; position: string } | null>(null)
  if (after !== undefined && from.current?.venue !== venue) from.current = { venue, position: after }
  const ready = after !== undefined

  useEffect(() => {
    if (!ready || from.current === null) return
    const place = from.current
    let source: EventSource | undefined
    let timers: number[] = []
    let tries = 0
    let refreshAt = 0
    let refreshing: number | undefined
    const later = (ms: number, run: () => void): number => {
      const timer = window.setTimeout(() => { timers = timers.filter((one) => one !== timer); run() }, ms)
      timers.push(timer)
      return timer
    }
    const refresh = () => {
      if (refreshing !== undefined) return
      refreshing = later(Math.max(firstWaitMs, refreshAt - performance.now()), () => {
        refreshing = undefined
        refreshAt = performance.now() + leastGapMs
        for (const name of reads) void client.invalidateQueries({ queryKey: [name] })
      })
    }
    const note = (booking: string | null) => {
      if (booking === null) return
      setChanged((all) => new Set([...all, booking]))
      later(highlightMs, () => { setChanged((all) => new Set([...all].filter((one) => one !== booking))) })
    }
    let heardLast = performance.now()
    const heard = () => {
      heardLast = performance.now()
      setHeardAt(Date.now())
    }
    const lose = () => {
      source?.close()
      source = undefined
      setState('lost')
    }
    const open = () => {
      source?.close()
      const { url } = addressOf('live', { venue }, { after: place.position })
      const mine = new EventSource(url)
      source = mine
      mine.addEventListener('ready', () => {
        if (tries > 0) refresh()
        tries = 0
        heard()
        setState('live')
      })
      mine.addEventListener('change', (event) => {
        place.position = event.lastEventId
        heard()
        note((JSON.parse(event.data as string) as { booking: string | null }).booking)
        refresh()
      })
      mine.addEventListener('alive', heard)
      mine.addEventListener('reset', () => { heard(); refresh() })
      mine.addEventListener('error', () => {
        if (source !== mine) return
        lose()
        tries += 1
        // Perhaps the session ended: asking who one is tells.
        if (tries === 2) void client.invalidateQueries({ queryKey: ['me'] })
        later(Math.min(10_000, 500 * 2 ** Math.min(tries, 5)), () => { if (source === undefined) open() })
      })
    }
    const online = () => { if (source === undefined) { tries += 1; open() } }
    let hiding: number | undefined
    const look = () => {
      clearTimeout(hiding)
      if (document.visibilityState === 'visible') online()
      else hiding = window.setTimeout(lose, hiddenMs)
    }
    window.addEventListener('online', online)
    window.addEventListener('offline', lose)
    document.addEventListener('visibilitychange', look)
    const watch = window.setInterval(() => {
      if (source !== undefined && performance.now() - heardLast > silenceMs) {
        heardLast = performance.now()
        lose()
        tries += 1
        open()
      }
    }, 5_000)
    open()
    return () => {
      clearInterval(watch)
      clearTimeout(hiding)
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('online', online)
      window.removeEventListener('offline', lose)
      for (const timer of timers) clearTimeout(timer)
      source?.close()
    }
  }, [client, venue, ready])

  return { state, heardAt, changed }
}
