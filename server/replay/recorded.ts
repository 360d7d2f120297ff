import { parse } from 'csv-parse'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { addDays, plainDate, type PlainDate } from '#platform/time'

/** A row of the file of recorded bookings, with the odd ones made usable by the rules below. */
export interface Recorded {
  /** The row's number in the file, the first after the header being 1. */
  row: number
  hotel: string
  made: PlainDate
  arrival: PlainDate
  departure: PlainDate
  nights: number
  guests: number
  reserved: string
  assigned: string
  /** Cents of EUR a night. */
  nightly: number
  outcome: 'Check-Out' | 'Canceled' | 'No-Show'
  /** When the guest left, cancelled, or was missed. */
  outcomeOn: PlainDate
}

/** What was odd in the file, and by which rule it was taken. Nothing is dropped silently. */
export const rules = {
  zeroNights: 'stays of 0 nights: day use, which has its room for some hours',
  zeroRates: 'rates of 0: kept',
  negativeRates: 'negative rates: kept, and they lower the revenue',
  absurdRates: 'rates above EUR 1,000: kept',
  missingChildren: 'number of children missing: taken as 0',
  nobody: 'nobody in the room (0 adults, children and babies): taken as 1 guest',
  largeParties: 'more than 30 guests in one booking: kept as one room',
  otherCheckOut: 'recorded check-out differs from arrival + nights: the nights count, checked out on their last morning',
  earlyNoShow: 'no-show recorded before the arrival day: taken on the arrival day',
  unreadable: 'rows that could not be read: left out',
} as const
export type Oddity = keyof typeof rules
export type Oddities = Record<Oddity, number>

export interface RecordedFile { rows: Recorded[]; odd: Oddities; unreadable: { row: number; why: string }[]; fingerprint: string }

const absurdCents = 100_000
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** Reads the whole file (plain or gzip), in file order. */
export async function readRecorded(path: string): Promise<RecordedFile> {
  const hash = createHash('sha256')
  const raw = createReadStream(path)
  raw.on('data', (chunk) => { hash.update(chunk) })
  const text = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  const parser = text.pipe(parse({ columns: true, bom: true }))
  for (const stream of [raw, text]) stream.on('error', (error) => { parser.destroy(error) })
  const file: RecordedFile = { rows: [], odd: Object.fromEntries(Object.keys(rules).map((key) => [key, 0])) as Oddities, unreadable: [], fingerprint: '' }
  let row = 0
  for await (const record of parser) {
    row += 1
    try {
      file.rows.push(recordedOf(row, record as Record<string, string>, file.odd))
    } catch (error) {
      file.odd.unreadable += 1
      file.unreadable.push({ row, why: (error as Error).message })
    }
  }
  file.fingerprint = hash.digest('hex')
  return file
}

function recordedOf(row: number, record: Record<string, string>, odd: Oddities): Recorded {
  const month = months.indexOf(field(record, 'arrival_date_month')) + 1
  const arrival = plainDate(`${field(record, 'arrival_date_year')}-${two(month)}-${two(whole(record, 'arrival_date_day_of_month'))}`)
  const nights = whole(record, 'stays_in_weekend_nights') + whole(record, 'stays_in_week_nights')
  const departure = addDays(arrival, nights)
  const outcome = field(record, 'reservation_status')
  if (outcome !== 'Check-Out' && outcome !== 'Canceled' && outcome !== 'No-Show') throw new Error(`reservation_status is "${outcome}"`)
  const one: Recorded = {
    row, hotel: field(record, 'hotel'), made: addDays(arrival, -whole(record, 'lead_time')), arrival, departure, nights, guests: guestsOf(record, odd),
    reserved: field(record, 'reserved_room_type').trim(), assigned: field(record, 'assigned_room_type').trim(), nightly: centsOf(field(record, 'adr'), odd),
    outcome, outcomeOn: outcomeOf(outcome, dateOf(field(record, 'reservation_status_date')), arrival, departure, odd),
  }
  if (nights === 0) odd.zeroNights += 1
  return one
}

function outcomeOf(outcome: Recorded['outcome'], on: PlainDate, arrival: PlainDate, departure: PlainDate, odd: Oddities): PlainDate {
  if (outcome === 'Check-Out' && on !== departure) { odd.otherCheckOut += 1; return departure }
  if (outcome === 'No-Show' && on < arrival) { odd.earlyNoShow += 1; return arrival }
  return on
}

function guestsOf(record: Record<string, string>, odd: Oddities): number {
  const children = field(record, 'children')
  const missing = children === 'NA' || children === '' || children === 'NULL'
  if (missing) odd.missingChildren += 1
  const guests = whole(record, 'adults') + (missing ? 0 : Math.round(Number(children))) + whole(record, 'babies')
  if (guests === 0) odd.nobody += 1
  if (guests > 30) odd.largeParties += 1
  return Math.max(1, guests)
}

function centsOf(adr: string, odd: Oddities): number {
  const cents = Math.round(Number(adr) * 100)
  if (adr === '' || !Number.isSafeInteger(cents)) throw new Error(`adr is "${adr}"`)
  if (cents === 0) odd.zeroRates += 1
  if (cents < 0) odd.negativeRates += 1
  if (cents > absurdCents) odd.absurdRates += 1
  return cents
}

/** `7/1/2015`, month first, or `2015-07-01`. */
function dateOf(text: string): PlainDate {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  return plainDate(american === null ? text : `${american[3]}-${two(Number(american[1]))}-${two(Number(american[2]))}`)
}

function field(record: Record<string, string>, name: string): string {
  const value = record[name]
  if (value === undefined) throw new Error(`there is no column ${name}`)
  return value
}

function whole(record: Record<string, string>, name: string): number {
  const value = Number(field(record, name))
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is "${record[name]}"`)
  return value
}

const two = (value: number): string => String(value).padStart(2, '0')
