import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, notFound, type RouterHistory } from '@tanstack/react-router'
import { asking, problemOf } from '../ui/api.ts'
import { plainSearch, type PageContext } from '../ui/page.tsx'
import { Layout, NotFoundPage } from './layout.tsx'
import { filtersOf, searchQuery, wishOf } from './wish.ts'

const root = createRootRouteWithContext<PageContext>()({
  component: Layout, notFoundComponent: NotFoundPage,
  loader: ({ context }) => context.queryClient.prefetchQuery(asking(context.call, 'me')),
})

interface Loading { context: PageContext; params: Record<string, string>; deps: Record<string, unknown> }
type Search = Record<string, unknown>

/** `source` names the page's file, so that the server can send its script and style along with the first answer. What `load` fetches comes with the page. */
const page = (path: string, source: string, component: ReturnType<typeof lazyRouteComponent>, load?: (loading: Loading) => Promise<unknown>) =>
  createRoute({
    getParentRoute: () => root, path, component, staticData: { source } as object,
    validateSearch: (search: Search): Search => search, loaderDeps: ({ search }: { search: Search }) => search,
    ...(load === undefined ? {} : { loader: load as never }),
  })

const routeTree = root.addChildren([
  page('/', 'guest/pages/home.tsx', lazyRouteComponent(() => import('./pages/home.tsx'), 'HomePage'), loadHome),
  page('/search', 'guest/pages/search.tsx', lazyRouteComponent(() => import('./pages/search.tsx'), 'SearchPage'), loadSearch),
  page('/v/$slug', 'guest/pages/venue.tsx', lazyRouteComponent(() => import('./pages/venue.tsx'), 'VenuePage'), loadVenue),
  page('/checkout', 'guest/pages/checkout.tsx', lazyRouteComponent(() => import('./pages/checkout.tsx'), 'CheckoutPage')),
  page('/booking/$booking', 'guest/pages/booking.tsx', lazyRouteComponent(() => import('./pages/booking.tsx'), 'BookingPage')),
  page('/trip/$trip', 'guest/pages/trip.tsx', lazyRouteComponent(() => import('./pages/trip.tsx'), 'TripPage')),
  page('/waitlist/$entry', 'guest/pages/waitlist.tsx', lazyRouteComponent(() => import('./pages/waitlist.tsx'), 'WaitlistPage')),
  page('/me', 'guest/pages/me.tsx', lazyRouteComponent(() => import('./pages/me.tsx'), 'MePage')),
  page('/sign-in', 'guest/pages/sign.tsx', lazyRouteComponent(() => import('./pages/sign.tsx'), 'SignInPage')),
  page('/sign-up', 'guest/pages/sign.tsx', lazyRouteComponent(() => import('./pages/sign.tsx'), 'SignUpPage')),
  page('/forgot', 'guest/pages/password.tsx', lazyRouteComponent(() => import('./pages/password.tsx'), 'ForgotPage')),
  page('/new-password', 'guest/pages/password.tsx', lazyRouteComponent(() => import('./pages/password.tsx'), 'NewPasswordPage')),
  page('/find', 'guest/pages/sign.tsx', lazyRouteComponent(() => import('./pages/sign.tsx'), 'FindPage')),
  page('/sent-mail', 'guest/pages/sent-mail.tsx', lazyRouteComponent(() => import('./pages/sent-mail.tsx'), 'SentMailPage')),
  page('/styleguide', 'guest/pages/styleguide.tsx', lazyRouteComponent(() => import('./pages/styleguide.tsx'), 'StyleguidePage')),
])

async function loadHome({ context }: Loading): Promise<void> {
  const { queryClient, call } = context
  const places = await queryClient.fetchQuery(asking(call, 'suggestPlaces', { query: { q: '' } })).catch(() => null)
  const cities = (places?.items ?? []).filter((one) => one.kind === 'city').slice(0, 3)
  await Promise.all(cities.map((city) => queryClient.prefetchQuery(asking(call, 'search', { query: { place: city.place, limit: 3, sort: 'rating' } as never }))))
}

async function loadSearch({ context, deps }: Loading): Promise<void> {
  const cursor = typeof deps['cursor'] === 'string' ? { cursor: deps['cursor'] } : {}
  await context.queryClient.prefetchQuery(asking(context.call, 'search', { query: { ...searchQuery(wishOf(deps), filtersOf(deps)), ...cursor, limit: 24 } as never }))
}

async function loadVenue({ context, params, deps }: Loading): Promise<void> {
  const { queryClient, call } = context
  const venue = await queryClient.fetchQuery(asking(call, 'getVenue', { params: { venue: params['slug']! } })).catch((error: unknown) => {
    // A house that is not there is a page that is not there, for search engines too.
    if (problemOf(error)?.status === 404) throw notFound()
    return null
  })
  if (venue === null) return
  const wish = wishOf(deps)
  if (venue.kind === 'restaurant') await queryClient.prefetchQuery(asking(call, 'listSlots', { params: { venue: venue.id }, query: { date: wish.date ?? venue.today, party: wish.party, at: wish.time } as never }))
  else if (wish.arrival !== undefined) await queryClient.prefetchQuery(asking(call, 'listOffers', { params: { venue: venue.id }, query: { arrival: wish.arrival, departure: wish.departure!, guests: wish.guests, rooms: wish.rooms, ...(wish.group === undefined ? {} : { group: wish.group }) } as never }))
}

export function makeGuestRouter(context: PageContext, history?: RouterHistory) {
  return createRouter({ routeTree, context, ...plainSearch, ...(history ? { history } : {}), scrollRestoration: history === undefined, defaultPreload: 'intent', defaultPreloadStaleTime: 0, defaultNotFoundComponent: NotFoundPage })
}
