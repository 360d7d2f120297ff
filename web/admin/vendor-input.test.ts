import { describe, expect, test } from 'vitest'
import { expandNumbers, floorOf, foldNumbers } from './room-numbers.ts'
import { countries, currencyOf, moved, offsetOf, parseCoordinates, timeZonesOf } from './world.ts'
import { exponentOf } from '../ui/amounts.tsx'

describe('room numbers', () => {
  test.each([
    ['101–104', ['101', '102', '103', '104']], ['101-103, 201', ['101', '102', '103', '201']], ['A1-A3', ['A1', 'A2', 'A3']], ['A1-3', ['A1', 'A2', 'A3']], ['008..011', ['008', '009', '010', '011']],
    ['Suite A; Suite B', ['Suite A', 'Suite B']], ['101, 101', ['101']], ['110-101', ['110-101']], ['A1-B3', ['A1-B3']], [' , ', []], ['1-9999', ['1-9999']],
  ])('%s is %j', (text, numbers) => { expect(expandNumbers(text)).toEqual(numbers) })
  test('read back as ranges', () => {
    expect(foldNumbers(['101', '102', '103', '201', 'A1', 'A2', 'Suite'])).toBe('101–103, 201, A1–A2, Suite')
    expect(foldNumbers(expandNumbers('008..011'))).toBe('008–011')
    expect(foldNumbers([])).toBe('')
  })
  test('tell their floor where they do', () => { expect(['214', '1203', '7', 'Suite'].map(floorOf)).toEqual(['2', '12', '', '']) })
})

describe('coordinates', () => {
  test.each([
    ['38.7139, -9.1334'], ['38.7139 -9.1334'], ['https://maps.example/@38.7139,-9.1334,17z'], ['https://maps.example/?q=38.7139,-9.1334'], ['geo:38.7139,-9.1334'],
  ])('are read from %s', (text) => { expect(parseCoordinates(text)).toEqual({ lat: 38.7139, lon: -9.1334 }) })
  test('are read from degrees', () => { expect(parseCoordinates('38°42′50″N 9°8′0″W')).toEqual({ lat: 38.713889, lon: -9.133333 }) })
  test.each([['Lisbon'], ['95, 10'], ['38.7'], [''], ['200, 300']])('are not found in %j', (text) => { expect(parseCoordinates(text)).toBeNull() })
  test('move by metres, also far north, and say how far', () => {
    for (const from of [{ lat: 38.7, lon: -9.1 }, { lat: 69.6, lon: 18.9 }, { lat: -33.9, lon: 151.2 }]) expect(offsetOf(from, moved(from, 120, -40))).toEqual({ east: 120, north: -40 })
  })
})

test('the world is known: countries, their zones, currencies and their digits', () => {
  const codes = countries('en').map(({ code }) => code)
  expect(codes).toEqual(expect.arrayContaining(['PT', 'JP', 'MA', 'GB', 'US']))
  expect(codes).not.toContain('EU')
  expect(timeZonesOf('PT')).toContain('Europe/Lisbon')
  expect([currencyOf('PT'), currencyOf('JP'), currencyOf('MA')]).toEqual(['EUR', 'JPY', 'MAD'])
  expect(['EUR', 'JPY', 'KWD'].map(exponentOf)).toEqual([2, 0, 3])
})
