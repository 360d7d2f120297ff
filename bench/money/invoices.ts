import { drawDocument } from '../../server/modules/invoices/draw-document.ts'
import { buyerNamed, samples } from '../../server/modules/invoices/testing-documents.ts'
import { ublOf } from '../../server/modules/invoices/ubl.ts'

const sheets: [string, keyof typeof samples, string][] = [['English, 8 lines', 'english', 'en'], ['Arabic, right to left', 'arabic', 'ar'], ['Japanese', 'japanese', 'ja'], ['names in 8 scripts', 'manyScripts', 'en']]
const draws = 120

/** Time and CPU of one invoice as PDF/A, each with a name and an amount of its own; the faces are loaded once, beforehand. And of its electronic form. */
export async function invoiceSheets(): Promise<Record<string, string | number>[]> {
  const rows: Record<string, string | number>[] = []
  for (const [name, sample] of sheets) {
    const make = (i: number) => { const drawing = samples[sample](); return { ...drawing, gross: drawing.gross + i, buyer: buyerNamed(`${drawing.buyer!.name} ${String.fromCodePoint(65 + (i % 26))}. ${i}`) } }
    for (let i = 0; i < 20; i += 1) await drawDocument(make(1_000 + i))
    const [times, cpu]: [number[], number[]] = [[], []]
    let bytes = 0
    for (let i = 0; i < draws; i += 1) {
      const [from, used] = [performance.now(), process.cpuUsage()]
      bytes = (await drawDocument(make(i))).length
      const { user, system } = process.cpuUsage(used)
      times.push(performance.now() - from)
      cpu.push((user + system) / 1_000)
    }
    rows.push({ sheet: name, 'median ms': at(times, 0.5), 'p95 ms': at(times, 0.95), 'CPU ms': at(cpu, 0.5), kB: Math.round(bytes / 1_000) })
  }
  const drawing = samples.english()
  const from = performance.now()
  for (let i = 0; i < 2_000; i += 1) ublOf({ ...drawing, number: `INV-2027-${i}` }, drawing.buyer!)
  rows.push({ sheet: 'UBL of 8 lines', 'median ms': ((performance.now() - from) / 2_000).toFixed(2), 'p95 ms': '', 'CPU ms': '', kB: Math.round(ublOf(drawing, drawing.buyer!).length / 1_000) })
  return rows
}

const at = (values: number[], quantile: number) => Number(values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * quantile)]!.toFixed(1))
