import { describe, expect, test } from 'vitest'
import arabic from '../messages/ar/common.ts'
import { houseWord, priceLineWord } from './house-words.ts'
import { reasonText } from './show.tsx'
import type { MessageKey } from './words.tsx'

const say = (key: MessageKey, values: Record<string, string | number> = {}) => (arabic as Record<string, string>)[key]!.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]))

describe('what the server names by itself', () => {
  test('is said in the reader’s language, and what a house named stays as the house has it', () => {
    expect(houseWord('Guest', say)).toBe('الضيف')
    expect(houseWord('Family Silva', say)).toBe('Family Silva')
    expect(houseWord('toString', say)).toBe('toString')
  })
  test('is known of a price’s line by its kind: a discount that is called as a board is none', () => {
    const line = (kind: string, label: string, tax: string | null = null) => priceLineWord({ kind, label, tax: tax === null ? null : { kind: tax } }, say, 'ar')
    expect(line('tax', 'City tax', 'city')).toBe('ضريبة المدينة')
    expect(line('tax', 'Lisbon tourist tax', 'city')).toBe('ضريبة المدينة – Lisbon tourist tax')
    expect(line('tax', 'IVA 6%', 'vat')).toBe('IVA 6%')
    expect(line('board', 'Breakfast')).toBe(arabic['house.breakfast'])
    expect(line('discount', 'Breakfast')).toBe('Breakfast')
    expect(priceLineWord({ kind: 'tax', label: 'Lisbon tourist tax', tax: { kind: 'city' } }, say, 'en')).toBe('Lisbon tourist tax')
  })
})

test('a promotion code that is for other dates says which', () => {
  const of = (reason: object) => reasonText({ code: 'promo_dates', detail: '', ...reason }, say, 'ar')
  expect(of({})).toBe(arabic['reason.promo_dates'])
  expect(of({ from: '2027-05-01' })).toContain('من')
  expect(of({ to: '2027-05-01' })).toContain('حتى')
  expect(of({ from: '2027-05-01', to: '2027-05-31' })).toMatch(/1.+31/)
})
