/** `101–103, 201, Suite A` → each number. Ranges run over the last digits (`A1-A4`) and keep leading zeros. */
export function expandNumbers(text: string): string[] {
  const numbers = text.split(/[,;\n]+/).map((part) => part.trim()).filter((part) => part !== '').flatMap((part) => {
    const range = /^(.*?)(\d{1,5})\s*(?:-|–|—|\.\.|to|إلى)\s*(.*?)(\d{1,5})$/.exec(part)
    if (range === null) return [part]
    const [, before, first, again, last] = range as unknown as [string, string, string, string, string]
    const [from, to] = [Number(first), Number(last)]
    if ((again !== '' && again !== before) || to < from || to - from >= 500) return [part]
    return Array.from({ length: to - from + 1 }, (_, i) => `${before}${String(from + i).padStart(first.length, '0')}`)
  })
  return [...new Set(numbers)].map((number) => number.slice(0, 20))
}

/** `101, 102, 103, 201` → `101–103, 201`, for a list that is read. */
export function foldNumbers(numbers: readonly string[]): string {
  const runs: { before: string; from: number; to: number; width: number; text: string }[] = []
  for (const text of numbers) {
    const parts = /^(.*?)(\d{1,5})$/.exec(text)
    const last = runs.at(-1)
    if (parts !== null && last !== undefined && last.width > 0 && last.before === parts[1] && Number(parts[2]) === last.to + 1 && (parts[2]!.length === last.width || !parts[2]!.startsWith('0'))) last.to += 1
    else runs.push({ before: parts?.[1] ?? '', from: Number(parts?.[2] ?? 0), to: Number(parts?.[2] ?? 0), width: parts?.[2]?.length ?? 0, text })
  }
  return runs.map(({ before, from, to, width, text }) => (to > from ? `${text}–${before}${String(to).padStart(width, '0')}` : text)).join(', ')
}

/** The floor that a number tells: 214 is on the second, 1203 on the twelfth. */
export function floorOf(number: string): string {
  const digits = /^\d{3,4}$/.exec(number)?.[0]
  return digits === undefined ? '' : digits.slice(0, -2)
}
