import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, openBrowser, sideways, visitor } from './browser.ts'
import { atDesk, bookStay, openHouse, type House } from './house.ts'

let browser: Browser
let house: House
let slug: string
beforeAll(async () => {
  browser = await openBrowser()
  house = await openHouse('Groups')
  slug = (await house.call('getVenue', { params: { venue: house.hotel } })).slug
}, 120_000)
afterAll(async () => { await browser.close() })

const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10)

test('a group is made at the desk by keyboard, a guest books with its code, the pick-up is seen, and what is left goes back', async () => {
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`)
  const { page } = staff
  await page.keyboard.press('g')
  await page.getByRole('heading', { name: 'Groups and allotments' }).waitFor()
  await page.getByText('No rooms are set aside').waitFor()
  expect(await faults(page)).toEqual([])
  await page.keyboard.press('i')
  const dialog = page.getByRole('dialog', { name: 'New group' })
  await dialog.getByLabel('Name of the group').fill('Choir of the North')
  await dialog.getByLabel('From').fill(day(30))
  await dialog.getByLabel('To', { exact: true }).fill(day(32))
  await dialog.getByLabel(/Rate a night/).fill('75')
  await dialog.getByText('Contact and code').click()
  await dialog.getByLabel('Group code').fill('choir')
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Set aside' }).click()
  const panel = page.getByRole('dialog', { name: 'Choir of the North' })
  await panel.getByText('CHOIR', { exact: true }).waitFor()
  expect(await faults(page)).toEqual([])

  const guest = await visitor(browser, { phone: true })
  await guest.page.goto(`/v/${slug}?arrival=${day(30)}&departure=${day(32)}&guests=2`)
  await guest.page.getByText('Have a group code?').click()
  await guest.page.getByLabel('Group code').fill('choir')
  await guest.page.getByRole('button', { name: 'Show its rooms' }).click()
  await guest.page.getByText('Choir of the North').waitFor()
  await guest.page.getByText(/€150\b/).first().waitFor()
  expect([await faults(guest.page), await sideways(guest.page)]).toEqual([[], 0])
  await guest.page.getByRole('button', { name: 'Book', exact: true }).first().click()
  await guest.page.waitForURL('**/checkout*')
  await guest.page.getByLabel('Name', { exact: true }).fill('Ana Coro')
  await guest.page.getByLabel('E-mail').fill('ana.coro@example.org')
  await guest.page.locator('form button[type=submit]').last().click()
  await guest.page.waitForURL(/bookings?\//)

  await page.reload()
  await panel.getByRole('button', { name: 'Ana Coro' }).waitFor()
  expect((await panel.getByRole('row').filter({ has: page.locator('input') }).first().innerText()).replaceAll(/\s+/g, ' ')).toMatch(/1 4$/)
  await panel.getByLabel(/Rooms agreed/).first().fill('6')
  await panel.getByLabel(/Rooms agreed/).first().press('Enter')
  await panel.getByText('2 / 11').waitFor()
  await panel.getByRole('button', { name: 'Release what is left' }).click()
  await page.getByRole('dialog', { name: 'Release what is left' }).getByRole('button', { name: 'Release what is left' }).click()
  await panel.getByText('Released', { exact: true }).first().waitFor()
  await guest.page.goto(`/v/${slug}?arrival=${day(30)}&departure=${day(32)}&guests=2&group=CHOIR`)
  await guest.page.getByText(/last day to book has passed/).first().waitFor()
  expect([staff.complaints, guest.complaints]).toEqual([[], []])
  await staff.close()
  await guest.close()
})

test('a manager sells beyond what is free with a reason, and the case waits at the desk until it is solved', async () => {
  await bookStay(house, 'Erik Holm', { arrival: day(50), departure: day(51), type: 1 })
  const booked = await house.call('deskBook', { params: { venue: house.hotel }, body: { channel: 'phone', guest: { name: 'Vera Cruz' }, stay: { room_type: house.roomTypes[1]!.id, arrival: day(50), departure: day(51), guests: 2 }, override: { reason: 'A regular of ours' } } } as never) as { code: string }
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}/groups?view=overbooked`, { phone: true })
  const { page } = staff
  await page.getByText('A regular of ours').waitFor()
  await page.getByText('1 room too many').waitFor()
  await page.getByRole('button', { name: booked.code }).waitFor()
  expect([await faults(page), await sideways(page)]).toEqual([[], 0])
  await page.getByLabel('How it was solved').selectOption('walked')
  await page.getByRole('button', { name: 'Solved', exact: true }).click()
  await page.getByText('Nothing is overbooked').waitFor()
  expect(staff.complaints).toEqual([])
  await staff.close()
})

test('rooms are leased to a desk and given back, in Arabic as well', async () => {
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}/groups?view=leases`)
  const { page } = staff
  await page.getByRole('button', { name: 'Lease rooms or tables' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Desk').fill('Pool bar')
  await dialog.getByText('103', { exact: false }).click()
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Lease', exact: true }).click()
  await page.getByRole('row').filter({ hasText: 'Pool bar' }).getByText('103').waitFor()
  await page.getByRole('button', { name: /Give back/ }).click()
  await page.getByText('No desk has anything to itself').waitFor()
  await page.context().addCookies([{ name: 'hf_lang', value: 'ar', url: page.url() }])
  await page.reload()
  await page.getByText('لا شيء مخصص لمكتب').waitFor()
  expect([await faults(page), await sideways(page), staff.complaints]).toEqual([[], 0, []])
  await staff.close()
})
