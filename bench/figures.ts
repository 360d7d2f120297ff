/** Median and spread of several runs, and percentiles of one. */
export function spread(values: readonly number[]): { median: number; min: number; max: number } {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: percentile(sorted, 50), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN }
}

export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? Number.NaN
}

export interface Load { operations: number; refused: number; seconds: number; perSecond: number; p50: number; p99: number }

/**
 * Closed loop: `clients` at once, each with its next operation as soon as the last is answered, for `seconds`.
 * `operate` answers whether it succeeded; a failure other than a refusal throws and ends the run.
 */
export async function closedLoop(clients: number, seconds: number, operate: (client: number) => Promise<boolean>): Promise<Load> {
  const times: number[] = []
  let refused = 0
  const begin = performance.now()
  const end = begin + seconds * 1_000
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    while (performance.now() < end) {
      const at = performance.now()
      const ok = await operate(client)
      if (ok) times.push(performance.now() - at)
      else refused += 1
    }
  }))
  const elapsed = (performance.now() - begin) / 1_000
  times.sort((a, b) => a - b)
  return { operations: times.length, refused, seconds: elapsed, perSecond: times.length / elapsed, p50: percentile(times, 50), p99: percentile(times, 99) }
}

export function table(title: string, rows: Record<string, string | number>[]): void {
  console.log(`\n${title}`)
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const text = (value: string | number | undefined) => typeof value === 'number' ? (Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1)) : value ?? ''
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => text(row[column]).length))
  const line = (cells: string[]) => `  ${cells.map((cell, i) => i === 0 ? cell.padEnd(width(columns[i]!)) : cell.padStart(width(columns[i]!))).join('  ')}`
  console.log(line(columns))
  for (const row of rows) console.log(line(columns.map((column) => text(row[column]))))
}
