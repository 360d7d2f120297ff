import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { plainSearch, type PageContext } from '../ui/page.tsx'
import { Shell, NothingHere } from './shell.tsx'

const root = createRootRouteWithContext<PageContext>()({ component: Shell, notFoundComponent: NothingHere })
const top = (path: string, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => root, path, component })
const venue = top('/$venue', lazyRouteComponent(() => import('./pages/venue.tsx'), 'VenuePage'))
const step = (path: string, component: ReturnType<typeof lazyRouteComponent>) => createRoute({ getParentRoute: () => venue, path, component })

const routeTree = root.addChildren([
  top('/', lazyRouteComponent(() => import('./pages/start.tsx'), 'StartPage')),
  top('/new', lazyRouteComponent(() => import('./pages/begin.tsx'), 'BeginPage')),
  venue.addChildren([
    step('/', lazyRouteComponent(() => import('./pages/overview.tsx'), 'OverviewPage')),
    step('/about', lazyRouteComponent(() => import('./pages/about.tsx'), 'AboutPage')),
    step('/place', lazyRouteComponent(() => import('./pages/place.tsx'), 'PlacePage')),
    step('/rooms', lazyRouteComponent(() => import('./pages/rooms.tsx'), 'RoomsPage')),
    step('/prices', lazyRouteComponent(() => import('./pages/prices.tsx'), 'PricesPage')),
    step('/books', lazyRouteComponent(() => import('./pages/books.tsx'), 'BooksPage')),
    step('/invoicing', lazyRouteComponent(() => import('./pages/invoicing.tsx'), 'InvoicingPage')),
    step('/promos', lazyRouteComponent(() => import('./pages/promos.tsx'), 'PromosPage')),
    step('/taxes', lazyRouteComponent(() => import('./pages/taxes.tsx'), 'TaxesPage')),
    step('/calendar', lazyRouteComponent(() => import('./pages/calendar.tsx'), 'CalendarPage')),
    step('/tables', lazyRouteComponent(() => import('./pages/tables.tsx'), 'TablesPage')),
    step('/services', lazyRouteComponent(() => import('./pages/services.tsx'), 'ServicesPage')),
    step('/pictures', lazyRouteComponent(() => import('./pages/pictures.tsx'), 'PicturesPage')),
    step('/closures', lazyRouteComponent(() => import('./pages/closures.tsx'), 'ClosuresPage')),
    step('/staff', lazyRouteComponent(() => import('./pages/staff.tsx'), 'StaffPage')),
  ]),
])

export function makeAdminRouter(context: PageContext) {
  return createRouter({ routeTree, context, basepath: '/admin', ...plainSearch, scrollRestoration: true, defaultPreload: 'intent', defaultPreloadStaleTime: 0, defaultNotFoundComponent: NothingHere })
}
