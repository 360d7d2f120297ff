import type { Locale } from '@holdfast/contract/words'
import type { Area } from './keys.ts'

const catalogues = import.meta.glob<{ default: Record<string, unknown> }>(['./en/*.ts', './ar/*.ts'])

/** The words of one area and the common ones, in one language; the build compiles each file to a chunk of its own. */
export async function loadMessages(area: Area, locale: Locale): Promise<Record<string, unknown>> {
  const [common, own] = await Promise.all([catalogues[`./${locale}/common.ts`]!(), catalogues[`./${locale}/${area}.ts`]!()])
  return { ...common.default, ...own.default }
}
