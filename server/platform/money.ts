import { fail } from './assert.ts'

/** ISO 4217 code. */
export type Currency = string & { readonly currency: unique symbol }

/** Integer minor units (cents, yen, fils) of a currency. Within ±2^53, asserted. */
export interface Money { amount: number; currency: Currency }

/** As it is sent: the amount as decimal text, because JSON numbers lose digits, and the exponent so that nobody guesses. */
export interface WireMoney { amount: string; currency: string; exponent: number }

// Minor-unit digits that differ from 2, from ISO 4217 (list one, 2024).
const exponents: Record<string, number> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
}
const known = new Set(Intl.supportedValuesOf('currency'))

export function isCurrency(code: string): code is Currency {
  return known.has(code)
}

export function exponentOf(currency: Currency): number {
  return exponents[currency] ?? 2
}

export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) fail(`amount ${amount} is not a whole number of minor units`)
  if (!isCurrency(currency)) fail(`unknown currency ${currency}`)
  return { amount, currency }
}

export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) fail(`cannot add ${b.currency} to ${a.currency}`)
  return money(a.amount + b.amount, a.currency)
}

export function sum(parts: readonly Money[], currency: string): Money {
  return parts.reduce(add, money(0, currency))
}

/** A fraction of an amount in basis points (1/100 %), rounded half away from zero: the commercial rounding. */
export function share(of: Money, basisPoints: number): Money {
  const exact = BigInt(of.amount) * BigInt(basisPoints)
  const half = exact < 0n ? -5_000n : 5_000n
  return money(Number((exact + half) / 10_000n), of.currency)
}

/** Splits an amount into parts by weight that add up exactly; the largest remainders take the odd units. */
export function split(of: Money, weights: readonly number[]): Money[] {
  const total = weights.reduce((a, b) => a + b, 0)
  if (total <= 0) fail('weights of a split must add up to more than zero')
  const sign = of.amount < 0 ? -1 : 1
  if (Math.abs(of.amount) * Math.max(...weights) > Number.MAX_SAFE_INTEGER) return splitLarge(of, weights)
  const exact = weights.map((weight) => (Math.abs(of.amount) * weight) / total)
  const parts = exact.map(Math.floor)
  let rest = Math.abs(of.amount) - parts.reduce((a, b) => a + b, 0)
  const byRemainder = exact.map((value, i) => ({ i, remainder: value - Math.floor(value) })).sort((a, b) => b.remainder - a.remainder || a.i - b.i)
  for (let k = 0; rest > 0; k = (k + 1) % byRemainder.length, rest -= 1) parts[byRemainder[k]!.i]! += 1
  return parts.map((part) => money(sign * part, of.currency))
}

/** The same where the products no longer fit a number. Weights that are not whole count in millionths. */
function splitLarge(of: Money, weights: readonly number[]): Money[] {
  const scaled = weights.every(Number.isSafeInteger) ? weights.map(BigInt) : weights.map((weight) => BigInt(Math.round(weight * 1_000_000)))
  const total = scaled.reduce((a, b) => a + b, 0n)
  const whole = BigInt(Math.abs(of.amount))
  const parts = scaled.map((weight, i) => ({ i, part: (whole * weight) / total, remainder: (whole * weight) % total }))
  const rest = Number(whole - parts.reduce((sum, one) => sum + one.part, 0n))
  const odd = new Set(parts.toSorted((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1)).slice(0, rest).map((one) => one.i))
  return parts.map((one) => money((of.amount < 0 ? -1 : 1) * (Number(one.part) + (odd.has(one.i) ? 1 : 0)), of.currency))
}

export function toWire(value: Money): WireMoney {
  return { amount: String(value.amount), currency: value.currency, exponent: exponentOf(value.currency) }
}
