import { domainToASCII } from 'node:url'

/** Prefixes of name words are kept from 2 letters (1 for Chinese, Japanese and Korean) up to this many. */
export const longestPrefix = 12
const wordsAtMost = 8

/** One spelling for each mailbox: case, width and the domain's script do not matter. */
export function normaliseEmail(text: string): string {
  const whole = text.normalize('NFKC').trim().toLowerCase()
  const at = whole.lastIndexOf('@')
  if (at < 1) return whole
  return `${whole.slice(0, at)}@${domainToASCII(whole.slice(at + 1)) || whole.slice(at + 1)}`
}

/**
 * What a phone is found by: its last 9 digits, so that `+351 912 345 678`, `00351912345678` and `912 345 678` are one.
 * Undefined when there are fewer than 5 digits: that finds nobody in particular.
 */
export function phoneKey(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/[^0-9]/g, '')
  return digits.length < 5 ? undefined : digits.slice(-9)
}

const letters: Record<string, string> = {
  ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', æ: 'ae', œ: 'oe', ı: 'i', þ: 'th', ħ: 'h',
  ى: 'ي', ی: 'ي', ک: 'ك', ة: 'ه', ٱ: 'ا', ς: 'σ', ё: 'е',
}

/** One spelling for a name: without accents, case, width, harakat and tatweel; katakana as hiragana. */
export function foldName(text: string): string {
  return text.normalize('NFKD').toLowerCase()
    .replace(/(?![\u3099\u309a])\p{M}|\u0640/gu, '')
    .replace(/[ßøłđðæœıþħىیکةٱςё]/gu, (letter) => letters[letter]!)
    .replace(/[\u30a1-\u30f6]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .normalize('NFC')
}

/** The folded words of a name; apostrophes join (`O’Brien` is `obrien`), everything else that is no letter or digit parts. */
export function nameWords(text: string): string[] {
  return foldName(text).replace(/['’ʼ`´]/gu, '').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '').slice(0, wordsAtMost)
}

const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u

/**
 * Everything that a name is found by: its words' beginnings, and each word whole. Chinese, Japanese and Korean names are
 * often written without a space, so there the later beginnings count too (`太郎` finds `山田太郎`).
 */
export function nameKeys(name: string): string[] {
  const keys = new Set<string>()
  for (const word of nameWords(name)) {
    const chars = [...word]
    const starts = dense.test(word) ? chars.slice(0, 6).map((_, i) => i) : [0]
    for (const start of starts) {
      const rest = chars.slice(start)
      for (let length = dense.test(word) ? 1 : 2; length <= Math.min(rest.length, longestPrefix); length += 1) keys.add(rest.slice(0, length).join(''))
    }
    if (chars.length === 1) keys.add(word)
  }
  return [...keys]
}

/** What somebody typed, as keys that must all be there. A longer word is looked for by its first letters. */
export function nameSearchKeys(typed: string): string[] {
  return nameWords(typed).map((word) => [...word].slice(0, longestPrefix).join(''))
}
