import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'

/** Quotes that are to be booked together: kept in the browser, so that a second room or a dinner can be looked for meanwhile. */
/** What is written at the checkout stays in memory while another room or time is looked for; never in the browser's store. */
export type Written = Partial<Record<'name' | 'email' | 'phone' | 'note', string>>
interface Basket { written: Written; write: (part: Written) => void; quotes: string[]; add: (quote: string) => void; remove: (quote: string) => void; clear: () => void }
const BasketContext = createContext<Basket>({ written: {}, write() {}, quotes: [], add() {}, remove() {}, clear() {} })
export const useBasket = () => useContext(BasketContext)

const key = 'hf_basket'
const most = 6

export function BasketProvider({ children }: { children: ReactNode }) {
  // Empty at first, as the server drew it; the kept one comes right after.
  const [quotes, setQuotes] = useState<string[]>([])
  useEffect(() => {
    const read = () => {
      try { setQuotes((JSON.parse(localStorage.getItem(key) ?? '[]') as string[]).filter((one) => one.startsWith('qt_')).slice(0, most)) } catch { setQuotes([]) }
    }
    read()
    addEventListener('storage', read)
    return () => removeEventListener('storage', read)
  }, [])
  const change = useCallback((next: (before: string[]) => string[]) => setQuotes((before) => {
    const after = next(before).slice(-most)
    try { localStorage.setItem(key, JSON.stringify(after)) } catch { /* a private window: the basket lives as long as the page */ }
    return after
  }), [])
  const [written, setWritten] = useState<Written>({})
  const write = useCallback((part: Written) => setWritten((before) => ({ ...before, ...part })), [])
  const basket = useMemo<Basket>(() => ({
    written, write, quotes, add: (quote) => change((before) => [...before.filter((one) => one !== quote), quote]), remove: (quote) => change((before) => before.filter((one) => one !== quote)), clear: () => { setWritten({}); change(() => []) },
  }), [quotes, change, written, write])
  return <BasketContext value={basket}>{children}</BasketContext>
}
