// The browser of the browser tests: Debian's Chromium, from CHROMIUM, from the machine, or by apt where that is allowed.
import { accessSync, constants } from 'node:fs'
import { run, withProgress } from './setup.mjs'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium', '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

/** `{ path }`, or `{ reason }` when there is none and none can be had. */
export async function findChromium() {
  const given = process.env.CHROMIUM
  if (given) return runs(given) ? { path: given } : { reason: `CHROMIUM is "${given}", which cannot be run` }
  const path = places.find(runs)
  if (path) return { path }
  if (!['/usr/bin/apt-get', '/bin/apt-get'].some(runs)) return { reason: 'there is no Chromium, and no apt to install it; CHROMIUM may name one' }
  if (process.getuid?.() !== 0) return { reason: 'there is no Chromium, and only root may install it ("apt-get install chromium"); CHROMIUM may name one' }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await withProgress('Looking for Chromium', 'apt-get', ['update', '-qq'], { env })
  const { output } = await withProgress('Installing Chromium (only now)', 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env })
  const installed = places.find(runs)
  return installed ? { path: installed } : { reason: `Chromium could not be installed: ${output.trim().split('\n').at(-1) ?? ''}` }
}

/** True when it starts at all: a package may be half installed, or its libraries missing. */
export async function chromiumWorks(path) {
  return (await run(path, ['--version'], { quiet: true })).code === 0
}

function runs(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
