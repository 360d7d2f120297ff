import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

/** Turns the ICU texts of `messages/<locale>/<area>.ts` into lingui's compiled form at build, so that no parser goes to the browser. */
export function catalogues(): Plugin {
  return {
    name: 'holdfast:catalogues',
    enforce: 'pre',
    async load(id) {
      if (!/\/messages\/(en|ar)\/\w+\.ts$/.test(id)) return null
      const texts = await import(`${pathToFileURL(id).href}?at=${Date.now()}`) as { default: Record<string, string> }
      const compiled = Object.fromEntries(Object.entries(texts.default).map(([key, text]) => [key, compileMessageOrThrow(text)]))
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled))})`
    },
  }
}
