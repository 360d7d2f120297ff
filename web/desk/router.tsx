import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { plainSearch, type PageContext } from '../ui/page.tsx'

const root = createRootRouteWithContext<PageContext>()({ component: Outlet })
const start = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./pages/start.tsx'), 'StartPage') })

export function makeDeskRouter(context: PageContext) {
  return createRouter({ routeTree: root.addChildren([start]), context, basepath: '/desk', ...plainSearch, scrollRestoration: true, defaultPreload: 'intent', defaultPreloadStaleTime: 0 })
}
