import type { MessageKey, Say } from './words.tsx'

/**
 * What the server names by itself, in English, because a bill and an invoice need a name when they are made: said in the
 * reader's language. What a house named in its own words stays as it is.
 */
const named: Readonly<Record<string, MessageKey>> = {
  'Room only': 'board.room_only', 'Breakfast': 'house.breakfast', 'Half board': 'board.half_board', 'Full board': 'board.full_board',
  'Table at the window': 'table.window', 'Table on the terrace': 'table.terrace', 'Seats at the bar': 'table.bar', 'Private room': 'table.private', 'Booth': 'table.booth', 'Quiet table': 'table.quiet',
  'City tax': 'house.cityTax', 'Tourist tax': 'house.touristTax', 'Service charge': 'house.serviceCharge',
  'Guest': 'house.guest', 'Company': 'house.company', 'House': 'house.house',
  'Deposit': 'house.deposit', 'Refund to the card': 'house.cardRefund', 'Taken back by the bank': 'house.chargedBack', 'To the room': 'house.toRoom',
  'Cancelled room': 'house.cancelledRoom', 'Early departure': 'house.earlyDeparture', 'Minimum spend': 'house.minimumSpend',
}
export const houseWord = (text: string, say: Say): string => (Object.hasOwn(named, text) ? say(named[text]!) : text)

/** A line of a price: its kind tells what the server named. A tax of the city or for service that the house named itself keeps that name after the word. */
export function priceLineWord(line: { kind: string; label: string; tax: { kind: string } | null }, say: Say, locale: string): string {
  if (line.kind === 'tax') {
    const known = houseWord(line.label, say)
    const word = line.tax?.kind === 'city' ? say('house.cityTax') : line.tax?.kind === 'service' ? say('house.serviceCharge') : null
    return known !== line.label || locale === 'en' || word === null ? known : `${word} – ${line.label}`
  }
  return line.kind === 'board' || line.kind === 'fee' ? houseWord(line.label, say) : line.label
}
