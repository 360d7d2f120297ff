import { datePlus, moneyText, type Locale, type MoneyLike } from '@holdfast/contract/words'
import type { Answer } from '../../ui/api.ts'

export type RateCalendar = Answer<'rateCalendar'>
export type Night = RateCalendar['cells'][number]['nights'][number]
export interface Row { id: string; name: string; nights: Map<string, Night> }

/** A line for each room type, under the one plan that was asked for. */
export function rowsOf(calendar: RateCalendar): Row[] {
  return calendar.room_types.map((type) => {
    const cell = calendar.cells.find((one) => one.room_type === type.id)
    return { id: type.id, name: type.name, nights: new Map((cell?.nights ?? []).map((night) => [night.night, night])) }
  })
}

export function datesBetween(from: string, to: string): string[] {
  const dates: string[] = []
  for (let date = from; date <= to; date = datePlus(date, 1)) dates.push(date)
  return dates
}
export const monthOf = (date: string): string => date.slice(0, 7)
export const firstOf = (month: string): string => `${month}-01`
export function lastOf(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}
export function monthPlus(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}
/** ISO weekday, 1 = Monday. */
export const weekdayOf = (date: string): number => (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7 + 1

/** A price in a narrow cell: without its currency, which stands above, and without cents where there are none. */
export function shortPrice(money: MoneyLike, locale: Locale): string {
  return moneyText(money, locale).replace(/[^\d.,٫٬’' -]/g, '').trim()
}
export const amountOf = (money: MoneyLike): number => Number(money.amount) / 10 ** money.exponent
