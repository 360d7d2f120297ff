import { useEffect, useState } from 'react'
import { useTell } from '../ui/api.ts'

/** The link of a letter carries its token behind `#`, which no server and no log ever sees; it is changed for the cookie. */
export function useOpened(operation: 'openBooking' | 'openWaitlistEntry'): boolean {
  const [opened, setOpened] = useState(typeof window === 'undefined' || !location.hash.startsWith('#open='))
  const open = useTell(operation)
  useEffect(() => {
    if (opened) return
    const token = location.hash.slice('#open='.length)
    history.replaceState(history.state, '', location.pathname + location.search)
    open.mutate({ body: { token } as never }, { onSettled: () => setOpened(true) })
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the page comes up
  }, [])
  return opened
}
