import { openBrowser } from '../e2e/browser.ts'
import { spread } from './figures.ts'

const shown = [{ name: 'home', path: '/' }, { name: 'search', path: '/search?place=Lisbon' }]

/** First contentful paint with a cold cache, and the bytes of script, as sent, that the page loads before it is idle. */
export async function measurePages(url: string, runs: number) {
  const browser = await openBrowser()
  const figures = []
  for (const { name, path } of shown) {
    const paints: number[] = []
    let scriptKb = 0
    let documentKb = 0
    for (let run = 0; run < runs; run += 1) {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
      const page = await context.newPage()
      await page.goto(`${url}${path}`, { waitUntil: 'networkidle' })
      const seen = await page.evaluate(() => {
        const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
        return { paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN, script: entries.filter((one) => /\.m?js(\?|$)/.test(one.name)).reduce((total, one) => total + one.encodedBodySize, 0), document: navigation!.encodedBodySize }
      })
      paints.push(seen.paint)
      scriptKb = seen.script / 1_000
      documentKb = seen.document / 1_000
      await context.close()
    }
    figures.push({ name, firstPaint: spread(paints), scriptKb, documentKb })
  }
  await browser.close()
  return figures
}
