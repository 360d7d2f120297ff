export { simpleRoutes } from './routes.ts'
export type { SimpleDeps } from './deps.ts'
