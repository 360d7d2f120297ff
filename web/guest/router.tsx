import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, type RouterHistory } from '@tanstack/react-router'
import { plainSearch, type PageContext } from '../ui/page.tsx'
import { Layout, NotFoundPage } from './layout.tsx'

const root = createRootRouteWithContext<PageContext>()({ component: Layout, notFoundComponent: NotFoundPage })

/** `source` names the page's file, so that the server can send its script and style along with the first answer. */
const page = (path: string, source: string, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component, staticData: { source } as object })

const routeTree = root.addChildren([
  page('/', 'guest/pages/home.tsx', lazyRouteComponent(() => import('./pages/home.tsx'), 'HomePage')),
  page('/styleguide', 'guest/pages/styleguide.tsx', lazyRouteComponent(() => import('./pages/styleguide.tsx'), 'StyleguidePage')),
])

export function makeGuestRouter(context: PageContext, history?: RouterHistory) {
  return createRouter({ routeTree, context, ...plainSearch, ...(history ? { history } : {}), scrollRestoration: history === undefined, defaultPreload: 'intent', defaultPreloadStaleTime: 0, defaultNotFoundComponent: NotFoundPage })
}
