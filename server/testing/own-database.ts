import { startEmbedded } from '../adapters/postgres/embedded.ts'

// A process that owns the embedded database of a folder until it is told to stop, or killed: for the tests of exactly that.
try {
  const server = await startEmbedded({ dataDir: process.argv[2]! })
  console.log(await server.url())
  process.stdin.resume().on('end', () => { void server.stop().then(() => { process.exit(0) }) })
} catch (error) {
  console.log(`${(error as Error).name}: ${(error as Error).message}`)
  process.exitCode = 1
}
