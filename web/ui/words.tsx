import { setupI18n, type I18n } from '@lingui/core'
import { directionOf, intlTag, type Locale } from '@holdfast/contract/words'
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import type { MessageKey } from '../messages/keys.ts'

type Values = Record<string, string | number>
export type Say = (key: MessageKey, values?: Values) => string
interface Words { say: Say; locale: Locale; dir: 'ltr' | 'rtl' }

const WordsContext = createContext<Words | null>(null)

export function WordsProvider({ locale, messages, children }: { locale: Locale; messages: Record<string, unknown>; children: ReactNode }) {
  const words = useMemo(() => wordsOf(locale, messages), [locale, messages])
  return <WordsContext value={words}>{children}</WordsContext>
}

export function wordsOf(locale: Locale, messages: Record<string, unknown>): Words {
  const i18n: I18n = setupI18n({ locale, locales: intlTag(locale), messages: { [locale]: messages as never } })
  return { say: (key, values) => i18n._(key, values), locale, dir: directionOf(locale) }
}

/** `const { say, locale } = useWords()`; `say('guest.search.title', { count })`. */
export function useWords(): Words {
  const words = useContext(WordsContext)
  if (words === null) throw new Error('WordsProvider is missing')
  return words
}
export type { Locale, MessageKey }
