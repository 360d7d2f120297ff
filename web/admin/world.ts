/** Countries, currencies and time zones as the browser knows them: no list of ours that could grow old. */

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** Codes that name no country of this time: groups, and reserved or withdrawn codes. */
const none = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'SU', 'YU', 'CS', 'DD', 'TP', 'ZR', 'BU', 'FX', 'NT', 'AN', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA', 'UK', 'YD', 'VD', 'HV', 'NH', 'RH', 'DY'])

export interface Named { code: string; name: string }

export function countries(locale: string): Named[] {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' })
  const found: Named[] = []
  for (const a of letters) for (const b of letters) {
    const code = a + b
    const name = none.has(code) ? undefined : names.of(code)
    if (name !== undefined) found.push({ code, name })
  }
  return found.sort((x, y) => x.name.localeCompare(y.name, locale))
}

export function currencies(locale: string): Named[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return Intl.supportedValuesOf('currency').map((code) => ({ code, name: `${code} · ${names.of(code) ?? code}` }))
}

export function timeZonesOf(country: string): string[] {
  const here = new Intl.Locale('und', { region: country }) as Intl.Locale & { getTimeZones?(): string[]; timeZones?: string[] }
  const zones = here.getTimeZones?.() ?? here.timeZones ?? []
  return zones.length > 0 ? zones : Intl.supportedValuesOf('timeZone')
}

/** Where a country has several zones: the one in which most of its people live. */
const mainZone: Record<string, string> = {
  AR: 'America/Argentina/Buenos_Aires', AU: 'Australia/Sydney', BR: 'America/Sao_Paulo', CA: 'America/Toronto', CL: 'America/Santiago', CN: 'Asia/Shanghai', CY: 'Asia/Nicosia', DE: 'Europe/Berlin', EC: 'America/Guayaquil', ES: 'Europe/Madrid',
  GE: 'Asia/Tbilisi', ID: 'Asia/Jakarta', KZ: 'Asia/Almaty', MX: 'America/Mexico_City', MY: 'Asia/Kuala_Lumpur', NZ: 'Pacific/Auckland', PT: 'Europe/Lisbon', RU: 'Europe/Moscow', UA: 'Europe/Kyiv', US: 'America/New_York', UZ: 'Asia/Tashkent',
}
/** A guess that can be changed: this device's own zone where it fits, else the country's main one. */
export function zoneFor(country: string): string {
  const zones = timeZonesOf(country)
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  return zones.includes(here) ? here : mainZone[country] ?? zones[0] ?? ''
}

/** `Europe/Lisbon` → `Lisbon (GMT+0)`. */
export function zoneName(zone: string, locale: string): string {
  const offset = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(new Date()).find((part) => part.type === 'timeZoneName')?.value ?? ''
  return `${zone.split('/').at(-1)!.replaceAll('_', ' ')} (${offset})`
}

const euro = 'AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK'.split(' ')
const others: Record<string, string> = {
  AE: 'AED', AR: 'ARS', AU: 'AUD', BH: 'BHD', BR: 'BRL', CA: 'CAD', CH: 'CHF', CL: 'CLP', CN: 'CNY', CO: 'COP', CZ: 'CZK', DK: 'DKK', DZ: 'DZD', EG: 'EGP', GB: 'GBP', GE: 'GEL', HK: 'HKD', HU: 'HUF', ID: 'IDR', IL: 'ILS',
  IN: 'INR', IQ: 'IQD', IS: 'ISK', JO: 'JOD', JP: 'JPY', KE: 'KES', KR: 'KRW', KW: 'KWD', LB: 'LBP', LK: 'LKR', MA: 'MAD', MX: 'MXN', MY: 'MYR', NG: 'NGN', NO: 'NOK', NZ: 'NZD', OM: 'OMR', PE: 'PEN', PH: 'PHP', PK: 'PKR',
  PL: 'PLN', QA: 'QAR', RO: 'RON', RS: 'RSD', SA: 'SAR', SE: 'SEK', SG: 'SGD', TH: 'THB', TN: 'TND', TR: 'TRY', TW: 'TWD', TZ: 'TZS', UA: 'UAH', US: 'USD', UY: 'UYU', VN: 'VND', ZA: 'ZAR',
}
/** A guess that can be changed. */
export const currencyOf = (country: string): string | undefined => (euro.includes(country) ? 'EUR' : others[country])

/** The country of the browser's own settings, as a first guess. */
export function countryHere(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const asked = new Intl.Locale(navigator.language).maximize().region
  return asked !== undefined && timeZonesOf(asked).includes(zone) ? asked : ''
}

export interface Coordinates { lat: number; lon: number }

/** What people copy from a map: `38.7139, -9.1334`, `38°42′50″N 9°8′0″W`, or a map's address with `@38.7139,-9.1334`. */
export function parseCoordinates(text: string): Coordinates | null {
  const plain = /(?:^|[@=!:\s])(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)(?:$|[,&\s/])/.exec(text.trim())
  const degrees = [...text.matchAll(/(\d{1,3})°\s*(?:(\d{1,2})[′']\s*)?(?:(\d{1,2}(?:\.\d+)?)[″"]\s*)?([NSEW])/gi)]
  const value = degrees.length === 2
    ? degrees.map(([, d, m, s, side]) => (Number(d) + Number(m ?? 0) / 60 + Number(s ?? 0) / 3600) * (/[SW]/i.test(side!) ? -1 : 1))
    : plain === null ? [] : [Number(plain[1]), Number(plain[2])]
  const [lat, lon] = value
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) return null
  return { lat: roundTo(lat), lon: roundTo(lon) }
}

/** Six digits after the point are 11 cm. */
const roundTo = (degrees: number) => Math.round(degrees * 1e6) / 1e6
const metresPerDegree = 111_320

export function moved({ lat, lon }: Coordinates, eastMetres: number, northMetres: number): Coordinates {
  return { lat: roundTo(Math.max(-90, Math.min(90, lat + northMetres / metresPerDegree))), lon: roundTo(lon + eastMetres / (metresPerDegree * Math.max(0.01, Math.cos((lat * Math.PI) / 180)))) }
}
/** How far `to` lies from `from`, in metres east and north. */
export function offsetOf(from: Coordinates, to: Coordinates): { east: number; north: number } {
  return { east: Math.round((to.lon - from.lon) * metresPerDegree * Math.cos((from.lat * Math.PI) / 180)), north: Math.round((to.lat - from.lat) * metresPerDegree) }
}
