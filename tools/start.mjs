// npm start: from a fresh clone to a running Holdfast. Runs on Node 20 and needs nothing installed.
import { ensureInstalled, ensurePages, handOver, tool } from './setup.mjs'

await tool(async () => {
  await ensureInstalled()
  await ensurePages()
  return await handOver(['server/main.ts', ...process.argv.slice(2)])
})
