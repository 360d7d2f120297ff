import { portion } from './portion.ts'
import { categories } from './taxes.ts'
import type { Extra } from './rates.ts'

/** What an amount is revenue of, by the place of the category, in percent that add up to 100. */
export type CompiledParts = readonly { readonly category: number; readonly percent: number }[]

export const compileParts = (parts: Extra['parts']): CompiledParts => parts.map((part) => ({ category: categories.indexOf(part.category), percent: part.percent }))

/** What a line is, by its number in the scratch arrays. */
export const Kind = { night: 0, board: 1, extra: 2, fee: 3, discount: 4, tax: 5, includedTax: 6, exempt: 7, cover: 8 } as const

let size = 512
/**
 * The lines of the price that is being reckoned, as arrays that are used again for the next: a price is reckoned at a
 * time, without a pause in between, and what needs to stay is made from them at once.
 */
export const lines = {
  count: 0, total: 0,
  kind: new Uint8Array(size), day: new Int32Array(size), quantity: new Float64Array(size), amount: new Float64Array(size), category: new Int8Array(size),
  /** The line that it lies in or is taken off; -1: none. */
  within: new Int32Array(size),
  /** Which tax, discount or extra. */
  ref: new Int16Array(size),
  /** What a tax is reckoned on. */
  base: new Float64Array(size),
  /** The amount with its discounts off. */
  net: new Float64Array(size),
}

export function beginLines(): void { lines.count = 0; lines.total = 0 }

export function pushLine(kind: number, day: number, quantity: number, amount: number, category: number, within: number, ref: number, base = 0): void {
  const at = lines.count
  if (at === size) grow()
  lines.kind[at] = kind; lines.day[at] = day; lines.quantity[at] = quantity; lines.amount[at] = amount; lines.category[at] = category
  lines.within[at] = within; lines.ref[at] = ref; lines.base[at] = base; lines.net[at] = amount
  if (kind === Kind.discount) lines.net[within]! += amount
  if (kind !== Kind.includedTax) lines.total += amount
  lines.count = at + 1
}

/** An amount as a line for each thing that it is revenue of, so that the lines add up to it. */
export function pushParts(kind: number, day: number, quantity: number, whole: number, parts: CompiledParts, ref: number): void {
  let percent = 0
  let before = 0
  for (const part of parts) {
    percent += part.percent
    const upTo = portion(whole, percent, 100)
    if (upTo > before) pushLine(kind, day, quantity, upTo - before, part.category, -1, ref)
    before = upTo
  }
}

function grow(): void {
  size *= 2
  const larger = <T extends { set(from: ArrayLike<number>): void }>(from: ArrayLike<number>, to: T): T => { to.set(from); return to }
  lines.kind = larger(lines.kind, new Uint8Array(size)); lines.day = larger(lines.day, new Int32Array(size)); lines.quantity = larger(lines.quantity, new Float64Array(size))
  lines.amount = larger(lines.amount, new Float64Array(size)); lines.category = larger(lines.category, new Int8Array(size)); lines.within = larger(lines.within, new Int32Array(size))
  lines.ref = larger(lines.ref, new Int16Array(size)); lines.base = larger(lines.base, new Float64Array(size)); lines.net = larger(lines.net, new Float64Array(size))
}
