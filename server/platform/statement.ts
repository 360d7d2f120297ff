/** A statement with its parameters. Only `sql` and `sql.raw` make one, so that no value is ever pasted into a text. */
export interface Sql { text: string; values: unknown[]; readonly isSql: true }

/**
 * sql`select … where id = ${id}`. A nested `Sql` is spliced in with its own parameters; an array is one parameter (use `= any(${ids})`).
 * Instants go in as ISO text, plain objects as JSON; bigint as text.
 */
export function sql(strings: TemplateStringsArray, ...given: unknown[]): Sql {
  let text = ''
  const values: unknown[] = []
  strings.forEach((part, i) => {
    text += part
    if (i >= given.length) return
    const value = given[i]
    if (isSql(value)) {
      text += renumbered(value.text, values.length)
      values.push(...value.values)
    } else {
      values.push(toParameter(value))
      text += `$${values.length}`
    }
  })
  return { text, values, isSql: true }
}

// Statements are put together of the same parts again and again.
const partsKept = new Map<string, string[]>()
function renumbered(text: string, by: number): string {
  if (by === 0 || !text.includes('$')) return text
  let kept = partsKept.get(text)
  if (kept === undefined && partsKept.size < 2_000) partsKept.set(text, kept = [])
  const known = kept?.[by]
  if (known !== undefined) return known
  const made = text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + by}`)
  if (kept !== undefined && by < 200) kept[by] = made
  return made
}

/** A piece of text of our own (a schema's name, an `order by`), never of a caller's. */
sql.raw = (text: string): Sql => ({ text, values: [], isSql: true })

/** Conditions joined by `and`; none gives `true`. */
sql.and = (parts: readonly Sql[]): Sql =>
  parts.length === 0 ? sql.raw('true') : parts.reduce((all, part) => sql`${all} and ${part}`)

function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && (value as Sql).isSql === true
}

function toParameter(value: unknown): unknown {
  if (value instanceof Temporal.Instant) return value.toString()
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return arrayParameter(value)
  if (value !== null && typeof value === 'object' && !Buffer.isBuffer(value)) return JSON.stringify(value)
  return value
}

/** An array as PostgreSQL reads it. The driver would do the same, at three times the cost; what is rarer than this is left to it. */
function arrayParameter(values: readonly unknown[]): unknown {
  let text = ''
  for (const value of values) {
    text += text === '' ? '{' : ','
    if (typeof value === 'string') text += value.includes('"') || value.includes('\\') ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : `"${value}"`
    else if (value === null || value === undefined) text += 'NULL'
    else if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') text += String(value)
    else if (value instanceof Temporal.Instant) text += `"${value.toString()}"`
    else return values.map((one) => (Array.isArray(one) ? one.map(toParameter) : toParameter(one)))
  }
  return text === '' ? '{}' : `${text}}`
}
