import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, openBrowser, visitor, type Visitor } from './browser.ts'
import { openHouse, type House } from './house.ts'

let browser: Browser
let house: House
let today: string
beforeAll(async () => {
  browser = await openBrowser()
  house = await openHouse('Money')
  today = (await house.call('board', { params: { venue: house.hotel } } as never) as { business_date: string }).business_date
}, 120_000)
afterAll(async () => { await browser.close() })

const plus = (date: string, days: number) => new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

async function manager(path: string): Promise<Visitor> {
  const someone = await visitor(browser)
  await someone.context.request.post('/v1/session', { data: house.owner })
  await someone.page.goto(path)
  return someone
}
const toast = (page: Page, text: string | RegExp) => page.locator('.toast').filter({ hasText: text }).first().waitFor()
async function takeExample(page: Page, place: string): Promise<void> {
  await page.getByLabel('Place').selectOption({ label: place })
  await page.getByRole('button', { name: 'Take these instead of mine' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('All saved').waitFor()
}
interface Quoted { id: string; price: { total: { amount: string } } }
const quote = (arrival: string, nights: number) => house.guest('createQuote', { params: { venue: house.hotel }, body: { room_type: house.roomTypes[0]!.id, arrival, departure: plus(arrival, nights), guests: 2 } } as never) as Promise<Quoted>

test('a manager sets taxes, changes a month of prices in one gesture that says what it touches, and takes it back', async () => {
  const { page, complaints, close } = await manager(`/admin/${house.hotel}/taxes`)
  await takeExample(page, 'Lisbon, hotel')
  expect(await faults(page)).toEqual([])
  const before = await quote(plus(today, 40), 1)

  await page.goto(`/admin/${house.hotel}/calendar`)
  await page.getByRole('grid').waitFor()
  await page.getByLabel('First night').fill(plus(today, 30))
  await page.getByLabel('Last night').fill(plus(today, 59))
  await page.getByLabel('By', { exact: true }).fill('20')
  await page.getByRole('button', { name: 'Show what it changes' }).click()
  await page.getByText('60 nights change').waitFor() // thirty of each of two types
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: 'Save' }).click()
  await toast(page, '60 nights changed')
  const dearer = await quote(plus(today, 40), 1)
  expect(Number(dearer.price.total.amount) - 2 * 400).toBe((Number(before.price.total.amount) - 2 * 400) * 1.2) // the city's tax is a flat amount
  await page.getByRole('region', { name: 'Last changes' }).getByRole('button', { name: 'Undo' }).click()
  await toast(page, '60 nights are as they were')
  expect((await quote(plus(today, 40), 1)).price.total).toEqual(before.price.total)
  expect(complaints).toEqual([])
  await close()
})

test('a guest’s bill comes to what was quoted; a company pays the room, cash goes through a counted till', async () => {
  const quoted = await quote(today, 2)
  const checkout = await house.guest('hold', { body: { quotes: [quoted.id], guest: { name: 'Nadia Haddad', email: 'nadia@example.org' } }, idempotencyKey: crypto.randomUUID() } as never) as { bookings: { id: string }[] }
  const booking = checkout.bookings[0]!.id
  const full = await house.call('deskBooking', { params: { venue: house.hotel, booking } } as never) as { reservations: { id: string }[] }
  await house.call('moveReservation', { params: { venue: house.hotel, reservation: full.reservations[0]!.id }, body: { to: 'arrived' }, idempotencyKey: crypto.randomUUID() } as never)

  const { page, complaints, close } = await manager(`/desk/v/${house.hotel}?open=${booking}`)
  await page.getByRole('button', { name: 'Bill', exact: true }).click()
  await page.waitForURL(/\/bill\/fol_/)
  await page.getByRole('heading', { level: 1, name: 'Nadia Haddad' }).waitFor()
  const folio = await house.call('getFolio', { params: { venue: house.hotel, folio: page.url().split('/').at(-1)!.split('?')[0] } } as never) as { expected: object }
  expect(folio.expected).toEqual(quoted.price.total)

  await page.getByRole('button', { name: 'Charge', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What', { exact: true }).fill('Laundry')
  await dialog.getByLabel('Amount').fill('18.50')
  await dialog.getByRole('button', { name: 'Charge', exact: true }).click()
  await page.getByRole('cell', { name: 'Laundry', exact: true }).waitFor()
  expect(await faults(page)).toEqual([])

  await page.getByRole('link', { name: 'All bills' }).click()
  await page.getByRole('link', { name: 'Till' }).click()
  await page.getByRole('button', { name: 'Open a shift' }).click()
  await dialog.getByLabel('Float').fill('100')
  await dialog.getByRole('button', { name: 'Open a shift' }).click()
  await toast(page, 'The shift is open')
  expect(await faults(page)).toEqual([])

  await page.getByRole('link', { name: 'Bills', exact: true }).click()
  await page.getByRole('link', { name: 'Nadia Haddad' }).click()
  await page.getByRole('button', { name: 'Take payment' }).click()
  await dialog.getByText('Cash', { exact: true }).click()
  await dialog.getByLabel('Amount').fill('18.50')
  await dialog.getByRole('button', { name: 'Paid' }).click()
  await toast(page, 'Payment taken')
  await page.locator('.bill-balance').filter({ hasText: '€0' }).waitFor()

  await page.getByRole('link', { name: 'All bills' }).click()
  await page.getByRole('link', { name: 'Till' }).click()
  await page.getByRole('button', { name: 'Count and close' }).click()
  await dialog.getByLabel('Counted').fill('118')
  await dialog.getByRole('button', { name: 'Count and close' }).click()
  await toast(page, 'The shift is closed')
  await page.getByRole('cell', { name: '-€0.50' }).waitFor()

  await page.getByRole('link', { name: 'End of the day' }).click()
  await page.getByRole('heading', { name: /Business date/ }).waitFor()
  expect(await faults(page)).toEqual([])
  expect(complaints).toEqual([])
  await close()
})

test('a table’s bill is split, paid and invoiced, and the books agree with it', async () => {
  const setting = await manager(`/admin/${house.restaurant}/taxes`)
  await takeExample(setting.page, 'Portugal, restaurant')
  await setting.page.goto(`/admin/${house.restaurant}/invoicing`)
  await setting.page.getByLabel('Legal name').waitFor()
  await setting.page.getByRole('button', { name: 'Save' }).click()
  await setting.page.getByText('All saved').waitFor()
  await setting.close()

  const { page, complaints, close, context } = await manager(`/desk/v/${house.restaurant}/bills`)
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Open a bill' }).click()
  await dialog.getByLabel('Table or name').fill('Table 4')
  await dialog.getByRole('button', { name: 'Open a bill' }).click()
  await page.getByRole('heading', { name: 'Table 4' }).waitFor()
  for (const [what, amount, category] of [['Bacalhau', '25.01', 'Food'], ['Vinho verde', '18.00', 'Drinks']]) {
    await page.getByRole('button', { name: 'Charge', exact: true }).click()
    await dialog.getByText(category!, { exact: true }).click()
    await dialog.getByLabel('What', { exact: true }).fill(what!)
    await dialog.getByLabel('Amount').fill(amount!)
    await dialog.getByRole('button', { name: 'Charge', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('cell', { name: what!, exact: true }).waitFor()
  }
  await page.getByRole('button', { name: 'More for this bill' }).click()
  await page.getByRole('menuitem', { name: 'Split by person' }).click()
  await dialog.getByRole('button', { name: 'Split' }).click()
  await toast(page, 'Split')
  const balances = page.locator('.bill-part > .bill-heading > :last-child')
  await expect.poll(() => balances.allTextContents()).toEqual(['€21.51', '€21.50'])
  for (const amount of ['€21.51', '€21.50']) {
    await page.getByRole('button', { name: 'Take payment' }).click()
    await expect.poll(() => dialog.getByLabel('Amount').inputValue()).toBe(amount.slice(1))
    await dialog.getByRole('button', { name: 'Paid' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  await page.locator('.bill-balance').filter({ hasText: '€0' }).waitFor()
  await page.getByRole('button', { name: 'Invoice', exact: true }).click()
  await dialog.getByLabel('Name', { exact: true }).fill('Rita Nunes')
  await dialog.getByRole('button', { name: 'Issue the invoice' }).click()
  const link = page.getByRole('link', { name: 'PDF' })
  await link.waitFor()
  const pdf = await context.request.get((await link.getAttribute('href'))!)
  expect([pdf.headers()['content-type'], (await pdf.body()).subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-'])

  await page.goto(`/admin/${house.restaurant}/books`)
  await page.getByRole('tab', { name: 'Payments' }).click()
  await page.getByRole('cell', { name: '€43.01' }).first().waitFor()
  await page.getByRole('tab', { name: 'Trial balance' }).click()
  await page.getByText('The books balance and agree with the bills.').waitFor()
  expect(await faults(page)).toEqual([])
  expect(complaints).toEqual([])
  await close()
})
