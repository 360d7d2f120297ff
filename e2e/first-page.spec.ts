import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, visitor } from './browser.ts'

let browser: Browser
beforeAll(async () => { browser = await openBrowser() })
afterAll(async () => { await browser.close() })

test.each([{ phone: true }, { phone: false }])('the first page comes up without a complaint (phone: $phone)', async ({ phone }) => {
  const guest = await visitor(browser, { phone })
  const answer = await guest.page.goto('/')
  expect(answer?.status()).toBe(200)
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'self'")
  await guest.page.getByRole('heading', { level: 1 }).first().waitFor()
  await guest.page.waitForLoadState('networkidle')
  expect(guest.complaints).toEqual([])
  expect(await guest.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await guest.close()
})
