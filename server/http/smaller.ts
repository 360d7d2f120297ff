import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export interface Smaller { encoding: 'br' | 'gzip' | null; body: string | Buffer }

/** Below this the headers are most of the answer, and nothing is won. */
const worthBytes = 1_024
const asBrotli = promisify(brotliCompress)
const asGzip = promisify(gzip)

/**
 * A text in the best encoding that the visitor takes: brotli at 4 or gzip at 5, where a page of results takes two
 * milliseconds; higher levels cost several times as much for a few per cent. The work is done on zlib's own threads,
 * so that whoever books meanwhile does not wait for it.
 */
export async function smaller(text: string, acceptEncoding: string | undefined): Promise<Smaller> {
  const plain = Buffer.from(text)
  const encoding = plain.length < worthBytes ? null : encodingFor(acceptEncoding)
  if (encoding === null) return { encoding, body: text }
  const body = encoding === 'br'
    ? await asBrotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } })
    : await asGzip(plain, { level: 5 })
  return { encoding, body }
}

/** `gzip;q=0.8, br, *;q=0` → br. What is given `q=0` is refused; `*` speaks of those that are not named (RFC 9110, 12.5.3). */
export function encodingFor(accept: string | undefined): 'br' | 'gzip' | null {
  const weights = new Map((accept ?? '').split(',').map((one): [string, number] => {
    const [name = '', ...rest] = one.split(';').map((part) => part.trim().toLowerCase())
    const q = rest.find((part) => part.startsWith('q='))
    return [name, q === undefined ? 1 : Number(q.slice(2)) || 0]
  }))
  const weight = (name: string) => weights.get(name) ?? weights.get('*') ?? 0
  const [br, gz] = [weight('br'), weight('gzip')]
  return br > 0 && br >= gz ? 'br' : gz > 0 ? 'gzip' : null
}
