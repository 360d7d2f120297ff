import type { Money, Currency } from '#platform/money'
import { fromDayNumber, type PlainDate } from '#platform/time'
import type { FrozenPolicy } from './policy.ts'
import { Kind, lines } from './scratch.ts'
import { categories, type Category, type CompiledTax, type TaxKind } from './taxes.ts'

export interface LineTax {
  code: string
  name: string
  kind: TaxKind
  /** In hundredths of a percent; null for an amount a person, night or stay. */
  rateBp: number | null
  /** What it was reckoned on: of an included tax the price that it lies in. */
  base: Money
  exemptReason?: string
}

export interface PriceLine {
  kind: 'night' | 'board' | 'extra' | 'cover' | 'fee' | 'tax' | 'discount'
  label: string
  /** The night on which it is posted to the folio (what is per stay: the first); of a sitting its business date. */
  date: PlainDate
  /** Rooms of a night, people of a board, covers of a sitting, person-nights of a tax. `amount` is for all of them. */
  quantity: number
  amount: Money
  /** True: only told, it lies within the other lines. The lines that are not included add up to the total. */
  included: boolean
  /** Null for taxes. */
  category: Category | null
  tax: LineTax | null
  /** Of a tax or a discount: the index of the line that it is on or lies in; null: of the whole day. */
  within: number | null
}
/** A price with its breakdown and the policy that goes with it. Plain data: it is frozen into quotes and bookings as it is. */
export interface Price { total: Money; dueNow: Money; dueLater: Money; lines: PriceLine[]; policy: FrozenPolicy }

const kindNames = ['night', 'board', 'extra', 'fee', 'discount', 'tax', 'tax', 'tax', 'cover'] as const

// A price has the same dates as the one before it, more often than not; making one of a number costs more than a line.
const dates = new Map<number, PlainDate>()
function dateOf(day: number): PlainDate {
  const known = dates.get(day)
  if (known !== undefined) return known
  if (dates.size > 4_000) dates.clear()
  const made = fromDayNumber(day)
  dates.set(day, made)
  return made
}

/** Makes the lines that lie in the scratch arrays. `labelOf` names what is no tax. */
export function linesMade(currency: Currency, taxes: readonly CompiledTax[], exempt: readonly string[] | undefined, labelOf: (kind: number, ref: number) => string): PriceLine[] {
  const made = new Array<PriceLine>(lines.count)
  for (let i = 0; i < lines.count; i += 1) {
    const kind = lines.kind[i]!
    const isTax = kind === Kind.tax || kind === Kind.includedTax || kind === Kind.exempt
    const within = lines.within[i]!
    const ref = lines.ref[i]!
    made[i] = {
      kind: kindNames[kind]!, label: isTax ? taxes[ref]!.rule.name : labelOf(kind, ref), date: dateOf(lines.day[i]!), quantity: lines.quantity[i]!,
      amount: { amount: lines.amount[i]!, currency }, included: kind === Kind.includedTax, category: isTax ? null : categories[lines.category[i]!]!,
      tax: isTax ? lineTax(taxes[ref]!, kind, lines.base[i]!, currency, exempt) : null, within: within < 0 ? null : within,
    }
  }
  return made
}

function lineTax({ rule, percent }: CompiledTax, kind: number, base: number, currency: Currency, exempt: readonly string[] | undefined): LineTax {
  const tax: LineTax = { code: rule.code, name: rule.name, kind: rule.kind, rateBp: percent ? rule.rateBp : null, base: { amount: base, currency } }
  if (kind === Kind.exempt) tax.exemptReason = exempt?.find((reason) => rule.exempt?.includes(reason)) ?? ''
  return tax
}
