import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'

export const holdfastUrl = () => process.env['HOLDFAST_URL'] ?? 'http://localhost:8080'

/** Debian's Chromium, headless, quiet towards the network and able to run as root. Close it when the file is done. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--no-default-browser-check'],
  })
}

export interface Visitor {
  context: BrowserContext
  page: Page
  /** What the page complained of: exceptions, console errors, breaches of the content security policy. */
  complaints: string[]
  close(): Promise<void>
}

/** Somebody with a window and cookies of his own. `phone` is a small touch screen. */
export async function visitor(browser: Browser, options: BrowserContextOptions & { phone?: boolean } = {}): Promise<Visitor> {
  const { phone = false, ...rest } = options
  const context = await browser.newContext({
    baseURL: holdfastUrl(), locale: 'en-GB', reducedMotion: 'reduce',
    ...(phone ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } : { viewport: { width: 1280, height: 900 } }),
    ...rest,
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => { complaints.push(error.message) })
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()) })
  return { context, page, complaints, close: () => context.close() }
}

/** Serious and lesser faults alike, by the rules of WCAG 2.2 AA: the rule, and where it is broken. */
export async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)
}
/** By how many pixels the page is wider than its window. */
export const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
