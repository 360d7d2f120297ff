// Builds the web pages when they are stale: what npm start does, without starting.
import { ensureInstalled, ensurePages, tool } from './setup.mjs'

await tool(async () => {
  await ensureInstalled()
  await ensurePages()
  return 0
})
