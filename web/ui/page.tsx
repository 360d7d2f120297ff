import { QueryClient, QueryClientProvider, hydrate } from '@tanstack/react-query'
import { parseSearchWith, stringifySearchWith, type AnyRouter } from '@tanstack/react-router'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { createContext, StrictMode, useContext, useEffect, type ReactNode } from 'react'
import type { Locale } from '@holdfast/contract/words'
import { loadMessages } from '../messages/load.ts'
import type { Area } from '../messages/keys.ts'
import { browserTransport, CallProvider, makeCall, problemOf, type Call } from './api.ts'
import { ToastProvider } from './overlays.tsx'
import { WordsProvider, wordsOf, type Say } from './words.tsx'

/** What every route's loader and component may use: `context.queryClient`, `context.call`, `context.say`. */
export interface PageContext { queryClient: QueryClient; call: Call; say: Say; locale: Locale }

/** Where a page says its title, and whether search engines may keep it. The server puts both into the head. */
export interface HeadSink { title: string; description: string; status: number; private: boolean; structured: object | null }
const HeadContext = createContext<HeadSink | null>(null)
export function Head({ title, description = '', status = 200, keepPrivate = false, structured = null }: { title: string; description?: string; status?: number; keepPrivate?: boolean; structured?: object | null }) {
  const sink = useContext(HeadContext)
  const whole = title === 'Holdfast' ? title : `${title} · Holdfast`
  if (sink !== null) Object.assign(sink, { title: whole, description, status, private: keepPrivate, structured })
  useEffect(() => { document.title = whole }, [whole])
  return null
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: {
    staleTime: 20_000, refetchOnWindowFocus: true,
    // A refusal is an answer; only a lost connection or a server that is down is tried again.
    retry: (count, error) => count < 2 && [0, 502, 503, 504].includes(problemOf(error)?.status ?? 0),
  } } })
}

/** Search parameters are plain text in the address (`?guests=2`), never JSON: they are read by people and by the API alike. */
export const plainSearch = {
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith((value) => String(value)),
}

export function Providers({ context, messages, head, children }: { context: PageContext; messages: Record<string, unknown>; head: HeadSink | null; children: ReactNode }) {
  return (
    <HeadContext value={head}>
      <QueryClientProvider client={context.queryClient}>
        <CallProvider value={context.call}>
          <WordsProvider locale={context.locale} messages={messages}><ToastProvider>{children}</ToastProvider></WordsProvider>
        </CallProvider>
      </QueryClientProvider>
    </HeadContext>
  )
}

/** Starts one area in the browser: takes over the server's page where there is one, or draws into the empty shell. */
export async function start(area: Area, makeRouter: (context: PageContext) => AnyRouter, Root: (props: { router: AnyRouter }) => ReactNode): Promise<void> {
  const state = JSON.parse(document.getElementById('state')?.textContent ?? '{}') as { queries?: unknown; rendered?: boolean }
  const locale = document.documentElement.lang === 'ar' ? 'ar' : 'en'
  const messages = await loadMessages(area, locale)
  const queryClient = makeQueryClient()
  if (state.queries) hydrate(queryClient, state.queries)
  const context: PageContext = { queryClient, call: makeCall(browserTransport), say: wordsOf(locale, messages).say, locale }
  const router = makeRouter(context)
  const root = document.getElementById('root')!
  const app = <StrictMode><Providers context={context} messages={messages} head={null}><Root router={router} /></Providers></StrictMode>
  if (state.rendered) {
    // Says that the first page comes from the server, so that the router draws the same tree here; its data came with the page.
    router.ssr = { manifest: undefined }
    await router.load()
    hydrateRoot(root, app)
  } else createRoot(root).render(app)
}
