import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, openBrowser, visitor, type Visitor } from './browser.ts'

let browser: Browser
beforeAll(async () => { browser = await openBrowser() })
afterAll(async () => { await browser.close() })

const day = (ahead: number) => Temporal.Now.plainDateISO('Europe/Lisbon').add({ days: ahead }).toString()
const fill = async (page: Page, email: string) => {
  await page.getByLabel('Name', { exact: true }).fill('Ines Prado')
  await page.getByLabel('E-mail').fill(email)
}
const isWhole = async (guest: Visitor) => {
  expect(guest.complaints).toEqual([])
  expect(await guest.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
}

test('on a phone: from the first page to a paid room, its mail and calendar, a change and a cancellation', async () => {
  const guest = await visitor(browser, { phone: true })
  const { page } = guest
  await page.goto('/')
  await page.getByRole('combobox', { name: 'Where' }).fill('Lisb')
  await page.getByRole('option', { name: /Lisbon/ }).first().click()
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('heading', { name: 'Rooms in Lisbon' }).waitFor()
  await page.goto(`/search?kind=hotel&place=Lisbon&arrival=${day(40)}&departure=${day(43)}&guests=2`)
  await page.getByText(/places are free/).waitFor()
  await page.getByRole('article').first().getByRole('link').first().click()
  await page.getByRole('heading', { name: 'Rooms and prices' }).waitFor()
  await isWhole(guest)
  // The plan with a deposit: 20 % now.
  await page.locator('.plan', { hasText: 'Flexible' }).first().getByRole('button', { name: 'Book' }).click()
  await page.getByRole('heading', { name: 'Your booking' }).waitFor()
  await fill(page, 'ines@example.org')
  await page.getByRole('button', { name: 'Hold it and go on to pay' }).click()
  await page.getByRole('heading', { name: 'Held for you' }).waitFor()
  await expect.poll(async () => await page.locator('.countdown b').textContent()).toMatch(/^(9|10):\d\d$/)

  await page.getByRole('link', { name: /Pay now/ }).click()
  await page.getByLabel('A card that is declined').check()
  await page.getByRole('button', { name: /Pay/ }).click()
  await page.getByText('The card was declined').waitFor()
  await page.getByLabel('A card whose bank asks back').check()
  await page.getByRole('button', { name: /Pay/ }).click()
  await page.getByRole('button', { name: /Yes, approve/ }).click()
  await page.getByRole('heading', { name: 'Booked. You are expected.' }).waitFor()
  const code = await page.locator('.code').first().textContent()
  expect(code).toMatch(/^[2-9A-Z]{8}$/)

  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'To my calendar' }).click()])
  expect(file.suggestedFilename()).toMatch(/\.ics$/)
  const address = page.url()
  await page.getByRole('link', { name: 'The mail' }).click()
  await page.getByRole('heading', { name: new RegExp(code!) }).waitFor()

  await page.goto(address)
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByRole('button', { name: 'Guests: One less' }).click()
  await page.getByRole('button', { name: 'See the new price' }).click()
  await page.getByRole('button', { name: 'Make this change' }).click()
  await page.getByText(/1 guest/).first().waitFor()

  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByText('You get back').waitFor()
  await page.getByRole('button', { name: 'Cancel the booking' }).click()
  await page.getByRole('heading', { name: 'Cancelled' }).waitFor()
  // Nothing is asked for any more, and what was paid comes back without another look.
  await page.getByText('Given back').first().waitFor()
  expect(await page.getByText('To pay').count()).toBe(0)
  await isWhole(guest)
  await guest.close()
})

test('a room and a dinner in one basket are one payment and one timeline', async () => {
  const guest = await visitor(browser)
  const { page } = guest
  await page.goto(`/v/casa-do-miradouro?kind=hotel&arrival=${day(50)}&departure=${day(52)}&guests=2`)
  await page.locator('.plan', { hasText: 'Flexible' }).first().getByRole('button', { name: 'Book' }).click()
  await page.getByRole('link', { name: 'Add another room or a table' }).click()
  await page.goto(`/v/cervejaria-do-carmo?kind=restaurant&date=${day(50)}&party=2`)
  await page.locator('.slot:not(:disabled)').first().click()
  await page.getByRole('heading', { name: 'Your trip' }).waitFor()
  await fill(page, 'trip@example.org')
  await page.getByRole('button', { name: 'Hold it and go on to pay' }).click()
  await page.getByText('Trip', { exact: false }).first().waitFor()
  await page.getByRole('link', { name: /Pay now/ }).click()
  await page.getByRole('button', { name: /Pay/ }).click()
  await page.getByRole('heading', { name: 'Booked. You are expected.' }).waitFor()
  expect(await page.locator('.code').count()).toBe(2)
  expect(await page.locator('.timeline li').count()).toBeGreaterThan(2)
  await isWhole(guest)
  const codes = await page.locator('.code').allTextContents()
  const trip = await page.locator('main p bdi').first().textContent()

  // From the page of one to the whole of it again, and by the letter's links: one opens the trip, the other that booking alone.
  await page.getByRole('link', { name: 'See, change or cancel' }).first().click()
  await page.getByRole('region', { name: 'Booked together' }).getByRole('link', { name: 'Cervejaria do Carmo' }).waitFor()
  await isWhole(guest)
  await page.getByRole('link', { name: 'See the whole trip' }).click()
  await expect.poll(async () => await page.locator('.code').allTextContents()).toEqual(codes)
  await page.goto('/sent-mail')
  await page.locator('.mail-text').first().waitFor()
  const links = await page.locator('.mail-text').first().getByRole('link').allTextContents()
  await guest.close()
  for (const [link, whole] of [[links.find((one) => one.includes('/trip/')), 2], [links.find((one) => one.includes('/booking/')), 1]] as const) {
    const byLetter = await visitor(browser)
    const asked = byLetter.page.waitForResponse((response) => response.url().includes('/v1/trips/'))
    await byLetter.page.goto(link!)
    expect(((await (await asked).json()) as { bookings: object[] }).bookings).toHaveLength(whole)
    await byLetter.page.getByRole('heading', { name: 'Booked. You are expected.' }).waitFor()
    expect([await byLetter.page.locator('.code').count(), await byLetter.page.getByText('See the whole trip').count()]).toEqual([whole, 0])
    await byLetter.close()
  }

  // The dinner's code, and the trip's own, open all of it.
  for (const code of [codes[1]!, trip!]) {
    const elsewhere = await visitor(browser, { phone: true })
    await elsewhere.page.goto('/find')
    await elsewhere.page.getByLabel('Confirmation code').fill(code)
    await elsewhere.page.getByLabel('E-mail').fill('trip@example.org')
    await elsewhere.page.getByRole('button', { name: 'Open the booking' }).click()
    await elsewhere.page.getByRole('heading', { name: 'Booked. You are expected.' }).waitFor()
    expect(await elsewhere.page.locator('.code').allTextContents()).toEqual(codes)
    await elsewhere.close()
  }
})

test('a table is three presses away, and a booking is found again by code and e-mail in another browser', async () => {
  const guest = await visitor(browser, { phone: true })
  await guest.page.goto(`/search?kind=restaurant&place=Kyoto&date=${day(5)}&time=18:30&party=2`)
  await guest.page.locator('.venue-card', { hasNotText: '¥' }).locator('.chip').first().click()
  // Some ask a deposit; those without are booked at once.
  await guest.page.locator('.slot:not(:disabled)').first().click()
  await guest.page.getByRole('heading', { name: 'Your booking' }).waitFor()
  await fill(guest.page, 'table@example.org')
  await guest.page.getByRole('button', { name: /Book now|Hold it/ }).click()
  await guest.page.getByRole('heading', { name: /Booked|Held/ }).waitFor()
  const code = (await guest.page.locator('.code').first().textContent())!
  await guest.close()

  const elsewhere = await visitor(browser)
  await elsewhere.page.goto('/find')
  await elsewhere.page.getByLabel('Confirmation code').fill(code.toLowerCase())
  await elsewhere.page.getByLabel('E-mail').fill('somebody@else.example')
  await elsewhere.page.getByRole('button', { name: 'Open the booking' }).click()
  await elsewhere.page.getByText('No booking has this code').waitFor()
  await elsewhere.page.getByLabel('E-mail').fill('table@example.org')
  await elsewhere.page.getByRole('button', { name: 'Open the booking' }).click()
  await elsewhere.page.getByText(code).first().waitFor()
  await elsewhere.close()
})

test('by the keyboard alone one comes from the first page to a venue', async () => {
  const guest = await visitor(browser)
  const { page } = guest
  await page.goto('/')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content')
  await page.getByRole('combobox', { name: 'Where' }).focus()
  await page.keyboard.type('Kyo')
  await page.getByRole('option', { name: /Kyoto/ }).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('option', { name: /Kyoto/, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('listbox').waitFor({ state: 'hidden' })
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Rooms in Kyoto' }).waitFor()
  await page.getByRole('article').first().getByRole('link').first().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Rooms and prices' }).waitFor()
  await guest.close()
})

test('what is asked that cannot be is told in words, with the way on', async () => {
  const guest = await visitor(browser)
  await guest.page.goto('/search?kind=hotel&place=Xyzzyville')
  await guest.page.getByText('We know no place called “Xyzzyville”').waitFor()
  expect((await guest.page.goto('/v/no-such-house'))?.status()).toBe(404)
  await guest.page.getByText('There is nothing at this address').waitFor()
  await guest.close()
})

test.each([
  ['/', 'en-GB', 'light'], [`/search?kind=hotel&place=Lisbon&arrival=${day(10)}&departure=${day(12)}&guests=2`, 'en-GB', 'light'], ['/v/casa-do-miradouro', 'en-GB', 'dark'],
  [`/v/cervejaria-do-carmo?kind=restaurant&date=${day(3)}&party=2`, 'ar', 'light'], ['/sign-up', 'en-GB', 'dark'], ['/checkout', 'ar', 'dark'],
] as const)('%s (%s, %s) has no fault that axe can find, at 320 pixels too', async (address, locale, colorScheme) => {
  const guest = await visitor(browser, { locale, colorScheme, viewport: { width: 320, height: 700 } })
  await guest.page.goto(address)
  await guest.page.waitForLoadState('networkidle')
  expect(await guest.page.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr')
  expect(await faults(guest.page)).toEqual([])
  await isWhole(guest)
  await guest.close()
})
