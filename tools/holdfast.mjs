// npm run holdfast -- <command>: installs what is missing and hands over to the command on the pinned runtime.
import { ensureInstalled, handOver, tool } from './setup.mjs'

await tool(async () => {
  await ensureInstalled()
  return await handOver(['cli/main.ts', ...process.argv.slice(2)])
})
