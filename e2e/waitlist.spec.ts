import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, holdfastUrl, openBrowser, sideways, visitor, type Visitor } from './browser.ts'
import { bookStay, openHouse, type House } from './house.ts'

let browser: Browser
let house: House
let slug: string
beforeAll(async () => {
  browser = await openBrowser()
  house = await openHouse('Waiting')
  slug = (await house.call('getVenue', { params: { venue: house.hotel } })).slug
}, 120_000)
afterAll(async () => { await browser.close() })

const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10)
const suiteOf = (page: Page) => page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Suite', exact: true }) }).last()
/** By the desk, as when the guest has called. */
async function cancel(booking: string): Promise<void> {
  const { reservations } = await house.call('deskBooking', { params: { venue: house.hotel, booking } } as never) as { reservations: { id: string }[] }
  await house.call('moveReservation', { params: { venue: house.hotel, reservation: reservations[0]!.id }, body: { to: 'cancelled', reason: 'guest_asked' } } as never)
}

/** From the sold-out answer of the venue's page into the line, as somebody without an account. */
async function joinFromPage(name: string, arrival: string, departure: string, phone: boolean, locale = 'en-GB'): Promise<Visitor> {
  const guest = await visitor(browser, { phone, locale })
  const { page } = guest
  await page.goto(`/v/${slug}?arrival=${arrival}&departure=${departure}&guests=2`)
  await suiteOf(page).getByRole('button', { name: 'Tell me when something frees up' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('E-mail').fill(`${name.toLowerCase().replaceAll(' ', '.')}@example.org`)
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Put me in line' }).click()
  await dialog.getByRole('link', { name: 'See my place in line' }).click()
  await page.waitForURL('**/waitlist/wl_*')
  return guest
}

test('who joins from the sold-out page gets what somebody else cancels: it appears by itself and by letter, is taken, and is booked; the next stays in line', async () => {
  const held = await bookStay(house, 'Erik Holm', { arrival: day(40), departure: day(42), type: 1 })
  const first = await joinFromPage('Ana Reis', day(40), day(42), true)
  await first.page.getByText('You are the first in line').waitFor()
  expect([await faults(first.page), await sideways(first.page)]).toEqual([[], 0])
  const second = await joinFromPage('Bo Lund', day(40), day(42), false)
  await second.page.getByText('1 before you wants the same').waitFor()

  await cancel(held.id)
  await first.page.getByRole('heading', { name: 'Something is held for you' }).waitFor({ timeout: 30_000 })
  expect(await faults(first.page)).toEqual([])
  // A stranger cannot have it meanwhile.
  const stranger = await visitor(browser)
  await stranger.page.goto(`/v/${slug}?arrival=${day(40)}&departure=${day(42)}&guests=2`)
  await suiteOf(stranger.page).getByText('Sold out').waitFor()
  await stranger.close()
  // The letter's link opens it in another browser; here it is kept, because no relay is set.
  await first.page.goto('/sent-mail')
  const link = await first.page.getByRole('article').filter({ hasText: 'Something freed up for you' }).getByRole('link').first().getAttribute('href')
  const elsewhere = await visitor(browser)
  await elsewhere.page.goto(link!.replace(/^https?:\/\/[^/]+/, holdfastUrl()))
  await elsewhere.page.getByRole('button', { name: 'Take it' }).waitFor()
  expect(elsewhere.page.url()).not.toContain('#open')
  await elsewhere.page.getByRole('button', { name: 'Take it' }).press('Enter')
  await elsewhere.page.waitForURL('**/booking/bk_*')
  await elsewhere.page.getByText('Confirmed').first().waitFor()
  await first.page.goto('/me')
  await first.page.getByRole('heading', { name: 'My bookings' }).waitFor()
  await second.page.getByText('You are the first in line').waitFor({ timeout: 30_000 })
  await second.page.getByRole('button', { name: 'Leave the line' }).click()
  await second.page.getByRole('heading', { name: 'You left the line' }).waitFor()
  for (const one of [first, second, elsewhere]) { expect(one.complaints.filter((text) => !/404/.test(text))).toEqual([]); await one.close() }
})

test('whose last room is taken at the checkout may wait for it there, by keyboard, with what they had written', async () => {
  const guest = await visitor(browser)
  const { page } = guest
  await page.goto(`/v/${slug}?arrival=${day(60)}&departure=${day(61)}&guests=2`)
  await suiteOf(page).getByRole('button', { name: 'Book' }).first().click()
  await page.waitForURL('**/checkout')
  await page.getByLabel('Name', { exact: true }).fill('Iris Beck')
  await page.getByLabel('E-mail').fill('iris.beck@example.org')
  await bookStay(house, 'Erik Holm', { arrival: day(60), departure: day(61), type: 1 })
  await page.getByRole('button', { name: 'Book now' }).click()
  await page.getByRole('alert').filter({ hasText: 'Sold out' }).waitFor()
  await page.getByRole('button', { name: 'Tell me when something frees up' }).press('Enter')
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Iris Beck')
  await dialog.getByRole('button', { name: 'Put me in line' }).press('Enter')
  await dialog.getByText('You are in line', { exact: true }).waitFor()
  expect(await faults(page)).toEqual([])
  await guest.close()
})

test('an Arabic reader sees the place in line from right to left, without a fault', async () => {
  await bookStay(house, 'Erik Holm', { arrival: day(50), departure: day(51), type: 1 })
  const path = `/v1/venues/${house.hotel}/waitlist`
  const guest = await visitor(browser, { locale: 'ar', phone: true })
  const answer = await guest.context.request.post(path, { data: { guest: { name: 'سلمى', email: 'salma@example.org', locale: 'ar' }, stay: { room_type: house.roomTypes[1]!.id, arrival: day(50), departure: day(51), guests: 2 } } })
  const { entry } = await answer.json() as { entry: { id: string } }
  await guest.page.goto(`/waitlist/${entry.id}?lang=ar`)
  await guest.page.getByText('أنت الأول في القائمة').waitFor()
  expect(await guest.page.getAttribute('html', 'dir')).toBe('rtl')
  expect([await faults(guest.page), await sideways(guest.page)]).toEqual([[], 0])
  await guest.close()
})

test('at the desk the line is live: a party is added by keyboard, told, seated; a guest who joins appears, and is taken off with a reason', async () => {
  const desk = await visitor(browser)
  const { page } = desk
  await page.goto(`/desk/v/${house.restaurant}/waitlist`)
  await page.getByLabel('E-mail').fill(house.owner.email)
  await page.getByLabel('Password').fill(house.owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Nobody waits').waitFor()
  expect(await faults(page)).toEqual([])
  // Every table is taken, so that the party really waits.
  const taken: { reservations: { id: string }[] }[] = []
  for (const party of [6, 6, 2, 2, 2, 2]) taken.push(await house.call('deskBook', { params: { venue: house.restaurant }, body: { channel: 'walk_in', guest: { name: 'Early' }, sitting: { at: localNow(), party } }, idempotencyKey: crypto.randomUUID() } as never) as never)
  await page.keyboard.press('i')
  await page.getByRole('dialog').getByLabel('Name').fill('Marta Silva')
  await page.keyboard.press('Enter')
  const row = page.getByRole('listitem').filter({ hasText: 'Marta Silva' })
  await row.getByText('At the door, table now').waitFor()
  await row.getByRole('button', { name: 'Notify: Marta Silva' }).click()
  await row.getByText('Told 0 min ago').waitFor()
  await house.call('moveReservation', { params: { venue: house.restaurant, reservation: taken[2]!.reservations[0]!.id }, body: { to: 'completed' } } as never)
  await row.getByText(/A table is free now|Held/).first().waitFor({ timeout: 30_000 })
  expect([await faults(page), await sideways(page)]).toEqual([[], 0])
  await row.getByRole('button', { name: 'Seat: Marta Silva' }).click()
  await row.waitFor({ state: 'detached' })
  const statuses = async () => {
    const board = await house.call('board', { params: { venue: house.restaurant }, query: {} } as never) as { service: { guest_name: string; status: string }[] }
    return board.service.filter((line) => line.guest_name === 'Marta Silva').map((line) => line.status)
  }
  // Seated at once, or from the next quarter of an hour on when others left in this one.
  await expect.poll(async () => (await statuses()).join(), { timeout: 10_000 }).toMatch(/^(arrived|confirmed)$/)

  // Somebody joins elsewhere, and the page shows them without being asked.
  await house.call('deskJoinWaitlist', { params: { venue: house.restaurant }, body: { channel: 'phone', guest: { name: 'Tom Berg', phone: '+351 910 000 111' }, sitting: { at: `${day(3)}T20:00`, party: 30 } } } as never)
  const other = page.getByRole('listitem').filter({ hasText: 'Tom Berg' })
  await other.waitFor()
  await other.getByRole('button', { name: 'Offer now: Tom Berg' }).click()
  await other.getByRole('alert').waitFor()
  await page.setViewportSize({ width: 390, height: 844 })
  expect([await faults(page), await sideways(page)]).toEqual([[], 0])
  await other.getByRole('button', { name: 'Remove: Tom Berg' }).click()
  await page.getByRole('dialog').getByText('Asked to').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await other.waitFor({ state: 'detached' })
  await desk.close()
})

const localNow = () => Temporal.Now.plainDateTimeISO('Europe/Lisbon').toString({ smallestUnit: 'minute' })
