import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, openBrowser, visitor } from './browser.ts'
import { atDesk, bookStay, live, openHouse, type House } from './house.ts'

let browser: Browser
let house: House
let today: string
beforeAll(async () => {
  browser = await openBrowser()
  house = await openHouse('Desk')
  today = (await board(house.hotel)).business_date
  await deskBook('walk_in', 'Chen Wei', 0, today, 1)
}, 120_000)
afterAll(async () => { await browser.close() })

const board = (venue: string) => house.call('board', { params: { venue } } as never)
const dayAfter = (date: string, days: number) => new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
/** A booking at the desk, from another window. */
const deskBook = (channel: 'phone' | 'walk_in', name: string, type: number, arrival: string, nights: number) => house.call('deskBook', {
  params: { venue: house.hotel }, idempotencyKey: crypto.randomUUID(),
  body: { channel, guest: { name }, stay: { room_type: house.roomTypes[type]!.id, arrival, departure: dayAfter(arrival, nights), guests: 2 } },
} as never) as Promise<{ id: string; reservations: { id: string }[] }>

const row = (page: Page, guest: string, section = 'Arrivals') => page.getByRole('table', { name: section }).getByRole('row').filter({ has: page.getByRole('button', { name: guest, exact: true }) })
const state = (page: Page, guest: string, section?: string) => row(page, guest, section).locator('.cell-state .badge')
const shows = (page: Page, guest: string, word: string, section?: string) => state(page, guest, section).filter({ hasText: word }).waitFor()
const toast = (page: Page, text: string) => page.locator('.toast').filter({ hasText: text }).first()

test('a booking made anywhere stands on the board by itself, without a reload', async () => {
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`)
  await staff.page.evaluate(() => { (window as { kept?: boolean }).kept = true })
  await bookStay(house, 'Ana Duarte', { arrival: today, departure: dayAfter(today, 2), type: 0 })
  await row(staff.page, 'Ana Duarte').waitFor()
  expect(await row(staff.page, 'Ana Duarte').getAttribute('data-changed')).not.toBeNull()
  expect(await staff.page.evaluate(() => (window as { kept?: boolean }).kept)).toBe(true)
  expect(staff.complaints).toEqual([])
  await staff.close()
})

test('check in with a chosen room, and take it back, from the panel with its history', async () => {
  await deskBook('phone', 'Luca Bianchi', 0, today, 2)
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`)
  const { page } = staff
  await row(page, 'Luca Bianchi').getByRole('button', { name: 'Luca Bianchi', exact: true }).click()
  const panel = page.getByRole('complementary', { name: 'Booking' })
  const room = panel.getByLabel('Room', { exact: true })
  await room.locator('option', { hasText: 'Double' }).first().waitFor({ state: 'attached' })
  const wished = (await room.locator('option', { hasText: 'Double' }).last().textContent())!
  await room.selectOption({ label: wished })
  await panel.getByRole('button', { name: 'Check in' }).click()
  await shows(page, 'Luca Bianchi', 'Arrived', 'In house')
  await row(page, 'Luca Bianchi', 'In house').getByText(wished.slice(0, 3)).locator('visible=true').waitFor()
  await panel.getByRole('listitem').filter({ hasText: 'Arrived' }).first().waitFor()
  await panel.getByRole('button', { name: 'Undo' }).click()
  await shows(page, 'Luca Bianchi', 'Confirmed')
  expect(staff.complaints).toEqual([])
  await staff.close()
})

test('by keyboard alone: a walk-in in one input, the next step, a no-show, undo, a cancellation with its reason', async () => {
  await deskBook('phone', 'Ben Osei', 0, today, 1)
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`)
  const { page } = staff
  await page.keyboard.press('n')
  await page.getByRole('dialog').getByText('€100', { exact: true }).waitFor()
  await page.keyboard.type('Ingrid Sørensen')
  await page.keyboard.press('Enter')
  await shows(page, 'Ingrid Sørensen', 'Arrived', 'In house')

  await focus(page, 'Ben Osei')
  await page.keyboard.press('x')
  await shows(page, 'Ben Osei', 'No-show')
  await page.keyboard.press('u')
  await shows(page, 'Ben Osei', 'Confirmed')
  await focus(page, 'Ben Osei')
  await page.keyboard.press('s')
  await shows(page, 'Ben Osei', 'Arrived', 'In house')
  await page.keyboard.press('u')
  await shows(page, 'Ben Osei', 'Confirmed')

  await focus(page, 'Ben Osei')
  await page.keyboard.press('c')
  await page.getByRole('dialog', { name: 'Cancel this reservation?' }).waitFor()
  await page.getByRole('radio', { name: 'Weather' }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Cancel it' }).focus()
  await page.keyboard.press('Enter')
  await shows(page, 'Ben Osei', 'Cancelled')
  await focus(page, 'Ben Osei')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'Booking' })
  await panel.getByRole('listitem').filter({ hasText: 'Weather' }).first().waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Ben Osei')
  expect(staff.complaints).toEqual([])
  await staff.close()
})

test('a caller stays a night longer: the new price is seen first, and the booking is changed at once', async () => {
  await deskBook('phone', 'Amélie Laurent', 0, today, 1)
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`)
  const { page } = staff
  await focus(page, 'Amélie Laurent')
  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog', { name: 'Change: Amélie Laurent' })
  await dialog.getByLabel('Nights', { exact: true }).focus()
  await page.keyboard.press('ArrowUp')
  await dialog.getByText('€200').waitFor()
  expect(await faults(page)).toEqual([])
  await page.keyboard.press('Enter')
  await toast(page, 'is changed').waitFor()
  await row(page, 'Amélie Laurent').getByText('2 nights').locator('visible=true').waitFor()
  expect(staff.complaints).toEqual([])
  await staff.close()
})

test('the command field finds a guest by name, a room, a code, and a command; ? shows the keys', async () => {
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`)
  const { page } = staff
  await row(page, 'Chen Wei', 'In house').waitFor()
  const code = (await board(house.hotel)).in_house.find((line) => line.guest_name === 'Chen Wei')!
  for (const what of ['chen', code.room!, code.code.toLowerCase()]) {
    await page.keyboard.press('/')
    await page.keyboard.type(what)
    await page.getByRole('listbox').getByRole('option').filter({ hasText: 'Chen Wei' }).first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('complementary', { name: 'Booking' }).getByRole('heading', { name: 'Chen Wei' }).waitFor()
    await page.keyboard.press('Escape')
  }
  await page.keyboard.press('/')
  await page.keyboard.type('Go to Table')
  await page.getByRole('listbox').getByRole('option').filter({ hasText: 'Table Desk' }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/desk/v/${house.restaurant}`)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Walk-in').waitFor()
  expect(staff.complaints).toEqual([])
  await staff.close()
})

test('a party walks in and sits at a chosen table, finishes, and the step is taken back', async () => {
  const staff = await atDesk(browser, house, `/desk/v/${house.restaurant}`)
  const { page } = staff
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'Walk-in' })
  await dialog.getByLabel('Party', { exact: true }).fill('4')
  await dialog.getByLabel('Table').selectOption({ label: '6 · 6 · Room' })
  await dialog.getByLabel(/Guest’s name/).fill('Sofia Costa')
  await page.keyboard.press('Enter')
  await shows(page, 'Sofia Costa', 'Arrived', 'All day')
  const line = (await board(house.restaurant)).service[0]!
  expect(line).toMatchObject({ guests: 4, tables: ['6'], channel: 'walk_in' })
  await row(page, 'Sofia Costa', 'All day').getByRole('button', { name: 'Finish: Sofia Costa' }).click()
  await shows(page, 'Sofia Costa', 'Completed', 'All day')
  await toast(page, 'Sofia Costa has finished').getByRole('button', { name: 'Undo' }).click()
  await shows(page, 'Sofia Costa', 'Arrived', 'All day')
  expect(staff.complaints).toEqual([])
  await staff.close()
})

test('after a lost connection the board says so, and catches up by itself', async () => {
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`)
  await row(staff.page, 'Chen Wei', 'In house').waitFor()
  await staff.context.setOffline(true)
  await staff.page.locator('.live[data-state=lost]').waitFor()
  await deskBook('phone', 'Priya Raman', 0, today, 1)
  expect(await row(staff.page, 'Priya Raman').count()).toBe(0)
  await staff.context.setOffline(false)
  await row(staff.page, 'Priya Raman').waitFor()
  await live(staff.page)
  await staff.close()
})

test('two windows want the last room: one has it, the other hears why, keeps what was written and takes the nearest', async () => {
  const day = dayAfter(today, 40)
  const windows = await Promise.all([atDesk(browser, house, `/desk/v/${house.hotel}`), atDesk(browser, house, `/desk/v/${house.hotel}`)])
  await Promise.all(windows.map(async ({ page }, i) => {
    await page.keyboard.press('p')
    const dialog = page.getByRole('dialog', { name: 'Phone booking' })
    await dialog.getByLabel('Guest’s name').fill(`Racer ${i + 1}`)
    await dialog.getByLabel('Arrival').fill(day)
    await dialog.getByRole('radio', { name: /Suite/ }).check({ force: true })
  }))
  await Promise.all(windows.map(({ page }) => page.getByRole('dialog').getByRole('button', { name: 'Book', exact: true }).click()))
  const outcomes = await Promise.all(windows.map(async ({ page }) => {
    const won = toast(page, 'is booked').waitFor().then(() => 'won')
    const lost = page.getByRole('dialog').getByRole('alert').filter({ hasText: 'Sold out' }).waitFor().then(() => 'lost')
    return await Promise.any([won, lost])
  }))
  expect(outcomes.toSorted()).toEqual(['lost', 'won'])
  const loser = windows[outcomes.indexOf('lost')]!.page.getByRole('dialog')
  expect(await loser.getByLabel('Guest’s name').inputValue()).toMatch(/^Racer/)
  await loser.getByRole('radio', { name: /Suite/ }).waitFor({ state: 'detached' })
  expect(await loser.getByRole('button', { name: 'Book', exact: true }).isDisabled()).toBe(true)
  await loser.getByText('The nearest that is free').waitFor()
  await loser.getByRole('button', { name: /^Double/ }).click()
  await loser.getByRole('button', { name: 'Book', exact: true }).click()
  await toast(windows[outcomes.indexOf('lost')]!.page, 'is booked').waitFor()
  expect((await house.call('board', { params: { venue: house.hotel }, query: { date: day } } as never)).arrivals.length).toBe(2)
  for (const one of windows) await one.close()
})

test('all bookings can be found by name and state', async () => {
  const cancelled = await deskBook('phone', 'Pedro Nunes', 0, dayAfter(today, 50), 1)
  await house.call('moveReservation', { params: { venue: house.hotel, reservation: cancelled.reservations[0]!.id }, body: { to: 'cancelled', reason: 'weather' }, idempotencyKey: crypto.randomUUID() } as never)
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}/bookings`)
  const { page } = staff
  await row(page, 'Chen Wei', 'All bookings').waitFor()
  await page.getByLabel('Name, e-mail, phone or code').fill('ped')
  await row(page, 'Chen Wei', 'All bookings').waitFor({ state: 'detached' })
  await row(page, 'Pedro Nunes', 'All bookings').waitFor()
  await page.getByRole('button', { name: 'Clear the filters' }).click()
  await row(page, 'Chen Wei', 'All bookings').waitFor()
  await page.getByLabel('State').selectOption('cancelled')
  await row(page, 'Chen Wei', 'All bookings').waitFor({ state: 'detached' })
  await row(page, 'Pedro Nunes', 'All bookings').waitFor()
  await staff.close()
})

test('staff of another house see nothing of this one', async () => {
  const other = await openHouse('Other')
  const staff = await visitor(browser)
  await staff.page.goto(`/desk/v/${house.hotel}`)
  await staff.page.getByLabel('E-mail').fill(other.owner.email)
  await staff.page.getByLabel('Password').fill(other.owner.password)
  await staff.page.keyboard.press('Enter')
  await staff.page.getByText('There is nothing at this address').waitFor()
  expect(await staff.page.getByText('Chen Wei').count()).toBe(0)
  await staff.close()
})

test.each([{ scheme: 'light' as const, phone: false }, { scheme: 'dark' as const, phone: true }])('no fault is found by axe ($scheme, phone: $phone), and nothing scrolls sideways', async ({ scheme, phone }) => {
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`, { colorScheme: scheme, phone })
  const { page } = staff
  const check = async (what: string) => {
    expect(await faults(page), what).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), what).toBe(true)
  }
  await page.getByRole('button', { name: 'Chen Wei', exact: true }).first().waitFor()
  await check('board of the hotel')
  await page.getByRole('button', { name: 'Chen Wei', exact: true }).first().click()
  await page.getByRole('heading', { name: 'History' }).waitFor()
  await check('panel')
  await page.getByRole('button', { name: 'Close' }).first().click()
  await page.getByRole('button', { name: 'Walk-in' }).first().click()
  await page.getByRole('dialog', { name: 'Walk-in' }).getByText('€100', { exact: true }).waitFor()
  await check('walk-in')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'All bookings' }).click()
  await page.getByRole('table', { name: 'All bookings' }).waitFor()
  await check('list')
  await page.goto(`/desk/v/${house.restaurant}`)
  await page.locator('.counts').waitFor()
  await check('board of the restaurant')
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'at 320 px').toBe(true)
  await staff.close()
})

async function focus(page: Page, guest: string): Promise<void> {
  await row(page, guest).waitFor()
  await page.evaluate(() => { (document.activeElement as HTMLElement | null)?.blur() })
  // Down to the end, then up again: where the arrows begin depends on the row that was last in hand, which may have moved.
  for (let presses = 0; presses < 90; presses += 1) {
    await page.keyboard.press(presses < 30 ? 'ArrowDown' : 'ArrowUp')
    if (await page.evaluate(() => document.activeElement?.textContent) === guest) return
  }
  throw new Error(`the arrows do not reach ${guest}`)
}
