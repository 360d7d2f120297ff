/**
 * `amount × numerator ÷ denominator` in whole units, exactly. `mode`: 0 half a unit goes up (the commercial rounding),
 * 1 any part goes up, -1 any part is dropped. Takes amounts from nothing up; products beyond 2^53 go the slower way.
 */
export function portion(amount: number, numerator: number, denominator: number, mode: 0 | 1 | -1 = 0): number {
  const product = amount * numerator
  if (product > 4_503_599_627_370_496) return largePortion(amount, numerator, denominator, mode)
  // The quotient of doubles may be off by one; the remainder says so. Both are whole and below 2^53, hence exact.
  let whole = Math.floor(product / denominator)
  let rest = product - whole * denominator
  if (rest < 0) { whole -= 1; rest += denominator } else if (rest >= denominator) { whole += 1; rest -= denominator }
  if (mode === 0) return rest * 2 >= denominator ? whole + 1 : whole
  return mode === 1 && rest > 0 ? whole + 1 : whole
}

function largePortion(amount: number, numerator: number, denominator: number, mode: 0 | 1 | -1): number {
  const product = BigInt(amount) * BigInt(numerator)
  const by = BigInt(denominator)
  const whole = product / by
  const rest = product % by
  return Number(mode === 0 ? (rest * 2n >= by ? whole + 1n : whole) : mode === 1 && rest > 0n ? whole + 1n : whole)
}
