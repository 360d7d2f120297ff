import { compileMessageOrThrow, type CompiledMessage, type CompiledMessageToken } from '@lingui/message-utils/compileMessage'
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const areas = readdirSync(new URL('./en', import.meta.url)).filter((name) => name.endsWith('.ts'))
const load = async (locale: string, area: string) => ((await import(`./${locale}/${area}`)) as { default: Record<string, string> }).default

/** Names of the arguments of a message, nested choices included. */
function argumentsOf(message: CompiledMessage | string): string[] {
  if (typeof message === 'string') return []
  return [...new Set(message.flatMap((token: CompiledMessageToken) => {
    if (typeof token === 'string') return []
    const [name, , choices] = token
    const nested = choices && typeof choices === 'object' ? Object.values(choices as Record<string, CompiledMessage>).flatMap((choice) => (Array.isArray(choice) ? argumentsOf(choice) : [])) : []
    return [name, ...nested].filter((one) => one !== '#')
  }))].sort()
}

describe.each(areas)('%s', (area) => {
  test('every key stands in both languages, with the same arguments, and compiles', async () => {
    const [english, arabic] = await Promise.all([load('en', area), load('ar', area)])
    expect(Object.keys(arabic).sort()).toEqual(Object.keys(english).sort())
    for (const [key, text] of Object.entries(english)) {
      expect(argumentsOf(compileMessageOrThrow(arabic[key]!)), key).toEqual(argumentsOf(compileMessageOrThrow(text)))
    }
  })
  test('no Arabic word was left in English', async () => {
    const arabic = await load('ar', area)
    const untranslated = Object.entries(arabic).filter(([, text]) => !/[\u0600-\u06ff]/.test(text) && /[a-z]{4}/i.test(text.replace(/\{[^}]*\}|Holdfast/g, '')))
    expect(untranslated).toEqual([])
  })
})
