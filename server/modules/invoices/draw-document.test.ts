import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawDocument } from './draw-document.ts'
import { buyerNamed, drawing, line, samples } from './testing-documents.ts'

const golden = (name: string) => join(import.meta.dirname, 'golden', name)

// Drawn without compression, so that the bytes are the same on every machine. To look at a change: UPDATE_GOLDEN=1, then open the file.
test.each(['english', 'arabic', 'manyScripts'] as const)('the page %s comes out as the one that was looked at, to the byte', async (name) => {
  const pdf = await drawDocument(samples[name](), { plain: true })
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(golden(`${name}.pdf`), pdf)
  expect(pdf.equals(await readFile(golden(`${name}.pdf`))), `server/modules/invoices/golden/${name}.pdf differs`).toBe(true)
})

/** What a reader's copy and search give back: every character that was drawn stands in the map of its face. */
async function charactersOf(pdf: Buffer): Promise<Set<string>> {
  const found = new Set<string>()
  for (const [, map] of pdf.toString('latin1').matchAll(/begincmap([\s\S]*?)endcmap/g)) {
    for (const [, range] of map!.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
      for (const [, hex] of range!.matchAll(/<([0-9a-f ]+)>(?=[\s\]])/gi)) for (const [unit] of hex!.matchAll(/[0-9a-f]{4}/gi)) found.add(String.fromCharCode(Number.parseInt(unit, 16)))
    }
  }
  return found
}

test.each([
  ['Arabic', 'ar', 'خالد بن عبد العزيز'], ['Chinese', 'en', '欧阳娜娜'], ['Chinese, traditional', 'en', '蔡依林'], ['Japanese', 'ja', '小野寺 ゆりえ'], ['Korean', 'ko', '황보혜정'], ['Cyrillic', 'en', 'Олександра Їжакевич'],
  ['Greek', 'en', 'Ευάγγελος Θεοφίλου'], ['Thai', 'en', 'ณัฐพงษ์ ศรีสุวรรณ'], ['Hebrew', 'en', 'אברהם בן־דוד'], ['Devanagari', 'en', 'ज्ञानेश्वर श्रीवास्तव'], ['Vietnamese', 'en', 'Nguyễn Thị Ánh'],
])('a name in %s is set with its own letters', async (_, locale, name) => {
  const found = await charactersOf(await drawDocument(drawing({ locale, buyer: buyerNamed(name), lines: [line('2027-05-02', 'Room', 100, 600)] }), { plain: true }))
  const missing = [...name.normalize('NFC')].filter((character) => character.trim() !== '' && !found.has(character))
  expect(missing).toEqual([])
  expect(found.has('\uFFFD')).toBe(false)
})

test('a long bill goes on over pages, each with its number and the head of the table', async () => {
  const pdf = (await drawDocument(drawing({ lines: Array.from({ length: 90 }, (_, i) => line('2027-05-02', `Night ${i + 1}`, 10_000 + i, 600)) }), { plain: true })).toString('latin1')
  expect(pdf.match(/\/Type \/Page\b/g)?.length).toBe(3)
})

test('it is tagged, says its language and title, and carries the marks of PDF/A-3a', async () => {
  const pdf = (await drawDocument(samples.arabic(), { plain: true })).toString('latin1')
  expect(pdf).toMatch(/\/Lang \(ar\)/)
  expect(pdf).toMatch(/\/Marked true/)
  expect(pdf).toMatch(/\/S \/TH/)
  expect(pdf).toContain('<pdfaid:part>3</pdfaid:part>')
  expect(pdf).toMatch(/<pdfaid:conformance>A<\/pdfaid:conformance>/)
  expect(pdf).not.toContain('/Helvetica')
})
