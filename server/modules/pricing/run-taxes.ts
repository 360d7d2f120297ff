import { portion } from './portion.ts'
import { Kind, lines, pushLine } from './scratch.ts'
import { mostTaxes, type CompiledTax } from './taxes.ts'

interface Taxed { readonly taxes: readonly CompiledTax[] }
interface Counted { rooms: number; people: number; children: readonly number[] }

/** Rates are in millionths. */
const whole = 1_000_000

// What is carried from night to night of the stay that is being reckoned, a place a tax.
const left = new Float64Array(mostTaxes)
const sumBase = new Float64Array(mostTaxes)
const sumTax = new Float64Array(mostTaxes)
const freed = new Uint8Array(mostTaxes)
const told = new Uint8Array(mostTaxes)

export function beginTaxes(program: Taxed, options: { exempt?: readonly string[] }): void {
  for (let k = 0; k < program.taxes.length; k += 1) {
    const tax = program.taxes[k]!
    left[k] = tax.maxAmount
    sumBase[k] = 0
    sumTax[k] = 0
    told[k] = 0
    freed[k] = options.exempt !== undefined && tax.rule.exempt !== undefined && options.exempt.some((reason) => tax.rule.exempt!.includes(reason)) ? 1 : 0
  }
}

/** The taxes of one night, whose lines begin at `first`. */
export function addTaxes(program: Taxed, party: Counted, day: number, night: number, first: number): void {
  const { taxes } = program
  const priced = lines.count
  for (let k = 0; k < taxes.length; k += 1) {
    const tax = taxes[k]!
    if (day < tax.fromDay || day > tax.toDay || night >= tax.maxNights) continue
    if (freed[k] === 1) {
      if (told[k] === 0) { pushLine(Kind.exempt, day, 0, 0, -1, -1, k); told[k] = 1 }
      continue
    }
    const people = tax.childrenUnder === 0 ? party.people : payingPeople(party, tax.childrenUnder)
    if (tax.capPer !== 'stay') left[k] = tax.maxAmount === Number.MAX_SAFE_INTEGER ? tax.maxAmount : tax.maxAmount * (tax.capPer === 'person_night' ? people : party.rooms)
    if (!tax.percent) addFlat(tax, k, day, night, party, people)
    else if (tax.rounding === 'line') eachLine(taxes, tax, k, day, first, priced)
    else {
      const base = nightBase(taxes, tax, day, first, priced)
      if (tax.rounding === 'night') addPercent(tax, k, day, base, -1)
      else addOfStay(tax, k, day, base)
    }
  }
}

function payingPeople(party: Counted, under: number): number {
  let people = party.people
  for (const age of party.children) if (age < under) people -= 1
  return people
}

function addFlat(tax: CompiledTax, k: number, day: number, night: number, party: Counted, people: number): void {
  const { charged } = tax.rule
  if ((charged === 'person_stay' || charged === 'room_stay' || charged === 'stay') && night > 0) return
  const quantity = charged === 'person_night' || charged === 'person_stay' ? people : charged === 'stay' ? 1 : party.rooms
  const amount = Math.min(left[k]!, tax.amount * quantity)
  if (amount === 0) return
  left[k]! -= amount
  pushLine(Kind.tax, day, quantity, amount, -1, -1, k)
}

/** A tax that is rounded on each line: each has its own, and a flat tax that it is on has one too. */
function eachLine(taxes: readonly CompiledTax[], tax: CompiledTax, k: number, day: number, first: number, priced: number): void {
  const taxed = lines.count
  for (let l = first; l < priced; l += 1) {
    if (lines.kind[l] === Kind.discount || (tax.mask & (1 << lines.category[l]!)) === 0) continue
    let base = baseOf(taxes, tax, day, l)
    if (tax.onMask !== 0) for (let t = priced; t < taxed; t += 1) if (lines.within[t] === l && (tax.onMask & (1 << lines.ref[t]!)) !== 0) base += lines.amount[t]!
    addPercent(tax, k, day, base, l)
  }
  if (tax.onMask === 0) return
  for (let t = priced; t < taxed; t += 1) if (lines.within[t] === -1 && lines.kind[t] === Kind.tax && (tax.onMask & (1 << lines.ref[t]!)) !== 0) addPercent(tax, k, day, lines.amount[t]!, t)
}

function nightBase(taxes: readonly CompiledTax[], tax: CompiledTax, day: number, first: number, priced: number): number {
  let base = 0
  for (let l = first; l < priced; l += 1) if (lines.kind[l] !== Kind.discount && (tax.mask & (1 << lines.category[l]!)) !== 0) base += baseOf(taxes, tax, day, l)
  if (tax.onMask !== 0) for (let t = priced; t < lines.count; t += 1) if (lines.kind[t] === Kind.tax && (tax.onMask & (1 << lines.ref[t]!)) !== 0) base += lines.amount[t]!
  return base
}

/** The line with its discounts off, and without the tax that it includes where the rule is on the net price. */
function baseOf(taxes: readonly CompiledTax[], tax: CompiledTax, day: number, line: number): number {
  const gross = lines.net[line]!
  if (!tax.onNet) return gross
  const bit = 1 << lines.category[line]!
  for (const other of taxes) {
    if (other.included && (other.mask & bit) !== 0 && day >= other.fromDay && day <= other.toDay) return gross - portion(gross, other.rate, whole + other.rate, other.mode)
  }
  return gross
}

function addPercent(tax: CompiledTax, k: number, day: number, base: number, within: number): void {
  if (base === 0) return
  const exact = portion(base, tax.rate, tax.included ? whole + tax.rate : whole, tax.mode)
  const amount = Math.min(left[k]!, exact)
  if (amount === 0) return
  left[k]! -= amount
  pushLine(tax.included ? Kind.includedTax : Kind.tax, day, 1, amount, -1, within, k, base)
}

/** Rounded once for the stay: each night has what the stay so far has more than before it. */
function addOfStay(tax: CompiledTax, k: number, day: number, base: number): void {
  sumBase[k]! += base
  const upTo = portion(sumBase[k]!, tax.rate, tax.included ? whole + tax.rate : whole, tax.mode)
  const amount = Math.min(left[k]!, upTo - sumTax[k]!)
  sumTax[k] = upTo
  if (amount === 0) return
  left[k]! -= amount
  pushLine(tax.included ? Kind.includedTax : Kind.tax, day, 1, amount, -1, -1, k, base)
}
