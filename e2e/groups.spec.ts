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

test('what a desk has leased is sold from it in its room, and when it was given back meanwhile that is said before anything is sold', async () => {
  const { rooms } = await house.call('freeUnits', { params: { venue: house.hotel }, query: { arrival: day(54), departure: day(57) } } as never) as { rooms: { id: string; number: string }[] }
  const lease = await house.call('createLease', { params: { venue: house.hotel }, body: { desk: 'Harbour desk', rooms: rooms.slice(0, 2).map(({ id }) => id), from: day(54), to: day(57), until: new Date(Date.now() + 86_400_000).toISOString() } } as never) as { id: string }
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}/groups?view=leases`)
  const { page } = staff
  await page.getByRole('button', { name: 'Sell from it: Harbour desk' }).click()
  const dialog = page.getByRole('dialog', { name: 'Phone booking' })
  const from = dialog.getByRole('group', { name: 'Sold from' })
  expect(await from.getByRole('radio', { name: /Harbour desk/ }).isChecked()).toBe(true)
  expect(await dialog.getByLabel('Arrival').inputValue()).toBe(day(54))
  await dialog.getByText('2 left', { exact: false }).waitFor()
  await dialog.getByLabel('Room', { exact: true }).selectOption({ label: rooms[1]!.number })
  await dialog.getByLabel('Guest’s name').fill('Vasco Lima')
  expect(await faults(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.locator('.toast').filter({ hasText: 'Vasco Lima is booked' }).getByRole('button', { name: 'Show' }).click()
  await page.getByText(`Room ${rooms[1]!.number}`).first().waitFor()

  // Another call: the control is there for nights that the lease covers, and for no others.
  await page.getByRole('button', { name: 'Close' }).first().click()
  await page.keyboard.press('p')
  await dialog.getByText(/left/).first().waitFor()
  expect(await from.count()).toBe(0)
  await dialog.getByLabel('Arrival').fill(day(54))
  await from.getByText('Harbour desk').click()
  await dialog.getByText('1 left', { exact: false }).waitFor()
  await dialog.getByLabel('Guest’s name').fill('Nuno Reis')
  // It is given back in the moment in which it is sold: the page has not heard of it yet.
  const lists = /\/v1\/venues\/\w+\/(leases|offers|free-units)\?/
  await page.route(lists, () => { /* waits until it is let through */ })
  await house.call('returnLease', { params: { venue: house.hotel, lease: lease.id } } as never)
  await dialog.getByRole('button', { name: 'Book', exact: true }).click()
  await dialog.getByRole('alert').getByText('The lease is over: what it had has gone back to the house', { exact: true }).waitFor()
  await page.unroute(lists)
  await dialog.getByText('The lease to Harbour desk is over.', { exact: false }).waitFor()
  expect(await faults(page)).toEqual([])
  await from.getByText('The house').click()
  await dialog.getByRole('button', { name: 'Book', exact: true }).click()
  await page.locator('.toast').filter({ hasText: 'Nuno Reis is booked' }).waitFor()
  expect(staff.complaints.filter((one) => !one.includes('409'))).toEqual([])
  await staff.close()
})

test('a party is seated at a table that its desk has leased, though the house has none to give', async () => {
  const { business_date: today } = await house.call('board', { params: { venue: house.restaurant } } as never) as { business_date: string }
  const after = new Date(Date.parse(`${today}T00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  const { tables } = await house.call('freeUnits', { params: { venue: house.restaurant }, query: {} } as never) as { tables: { id: string; name: string }[] }
  await house.call('createLease', { params: { venue: house.restaurant }, body: { desk: 'Terrace', tables: tables.map(({ id }) => id), from: today, to: after, until: new Date(Date.now() + 86_400_000).toISOString() } } as never)
  const staff = await atDesk(browser, house, `/desk/v/${house.restaurant}`, { phone: true })
  const { page } = staff
  await page.getByRole('button', { name: 'Walk-in' }).last().click()
  const dialog = page.getByRole('dialog', { name: 'Walk-in' })
  await dialog.getByRole('group', { name: 'Sold from' }).getByText('Terrace').click()
  await dialog.getByLabel('Table').selectOption({ label: '6 · 6 · Room' })
  await dialog.getByLabel(/Guest’s name/).fill('Olga Berg')
  expect([await faults(page), await sideways(page)]).toEqual([[], 0])
  await dialog.getByRole('button', { name: 'Book and seat' }).click()
  await page.locator('.toast').filter({ hasText: 'Olga Berg is booked' }).waitFor()
  const { service } = await house.call('board', { params: { venue: house.restaurant } } as never) as { service: object[] }
  expect(service).toMatchObject([{ guest_name: 'Olga Berg', tables: ['6'], status: 'arrived' }])
  expect(staff.complaints).toEqual([])
  await staff.close()
})

test('children are booked with their ages at the desk, priced by them, and an age is set right afterwards', async () => {
  const eur = (amount: number) => ({ amount: String(amount), currency: 'EUR', exponent: 2 })
  await house.call('putRates', { params: { venue: house.hotel }, body: {
    room_types: house.roomTypes.map((type, i) => ({ room_type: type.id, price: eur(10_000 * (i + 1)), included_guests: 2, extra_guest: eur(5_000) })),
    plans: [{ name: 'Flexible', cancellation: [{ until_hours: 24, charge_percent: 0 }, { until_hours: null, charge_percent: 100 }] }], child_bands: [{ up_to: 12, amount: eur(1_000) }] } } as never)
  const staff = await atDesk(browser, house, `/desk/v/${house.hotel}`, { phone: true })
  const { page } = staff
  await page.getByRole('button', { name: 'Phone booking' }).last().click()
  const dialog = page.getByRole('dialog', { name: 'Phone booking' })
  await dialog.getByLabel('Guest’s name').fill('Joana Pires')
  await dialog.getByLabel('Arrival').fill(day(40))
  await dialog.getByRole('button', { name: 'Guests: One more' }).click()
  await dialog.getByText('€250', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Children among them: One more' }).click()
  await dialog.getByText('€210', { exact: true }).waitFor()
  expect([await faults(page), await sideways(page)]).toEqual([[], 0])
  await dialog.getByRole('button', { name: 'Book', exact: true }).click()
  await page.locator('.toast').filter({ hasText: 'Joana Pires is booked' }).getByRole('button', { name: 'Show' }).click()
  await page.getByText('child aged 8').waitFor()
  await page.getByText('Free to cancel until 24 hours before; 100% after that.').waitFor()
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  const change = page.getByRole('dialog', { name: /Joana Pires/ })
  await change.getByLabel('Age of child 1').selectOption({ label: '15 years' })
  await change.getByText('€40', { exact: true }).waitFor()
  expect(await faults(page)).toEqual([])
  await change.locator('button[type=submit]').click()
  await page.getByText('child aged 15').waitFor()
  expect(staff.complaints).toEqual([])
  await staff.close()
})
