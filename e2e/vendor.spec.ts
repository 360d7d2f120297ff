import type { Browser, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, openBrowser, visitor, type Visitor } from './browser.ts'

let browser: Browser
beforeAll(async () => { browser = await openBrowser() })
afterAll(async () => { await browser.close() })

const once = Date.now().toString(36)

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()

/** Goes on with Tab until the control has the focus: whatever cannot be reached this way cannot be used without a mouse. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor()
  for (let presses = 0; presses < 120; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`not reached by the keyboard: ${control.toString()}`)
}
async function type(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, page.getByLabel(label, { exact: true }))
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}
async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, page.getByRole('button', { name }).first())
  await page.keyboard.press('Enter')
}
async function expectAccessible(page: Page): Promise<void> {
  expect(await faults(page)).toEqual([])
}
/** Waits until the venue is among what the search finds. */
async function found(vendor: Visitor, place: string, name: string): Promise<void> {
  await expect.poll(async () => {
    const { items } = await (await vendor.context.request.get(`/v1/search?place=${encodeURIComponent(place)}&q=${encodeURIComponent(name)}`)).json() as { items: { name: string }[] }
    return items.some((item) => item.name === name)
  }, { timeout: 10_000, interval: 50 }).toBe(true)
}

test('a vendor signs up, sets a hotel up by the keyboard alone, publishes, and finds it in search', async () => {
  const vendor = await visitor(browser)
  const { page } = vendor
  const name = `Casa das Ondas ${once}`
  await page.goto('/admin')
  await page.getByLabel('Your name').waitFor()
  await expectAccessible(page)
  await type(page, 'Your name', 'Maria Lopes')
  await type(page, 'E-mail', `maria.${once}@example.com`)
  await type(page, 'Password', 'a long password')
  await page.keyboard.press('Enter')

  await heading(page, /Welcome, Maria/)
  await press(page, 'Continue')
  await page.getByText('This is needed').first().waitFor()
  await tabTo(page, page.getByRole('radio', { name: /Hotel/ }))
  await page.keyboard.press('Space')
  await type(page, 'Name of the place', name)
  await tabTo(page, page.getByLabel('Country'))
  await page.keyboard.type('Portug')
  await type(page, 'City', 'Coimbra')
  await type(page, 'Street and number', 'Rua da Bica 12')
  await type(page, 'Coordinates', '40.2109, -8.4292')
  await tabTo(page, page.getByRole('application'))
  await page.keyboard.press('ArrowUp')
  await page.getByText('10 m from what you pasted').waitFor()
  await expectAccessible(page)
  await press(page, 'Continue')

  await heading(page, 'About')
  await type(page, 'Description', 'A tiled house above the river, breakfast under the lemon tree.')
  await tabTo(page, page.getByRole('button', { name: 'Wi-Fi' }))
  await page.keyboard.press('Space')
  await press(page, 'Save and continue')
  await heading(page, 'Place and times')
  expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Lisbon')
  await press(page, 'Continue')

  await heading(page, 'Rooms')
  await press(page, 'Double room')
  await type(page, 'Room numbers', '101–120')
  await page.keyboard.press('Enter')
  await page.getByText('20 rooms', { exact: true }).waitFor()
  await expectAccessible(page)
  await press(page, 'Save and continue')

  await heading(page, 'Prices and policies')
  await type(page, 'Double room', '120')
  await press(page, 'Add a season')
  await press(page, 'With breakfast')
  await expectAccessible(page)
  await press(page, 'Save and continue')

  await heading(page, 'Pictures')
  const picture = await sharp({ create: { width: 1_200, height: 800, channels: 3, background: '#2b6777' } }).jpeg().toBuffer()
  await page.setInputFiles('input[type=file]', { name: 'house.jpg', mimeType: 'image/jpeg', buffer: picture })
  await press(page, 'Add this picture')
  await page.getByRole('heading', { name: 'On the page' }).waitFor()
  await press(page, 'To the checklist')

  await heading(page, 'Ready to publish')
  await expectAccessible(page)
  await press(page, 'Publish')
  await heading(page, 'It is published')
  await found(vendor, 'Coimbra', name)
  const guest = await visitor(browser)
  await guest.page.goto(`/search?place=Coimbra&q=${encodeURIComponent(name)}`)
  await guest.page.getByRole('link', { name }).first().click()
  await heading(guest.page, name)
  expect([...vendor.complaints, ...guest.complaints]).toEqual([])
  await Promise.all([vendor.close(), guest.close()])
}, 240_000)

test('a vendor sets a restaurant up on a phone, is told what is missing, and finds it in search', async () => {
  const vendor = await visitor(browser, { phone: true })
  const { page } = vendor
  const name = `Mesa da Bica ${once}`
  const fits = async () => { expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true) }
  await page.goto('/admin')
  await page.getByLabel('Your name').fill('Tiago Reis')
  await page.getByLabel('E-mail').fill(`tiago.${once}@example.com`)
  await page.getByLabel('Password').fill('a long password')
  await page.getByRole('button', { name: 'Make an account' }).tap()

  await heading(page, /Welcome, Tiago/)
  await fits()
  await page.getByText('Tables by the time').tap()
  await page.getByLabel('Name of the place').fill(name)
  await page.getByLabel('Country').selectOption('PT')
  await page.getByLabel('City').fill('Coimbra')
  await page.getByLabel('Street and number').fill('Rua da Bica 14')
  await page.getByLabel('Coordinates').fill('40.2110, -8.4290')
  await page.getByRole('button', { name: 'Continue' }).tap()

  await heading(page, 'About')
  await page.getByRole('link', { name: 'Checklist' }).tap()
  await heading(page, '3 things are missing')
  expect(await page.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true)
  await page.getByText('A few sentences that describe the place').waitFor()
  await fits()
  await page.getByRole('link', { name: 'Fill in: About' }).tap()
  await page.getByLabel('Description').fill('Twelve seats, one grill, what the boats brought.')
  await page.getByRole('button', { name: 'Seafood' }).tap()
  await page.getByRole('button', { name: 'Save and continue' }).tap()
  await heading(page, 'Place and times')
  await page.getByRole('button', { name: 'Continue' }).tap()

  await heading(page, 'Tables')
  await page.getByRole('button', { name: 'Inside' }).tap()
  await page.getByRole('button', { name: 'Add 4 tables for 1–2' }).tap()
  for (const table of ['T1', 'T2']) await page.getByRole('button', { name: table, exact: true }).tap()
  await page.getByRole('button', { name: 'Join T1 + T2 for up to 4' }).tap()
  await fits()
  await page.getByRole('button', { name: 'Save and continue' }).tap()

  await heading(page, 'Services')
  await page.getByRole('button', { name: 'Dinner' }).tap()
  await page.getByText('A deposit').tap()
  await page.getByLabel('For each guest').fill('15')
  await fits()
  await page.getByRole('button', { name: 'Save and continue' }).tap()
  await heading(page, 'Pictures')
  await page.getByRole('button', { name: 'To the checklist' }).tap()
  await page.getByRole('button', { name: 'Publish' }).tap()
  await heading(page, 'It is published')
  await found(vendor, 'Coimbra', name)

  await page.getByRole('link', { name: 'Edit: Services' }).tap()
  await heading(page, 'Services')
  expect(await page.getByLabel('For each guest').inputValue()).toBe('15')
  await page.getByLabel('For each guest').fill('20')
  await page.getByRole('button', { name: 'Save', exact: true }).tap()
  await page.getByText('All saved').waitFor()
  expect(vendor.complaints).toEqual([])
  await vendor.close()
})

test('an owner gives a colleague a role, who then signs in with it, and takes it away again', async () => {
  const owner = await visitor(browser)
  const { page } = owner
  const post = async (path: string, data: object) => await (await owner.context.request.post(path, { data })).json() as { id: `vnd_${string}`; venue: { id: string } }
  await post('/v1/account', { name: 'Olga Owner', email: `olga.${once}@example.com`, password: 'a long password' })
  const { venue } = await post(`/v1/vendors/${(await post('/v1/vendors', { name: 'Olga’s' })).id}/venues`, { kind: 'hotel', name: `Olga’s ${once}`, city: 'Coimbra', country: 'PT', address: 'Rua 1', location: { lat: 40.2, lon: -8.4 }, time_zone: 'Europe/Lisbon', currency: 'EUR' })
  await page.goto(`/admin/${venue.id}/staff`)
  await heading(page, 'Staff')
  await page.getByLabel('Name', { exact: true }).fill('Dina Desk')
  await page.getByLabel('E-mail').fill(`dina.${once}@example.com`)
  await page.getByRole('button', { name: 'Give the role' }).click()
  await page.getByText('needed, because this e-mail has no account yet').waitFor()
  await page.getByLabel(/First password/).fill('first password')
  await page.getByRole('button', { name: 'Give the role' }).click()
  await page.getByText(`dina.${once}@example.com`).waitFor()
  await expectAccessible(page)

  const colleague = await visitor(browser)
  const signedIn = async () => await (await colleague.context.request.post('/v1/session', { data: { email: `dina.${once}@example.com`, password: 'first password' } })).json() as { me: { memberships: { role: string }[] } }
  expect((await signedIn()).me.memberships.map(({ role }) => role)).toEqual(['front_desk'])
  await page.getByRole('button', { name: 'Remove Dina Desk' }).click()
  await page.getByRole('button', { name: 'Take the role away' }).click()
  await page.getByText(`dina.${once}@example.com`).waitFor({ state: 'detached' })
  expect((await signedIn()).me.memberships).toEqual([])
  await Promise.all([owner.close(), colleague.close()])
})

test('the vendor’s pages stand in Arabic from right to left, and nothing runs over', async () => {
  const vendor = await visitor(browser, { phone: true })
  const post = async (path: string, data: object) => await (await vendor.context.request.post(path, { data })).json() as { id: `vnd_${string}`; venue: { id: string } }
  await post('/v1/account', { name: 'Amina', email: `amina.${once}@example.com`, password: 'a long password' })
  const { venue } = await post(`/v1/vendors/${(await post('/v1/vendors', { name: 'رياض أمينة' })).id}/venues`, { kind: 'hotel', name: 'رياض أمينة', city: 'Marrakesh', country: 'MA', address: 'Derb 3', location: { lat: 31.63, lon: -7.99 }, time_zone: 'Africa/Casablanca', currency: 'MAD' })
  for (const step of ['', '/about', '/place', '/rooms', '/pictures', '/staff']) {
    await vendor.page.goto(`/admin/${venue.id}${step}?lang=ar`)
    await vendor.page.getByRole('heading', { level: 1 }).first().waitFor()
    expect(await vendor.page.evaluate(() => [document.documentElement.dir, document.documentElement.scrollWidth <= innerWidth])).toEqual(['rtl', true])
  }
  await expectAccessible(vendor.page)
  expect(vendor.complaints).toEqual([])
  await vendor.close()
})
