import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoLogin } from '../application.ts'

const words = ['amber', 'basil', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'hazel', 'ivory', 'jade', 'kelp', 'linen', 'maple', 'nectar', 'olive', 'pearl', 'quartz', 'river', 'saffron', 'tulip', 'umber', 'velvet', 'willow', 'yarrow', 'zephyr', 'cobalt', 'lantern', 'harbour', 'meadow', 'orchard', 'pepper', 'terrace']
const people = [
  { key: 'guest', who: 'guest', name: 'Maya Lindqvist', email: 'guest@demo.holdfast.example', opens: '/me' },
  { key: 'desk', who: 'front desk', name: 'Rui Tavares', email: 'desk@demo.holdfast.example', opens: '/desk' },
  { key: 'manager', who: 'manager', name: 'Helena Prado', email: 'manager@demo.holdfast.example', opens: '/admin' },
  { key: 'host', who: 'restaurant host', name: 'Bruno Sá', email: 'host@demo.holdfast.example', opens: '/desk' },
] as const

export type DemoPerson = DemoLogin & { key: (typeof people)[number]['key']; name: string }

/** Made at the first start, for this machine only, and kept where its owner alone can read them. */
export function demoPeople(dataDir: string): DemoPerson[] {
  const file = join(dataDir, 'demo-logins.json')
  const kept = readKept(file)
  const all = people.map((person) => ({ ...person, password: kept[person.key] ?? password() }))
  if (all.some((person) => kept[person.key] === undefined)) writeFileSync(file, `${JSON.stringify(Object.fromEntries(all.map((person) => [person.key, person.password])), null, 2)}\n`, { mode: 0o600 })
  return all
}

function readKept(file: string): Record<string, string> {
  try { return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string> } catch { return {} }
}

/** Three words and two figures: about 22 bits, behind rate limits, on a machine that listens to itself alone. */
function password(): string {
  return `${[0, 0, 0].map(() => words[randomInt(words.length)]).join('-')}-${randomInt(10, 100)}`
}
