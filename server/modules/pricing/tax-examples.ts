import type { Currency } from '#platform/money'
import { plainDate } from '#platform/time'
import type { Category, TaxRule } from './taxes.ts'

/**
 * Taxes of real places, of different kinds, for a venue to begin with and to correct. They are examples, no advice: each
 * says where it was looked up and when, and what could not be checked against the authority itself.
 */
export interface TaxExample { id: string; name: string; country: string; currency: Currency; kind: 'hotel' | 'restaurant'; note: string; taxes: TaxRule[] }

const asOf = plainDate('2026-11-21')
const source = (title: string, url: string, note = '') => ({ title, url, asOf, note })
const percent = (code: string, name: string, kind: TaxRule['kind'], rateBp: number, categories: Category[], more: Partial<TaxRule> = {}): TaxRule =>
  ({ code, name, kind, charged: 'percent', rateBp, amount: null, included: false, categories, ...more })
const flat = (code: string, name: string, kind: TaxRule['kind'], charged: TaxRule['charged'], amount: number, more: Partial<TaxRule> = {}): TaxRule =>
  ({ code, name, kind, charged, rateBp: null, amount, included: false, categories: [], ...more })

const nyc = source('New York State, sales tax on hotel occupancy; New York City Department of Finance, Hotel Room Occupancy Tax', 'https://www.nyc.gov/site/finance/business/business-hotel-room-occupancy-tax.page',
  'Rates 4% state, 4.5% city, 0.375% commuter district, 5.875% and USD 2 a room and night city, USD 1.50 a unit and day state: confirmed by several published descriptions, not by the authorities’ own pages. Rooms under USD 40 pay less than USD 2. A stay of 90 nights frees from the state’s, of 180 from the city’s.')
const lisbon = source('Câmara Municipal de Lisboa, Taxa Municipal Turística', 'https://www.lisboa.pt/', 'EUR 4 a night since 2024-09-01, at most 7 nights, guests under 13 free: published descriptions agree; the municipality’s own page was not read.')
const iva = source('Código do IVA, listas I e II', 'https://info.portaldasfinancas.gov.pt/', '6% lodging with its breakfast, 13% meals, 23% drinks on the mainland. Not read at the source.')
const dutch = source('ETOA, Netherlands: rates of tourist tax (reviewed 2025-03-14)', 'https://etoa.org/tourist-tax-rates/netherlands', '12.5% of the room’s price without value-added tax, no limit of nights; value-added tax on lodging 9% until the end of 2025 and 21% from 2026. What is agreed for breakfast is left out.')
const roma = source('Roma Capitale, contributo di soggiorno', 'https://www.comune.roma.it/', 'At most 10 nights in a year, children under 10 free. EUR 7.50 for four stars since 2023-10-01 could not be confirmed at the source.')
const singapore = source('IRAS, GST for hotel and food & beverage', 'https://www.iras.gov.sg/taxes/goods-services-tax-(gst)/specific-business-sectors/hotel-and-food-beverage', 'The tax is on the price with the service charge, rounded to the nearest cent: read there. 9% since 2024-01-01 is from other published pages; that page’s example still said 8%.')

const hotels: TaxExample[] = [
  {
    id: 'us-nyc-hotel', name: 'New York City, hotel', country: 'US', currency: 'USD' as Currency, kind: 'hotel', note: 'Everything is added to the price: three sales taxes and the city’s occupancy tax in percent, and two fees a room and night. Fees that everybody pays are taxed as the room.',
    taxes: [
      percent('US-NY-SALES', 'New York State sales tax', 'vat', 400, ['room', 'fee'], { source: nyc }), percent('US-NYC-SALES', 'New York City sales tax', 'vat', 450, ['room', 'fee'], { source: nyc }),
      percent('US-NY-MCTD', 'Commuter district surcharge', 'vat', 37.5, ['room', 'fee'], { source: nyc }), percent('US-NYC-HROT', 'Hotel room occupancy tax', 'city', 587.5, ['room', 'fee'], { source: nyc }),
      flat('US-NYC-HROT-ROOM', 'Hotel room occupancy tax, a room', 'city', 'room_night', 200, { maxNights: 180, source: nyc }), flat('US-NY-UNIT', 'Hotel unit fee', 'other', 'room_night', 150, { maxNights: 90, source: nyc }),
    ],
  },
  {
    id: 'pt-lisbon-hotel', name: 'Lisbon, hotel', country: 'PT', currency: 'EUR' as Currency, kind: 'hotel', note: 'Value-added tax lies within the price; the city’s tax is added, for the first seven nights, and not for children under 13.',
    taxes: [
      percent('PT-IVA-6', 'IVA 6%', 'vat', 600, ['room', 'board'], { included: true, source: iva }), percent('PT-IVA-13', 'IVA 13%', 'vat', 1_300, ['food'], { included: true, source: iva }), percent('PT-IVA-23', 'IVA 23%', 'vat', 2_300, ['beverage', 'extra', 'fee', 'other'], { included: true, source: iva }),
      flat('PT-LIS-TMT', 'Lisbon tourist tax', 'city', 'person_night', 400, { maxNights: 7, childrenUnder: 13, exempt: ['medical'], validFrom: plainDate('2024-09-01'), source: lisbon }),
    ],
  },
  {
    id: 'nl-amsterdam-hotel', name: 'Amsterdam, hotel', country: 'NL', currency: 'EUR' as Currency, kind: 'hotel', note: 'The city takes a percentage of the room’s price without value-added tax. The rate of that changed at the turn of a year: each night has the tax of its own date.',
    taxes: [
      percent('NL-BTW-9', 'Btw 9%', 'vat', 900, ['room'], { included: true, validTo: plainDate('2025-12-31'), source: dutch }), percent('NL-BTW-21', 'Btw 21%', 'vat', 2_100, ['room', 'extra', 'fee', 'other', 'beverage'], { included: true, validFrom: plainDate('2026-01-01'), source: dutch }),
      percent('NL-BTW-9-FOOD', 'Btw 9%', 'vat', 900, ['board', 'food'], { included: true, source: dutch }), percent('NL-AMS-TB', 'Tourist tax', 'city', 1_250, ['room'], { onNet: true, source: dutch }),
    ],
  },
  {
    id: 'it-rome-hotel', name: 'Rome, hotel of four stars', country: 'IT', currency: 'EUR' as Currency, kind: 'hotel', note: 'Value-added tax within the price; the city’s contribution by stars, for the first ten nights, children under 10 free, with exemptions that are declared.',
    taxes: [
      percent('IT-IVA-10', 'IVA 10%', 'vat', 1_000, ['room', 'board', 'food', 'beverage'], { included: true, source: roma }), percent('IT-IVA-22', 'IVA 22%', 'vat', 2_200, ['extra', 'fee', 'other'], { included: true, source: roma }),
      flat('IT-ROM-CDS', 'Contributo di soggiorno', 'city', 'person_night', 750, { maxNights: 10, childrenUnder: 10, exempt: ['medical', 'guide', 'police', 'resident'], validFrom: plainDate('2023-10-01'), source: roma }),
    ],
  },
  {
    id: 'sg-hotel', name: 'Singapore, hotel', country: 'SG', currency: 'SGD' as Currency, kind: 'hotel', note: 'A service charge of 10% is added, and the tax is on the price with the service charge: a tax on a charge.',
    taxes: [percent('SG-SVC', 'Service charge', 'service', 1_000, [], { source: singapore }), percent('SG-GST', 'GST 9%', 'vat', 900, [], { onTaxes: ['SG-SVC'], validFrom: plainDate('2024-01-01'), source: singapore })],
  },
]
const restaurants: TaxExample[] = [
  {
    id: 'pt-restaurant', name: 'Portugal, restaurant', country: 'PT', currency: 'EUR' as Currency, kind: 'restaurant', note: 'Food and drinks have different rates; a menu is split into both.',
    taxes: [percent('PT-IVA-13', 'IVA 13%', 'vat', 1_300, ['food'], { included: true, source: iva }), percent('PT-IVA-23', 'IVA 23%', 'vat', 2_300, ['beverage', 'extra', 'fee', 'other'], { included: true, source: iva })],
  },
  {
    id: 'sg-restaurant', name: 'Singapore, restaurant', country: 'SG', currency: 'SGD' as Currency, kind: 'restaurant', note: 'The service charge first, then the tax on both.',
    taxes: [percent('SG-SVC', 'Service charge', 'service', 1_000, [], { rounding: 'night', source: singapore }), percent('SG-GST', 'GST 9%', 'vat', 900, [], { onTaxes: ['SG-SVC'], rounding: 'night', validFrom: plainDate('2024-01-01'), source: singapore })],
  },
  {
    id: 'us-nyc-restaurant', name: 'New York City, restaurant', country: 'US', currency: 'USD' as Currency, kind: 'restaurant', note: 'One sales tax on the whole, added.',
    taxes: [percent('US-NYC-SALES-ALL', 'Sales tax', 'vat', 887.5, [], { rounding: 'night', source: nyc })],
  },
]
export const taxExamples: readonly TaxExample[] = [...hotels, ...restaurants]
