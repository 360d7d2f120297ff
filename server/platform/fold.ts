/** Letters without their marks, lower case, words by single spaces: «Água d’Ouro» → `agua d ouro`. What people type is compared in this form. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    .replaceAll('ß', 'ss').replaceAll('ø', 'o').replaceAll('æ', 'ae').replaceAll('œ', 'oe').replaceAll('đ', 'd').replaceAll('ł', 'l').replaceAll('ı', 'i')
    .replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

/** How many slips of the finger a word of this length may have: letters left out, added, exchanged or swapped with their neighbour. */
export function slipsAllowed(length: number): number {
  return length >= 8 ? 2 : length >= 4 ? 1 : 0
}

/** Whether two folded words are at most `most` slips apart (optimal string alignment); gives up early. */
export function withinSlips(a: string, b: string, most: number): boolean {
  if (a === b) return true
  if (most === 0 || Math.abs(a.length - b.length) > most) return false
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      next.push(cost)
    }
    if (Math.min(...next) > most) return false
    before = row
    row = next
  }
  return row[b.length]! <= most
}
