import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, visitor, type Visitor } from './browser.ts'
import { openHouse, type House } from './house.ts'

let browser: Browser
let house: House
let slug: string
beforeAll(async () => {
  browser = await openBrowser()
  house = await openHouse('Last')
  slug = (await house.call('getVenue', { params: { venue: house.hotel } })).slug
}, 120_000)
afterAll(async () => { await browser.close() })

const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10)

/** A guest who is about to press the button for the only suite. */
async function aboutToBook(name: string, arrival: string, departure: string, phone = false): Promise<Visitor> {
  const guest = await visitor(browser, { phone })
  const { page } = guest
  await page.goto(`/v/${slug}?arrival=${arrival}&departure=${departure}&guests=2`)
  await page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Suite', exact: true }) }).last().getByRole('button', { name: 'Book' }).click()
  await page.waitForURL('**/checkout')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('E-mail').fill(`${name.toLowerCase().replaceAll(' ', '.')}@example.org`)
  return guest
}

test('two guests press the button for the last room at once: one has it, the other hears why, and what is nearest leads on', async () => {
  const guests = await Promise.all([aboutToBook('Ana Duarte', day(30), day(32)), aboutToBook('Ben Osei', day(30), day(32), true)])
  await Promise.all(guests.map(({ page }) => page.getByRole('button', { name: 'Book now' }).click()))
  const outcomes = await Promise.all(guests.map(({ page }) => Promise.any([
    page.waitForURL('**/booking/*').then(() => 'won'),
    page.getByRole('alert').filter({ hasText: 'Sold out' }).waitFor().then(() => 'lost'),
  ])))
  expect(outcomes.toSorted()).toEqual(['lost', 'won'])
  const winner = guests[outcomes.indexOf('won')]!
  await winner.page.getByText('Confirmed').first().waitFor()
  const loser = guests[outcomes.indexOf('lost')]!.page
  expect(await loser.getByLabel('Name', { exact: true }).inputValue()).not.toBe('')
  await loser.getByText('The nearest that is free').waitFor()
  await loser.getByRole('button', { name: /^Double/ }).first().click()
  await loser.getByRole('alert').waitFor({ state: 'hidden' })
  await loser.getByText(/Double/).first().waitFor()
  expect(await loser.getByLabel('Name', { exact: true }).inputValue()).not.toBe('')
  await loser.getByRole('button', { name: 'Book now' }).click()
  await loser.waitForURL('**/booking/*')
  await loser.getByText('Confirmed').first().waitFor()
  const board = await house.call('board', { params: { venue: house.hotel }, query: { date: day(30) } } as never)
  expect(board.arrivals.map((line) => line.room_type_name ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual(['Double', 'Suite'])
  for (const guest of guests) await guest.close()
})

test('a guest and the desk want the last room at once: it is sold once', async () => {
  const guest = await aboutToBook('Sofia Costa', day(60), day(61))
  const suite = house.roomTypes.find((type) => type.name === 'Suite')!.id
  const [, desk] = await Promise.all([
    guest.page.getByRole('button', { name: 'Book now' }).click(),
    house.call('deskBook', { params: { venue: house.hotel }, body: { channel: 'phone', guest: { name: 'Chen Wei' }, stay: { room_type: suite, arrival: day(60), departure: day(61), guests: 2 } }, idempotencyKey: crypto.randomUUID() } as never).then(() => 'won', () => 'lost'),
  ])
  const site = await Promise.any([
    guest.page.waitForURL('**/booking/*').then(() => 'won'),
    guest.page.getByRole('alert').filter({ hasText: 'Sold out' }).waitFor().then(() => 'lost'),
  ])
  expect([site, desk].toSorted()).toEqual(['lost', 'won'])
  expect((await house.call('board', { params: { venue: house.hotel }, query: { date: day(60) } } as never)).arrivals.length).toBe(1)
  await guest.close()
})
