import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, visitor } from './browser.ts'

// What a slow line and a slow machine do to a page, made certain: answers and scripts wait here until they are let go.

let browser: Browser
beforeAll(async () => { browser = await openBrowser() })
afterAll(async () => { await browser.close() })

async function keepBack(page: Page, what: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(what, async (route) => { await promise; await route.continue() })
  return resolve
}
/** A page of the server whose script has not come yet; `wake` lets it. */
async function asleep(path: string) {
  const guest = await visitor(browser)
  const wake = await keepBack(guest.page, '**/*.js')
  await guest.page.goto(path, { waitUntil: 'commit' })
  return { guest, page: guest.page, wake }
}
const where = (page: Page) => page.getByRole('combobox', { name: 'Where' })

test('a late list of places never puts another place under the keys than the one that was pointed at', async () => {
  const guest = await visitor(browser)
  const { page } = guest
  await page.goto('/')
  await where(page).focus()
  await page.getByRole('option', { name: /Lisbon/ }).waitFor()
  const letGo = await keepBack(page, '**/v1/places*')
  await page.keyboard.type('Kyo')
  // Of the first list only what is being typed is left while the answer is on its way.
  expect(await page.getByRole('option').count()).toBe(1)
  await page.keyboard.press('ArrowDown')
  await page.getByRole('option', { name: /Kyoto/, selected: true }).waitFor()
  const answer = page.waitForResponse(/places\?q=Kyo$/)
  letGo()
  await answer
  await page.keyboard.press('Enter')
  await page.getByRole('listbox').waitFor({ state: 'hidden' })
  expect(await where(page).inputValue()).toBe('Kyoto')
  await guest.close()
})

test('what is typed and chosen before the page is awake is searched for', async () => {
  const { guest, page, wake } = await asleep('/')
  await where(page).focus()
  await page.keyboard.type('Kyo')
  wake()
  await page.getByRole('option', { name: /Kyoto/ }).first().waitFor()
  expect(await where(page).inputValue()).toBe('Kyo')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /Rooms in Kyo/ }).waitFor()
  expect(guest.complaints).toEqual([])
  await guest.close()
})

test('a search sent before the page is awake is answered by the server', async () => {
  const { guest, page, wake } = await asleep('/')
  await page.getByText('Tables', { exact: true }).first().click()
  await where(page).fill('Kyoto')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Tables in Kyoto' }).waitFor()
  wake()
  await guest.close()
})

test('a table chosen before the page is awake is a table when it is', async () => {
  const { guest, page, wake } = await asleep('/')
  await page.getByText('Tables', { exact: true }).first().click()
  wake()
  await page.getByLabel('Time').waitFor()
  expect(await page.getByRole('radio', { name: 'Tables' }).isChecked()).toBe(true)
  await guest.close()
})

test('a password is not sent before the page is awake, and is signed in with afterwards', async () => {
  const { guest, page, wake } = await asleep('/sign-in')
  await page.getByLabel('E-mail').fill('nobody@example.org')
  await page.getByLabel('Password').fill('not the password')
  await page.keyboard.press('Enter')
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/v1/'))
  wake()
  await page.getByRole('button', { name: 'Sign in' }).click()
  expect((await asked).postDataJSON()).toEqual({ email: 'nobody@example.org', password: 'not the password' })
  expect(new URL(page.url()).search).toBe('')
  await guest.close()
})
