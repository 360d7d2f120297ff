import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { plainSearch, type PageContext } from '../ui/page.tsx'
import { DeskRoot } from './session.tsx'

/** `date`: the business date that the board shows; `open`: the booking in the side panel. */
export interface VenueSearch { date?: string; open?: string }
/** Filters of the list, as they stand in the address; `from=all` asks for the past too. */
export interface ListSearch extends VenueSearch { q?: string; from?: string; to?: string; status?: string }
/** What of the rooms set aside is shown, and the group in the side panel. */
export interface GroupsSearch extends VenueSearch { view?: 'groups' | 'leases' | 'overbooked'; block?: string }

const matching = (value: unknown, pattern: RegExp): string | undefined => (typeof value === 'string' && pattern.test(value) ? value : undefined)
const day = /^\d{4}-\d\d-\d\d$/
const venueSearch = (search: Record<string, unknown>): VenueSearch => ({ date: matching(search.date, day), open: matching(search.open, /^bk_[0-9a-z]{24}$/) })

const root = createRootRouteWithContext<PageContext>()({ component: DeskRoot })
const start = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./pages/start.tsx'), 'StartPage') })
const venue = createRoute({ getParentRoute: () => root, path: '/v/$venue', validateSearch: venueSearch, component: lazyRouteComponent(() => import('./pages/venue.tsx'), 'VenuePage') })
const board = createRoute({ getParentRoute: () => venue, path: '/', component: lazyRouteComponent(() => import('./pages/board.tsx'), 'BoardPage') })
const waitlist = createRoute({ getParentRoute: () => venue, path: '/waitlist', component: lazyRouteComponent(() => import('./pages/waitlist.tsx'), 'WaitlistPage') })
const groups = createRoute({
  getParentRoute: () => venue, path: '/groups',
  validateSearch: (search: Record<string, unknown>): GroupsSearch => ({ ...venueSearch(search), view: matching(search.view, /^(groups|leases|overbooked)$/) as GroupsSearch['view'], block: matching(search.block, /^blk_[0-9a-z]{24}$/) }),
  component: lazyRouteComponent(() => import('./pages/groups.tsx'), 'GroupsPage'),
})
const money = (path: string, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => venue, path, component })
const bills = money('/bills', lazyRouteComponent(() => import('./pages/bills.tsx'), 'BillsPage'))
const bill = money('/bill/$folio', lazyRouteComponent(() => import('./pages/bill.tsx'), 'BillPage'))
const till = money('/till', lazyRouteComponent(() => import('./pages/till.tsx'), 'TillPage'))
const night = money('/night', lazyRouteComponent(() => import('./pages/night.tsx'), 'NightPage'))
const bookings = createRoute({
  getParentRoute: () => venue, path: '/bookings',
  validateSearch: (search: Record<string, unknown>): ListSearch => ({ ...venueSearch(search), q: matching(search.q, /\S/), from: matching(search.from, /^(\d{4}-\d\d-\d\d|all)$/), to: matching(search.to, day), status: matching(search.status, /^[a-z_]+$/) }),
  component: lazyRouteComponent(() => import('./pages/bookings.tsx'), 'BookingsPage'),
})

export function makeDeskRouter(context: PageContext) {
  return createRouter({ routeTree: root.addChildren([start, venue.addChildren([board, groups, waitlist, bookings, bills, bill, till, night])]), context, basepath: '/desk', ...plainSearch, scrollRestoration: true, defaultPreload: 'intent', defaultPreloadStaleTime: 0 })
}
