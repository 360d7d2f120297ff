// npm run bench, npm run bench:booking …: installs and builds what is missing and hands over to bench/<name>.ts on the pinned runtime.
import { ensureInstalled, ensurePages, handOver, tool } from './setup.mjs'

await tool(async () => {
  const [name = 'main', ...rest] = process.argv.slice(2)
  await ensureInstalled()
  await ensurePages()
  return await handOver([`bench/${name}.ts`, ...rest])
})
