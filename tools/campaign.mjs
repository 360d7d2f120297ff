// npm run campaign: races, cuts, crashes and outages for longer, with many seeds, and a report. On the pinned runtime.
import { ensureInstalled, ensurePages, handOver, tool } from './setup.mjs'

await tool(async () => {
  await ensureInstalled()
  await ensurePages()
  return await handOver(['server/testing/proof/campaign.ts', ...process.argv.slice(2)])
})
